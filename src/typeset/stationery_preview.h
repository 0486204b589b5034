#pragma once

#include "typeset/layout.h"

namespace dunmail {

/// The sheet with every frame drawn and named, and its marks: what `dunmail stationery preview` shows. One page for the
/// first sheet, one for those that follow.
Result<Layout> preview(const Stationery& stationery, ShapingRoom& room);

/// Whether an address fits its frame (the window of an envelope) at the size it is printed: nothing, or the Problem
/// that a letter to it would have. Lines that flow with the text always fit.
std::optional<Problem> check_address(const std::vector<std::string>& lines, const std::string& locale,
                                     const Stationery& stationery, ShapingRoom& room);

}  // namespace dunmail
