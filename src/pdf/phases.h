// Where a letter's time goes: the benchmark hands in a tally for its thread, everyone else pays one comparison.
#pragma once

#include <ctime>

namespace dunmail {

/// Seconds of processor time, summed over letters. `layout` holds `shaping`, and `pdf` holds `subset`.
struct PhaseTimes {
  double fill = 0, layout = 0, shaping = 0, prepare = 0, pdf = 0, subset = 0;
};

inline thread_local PhaseTimes* phase_times = nullptr;

class Phase {
 public:
  explicit Phase(double PhaseTimes::*phase) : phase_(phase), begin_(phase_times ? now() : 0) {}
  ~Phase() {
    if (phase_times) phase_times->*phase_ += now() - begin_;
  }
  Phase(const Phase&) = delete;
  Phase& operator=(const Phase&) = delete;

  static double now() {
    timespec at{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_nsec) * 1e-9;
  }

 private:
  double PhaseTimes::*phase_;
  double begin_;
};

}  // namespace dunmail
