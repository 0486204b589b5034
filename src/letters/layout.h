// From a document to pages: items at fixed positions, in points from the top left corner. The PDF writer only walks
// them; every measure is taken here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "letters/document.h"
#include "letters/shape.h"
#include "letters/stationery.h"

namespace dunmail {

struct PlacedGlyph {
  GlyphId glyph = 0;
  std::int32_t gap = 0;  ///< space added behind the glyph's own advance, thousandths of an em
  char32_t text = 0;     ///< the character, 0 for none, or kLigature + an index into Layout::ligatures
};

/// Glyphs of one face on one baseline.
struct GlyphRun {
  FaceId face = 0;
  std::uint16_t frame = 0;     ///< index into Layout::frames: the run lies within it
  double x = 0, y = 0;         ///< of the baseline's start
  double size = 0, width = 0;  ///< without the blank half of a mark at a line's end
  double angle = 0;            ///< degrees, counter-clockwise
  Colour colour = 0;
  std::uint32_t first = 0, count = 0;  ///< into Layout::glyphs
};

struct FilledBox {
  Rectangle box;
  Colour colour = 0;
  std::uint16_t frame = 0;
};

struct PlacedImage {
  Rectangle box;
  std::uint16_t image = 0;  ///< index into Layout::images
  std::uint16_t frame = 0;
  Rectangle clip;  ///< only this part is shown; no width: all of it
};

/// Where a reader of the PDF may click; nothing of it is painted.
struct PlacedLink {
  Rectangle box;
  std::string url;
};

/// Painted in this order: watermark, images, boxes, runs. So a seal lies under the text it is set over, and hides none.
struct Page {
  std::vector<GlyphRun> watermark;
  std::vector<PlacedImage> images;
  std::vector<FilledBox> boxes;
  std::vector<GlyphRun> runs;  ///< in reading order
  std::vector<PlacedLink> links;
};

struct Layout {
  struct Frame {
    std::string name;
    Rectangle box;
  };
  double width = 0, height = 0;
  std::vector<Frame> frames;
  std::vector<PlacedGlyph> glyphs;
  std::vector<std::u32string> ligatures;
  std::vector<std::shared_ptr<const Image>> images;
  std::vector<Page> pages;
};

/// A Problem holds the letter: a character no font has, a line that cannot be made to fit its frame, an image that is
/// none. Tables may run over any number of pages up to 2,000.
Result<Layout> lay_out(const Document& document, const Stationery& stationery, ShapingRoom& room);

}  // namespace dunmail
