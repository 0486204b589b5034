// A lock on a file of its own, which the kernel drops when the process ends, however it ends.
#pragma once

#include <string>

#include "sql/patience.h"

namespace dunmail {

class FileLock {
 public:
  /// Waits for it as patiently as that. Throws Busy(`where`) with `busy` ("another dunmail plans") and who that is;
  /// Error(storage) when the file cannot be made.
  FileLock(const std::string& file, const Patience& patience, const std::string& where, const std::string& busy);
  ~FileLock();
  FileLock(const FileLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace dunmail
