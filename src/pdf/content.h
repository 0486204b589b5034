// Inside the PDF writer: the operators of one page (PDF 1.4, chapters 4 and 5).
#pragma once

#include <span>
#include <string>

#include "pdf/placed.h"

namespace dunmail::pdf {

/// Numbers of a face's glyphs in this file; empty when the letter does not use the face.
struct FontTable {
  std::span<const std::uint16_t> prepared, own;  ///< by glyph: its number, 0: not there
  std::uint16_t font = 0;                        ///< name of the resource: /F and this number

  std::uint16_t number(GlyphId glyph) const {
    if (!prepared.empty() && prepared[glyph]) return prepared[glyph];
    return own.empty() ? std::uint16_t{0} : own[glyph];
  }
};

/// Appends the page's operators. Deterministic: coordinates are rounded to hundredths of a point.
void write_content(const Layout& layout, const Page& page, std::span<const FontTable> faces, std::string& out);

}  // namespace dunmail::pdf
