// Asks a face which glyphs spell a word and where they stand (HarfBuzz): kerning, ligatures, combining marks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pdf/fonts.h"

namespace dunmail {

/// Lengths in thousandths of an em.
struct WordGlyph {
  GlyphId glyph = 0;         ///< 0: the face has no such character
  std::int16_t advance = 0;  ///< to the next glyph, kerned
  std::int16_t dx = 0, dy = 0;
  std::uint32_t start = 0;  ///< where in the word the characters begin that it stands for, alone or with its neighbours
};

/// For words of one language. Belongs to one thread.
class WordShaper {
 public:
  explicit WordShaper(const std::string& locale);
  ~WordShaper();
  WordShaper(const WordShaper&) = delete;
  WordShaper& operator=(const WordShaper&) = delete;

  /// From left to right.
  std::vector<WordGlyph> shape(const Face& face, std::u32string_view word);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace dunmail
