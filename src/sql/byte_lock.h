// One byte of DATABASE.send, which a process locks while it lives: the kernel lets go of it when that process ends,
// however it ends.
#pragma once

#include <cstdint>
#include <string>

namespace dunmail {

class ByteLock {
 public:
  /// Throws Error(storage) when the file cannot be made or locked.
  ByteLock(const std::string& database, std::int64_t at);
  ~ByteLock();
  ByteLock(const ByteLock&) = delete;

  static bool is_held(const std::string& database, std::int64_t at);

 private:
  int fd_ = -1;
};

}  // namespace dunmail
