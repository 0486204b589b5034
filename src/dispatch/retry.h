// When a letter that was deferred is tried again.
#pragma once

#include <chrono>
#include <string_view>

namespace dunmail {

struct RetrySchedule {
  std::chrono::seconds first{5 * 60}, longest{4 * 60 * 60};
  int jitter_percent = 20;  ///< up to this much is added, so that a thousand letters do not come back in one second
};

/// The wait after attempt number `attempt` (1: the first). It doubles and is bounded; the jitter comes from the seed (a
/// letter's id), so that the same letter gives the same plan.
std::chrono::seconds retry_delay(int attempt, std::string_view seed, const RetrySchedule& schedule = {});

}  // namespace dunmail
