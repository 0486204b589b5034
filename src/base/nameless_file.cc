#include "base/nameless_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>

#include "base/error.h"

namespace dunmail {
namespace {

Error no_room(const std::string& folder) {
  return {ErrorKind::storage, folder, std::string("a long file is copied there to be read: ") + std::strerror(errno),
          "free some space, or name another folder with TMPDIR"};
}

}  // namespace

MappedFile::~MappedFile() { ::munmap(const_cast<char*>(begin_), size_); }

void MappedFile::forget(std::size_t before) const {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (before >= page) ::madvise(const_cast<char*>(begin_), before / page * page, MADV_DONTNEED);
}

NamelessFile::NamelessFile() : folder_(std::filesystem::temp_directory_path().string()) {
  std::string name = folder_ + "/dunmail-XXXXXX";
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) throw no_room(folder_);
  ::unlink(name.c_str());
}

NamelessFile::~NamelessFile() { ::close(fd_); }

void NamelessFile::append(std::string_view bytes) {
  size_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw no_room(folder_);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

std::shared_ptr<const MappedFile> NamelessFile::map() const {
  void* at = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd_, 0);
  if (at == MAP_FAILED && errno == ENOMEM) throw std::bad_alloc();
  if (at == MAP_FAILED) throw no_room(folder_);
  return std::make_shared<const MappedFile>(static_cast<const char*>(at), size_);
}

}  // namespace dunmail
