#include "dispatch/retry.h"

#include <catch2/catch.hpp>
#include <set>

using namespace dunmail;
using namespace std::chrono_literals;

TEST_CASE("the wait doubles up to a bound") {
  const RetrySchedule plain{60s, 600s, 0};
  const std::vector<std::chrono::seconds> waits = {60s, 120s, 240s, 480s, 600s, 600s};
  for (std::size_t i = 0; i < waits.size(); ++i) CHECK(retry_delay(static_cast<int>(i) + 1, "a", plain) == waits[i]);
  CHECK(retry_delay(0, "a", plain) == 60s);
  CHECK(retry_delay(2'000'000'000, "a", plain) == 600s);
}

TEST_CASE("jitter is within its bound, differs between letters and is the same for the same letter") {
  std::set<long> seen;
  for (int i = 0; i < 200; ++i) {
    const auto wait = retry_delay(3, "letter-" + std::to_string(i));
    CHECK(wait >= 1200s);
    CHECK(wait <= 1440s);
    CHECK(wait == retry_delay(3, "letter-" + std::to_string(i)));
    seen.insert(wait.count());
  }
  CHECK(seen.size() > 100);
}
