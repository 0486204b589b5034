#include "sql/byte_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"

namespace dunmail {
namespace {

/// Every process must lock the same file, by whichever path it came to the database.
std::string lock_file(const std::string& database) {
  std::error_code failed;
  const auto real = std::filesystem::canonical(database, failed);
  return (failed ? database : real.string()) + ".send";
}

/// Open-file-description locks: the kernel drops them with the last descriptor, and a second one in this process is
/// another holder.
struct flock one_byte(std::int64_t at) {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = static_cast<off_t>(at);
  lock.l_len = 1;
  return lock;
}

int opened(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw Error(ErrorKind::storage, path, "the lock file cannot be made", "may you write in this folder?");
  return fd;
}

}  // namespace

ByteLock::ByteLock(const std::string& database, std::int64_t at) {
  const std::string path = lock_file(database);
  fd_ = opened(path);
  struct flock lock = one_byte(at);
  if (::fcntl(fd_, F_OFD_SETLK, &lock) == 0) return;
  ::close(fd_);
  throw Error(ErrorKind::storage, path, "the lock file cannot be locked", "it must lie on a local disk");
}

ByteLock::~ByteLock() { ::close(fd_); }

bool ByteLock::is_held(const std::string& database, std::int64_t at) {
  const int fd = opened(lock_file(database));
  struct flock lock = one_byte(at);
  const bool free = ::fcntl(fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_UNLCK;
  ::close(fd);
  return !free;
}

}  // namespace dunmail
