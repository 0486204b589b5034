#include "cli/stop_signal.h"

#include <csignal>

namespace dunmail {
namespace {

volatile std::sig_atomic_t asked = 0;

void note(int) { asked = 1; }

void install(int signal) {
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESETHAND | SA_RESTART;  // the second one finds the system's own handling
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal() {
  asked = 0;
  install(SIGTERM);
  install(SIGINT);
}

StopSignal::~StopSignal() { ::signal(SIGTERM, SIG_DFL), ::signal(SIGINT, SIG_DFL); }

bool StopSignal::came() { return asked != 0; }

}  // namespace dunmail
