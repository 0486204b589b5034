// Small fonts: the few glyphs a letter uses, cut out of a TrueType face, and the tables a PDF needs beside them.
//
// What all letters of a template share (its own words, figures, dates) is cut out and compressed once, as hard as it
// goes: a PreparedSubset. A letter then carries it as it is, and a second small subset with the glyphs only it has.
// Cutting by hand instead of by hb_subset keeps a letter's own part at some tens of microseconds.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "letters/fonts.h"

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

/// Cuts out `used` (any order, no doubles) and the parts of composites. `level`: of libdeflate, 1 to 12.
FontSubset cut_subset(const FontSet& fonts, FaceId face, std::span<const UsedGlyph> used, int level);

/// zlib form (RFC 1950), as /FlateDecode reads it.
std::string deflated(std::string_view bytes, int level);

/// Ready subsets, at most one a face, and where each glyph is in them. Immutable, shared by threads.
class PreparedSubset {
 public:
  PreparedSubset() = default;
  PreparedSubset(const FontSet& fonts, const std::map<FaceId, std::vector<UsedGlyph>>& used);

  struct Part {
    FontSubset subset;
    std::vector<std::uint16_t> number;  ///< by glyph of the face: its number in the subset, 0: not in it
  };
  const std::vector<Part>& parts() const { return parts_; }
  const Part* part(FaceId face) const {
    return face < by_face_.size() && by_face_[face] >= 0 ? &parts_[static_cast<std::size_t>(by_face_[face])] : nullptr;
  }

 private:
  std::vector<Part> parts_;
  std::vector<int> by_face_;
};

}  // namespace dunmail
