// Pages of items at fixed positions, in points from the top left corner, y downwards: what typesetting fills and the
// PDF writer walks. Plain data; nothing here measures.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "pdf/fonts.h"

namespace dunmail {

struct Image;

constexpr double kPointsPerMm = 72.0 / 25.4;

struct Rectangle {
  double x = 0, y = 0, width = 0, height = 0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

using Colour = std::uint32_t;  ///< 0xRRGGBB

constexpr char32_t kLigature = 0x80000000;  ///< flag of a glyph's text: the rest is an index into a list of ligatures

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

/// What a file says of itself, in its information dictionary and its metadata. Empty: it does not say.
struct FileInfo {
  std::string title, author;
  std::string created;  ///< RFC 3339, from the letter's date: never a clock
};

struct Layout {
  struct Frame {
    std::string name;
    Rectangle box;
  };
  FileInfo info;
  double width = 0, height = 0;
  std::vector<Frame> frames;
  std::vector<PlacedGlyph> glyphs;
  std::vector<std::u32string> ligatures;
  std::vector<std::shared_ptr<const Image>> images;
  std::vector<Page> pages;
};

}  // namespace dunmail
