// Lines from clusters. ICU says where a line may break (UAX 14 with the strict Chinese rules: no 。，、）》 at a line's
// start, no （《 at its end, none inside numbers and Latin words); on top of that, dates, amounts and counted things
// are kept together as long as the line does not suffer. Widths are thousandths of an em.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "typeset/shape.h"

namespace dunmail {

struct Line {
  std::uint32_t first = 0, last = 0;  ///< clusters; blanks at the end are left out
  std::int32_t width = 0;             ///< as set solid, trimmed at both ends
  std::int32_t stretch_points = 0;    ///< places where space may be added
  std::int32_t start_trim = 0;        ///< the first cluster moves left by this much
  bool ends_paragraph = true;         ///< also before a hard break: not justified
  bool forced = false;                ///< a word longer than the line was divided
};

/// Breaks `range` into lines of `measure`, the first one shorter by `indent`. Lines never exceed their measure unless a
/// single cluster does. Appends to `lines`.
void break_lines(ShapedText& text, ClusterRange range, const std::string& locale, std::int32_t measure,
                 std::int32_t indent, ShapingRoom& room, std::vector<Line>& lines);

/// Width of a range on one line, or of its widest line where it has hard breaks.
std::int32_t natural_width(const ShapedText& text, ClusterRange range);
/// Width of the widest part that cannot be broken.
std::int32_t narrowest_width(ShapedText& text, ClusterRange range, const std::string& locale, ShapingRoom& room);
/// Whether space may be added in front of this cluster, which is not the first of its line.
bool may_stretch(const ShapedText& text, std::uint32_t cluster);

}  // namespace dunmail
