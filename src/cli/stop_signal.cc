#include "cli/stop_signal.h"

#include <unistd.h>

#include <csignal>
#include <cstring>

namespace dunmail {
namespace {

volatile std::sig_atomic_t asked = 0;
const char* volatile last_words = "";

void note(int signal) {
  if (asked != 0) {
    const char* words = last_words;
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words, std::strlen(words));
    ::signal(signal, SIG_DFL);
    ::raise(signal);  // when this returns
  }
  asked = 1;
}

void install(int signal) {
  struct sigaction action = {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

StopSignal::StopSignal(const char* at_once) {
  asked = 0;
  last_words = at_once;
  install(SIGTERM);
  install(SIGINT);
}

StopSignal::~StopSignal() { ::signal(SIGTERM, SIG_DFL), ::signal(SIGINT, SIG_DFL); }

bool StopSignal::came() { return asked != 0; }

}  // namespace dunmail
