// Pages of a PDF as pixels. Poppler's pdftoppm draws them, as a process: a fault in a renderer must not take a run of
// letters with it. The PDF goes in and the pixels come out through memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

struct PageDrawing {
  double dots_across = 200, dots_down = 200;  ///< an inch
  int pages_at_most = 200;
  std::string program = "pdftoppm";
};

/// What is told of a drawing, page by page, row by row, so that no page is ever whole in memory here.
struct PageReader {
  /// False ends the drawing.
  std::function<bool(int width, int height)> page;
  /// 3 * width bytes: red, green, blue.
  std::function<void(const std::uint8_t* row)> row;
};

/// The number of pages drawn. A Problem: poppler is missing or fails, the bytes are no PDF, too many pages.
Result<int> draw_pages(std::string_view pdf, const PageDrawing& drawing, const PageReader& reader);

/// The pages as PNG files, for a look at a preview.
Result<std::vector<std::string>> png_pages(std::string_view pdf, int dots_an_inch, int pages);

}  // namespace dunmail
