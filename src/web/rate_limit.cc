#include "web/rate_limit.h"

#include <algorithm>

namespace dunmail {

RateLimit::Bucket RateLimit::filled(const Bucket& bucket, Instant now) const {
  if (now <= bucket.filled) return bucket;  // a clock that was set back gives nothing away
  const auto more = (now - bucket.filled).count() / seconds_;
  if (more >= burst_ - bucket.left) return {burst_, now};
  return {bucket.left + static_cast<int>(more), bucket.filled + std::chrono::seconds(more * seconds_)};
}

bool RateLimit::take(const std::string& key, Instant now) {
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= keys_)
      std::erase_if(buckets_, [&](const auto& each) { return filled(each.second, now).left == burst_; });
    if (buckets_.size() >= keys_) return false;
    found = buckets_.try_emplace(key, Bucket{burst_, now}).first;
  }
  found->second = filled(found->second, now);
  if (found->second.left == 0) return false;
  --found->second.left;
  return true;
}

}  // namespace dunmail
