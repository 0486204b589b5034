#include "typeset/line_break.h"

#include <unicode/ubrk.h>

#include <algorithm>

namespace dunmail {
namespace {

using Kind = Cluster::Kind;
using Break = Cluster::Break;

bool is_digit(char32_t c) { return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19); }

bool one_of(char32_t c, std::u32string_view set) { return set.find(c) != set.npos; }

/// Units that belong to the figure in front of them, and what stands before a figure.
bool is_unit(char32_t c) {
  return one_of(c, U"年月日号元圆角分万亿千百十笔张期次倍天个份条款项件页時时點点分秒號萬億筆張個頁%％‰℃");
}
bool is_numeral(char32_t c) {
  return one_of(c, U"〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟貳參陸萬億");
}

/// How dear a break between two characters is, where ICU allows one.
Break price(char32_t before_a, char32_t a, char32_t b) {
  if (a == ' ' && one_of(before_a, U"§№")) return Break::never;  // § 286
  if (is_digit(a) && is_unit(b)) return Break::dire;             // 30|日
  if (is_digit(b) && one_of(a, U"第¥￥")) return Break::dire;    // 第|3
  if (is_digit(b) && one_of(a, U"年月")) return Break::strong;   // 2026年|11月
  if (is_numeral(a) && (is_numeral(b) || one_of(b, U"年月日元圆角分整"))) return Break::weak;
  if (is_numeral(b) && one_of(a, U"元圆角第")) return Break::weak;  // 肆仟元|伍角
  return Break::allowed;
}

/// Chinese quotation marks open and close as brackets do; UAX 14 (class QU) would glue both sides.
bool may_break_at_quote(char32_t a, char32_t b, Kind kind_a, Kind kind_b) {
  if (one_of(b, U"“‘") && kind_b == Kind::mark) return kind_a == Kind::han || one_of(a, U"。，、；：！？”’）》");
  if (one_of(a, U"”’") && kind_a == Kind::mark) return kind_b == Kind::han || one_of(b, U"“‘（《");
  return false;
}

void find_breaks(ShapedText& text, ClusterRange range, const std::string& locale, ShapingRoom& room) {
  const std::size_t begin = text.clusters[range.first].character;
  const std::size_t end =
      range.last < text.clusters.size() ? text.clusters[range.last].character : text.characters.size();
  thread_local std::u16string wide;
  thread_local std::vector<std::uint32_t> offsets;  // of each character in `wide`
  wide.clear();
  offsets.clear();
  for (std::size_t k = begin; k < end; ++k) {
    const char32_t c = text.characters[k];
    offsets.push_back(static_cast<std::uint32_t>(wide.size()));
    if (c >= 0x10000) {
      wide += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      wide += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
    } else {
      wide += static_cast<char16_t>(c == '\t' ? ' ' : c == 0xAD ? 0x2060 : c);
    }
  }
  UBreakIterator* icu = room.breaker(locale);
  UErrorCode status = U_ZERO_ERROR;
  ubrk_setText(icu, wide.data(), static_cast<int>(wide.size()), &status);
  int at = ubrk_first(icu);
  for (std::uint32_t k = range.first; k < range.last; ++k) {
    Cluster& c = text.clusters[k];
    c.before = Break::never;
    if (k == range.first) continue;
    const int offset = static_cast<int>(offsets[c.character - begin]);
    while (at != UBRK_DONE && at < offset) at = ubrk_next(icu);
    const char32_t previous = text.characters[c.character - 1], here = text.characters[c.character];
    const Cluster& before = text.clusters[k - 1];
    if (before.kind == Kind::newline) {
      c.before = Break::must;
    } else if (at == offset) {
      c.before = price(c.character - 1 > begin ? text.characters[c.character - 2] : U' ', previous, here);
      // UAX 14 breaks after every hyphen; a hyphen between figures is part of a number: 021-55551234, HT-2026-0312.
      if (before.kind == Kind::word && c.kind == Kind::word && (previous == '-' || previous == '/') && is_digit(here))
        c.before = Break::dire;
    } else if (may_break_at_quote(previous, here, before.kind, c.kind)) {
      c.before = Break::allowed;
    }
  }
}

bool is_blank(const Cluster& c) {
  return c.kind == Kind::space || c.kind == Kind::invisible || c.kind == Kind::newline;
}

/// Closes the line [first, last) and measures it.
Line measure_line(const ShapedText& text, std::uint32_t first, std::uint32_t last, bool starts_paragraph) {
  Line line{first, last, 0, 0, 0, false, false};
  while (line.last > line.first && is_blank(text.clusters[line.last - 1])) --line.last;
  for (std::uint32_t k = line.first; k < line.last; ++k) {
    line.width += text.clusters[k].advance;
    if (k == line.first) continue;
    line.width += text.clusters[k].lead;
    line.stretch_points += may_stretch(text, k);
  }
  if (line.first == line.last) return line;
  if (!starts_paragraph) line.start_trim = text.clusters[line.first].trim_left;
  line.width -= line.start_trim + text.clusters[line.last - 1].trim_right;
  return line;
}

/// Most added space per place, in thousandths of an em, that keeping something together may cost.
std::int32_t worth(Break price) { return price == Break::dire ? 320 : price == Break::strong ? 300 : 90; }

/// The break to take when the line [first, ...) overflows before cluster `over`; 0 when there is none. The latest one,
/// or an earlier and cheaper one that does not spread the line too far.
std::uint32_t choose_break(const ShapedText& text, std::uint32_t first, std::uint32_t over, std::int32_t measure,
                           bool starts) {
  std::uint32_t best = 0;
  Break price_of_best = Break::never;
  for (std::uint32_t k = over; k > first; --k) {
    const Break b = text.clusters[k].before;
    if (b == Break::never || b == Break::must) continue;
    if (best == 0) {
      best = k;
      price_of_best = b;
    } else if (b < price_of_best) {
      const Line line = measure_line(text, first, k, starts);
      if (measure - line.width > worth(price_of_best) * std::max(line.stretch_points, 1)) return best;
      best = k;
      price_of_best = b;
    }
    if (price_of_best == Break::allowed) return best;
  }
  return best;
}

}  // namespace

