#include "sql/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "sql/lock_holder.h"

namespace dunmail {

FileLock::FileLock(const std::string& file, const Patience& patience, const std::string& where,
                   const std::string& busy) {
  fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd_ < 0) throw Error(ErrorKind::storage, file, "the lock file cannot be made", "may you write in this folder?");
  const auto who = [&] { return lock_holder(file, 0); };
  for (Wait wait; ::flock(fd_, LOCK_EX | LOCK_NB) != 0;) {
    if (wait.once_more(patience, who)) continue;
    const std::string holder = who();
    ::close(fd_);
    throw Busy(where, holder.empty() ? busy : busy + ": " + holder);
  }
}

FileLock::~FileLock() { ::close(fd_); }

}  // namespace dunmail
