#include "base/large_text.h"

#include <optional>

#include "base/file.h"
#include "base/long_file.h"

namespace dunmail {

LargeText LargeText::of_file(const std::filesystem::path& path) {
  LargeText out;
  std::optional<NamelessFile> copy;
  std::uintmax_t taken = 0;
  need_short(path, size_on_disk(path), longest);  // before it is copied
  read_pieces(path, [&](std::string_view piece) {
    need_short(path, taken += piece.size(), longest);
    if (copy) return copy->append(piece);
    out.text_ += piece;
    if (out.text_.size() < long_ones) return;
    copy.emplace();
    copy->append(out.text_);
    std::string().swap(out.text_);
  });
  if (copy) out.map_ = copy->map();
  return out;
}

LargeText LargeText::of(const NamelessFile& file) {
  LargeText out;
  out.map_ = file.map();
  return out;
}

}  // namespace dunmail
