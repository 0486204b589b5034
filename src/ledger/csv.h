// Comma-separated values (RFC 4180) as ledgers really export them: BOM or not, GB18030, CRLF, quotes with line breaks
// inside, semicolons or tabs, rows of titles before the header.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dunmail {

enum class Encoding { automatic, utf8, gb18030 };

/// The bytes as UTF-8 without BOM. Automatic: UTF-8 when they are valid UTF-8, else GB18030 when they are valid in
/// that, else a Problem that names the line of the first bad byte.
Result<std::string> to_utf8_text(std::string bytes, Encoding encoding, const std::string& file);

/// Splits text into rows. Holds a view: the text must outlive it. Blanks and tabs around a quoted field are let go.
class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  /// False at the end of the text. Rows that are wholly empty are passed over. A quote that is never closed, or text
  /// behind a closing quote, gives a Problem (problem()) and ends the reading.
  bool next(std::vector<std::string>& fields);
  std::size_t line() const { return row_line_; }  ///< on which the last row begins, from 1
  const std::string& problem() const { return problem_; }

 private:
  bool field(std::string& out, bool& row_ends);

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0, line_ = 1, row_line_ = 1;
  std::string problem_;
};

}  // namespace dunmail
