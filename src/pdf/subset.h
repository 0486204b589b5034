// Small fonts: the few glyphs a letter uses, cut out of a TrueType face, and the tables a PDF needs beside them.
//
// What all letters of a template share (its own words, the sender's, figures) is cut out and compressed once, as hard
// as it goes: a PreparedSubset. A letter that needs no more of a face carries it as it is. For the others the
// compressed outlines are taken over untouched, as the first blocks of the new font's deflate stream (RFC 1951), and
// only the letter's own glyphs and the small tables are compressed behind them: one font a face, at some tens of
// microseconds. Cutting by hand instead of by hb_subset makes that possible.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "pdf/deflate.h"
#include "pdf/fonts.h"

namespace dunmail {

/// A glyph and the text it stands for; several characters for a ligature, none when text extraction shall skip it.
struct UsedGlyph {
  GlyphId glyph = 0;
  std::u32string text;
};

struct FontSubset {
  FaceId face = 0;
  std::string program;             ///< TrueType, deflated
  std::size_t program_length = 0;  ///< before deflating
  std::string to_unicode;          ///< CMap (PDF 1.4, 5.9.2), deflated
  std::string widths;              ///< the /W array as text
  std::string cid_set;             ///< one bit a glyph (PDF 1.4, 5.7.2), not deflated: it is too short
  std::vector<GlyphId> glyphs;     ///< of the face, by their number in the subset; [0] is .notdef
};

/// Cuts out `used` (any order, no doubles) and the parts of composites.
FontSubset cut_subset(const FontSet& fonts, FaceId face, std::span<const UsedGlyph> used, int level);

/// Ready subsets, at most one a face, and where each glyph is in them. Immutable, shared by threads.
class PreparedSubset {
 public:
  PreparedSubset() = default;
  PreparedSubset(const FontSet& fonts, const std::map<FaceId, std::vector<UsedGlyph>>& used);

  struct Part {
    FontSubset subset;                  ///< for letters that need no other glyph of the face
    std::vector<std::uint16_t> number;  ///< by glyph of the face: its number in the subset, 0: not in it
    OpenStream outlines, texts;         ///< of a font with more glyphs
    std::vector<std::uint32_t> ends;    ///< of each glyph in the outlines
    std::uint32_t checksum = 0;         ///< of the outlines
  };
  const std::vector<Part>& parts() const { return parts_; }
  const Part* part(FaceId face) const {
    return face < by_face_.size() && by_face_[face] >= 0 ? &parts_[static_cast<std::size_t>(by_face_[face])] : nullptr;
  }

 private:
  std::vector<Part> parts_;
  std::vector<int> by_face_;
};

/// The part's glyphs under their numbers, and `more` (none of them in it) behind them.
FontSubset extended(const FontSet& fonts, const PreparedSubset::Part& part, std::span<const UsedGlyph> more, int level);

}  // namespace dunmail
