#include "typeset/prepare.h"

#include <set>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::string_view kFigures = " 0123456789.,-";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIKLMNOPRSTUVW";  // of a Latin letter

struct Collector {
  ShapingRoom& room;
  const std::string& locale;
  std::map<FaceId, std::vector<UsedGlyph>> used;
  std::set<std::pair<FaceId, GlyphId>> seen;

  void add(const ShapedText& text) {
    for (const ShapedGlyph& glyph : text.glyphs) {
      if (glyph.glyph == 0 || !seen.emplace(glyph.face, glyph.glyph).second) continue;
      std::u32string source;
      if (glyph.text & kLigature)
        source = text.ligatures[glyph.text & ~kLigature];
      else if (glyph.text)
        source = std::u32string(1, glyph.text);
      used[glyph.face].push_back({glyph.glyph, std::move(source)});
    }
  }

  /// Whole first, for ligatures and regional forms; then one by one, past characters that cannot be set.
  void add(const std::string& words, FamilyId family, bool bold, bool italic) {
    ShapedText text;
    ClusterRange range;
    if (!room.shape(Inline{{words, bold, italic, {}}}, family, false, locale, 0, text, range)) return add(text);
    std::set<char32_t> distinct;
    for (const char32_t c : to_utf32(words)) distinct.insert(c);
    for (const char32_t c : distinct) {
      text.clear();
      if (!room.shape(Inline{{to_utf8(std::u32string(1, c)), bold, italic, {}}}, family, false, locale, 0, text, range))
        add(text);
    }
  }
};

}  // namespace

PreparedSubset prepare(const CommonText& common, const std::string& locale, const Stationery& sheet,
                       ShapingRoom& room) {
  const bool chinese = locale.starts_with("zh");
  const Stationery& s = sheet.latin && !chinese ? *sheet.latin : sheet;
  const FamilyId body = room.fonts().family(common.family).value_or(s.text.family);
  Collector collect{room, locale, {}, {}};
  collect.add(std::string(kFigures), body, false, false);
  if (!chinese) collect.add(std::string(kLetters), body, false, false);
  collect.add(common.regular, body, false, false);
  collect.add(common.bold, body, true, false);
  if (!common.italic.empty()) collect.add(common.italic, body, false, true);
  collect.add(common.title, s.title.family, s.title.bold, false);
  collect.add(common.heading, s.heading.family, s.heading.bold, false);
  return PreparedSubset(room.fonts(), collect.used);
}

}  // namespace dunmail
