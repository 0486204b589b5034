// Comma-separated values for other people's programs (RFC 4180).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

/// One row with CRLF. A cell that a spreadsheet would run as a formula (=, +, -, @, a tab or line break in front, also
/// behind blanks) gets an apostrophe before it, a negative figure excepted; control characters become blanks. Names and
/// addresses come from others.
std::string csv_line(const std::vector<std::string>& cells);

/// Stands at the head of a file, so that spreadsheets read it as UTF-8.
inline constexpr std::string_view kCsvMark = "\xEF\xBB\xBF";

}  // namespace dunmail