bool may_stretch(const ShapedText& text, std::uint32_t k) {
  const Cluster &a = text.clusters[k - 1], &b = text.clusters[k];
  if (a.kind == Kind::space) return true;
  if (b.kind == Kind::space || a.kind == Kind::invisible) return false;
  if (a.kind == Kind::mark && b.kind == Kind::mark && text.characters[a.character] == text.characters[b.character])
    return false;  // ——
  return a.kind == Kind::han || b.kind == Kind::han || a.kind == Kind::mark || b.kind == Kind::mark;
}

void break_lines(ShapedText& text, ClusterRange range, const std::string& locale, std::int32_t measure,
                 std::int32_t indent, ShapingRoom& room, std::vector<Line>& lines) {
  if (range.empty()) return;
  const std::size_t begin = lines.size();
  if (natural_width(text, range) <= measure - indent &&
      std::none_of(text.clusters.begin() + range.first, text.clusters.begin() + range.last,
                   [](const Cluster& c) { return c.kind == Kind::newline; })) {
    lines.push_back(measure_line(text, range.first, range.last, true));
    lines.back().ends_paragraph = true;
    return;
  }
  find_breaks(text, range, locale, room);
  std::uint32_t first = range.first;
  while (first < range.last) {
    const bool starts = lines.size() == begin || text.clusters[first].before == Break::must;
    const std::int32_t room_here = lines.size() == begin ? measure - indent : measure;
    std::int32_t width = starts ? 0 : -text.clusters[first].trim_left;
    std::uint32_t k = first;
    bool hard = false;
    for (; k < range.last; ++k) {
      const Cluster& c = text.clusters[k];
      if (k > first && c.before == Break::must) {
        hard = true;
        break;
      }
      const std::int32_t next = width + c.advance + (k > first ? c.lead : 0);
      if (!is_blank(c) && next - c.trim_right > room_here && k > first) break;
      width = next;
    }
    std::uint32_t last = k;
    bool forced = false;
    if (k < range.last && !hard) {
      last = choose_break(text, first, k, room_here, starts);
      if (last == 0) {
        last = k;
        forced = true;
      }  // no place to break: a word longer than the line is divided anywhere
    }
    Line line = measure_line(text, first, last, starts);
    line.forced = forced;
    line.ends_paragraph = hard || last == range.last;
    lines.push_back(line);
    first = last;
    while (first < range.last && !line.ends_paragraph && text.clusters[first].kind == Kind::space) ++first;
  }
}

std::int32_t natural_width(const ShapedText& text, ClusterRange range) {
  std::int32_t widest = 0, width = 0;
  bool starts = true;
  for (std::uint32_t k = range.first; k < range.last; ++k) {
    const Cluster& c = text.clusters[k];
    if (c.kind == Kind::newline) {
      width = 0;
      starts = true;
      continue;
    }
    width += c.advance + (starts ? 0 : c.lead);
    starts = false;
    widest = std::max(widest, width);
  }
  return widest;
}

std::int32_t narrowest_width(ShapedText& text, ClusterRange range, const std::string& locale, ShapingRoom& room) {
  if (range.empty()) return 0;
  find_breaks(text, range, locale, room);
  std::int32_t widest = 0, width = 0;
  for (std::uint32_t k = range.first; k < range.last; ++k) {
    const Cluster& c = text.clusters[k];
    if (c.before != Break::never) width = 0;
    if (!is_blank(c)) width += c.advance + (width == 0 ? 0 : c.lead);
    widest = std::max(widest, width);
  }
  return widest;
}

}  // namespace dunmail
