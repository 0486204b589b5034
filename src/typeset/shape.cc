#include "typeset/shape.h"

#include <fmt/format.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>

#include <array>
#include <cmath>
#include <unordered_map>

#include "base/text.h"
#include "pdf/phases.h"
#include "pdf/word_shaper.h"

namespace dunmail {
namespace {

using Kind = Cluster::Kind;

/// What there is to know about one character in one style, looked up once.
struct CharInfo {
  enum class State : std::uint8_t { unknown, good, missing, control, right_to_left };
  State state = State::unknown;
  Kind kind = Kind::word;
  bool figure = false;  ///< stands in numbers: never kerned, so that columns of figures align
  bool combining = false;
  FaceId face = 0;
  GlyphId glyph = 0;
  std::int16_t advance = 0, trim_left = 0, trim_right = 0;
};

bool is_right_to_left(char32_t c) {
  if (c < 0x590) return false;
  const int direction = u_charDirection(static_cast<UChar32>(c));
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

bool is_control(char32_t c) {
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 || c == 0xFFFD || (c >= 0xFFF9 && c <= 0xFFFC) ||
         (c >= 0xE0001 && c <= 0xE007F);
}

bool is_space(char32_t c) { return c == ' ' || c == '\t' || c == 0xA0 || c == 0x202F || (c >= 0x2000 && c <= 0x200A); }

bool is_invisible(char32_t c) {
  return (c >= 0x200B && c <= 0x200F) || c == 0xAD || c == 0x2060 || c == 0xFEFF || (c >= 0xFE00 && c <= 0xFE0F) ||
         (c >= 0xE0100 && c <= 0xE01EF);
}

/// Width of the blanks that are not U+0020, in thousandths of an em (Unicode, General Punctuation).
int space_width(char32_t c, int plain) {
  if (c == 0x2003 || c == 0x2001) return 1000;
  if (c == 0x2002 || c == 0x2000) return 500;
  if (c == 0x2009 || c == 0x202F || c == 0x2006) return 167;
  if (c == 0x2004) return 333;
  return c == 0x200A ? 100 : plain;
}

struct ShapedWord {
  std::vector<ShapedGlyph> glyphs;
  std::vector<std::uint32_t> starts;  ///< per glyph: offset of its cluster's first character
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::u32string_view text) const { return std::hash<std::u32string_view>()(text); }
};

/// Characters of one style, in pages of 256 for the BMP.
struct StyleTable {
  std::array<std::unique_ptr<std::array<CharInfo, 256>>, 256> pages;
  std::unordered_map<char32_t, CharInfo> beyond;

  CharInfo& at(char32_t c) {
    if (c >= 0x10000) return beyond[c];
    auto& page = pages[c >> 8];
    if (!page) page = std::make_unique<std::array<CharInfo, 256>>();
    return (*page)[c & 255];
  }
};

std::string name_of(char32_t c) { return fmt::format("U+{:04X}", static_cast<unsigned>(c)); }

}  // namespace

struct ShapingRoom::Language {
  std::string locale;
  Region region = Region::cn;
  bool chinese = false;
  UBreakIterator* breaker = nullptr;
  std::map<std::uint32_t, StyleTable> styles;
  std::vector<std::unordered_map<std::u32string, ShapedWord, TextHash, std::equal_to<>>> words;  ///< by face
  WordShaper shaper;

  explicit Language(const std::string& name)
      : locale(name), region(region_of(name)), chinese(name.starts_with("zh")), shaper(name) {}
  ~Language() {
    if (breaker) ubrk_close(breaker);
  }
  Language(const Language&) = delete;
  Language& operator=(const Language&) = delete;

