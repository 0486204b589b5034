// From characters to glyphs with widths: faces chosen per character, Latin words spelled by their face (kerning,
// ligatures, combining marks), Chinese set solid with its punctuation's blank halves known. No lines yet.
//
// Widths are in thousandths of an em. A ShapingRoom belongs to one thread and keeps what it has once shaped.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "pdf/fonts.h"
#include "pdf/image.h"
#include "pdf/placed.h"
#include "typeset/document.h"

struct UBreakIterator;

namespace dunmail {

struct ShapedGlyph {
  FaceId face = 0;
  GlyphId glyph = 0;
  std::int16_t advance = 0;  ///< to the next glyph, kerned
  std::int16_t nominal = 0;  ///< as in the face's width table
  std::int16_t dx = 0, dy = 0;
  char32_t text = 0;  ///< the character, 0 for none, or kLigature + an index into ShapedText::ligatures
};

/// What cannot be divided, and how it behaves on a line.
struct Cluster {
  enum class Kind : std::uint8_t { word, han, mark, space, invisible, newline };  ///< mark: full-width punctuation
  enum class Break : std::uint8_t {
    never,
    allowed,
    weak,
    strong,
    dire,
    must
  };  ///< weak to dire: allowed, at rising cost
  std::uint32_t glyph = 0;
  std::uint32_t character = 0;  ///< index of its first one
  std::int32_t advance = 0;
  std::int16_t lead = 0;  ///< space in front inside a line: autospace, or negative between two marks
  std::int16_t trim_left = 0, trim_right = 0;  ///< blank sides that may go at the ends of a line
  std::uint16_t glyphs = 0;
  Kind kind = Kind::word;
  Break before = Break::never;
};

struct ShapedText {
  std::vector<ShapedGlyph> glyphs;
  std::vector<Cluster> clusters;
  std::u32string characters;
  std::vector<std::u32string> ligatures;  ///< texts of glyphs that stand for several characters

  void clear() { glyphs.clear(), clusters.clear(), characters.clear(), ligatures.clear(); }
};

/// A part of a ShapedText: one paragraph, one table cell.
struct ClusterRange {
  std::uint32_t first = 0, last = 0;
  bool empty() const { return first == last; }
};

class ShapingRoom {
 public:
  explicit ShapingRoom(std::shared_ptr<const FontSet> fonts);
  ~ShapingRoom();
  ShapingRoom(ShapingRoom&&) noexcept;

  const FontSet& fonts() const { return *fonts_; }

  /// Appends to `into` and sets `range`. A character that no font has, a control character, a bidirectional override or
  /// right-to-left text is a Problem that names it; what was appended is then of no use.
  /// `emphasis`: bold as a whole, as headings are.
  std::optional<Problem> shape(const Inline& text, FamilyId family, bool emphasis, const std::string& locale,
                               double autospace, ShapedText& into, ClusterRange& range);
  std::optional<Problem> shape(std::string_view line, FamilyId family, bool emphasis, const std::string& locale,
                               double autospace, ShapedText& into, ClusterRange& range);

  /// ICU's line break iterator with the strict Chinese rules (UAX 14, CSS line-break: strict); owned by the room.
  UBreakIterator* breaker(const std::string& locale);

  ImageShelf& images() { return images_; }

 private:
  struct Language;
  Language& language(const std::string& locale);
  std::optional<Problem> append(std::string_view utf8, FamilyId family, bool bold, bool italic, Language& language,
                                double autospace, std::size_t begin, ShapedText& into);

  std::shared_ptr<const FontSet> fonts_;
  std::map<std::string, std::unique_ptr<Language>, std::less<>> languages_;
  ImageShelf images_;
};

}  // namespace dunmail
