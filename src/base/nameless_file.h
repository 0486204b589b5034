// What is too long for memory while a process works on it: a file that is gone with the process, however that ends, and
// that nobody else can open.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace dunmail {

/// The bytes of a file as memory: only what is being read takes any.
class MappedFile {
 public:
  MappedFile(const char* begin, std::size_t size) : begin_(begin), size_(size) {}
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;

  std::string_view view() const { return {begin_, size_}; }
  /// What lies before that place is read again only by a reader that starts anew: its memory is free for others.
  void forget(std::size_t before) const;

 private:
  const char* begin_;
  std::size_t size_;
};

/// In TMPDIR. Every function throws Error(storage) where there is no room.
class NamelessFile {
 public:
  NamelessFile();
  ~NamelessFile();
  NamelessFile(const NamelessFile&) = delete;

  void append(std::string_view bytes);
  std::size_t size() const { return size_; }
  /// What was appended so far, of at least a byte; it outlives this object.
  std::shared_ptr<const MappedFile> map() const;

 private:
  std::string folder_;
  int fd_ = -1;
  std::size_t size_ = 0;
};

}  // namespace dunmail
