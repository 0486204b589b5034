// The bytes of a file of any size. What is short is kept in memory; what is long is copied into a file without a name
// and mapped, so that only what is being read takes memory, and nobody else can change it meanwhile. Copies share it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/nameless_file.h"

namespace dunmail {

class LargeText {
 public:
  static constexpr std::size_t long_ones = std::size_t{8} << 20;
  static constexpr std::uintmax_t longest = std::uintmax_t{8} << 30;

  LargeText(std::string text = {}) : text_(std::move(text)) {}  // a text is one, too
  LargeText(const char* text) : text_(text) {}
  /// Throws Error(input) as read_file() does, of one beyond `longest`, and Error(storage) where there is no room for
  /// the copy.
  static LargeText of_file(const std::filesystem::path& path);

  /// What was written into it, a byte at least.
  static LargeText of(const NamelessFile& file);

  std::string_view view() const { return map_ ? map_->view() : std::string_view(text_); }
  std::size_t size() const { return view().size(); }
  bool is_long() const { return map_ != nullptr; }
  /// What lies before that place is read again only by a reader that starts anew: its memory is free for others.
  void forget(std::size_t before) const {
    if (map_) map_->forget(before);
  }

 private:
  std::string text_;
  std::shared_ptr<const MappedFile> map_;
};

}  // namespace dunmail
