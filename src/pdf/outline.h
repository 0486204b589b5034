// The outlines of a TrueType face (OpenType, table "glyf"), read with care, and written smaller than the file has them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pdf/fonts.h"

namespace dunmail {

class Outlines {
 public:
  explicit Outlines(const Face& face);
  /// Bytes of the face's file; a font that lies about its offsets gives an empty glyph, never a read outside.
  std::string_view of(GlyphId glyph) const;
  int units() const { return units_; }

 private:
  std::string_view glyf_, loca_;
  bool wide_;  ///< offsets of 32 bits
  int units_;  ///< per em
};

inline unsigned glyf16(std::string_view s, std::size_t at) {
  return static_cast<unsigned>(static_cast<unsigned char>(s[at]) << 8 | static_cast<unsigned char>(s[at + 1]));
}

inline bool is_composite(std::string_view glyph) { return !glyph.empty() && glyf16(glyph, 0) >= 0x8000; }

/// Calls `visit(offset of a part's glyph id, offset of its flags)` for each part of a composite glyph; returns the
/// offset behind the last part, where instructions may follow, or 0 for a damaged glyph.
std::size_t for_components(std::string_view glyph, auto&& visit) {
  for (std::size_t at = 10; at + 4 <= glyph.size();) {
    const unsigned flags = glyf16(glyph, at);
    visit(at + 2, at);
    at += 4 + (flags & 0x0001 ? 4 : 2);
    at += flags & 0x0008 ? 2 : flags & 0x0040 ? 4 : flags & 0x0080 ? 8 : 0;
    if (!(flags & 0x0020)) return at <= glyph.size() ? at : 0;
  }
  return 0;
}

/// Appends a simple glyph as print needs it: without hinting instructions and padding, points of curves on a grid of
/// 1/512 em, and without points that change the outline by less than 1/768 em. Straight upright and level edges, which
/// make the width of a stem, stay as they are drawn. In 12 pt no line moves by more than 0.03 pt, half a dot of a
/// 1200 dpi printer; a Chinese letter gets 5 KB smaller. A damaged glyph appends nothing.
void append_outline(std::string& out, std::string_view glyph, int units_per_em, Face::Shift shift = {});

}  // namespace dunmail
