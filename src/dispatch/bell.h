// What wakes the one thread that keeps the books, whichever of its helpers has something for it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace dunmail {

class Bell {
 public:
  void ring() {
    bool enough = false;
    {
      const std::lock_guard lock(guard_);
      enough = ++rings_ >= wanted_;
    }
    if (enough) heard_.notify_one();
  }
  /// Returns true after so many rings (those since the last wait count, too), false when the time is over.
  bool wait(std::chrono::milliseconds most, std::size_t rings = 1) {
    std::unique_lock lock(guard_);
    wanted_ = rings;
    const bool enough = heard_.wait_for(lock, most, [this] { return rings_ >= wanted_; });
    rings_ = 0;
    return enough;
  }

 private:
  std::mutex guard_;
  std::condition_variable heard_;
  std::size_t rings_ = 0, wanted_ = 1;
};

}  // namespace dunmail
