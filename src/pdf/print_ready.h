// A stack of letters as one file for a print shop: sheets for both sides, marks for the people or machine that put them
// into envelopes. By qpdf.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

struct PrintReady {
  std::string name;    ///< of the stack: its title, and on every sheet's mark; digits, '-' and 'B' show
  bool duplex = true;  ///< a letter of an odd number of pages gets a blank back, so that the next begins on a new sheet
  bool marks = true;   ///< "B2026-0007 3/120 1/2" (stack, letter, sheet of the letter) upwards at the front's left edge
};

struct ReadyStack {
  std::string pdf;
  std::vector<int> pages;  ///< of each letter, blank backs not counted
};

/// Letters in the order given. The same letters give the same bytes. Marks are strokes, not type: they need no font,
/// and a search finds none of them in the text. A bar beside the mark is on the first sheet of each letter only. A
/// Problem for bytes that are no PDF.
Result<ReadyStack> print_ready(const std::vector<std::string_view>& letters, const PrintReady& how);

/// Sheets of paper that pages take.
inline int sheets_of(int pages, bool duplex) { return duplex ? (pages + 1) / 2 : pages; }

}  // namespace dunmail
