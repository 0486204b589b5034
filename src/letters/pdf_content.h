// Inside the PDF writer: the operators of one page (PDF 1.4, chapters 4 and 5).
#pragma once

#include <span>
#include <string>

#include "letters/layout.h"

namespace dunmail::pdf {

/// How a glyph is called in this file: which font resource, and its number there.
struct GlyphName {
  std::uint16_t font = 0;  ///< /F and this number
  std::uint16_t number = 0;
};

/// Numbers of glyphs by face; a face's table is empty when the letter does not use it.
struct FontTables {
  std::span<const std::uint16_t> prepared, own;  ///< by glyph: its number, 0: not there
  std::uint16_t prepared_font = 0, own_font = 0;

  GlyphName name(GlyphId glyph) const {
    if (!prepared.empty() && prepared[glyph]) return {prepared_font, prepared[glyph]};
    return {own_font, own.empty() ? std::uint16_t{0} : own[glyph]};
  }
};

/// Appends the page's operators. Deterministic: coordinates are rounded to hundredths of a point.
void write_content(const Layout& layout, const Page& page, std::span<const FontTables> faces, std::string& out);

}  // namespace dunmail::pdf
