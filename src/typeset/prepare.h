// The glyphs that all letters of one template share, made ready before the first letter: see PreparedSubset.
#pragma once

#include <string>

#include "pdf/subset.h"
#include "typeset/shape.h"
#include "typeset/stationery.h"

namespace dunmail {

/// What will be printed in each style, in any order and with any repetition; characters that no font has are passed
/// over. Figures, and for Latin locales letters, are added by prepare(). Name what every letter prints and no more: a
/// Chinese character costs 200 bytes in each letter, whether the letter uses it or not; a letter's own glyphs cost
/// little more.
struct CommonText {
  std::string regular;  ///< the template's words, common words of its fields
  std::string bold;     ///< also heads and totals of tables
  std::string italic;
  std::string title;  ///< in the title's type
  std::string heading;
  std::string family;  ///< Document::body_family of these letters, or empty
};

PreparedSubset prepare(const CommonText& common, const std::string& locale, const Stationery& stationery,
                       ShapingRoom& room);

}  // namespace dunmail
