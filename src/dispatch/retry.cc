#include "dispatch/retry.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"

namespace dunmail {

std::chrono::seconds retry_delay(int attempt, std::string_view seed, const RetrySchedule& schedule) {
  std::chrono::seconds wait = std::min(schedule.first, schedule.longest);
  for (int i = 1; i < attempt && wait < schedule.longest; ++i) wait = std::min(wait * 2, schedule.longest);
  const std::string digest = sha256_hex(fmt::format("{}#{}", seed, attempt));
  const long share = std::stol(digest.substr(0, 6), nullptr, 16) % 1000;  // thousandths of the largest jitter
  return wait + wait * schedule.jitter_percent * share / 100'000;
}

}  // namespace dunmail
