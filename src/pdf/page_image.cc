#include "pdf/page_image.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/process.h"

namespace dunmail {
namespace {

constexpr int kWidest = 20'000;

Problem explained(Problem problem) {
  if (problem.message == "the program is not installed")
    problem.hint = "install poppler-utils";
  else if (problem.hint.empty())
    problem.hint = "pdftoppm of poppler-utils draws the pages";
  return problem;
}

/// Netpbm P6 pages one after another, cut wherever the pipe cut them.
class PixmapReader {
 public:
  PixmapReader(const PageReader& reader, int most) : reader_(reader), most_(most) {}

  bool feed(std::string_view bytes) {
    while (!bytes.empty()) {
      if (rows_left_ == 0) {
        if (!head(bytes)) return false;
        continue;
      }
      const std::size_t row = static_cast<std::size_t>(width_) * 3;
      if (pending_.empty() && bytes.size() >= row) {
        take(bytes.data());
        bytes.remove_prefix(row);
        continue;
      }
      const std::size_t n = std::min(row - pending_.size(), bytes.size());
      pending_.append(bytes.substr(0, n));
      bytes.remove_prefix(n);
      if (pending_.size() == row) {
        take(pending_.data());
        pending_.clear();
      }
    }
    return true;
  }
  /// False: the pixels stop in the middle of a page.
  bool whole() const { return rows_left_ == 0 && pending_.empty(); }
  int pages() const { return pages_; }
  const std::string& fault() const { return fault_; }

 private:
  void take(const char* row) {
    reader_.row(reinterpret_cast<const std::uint8_t*>(row));
    --rows_left_;
  }

  /// "P6\nWIDTH HEIGHT\n255\n"; pdftoppm writes no comments.
  bool head(std::string_view& bytes) {
    pending_ += bytes.front();
    bytes.remove_prefix(1);
    if (pending_.size() > 40) return refuse("is no pixmap");
    if (std::count(pending_.begin(), pending_.end(), '\n') < 3) return true;
    int height = 0;
    const char *at = pending_.data() + 3, *end = pending_.data() + pending_.size();
    const auto width_end = std::from_chars(at, end, width_);
    if (!pending_.starts_with("P6\n") || width_end.ec != std::errc() || width_end.ptr + 1 >= end ||
        std::from_chars(width_end.ptr + 1, end, height).ec != std::errc() || !pending_.ends_with("\n255\n"))
      return refuse("is no pixmap of a page");
    if (width_ < 1 || height < 1 || width_ > kWidest || height > kWidest) return refuse("has a page of no usual size");
    pending_.clear();
    if (++pages_ > most_) return refuse(fmt::format("has more than {} pages", most_));
    rows_left_ = height;
    return reader_.page(width_, height) || refuse("");
  }
  bool refuse(std::string fault) {
    fault_ = std::move(fault);
    return false;
  }

  const PageReader& reader_;
  int most_, pages_ = 0, width_ = 0, rows_left_ = 0;
  std::string pending_, fault_;
};

}  // namespace

Result<int> draw_pages(std::string_view pdf, const PageDrawing& drawing, const PageReader& reader) {
  PixmapReader pixmaps(reader, drawing.pages_at_most);
  const auto failed = run_process({{drawing.program, "-rx", fmt::format("{}", drawing.dots_across), "-ry",
                                    fmt::format("{}", drawing.dots_down), "-"},
                                   pdf,
                                   [&](std::string_view bytes) { return pixmaps.feed(bytes); }});
  if (!pixmaps.fault().empty()) return Problem{"page image", "the document " + pixmaps.fault(), ""};
  if (failed) return explained(*failed);
  if (!pixmaps.whole() || pixmaps.pages() == 0) return explained({drawing.program, "drew no whole page", ""});
  return pixmaps.pages();
}

Result<std::vector<std::string>> png_pages(std::string_view pdf, int dots_an_inch, int pages) {
  std::vector<std::string> out;
  for (int page = 1; page <= pages; ++page) {
    const std::string number = std::to_string(page);
    std::string& png = out.emplace_back();
    if (const auto failed =
            run_process({{"pdftoppm", "-png", "-r", std::to_string(dots_an_inch), "-f", number, "-l", number, "-"},
                         pdf,
                         [&](std::string_view bytes) {
                           png += bytes;
                           return true;
                         }}))
      return explained(*failed);
  }
  return out;
}

}  // namespace dunmail
