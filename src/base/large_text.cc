#include "base/large_text.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/long_file.h"

namespace dunmail {
namespace {

Error no_room(const std::string& folder) {
  return {ErrorKind::storage, folder, std::string("a long file is copied there to be read: ") + std::strerror(errno),
          "free some space, or name another folder with TMPDIR"};
}

/// A file without a name: it is gone with the process, however that ends.
class Nameless {
 public:
  Nameless() : folder_(std::filesystem::temp_directory_path().string()) {
    std::string name = folder_ + "/dunmail-XXXXXX";
    fd_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (fd_ < 0) throw no_room(folder_);
    ::unlink(name.c_str());
  }
  ~Nameless() { ::close(fd_); }
  Nameless(const Nameless&) = delete;

  void append(std::string_view bytes) {
    size_ += bytes.size();
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw no_room(folder_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  const char* map() const {
    void* at = ::mmap(nullptr, size_, PROT_READ, MAP_SHARED, fd_, 0);
    if (at == MAP_FAILED && errno == ENOMEM) throw std::bad_alloc();
    if (at == MAP_FAILED) throw no_room(folder_);
    return static_cast<const char*>(at);
  }
  std::size_t size() const { return size_; }

 private:
  std::string folder_;
  int fd_ = -1;
  std::size_t size_ = 0;
};

}  // namespace

struct LargeText::Map {
  explicit Map(const Nameless& file) : begin(file.map()), size(file.size()) {}
  ~Map() { ::munmap(const_cast<char*>(begin), size); }
  Map(const Map&) = delete;

  const char* begin;
  std::size_t size;
};

LargeText LargeText::of_file(const std::filesystem::path& path) {
  LargeText out;
  std::unique_ptr<Nameless> copy;
  std::uintmax_t taken = 0;
  need_short(path, size_on_disk(path), longest);  // before it is copied
  read_pieces(path, [&](std::string_view piece) {
    need_short(path, taken += piece.size(), longest);
    if (copy) return copy->append(piece);
    out.text_ += piece;
    if (out.text_.size() < long_ones) return;
    copy = std::make_unique<Nameless>();
    copy->append(out.text_);
    std::string().swap(out.text_);
  });
  if (copy) out.map_ = std::make_shared<const Map>(*copy);
  return out;
}

std::string_view LargeText::map_view() const { return {map_->begin, map_->size}; }

void LargeText::forget(std::size_t before) const {
  if (!map_) return;
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (before >= page) ::madvise(const_cast<char*>(map_->begin), before / page * page, MADV_DONTNEED);
}

}  // namespace dunmail
