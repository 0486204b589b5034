#include "cli/waiting.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <set>

#include "cli/aside.h"
#include "cli/stop_signal.h"
#include "store/store.h"

namespace dunmail {

void wait_as(const std::string& command) {
  static const std::set<std::string> as_long_as_it_takes{"send", "run", "track", "serve", "print"};
  Patience patience;
  patience.at_most = std::chrono::minutes(1);
  if (as_long_as_it_takes.contains(command)) patience.at_most.reset();
  patience.tell = [](const std::string& who) {
    say_aside(fmt::format("dunmail: waiting for the database: {}\n", who));
  };
  patience.stop = [] { return StopSignal::came(); };
  Store::wait_by_default(std::move(patience));
}

}  // namespace dunmail
