// How often something may happen: a bucket of permits for each key, which fills again with time.
#pragma once

#include <map>
#include <string>

#include "base/date.h"

namespace dunmail {

class RateLimit {
 public:
  /// `burst` at once, then one every `seconds`. At most `keys` are remembered.
  RateLimit(int burst, int seconds, std::size_t keys = 20'000) : burst_(burst), seconds_(seconds), keys_(keys) {}

  /// False where the key has used up its permits; also for a new key when too many others are being held back, so that
  /// a crowd of made-up sources cannot use up our memory.
  bool take(const std::string& key, Instant now);

 private:
  struct Bucket {
    int left;
    Instant filled;  ///< when `left` was true
  };
  Bucket filled(const Bucket& bucket, Instant now) const;
  int burst_, seconds_;
  std::size_t keys_;
  std::map<std::string, Bucket> buckets_;
};

}  // namespace dunmail
