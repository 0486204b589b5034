#include "cli/command_line_serve.h"

#include <pthread.h>

#include <csignal>
#include <cstdio>
#include <memory>

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

void describe_serve(const AddCommandBelow& command, const std::string& config,
                    const std::function<Date(const std::string&, const char*)>& day_or_today) {
  const auto today = std::make_shared<std::string>();
  auto* sub = command(
      "serve", "the page where debtors answer letters, over HTTP; SIGTERM ends it",
      [&config, today, day_or_today] {
        World world = World::open(config);
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
      },
      nullptr);
  sub->add_option("--today", *today, "the business day, 2026-11-21; default: the clock's");
}

}  // namespace dunmail
