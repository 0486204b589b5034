// What wakes the one thread that keeps the books, whichever of its helpers has something for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace dunmail {

class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(guard_);
      rung_ = true;
    }
    heard_.notify_one();
  }
  /// Returns at a ring (one from before counts, too), or when the time is over.
  void wait(std::chrono::milliseconds most) {
    std::unique_lock lock(guard_);
    heard_.wait_for(lock, most, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex guard_;
  std::condition_variable heard_;
  bool rung_ = false;
};

}  // namespace dunmail
