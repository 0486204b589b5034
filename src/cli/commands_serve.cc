#include "cli/commands_serve.h"

#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/given_day.h"
#include "web/page_server.h"

namespace dunmail {
namespace {

/// SIGTERM and SIGINT, held back from every thread that starts after this, so that wait() gets them.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int which = 0;
    ::sigwait(&set_, &which);
  }

 private:
  sigset_t set_;
};

}  // namespace

void describe_serve(CommandTable& table) {
  const auto today = std::make_shared<std::string>();
  auto* sub =
      table.add("serve", "the page where debtors answer letters, over HTTP; SIGTERM ends it", [today](World& world) {
        const EndSignals signals;
        ServeOrder order;
        day_or_today(*today, "--today");
        order.today = [&] {
          return day_or_today(*today, "--today");
        };  // asked for every request: a server outlives the day
        order.say = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
        order.wait = [&] { signals.wait(); };
        serve(world, order);
        return Answer();
      });
  today_option(sub, *today);
}

}  // namespace dunmail
