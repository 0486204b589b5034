// One letter that finds the relay away is retried; a route on which nobody answers again and again is stopped, so that
// a run of ten thousand letters does not wait for ten thousand time-outs.
#pragma once

#include "dispatch/courier.h"

namespace dunmail {

/// Judges the receipts of one route in their order.
class Breaker {
 public:
  /// Stops after so many letters in a row that did not get as far as MAIL, or broke off before their final dot.
  explicit Breaker(int limit = 3) : limit_(limit) {}
  /// judge(), or stop_route at the limit. Any answer about a letter itself starts the count again.
  Verdict judge(const Receipt& receipt);
  bool is_open() const { return failures_ >= limit_; }
  void reset() { failures_ = 0; }

 private:
  int limit_, failures_ = 0;
};

}  // namespace dunmail
