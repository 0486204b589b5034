// What the tests of the typesetting share: the fonts and sheets of the project, loaded once.
#pragma once

#include <catch2/catch.hpp>
#include <string>

#include "base/text.h"
#include "pdf/subset.h"
#include "typeset/layout.h"

namespace dunmail::testing {

inline std::shared_ptr<const FontSet> fonts() {
  static const auto set = FontSet::load(DUNMAIL_SOURCE_DIR "/fonts/fonts.toml");
  return set;
}

inline std::shared_ptr<const Stationery> sheet(const std::string& name = "cn-a4") {
  return load_stationery(DUNMAIL_SOURCE_DIR "/letter-templates/stationery/" + name + ".toml", *fonts());
}

inline std::string text_of(const Layout& layout, const GlyphRun& run) {
  std::u32string out;
  for (std::uint32_t k = run.first; k < run.first + run.count; ++k) {
    const char32_t c = layout.glyphs[k].text;
    if (c & kLigature)
      out += layout.ligatures[c & ~kLigature];
    else if (c)
      out += c;
  }
  return to_utf8(out);
}

/// The page's lines of text from runs on one baseline, in the order they were placed.
struct PlacedLine {
  std::string text;
  double x = 0, y = 0, right = 0;
  std::uint16_t frame = 0;
};

inline std::vector<PlacedLine> lines_of(const Layout& layout, const Page& page) {
  std::vector<PlacedLine> out;
  for (const GlyphRun& run : page.runs) {
    if (out.empty() || std::abs(out.back().y - run.y) > 2 || out.back().frame != run.frame ||
        run.x < out.back().right - 7)  // marks step back
      out.push_back({"", run.x, run.y, run.x, run.frame});
    out.back().text += text_of(layout, run);
    out.back().right = run.x + run.width;
  }
  return out;
}

inline std::string all_text(const Layout& layout) {
  std::string out;
  for (const Page& page : layout.pages)
    for (const PlacedLine& line : lines_of(layout, page)) out += line.text + "\n";
  return out;
}

/// The first thing that stands outside its frame, or "".
inline std::string outside(const Layout& layout) {
  constexpr double kSlack = 0.2;
  const auto within = [&](const Rectangle& box, std::uint16_t frame) {
    const Rectangle& f = layout.frames.at(frame).box;
    return box.x >= f.x - kSlack && box.y >= f.y - kSlack && box.right() <= f.right() + kSlack &&
           box.bottom() <= f.bottom() + kSlack;
  };
  for (const Page& page : layout.pages) {
    for (const GlyphRun& run : page.runs) {
      // The blank half of an opening mark may hang over the left edge; its ink does not.
      const char32_t first = layout.glyphs[run.first].text;
      const double hang =
          std::u32string_view(U"（《〈「『【〔“‘").find(first) != std::u32string_view::npos ? run.size / 2 : 0;
      if (!within({run.x + hang, run.y - 0.75 * run.size, run.width - hang, 0.87 * run.size}, run.frame))
        return layout.frames[run.frame].name + ": " + text_of(layout, run);
    }
    for (const FilledBox& box : page.boxes)
      if (!within(box.box, box.frame)) return layout.frames[box.frame].name + ": a box";
    for (const PlacedImage& image : page.images)
      if (!within(image.clip.width > 0 ? image.clip : image.box, image.frame))
        return layout.frames[image.frame].name + ": an image";
  }
  return "";
}

inline Layout laid_out(const Document& document, const std::string& stationery = "cn-a4") {
  ShapingRoom room(fonts());
  auto layout = lay_out(document, *sheet(stationery), room);
  if (!layout) FAIL(layout.problem().line());
  return *layout;
}

inline Problem refused(const Document& document, const std::string& stationery = "cn-a4") {
  ShapingRoom room(fonts());
  const auto layout = lay_out(document, *sheet(stationery), room);
  REQUIRE_FALSE(layout);
  return layout.problem();
}

}  // namespace dunmail::testing
