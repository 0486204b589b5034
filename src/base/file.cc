#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "base/error.h"
#include "base/long_file.h"

namespace dunmail {
namespace {

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

/// A file of our own that nobody had there before: what a symbolic link of that name points at is never written to.
int make_new(const std::string& path) {
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const int fd = ::open(path.c_str(), flags, 0600);
  if (fd >= 0 || errno != EEXIST) return fd;
  ::unlink(path.c_str());  // of a process with our number that died, or a trap
  return ::open(path.c_str(), flags, 0600);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

void write_into(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  if (file.fd < 0 || !write_all(file.fd, bytes))
    throw Error(ErrorKind::storage, path.string(), std::strerror(errno), "not all of it was written");
}

/// A pipe that a shell made between two commands: whoever writes into it was there before us.
bool is_nameless_pipe(int fd) {
  struct statfs system {};
  return ::fstatfs(fd, &system) == 0 && system.f_type == PIPEFS_MAGIC;
}

std::string in_words(std::uintmax_t bytes) {
  constexpr double mega = 1 << 20, giga = 1 << 30;
  const auto size = static_cast<double>(bytes);
  return size < giga ? fmt::format("{:.1f} MiB", size / mega) : fmt::format("{:.1f} GiB", size / giga);
}

}  // namespace

void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view piece)>& take) {
  auto fail = [&](const char* hint) -> Error { return {ErrorKind::input, path.string(), std::strerror(errno), hint}; };
  struct stat info {};
  // Whoever opens a pipe (mkfifo) for reading waits for its writer, for ever where none comes.
  const bool pipe = ::stat(path.c_str(), &info) == 0 && S_ISFIFO(info.st_mode);
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | (pipe ? O_NONBLOCK : 0))};
  if (file.fd < 0) throw fail(errno == ENOENT ? "is the name right?" : "");
  if (::fstat(file.fd, &info) != 0) throw fail("");
  if (S_ISDIR(info.st_mode)) throw Error(ErrorKind::input, path.string(), "this is a folder", "name a file");
  // /dev/zero has no end. A terminal and a pipe have one.
  if (S_ISBLK(info.st_mode) || (S_ISCHR(info.st_mode) && !::isatty(file.fd)))
    throw Error(ErrorKind::input, path.string(), "this is a device, not a file", "name a file");
  int waits = pipe && !is_nameless_pipe(file.fd) ? 50 : 0;  // of a tenth of a second, for the writer
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(file.fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN && pipe) {  // somebody writes, and has nothing to say yet
      ::fcntl(file.fd, F_SETFL, 0);
      waits = 0;
      continue;
    }
    if (n < 0) throw fail("");
    if (n == 0 && waits == 0) return;
    if (n == 0) {
      if (--waits == 0)
        throw Error(ErrorKind::input, path.string(), "this is a pipe, and nobody writes into it", "start its writer");
      ::usleep(100'000);
      continue;
    }
    waits = 0;
    take({buffer, static_cast<std::size_t>(n)});
  }
}

Error too_long(const std::filesystem::path& path, std::uintmax_t bytes, const std::string& message) {
  const std::string size = bytes > 0 ? " (" + in_words(bytes) + ")" : "";  // a pipe does not say
  return {ErrorKind::input, path.string(), "is too long" + size + ": " + message,
          "is it the right file? divide it into several"};
}

void need_short(const std::filesystem::path& path, std::uintmax_t bytes, std::uintmax_t at_most) {
  if (bytes > at_most) throw too_long(path, bytes, fmt::format("files of up to {} are read", in_words(at_most)));
}

std::uintmax_t size_on_disk(const std::filesystem::path& path) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::is_regular_file(path, none) ? std::filesystem::file_size(path, none) : 0;
  return none ? 0 : size;
}

std::string read_file(const std::filesystem::path& path) {
  std::string out;
  const std::uintmax_t size = size_on_disk(path);
  need_short(path, size, longest_file);
  try {
    out.reserve(size);
    read_pieces(path, [&](std::string_view piece) {
      out += piece;
      need_short(path, out.size(), longest_file);
    });
  } catch (const std::bad_alloc&) {
    throw too_long(path, std::max<std::uintmax_t>(size, out.size()), "there is not enough memory for it");
  }
  return out;
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  struct stat there {};
  // A device or a pipe is written into: nothing takes its place.
  const bool stream = ::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode);
  if (stream) return write_into(path, bytes);
  const std::string temporary = path.string() + ".part-" + std::to_string(::getpid());
  auto fail = [&](int error) -> Error {
    ::unlink(temporary.c_str());
    return {ErrorKind::storage, path.string(), std::strerror(error),
            error == ENOSPC ? "free some space; nothing was written" : "nothing was written"};
  };
  {
    const Descriptor file{make_new(temporary)};
    if (file.fd < 0 || !write_all(file.fd, bytes) || ::fsync(file.fd) != 0) throw fail(errno);
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) throw fail(errno);
}

void append_to_file(const std::filesystem::path& path, std::string_view bytes) {
  const auto fail = [&](int error) -> Error {
    return {ErrorKind::storage, path.string(), std::strerror(error),
            error == ENOSPC ? "free some space; nothing was added" : "nothing was added"};
  };
  const Descriptor file{
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600)};
  struct stat before {};
  if (file.fd < 0 || ::fstat(file.fd, &before) != 0) throw fail(errno);
  if (!S_ISREG(before.st_mode))
    throw Error(ErrorKind::storage, path.string(), "this is not a file", "name another place");
  if (write_all(file.fd, bytes) && ::fsync(file.fd) == 0) return;
  const int error = errno;
  if (::ftruncate(file.fd, before.st_size) != 0)
    throw Error(ErrorKind::storage, path.string(), std::strerror(error), "");
  throw fail(error);
}

void flush_to_disk(const std::filesystem::path& path) {
  const Descriptor there{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  // Some network file systems know no flush of a folder (EINVAL): they have it when the call before returned.
  if (there.fd >= 0 && (::fsync(there.fd) == 0 || errno == EINVAL)) return;
  throw Error(ErrorKind::storage, path.string(), std::strerror(errno), "it could not be flushed to the disk");
}

}  // namespace dunmail