  void look_up(const FontSet& fonts, FamilyId family, bool bold, bool italic, char32_t c, CharInfo& info) const;
  const ShapedWord& word(const FontSet& fonts, FaceId face, std::u32string_view text);
};

void ShapingRoom::Language::look_up(const FontSet& fonts, FamilyId family, bool bold, bool italic, char32_t c,
                                    CharInfo& info) const {
  info.state = CharInfo::State::good;
  if (is_control(c)) {
    info.state = CharInfo::State::control;
  } else if (is_right_to_left(c)) {
    info.state = CharInfo::State::right_to_left;
  } else if (c == '\n') {
    info.kind = Kind::newline;
  } else if (is_invisible(c)) {
    info.kind = Kind::invisible;
  } else if (is_space(c)) {
    info.kind = Kind::space;
    info.face = fonts.latin_face(family, bold, italic);
    info.glyph = fonts.face(info.face).glyph(' ');
    info.advance = static_cast<std::int16_t>(space_width(c, fonts.face(info.face).advance(info.glyph)));
  } else if (u_getCombiningClass(static_cast<UChar32>(c)) != 0 ||
             u_charType(static_cast<UChar32>(c)) == U_NON_SPACING_MARK ||
             u_charType(static_cast<UChar32>(c)) == U_ENCLOSING_MARK) {
    info.combining = true;
  } else if (const auto choice = fonts.choose(family, bold, italic, region, chinese, c)) {
    info.face = choice->face;
    info.glyph = choice->glyph;
    const Face& face = fonts.face(choice->face);
    info.advance = static_cast<std::int16_t>(face.advance(choice->glyph));
    info.figure = (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '+' || c == '/' || c == ':' ||
                  c == '%' || c == U'¥' || c == U'€' || c == '$' || c == U'£' || c == 0x2212;
    if (info.advance < 900 || c < 0x2000) return;
    info.kind = Kind::han;
    const auto type = u_charType(static_cast<UChar32>(c));
    const bool punctuation = u_ispunct(static_cast<UChar32>(c)) || type == U_DASH_PUNCTUATION;
    if (!punctuation) return;
    info.kind = Kind::mark;
    const auto ink = face.ink(choice->glyph);
    if (!ink) return;
    // Only what the drawing really leaves blank may go: Taiwan centres its commas, the mainland does not.
    if (ink->right <= 560 && ink->left < 440) info.trim_right = 500;
    if (ink->left >= 440 && ink->right > 560) info.trim_left = 500;
  } else {
    info.state = CharInfo::State::missing;
  }
}

const ShapedWord& ShapingRoom::Language::word(const FontSet& fonts, FaceId id, std::u32string_view text) {
  constexpr std::size_t kWordsKept = 20000;  // a run over millions of letters stays in bounds
  if (words.size() <= id) words.resize(fonts.face_count());
  auto& known = words[id];
  if (const auto found = known.find(text); found != known.end()) return found->second;
  if (known.size() >= kWordsKept) known.clear();
  const Face& face = fonts.face(id);
  ShapedWord made;
  for (const WordGlyph& each : shaper.shape(face, text)) {
    made.glyphs.push_back(
        {id, each.glyph, each.advance, static_cast<std::int16_t>(face.advance(each.glyph)), each.dx, each.dy, 0});
    made.starts.push_back(each.start);
  }
  return known.emplace(text, std::move(made)).first->second;
}

ShapingRoom::ShapingRoom(std::shared_ptr<const FontSet> fonts) : fonts_(std::move(fonts)) {}
ShapingRoom::~ShapingRoom() = default;
ShapingRoom::ShapingRoom(ShapingRoom&&) noexcept = default;

ShapingRoom::Language& ShapingRoom::language(const std::string& locale) {
  auto& found = languages_[locale];
  if (!found) found = std::make_unique<Language>(locale);
  return *found;
}

UBreakIterator* ShapingRoom::breaker(const std::string& locale) {
  Language& l = language(locale);
  if (!l.breaker) {
    UErrorCode status = U_ZERO_ERROR;
    l.breaker = ubrk_open(UBRK_LINE, (locale + "@lb=strict").c_str(), nullptr, 0, &status);
    if (U_FAILURE(status))
      throw Error(ErrorKind::system, "ICU", std::string("no line breaking for ") + locale, u_errorName(status));
  }
  return l.breaker;
}

std::optional<Problem> ShapingRoom::append(std::string_view utf8, FamilyId family, bool bold, bool italic, Language& l,
                                           double autospace, std::size_t begin, ShapedText& into) {
  const std::size_t from = into.characters.size();
  into.characters += to_utf32(utf8);
  const std::size_t end = into.characters.size();
  StyleTable& table = l.styles[std::uint32_t{family} << 2 | (bold ? 1u : 0u) | (italic ? 2u : 0u)];
  const auto info_of = [&](std::size_t k) -> const CharInfo& {
    CharInfo& info = table.at(into.characters[k]);
    if (info.state == CharInfo::State::unknown) l.look_up(*fonts_, family, bold, italic, into.characters[k], info);
    return info;
  };
  const auto fault = [&](std::size_t k, const char* what, const char* hint) {
    const std::size_t first = k > begin + 10 ? k - 10 : begin;
    const auto around = to_utf8(std::u32string_view(into.characters).substr(first, 20));
    return Problem{"", fmt::format("{} {} in \"{}\"", what, name_of(into.characters[k]), printable(around)), hint};
  };
  const auto lead_to = [&](Kind kind, const CharInfo& info) -> int {
    if (into.clusters.empty()) return 0;
    const Cluster& last = into.clusters.back();
    if ((last.kind == Kind::han && kind == Kind::word) || (last.kind == Kind::word && kind == Kind::han))
      return static_cast<int>(autospace * 1000);
    if (last.kind != Kind::mark || kind != Kind::mark) return 0;
    return last.trim_right != 0 ? -last.trim_right : last.trim_left != 0 ? -info.trim_left : 0;
  };
  const auto add = [&](Kind kind, std::size_t at, const CharInfo& info, int advance, std::size_t glyphs) {
    Cluster c;
    c.glyph = static_cast<std::uint32_t>(into.glyphs.size());
    c.glyphs = static_cast<std::uint16_t>(glyphs);
    c.character = static_cast<std::uint32_t>(at);
    c.advance = advance;
    c.kind = kind;
    if (kind == Kind::mark) {
      c.trim_left = info.trim_left;
      c.trim_right = info.trim_right;
    }
    c.lead = static_cast<std::int16_t>(lead_to(kind, info));
    into.clusters.push_back(c);
  };

  for (std::size_t k = from; k < end;) {
    const CharInfo& info = info_of(k);
    switch (info.state) {
      case CharInfo::State::missing:
        return fault(k, "no font has the character", "use another character, or add a font to fonts.toml");
      case CharInfo::State::control:
        return fault(k, "a control character stands in the text:", "remove it from the data");
      case CharInfo::State::right_to_left:
        return fault(k, "right-to-left text cannot be set:", "use the Latin or Chinese form of the name");
      default:
        break;
    }
    const char32_t c = into.characters[k];
    const bool marked = k + 1 < end && info_of(k + 1).combining;
    if (info.kind != Kind::word && !marked) {
      const std::size_t glyphs = info.kind == Kind::newline || info.kind == Kind::invisible ? 0 : 1;
      add(info.kind, k, info, glyphs ? info.advance : 0, glyphs);
      // Every blank is extracted as a plain one.
      if (glyphs) {
        const std::int16_t nominal = static_cast<std::int16_t>(fonts_->face(info.face).advance(info.glyph));
        into.glyphs.push_back(
            {info.face, info.glyph, info.advance, nominal, 0, 0, info.kind == Kind::space ? U' ' : c});
      }
      ++k;
      continue;
    }
    // A word: characters of one face; combining marks stay with their base, whatever face would have them.
    std::size_t stop = k + 1;
    bool figures = info.figure && !info.combining;
    for (; stop < end; ++stop) {
      const CharInfo& next = info_of(stop);
      if (next.combining) {
        figures = false;
        continue;
      }
      if (info.kind != Kind::word || next.state != CharInfo::State::good || next.kind != Kind::word ||
          next.face != info.face)
        break;
      figures = figures && next.figure;
    }
    if (figures) {
      for (; k < stop; ++k) {
        const CharInfo& figure = info_of(k);
        add(Kind::word, k, figure, figure.advance, 1);
        into.glyphs.push_back({figure.face, figure.glyph, figure.advance, figure.advance, 0, 0, into.characters[k]});
      }
      continue;
    }
    const FaceId face = info.combining ? fonts_->latin_face(family, bold, italic) : info.face;
    const std::u32string_view text = std::u32string_view(into.characters).substr(k, stop - k);
    const ShapedWord& word = l.word(*fonts_, face, text);
    for (std::size_t g = 0; g < word.glyphs.size();) {
      std::size_t next = g + 1;
      while (next < word.glyphs.size() && word.starts[next] == word.starts[g]) ++next;
      const std::size_t first = word.starts[g];
      const std::size_t last = next < word.glyphs.size() ? word.starts[next] : text.size();
      int advance = 0;
      for (std::size_t i = g; i < next; ++i) {
        if (word.glyphs[i].glyph == 0)
          return fault(k + first, "no font has the character", "use another character, or add a font to fonts.toml");
        advance += word.glyphs[i].advance;
      }
      add(info.kind, k + first, info, advance, next - g);
      for (std::size_t i = g; i < next; ++i) {
        ShapedGlyph glyph = word.glyphs[i];
        if (last - first == 1) {
          glyph.text = i == g ? text[first] : 0;
        } else if (next - g == last - first) {
          glyph.text = text[first + (i - g)];
        } else if (i == g) {
          glyph.text = kLigature + static_cast<char32_t>(into.ligatures.size());
          into.ligatures.emplace_back(text.substr(first, last - first));
        }
        into.glyphs.push_back(glyph);
      }
      g = next;
    }
    k = stop;
  }
  return std::nullopt;
}

std::optional<Problem> ShapingRoom::shape(const Inline& text, FamilyId family, bool emphasis, const std::string& locale,
                                          double autospace, ShapedText& into, ClusterRange& range) {
  const Phase phase(&PhaseTimes::shaping);
  Language& l = language(locale);
  const std::size_t begin = into.characters.size();
  range.first = static_cast<std::uint32_t>(into.clusters.size());
  for (const Span& span : text)
    if (auto problem = append(span.text, family, emphasis || span.bold, span.italic, l, autospace, begin, into))
      return problem;
  range.last = static_cast<std::uint32_t>(into.clusters.size());
  if (!range.empty()) into.clusters[range.first].lead = 0;
  return std::nullopt;
}

std::optional<Problem> ShapingRoom::shape(std::string_view line, FamilyId family, bool emphasis,
                                          const std::string& locale, double autospace, ShapedText& into,
                                          ClusterRange& range) {
  const Phase phase(&PhaseTimes::shaping);
  Language& l = language(locale);
  const std::size_t begin = into.characters.size();
  range.first = static_cast<std::uint32_t>(into.clusters.size());
  if (auto problem = append(line, family, emphasis, false, l, autospace, begin, into)) return problem;
  range.last = static_cast<std::uint32_t>(into.clusters.size());
  if (!range.empty()) into.clusters[range.first].lead = 0;
  return std::nullopt;
}

}  // namespace dunmail
