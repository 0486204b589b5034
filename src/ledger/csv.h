// Comma-separated values (RFC 4180) as ledgers really export them: BOM or not, GB18030, Windows-1252, UTF-16, CRLF,
// quotes with line breaks inside, semicolons or tabs, rows of titles before the header.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/large_text.h"
#include "base/result.h"

namespace dunmail {

enum class Encoding { automatic, utf8, gb18030, windows1252, utf16 };
const char* name_of(Encoding encoding);  ///< "UTF-8", "GB18030", "Windows-1252", "UTF-16"

/// A text as UTF-8 without BOM, and what its bytes were.
struct DecodedText {
  std::string text;
  Encoding encoding = Encoding::utf8;
};

/// Automatic: UTF-16 when its mark stands at the front, UTF-8 when the bytes are valid UTF-8; else GB18030 when they
/// are valid in that and either `chinese` (the reader knows the file for a Chinese one) or reads_as_chinese(); else
/// Windows-1252. What cannot be read is a Problem that names the line of the first bad byte.
Result<DecodedText> decoded_text(std::string bytes, Encoding encoding, const std::string& file, bool chinese = false);

/// The same of a file that may be long: UTF-8 stays where it is, anything else is written anew, piece by piece.
struct DecodedFile {
  LargeText text;
  std::size_t begin = 0;  ///< behind the mark
  Encoding encoding = Encoding::utf8;
};
Result<DecodedFile> decoded_file(LargeText bytes, Encoding encoding, const std::string& file, bool chinese = false);

/// The same, the text alone.
Result<std::string> to_utf8_text(std::string bytes, Encoding encoding, const std::string& file);

/// Whether bytes that are no UTF-8 read as Chinese in GB18030: most of what is beyond ASCII stands in runs of two
/// characters and more, of the common ones. Almost any Western text is valid GB18030 too ("Müller" is "M黮ler" there),
/// but its accents stand alone between letters.
bool reads_as_chinese(std::string_view bytes);

/// Whether a text holds a Han character.
bool has_han(std::string_view utf8);

/// Splits text into rows. Holds a view: the text must outlive it. Blanks and tabs around a quoted field are let go.
class CsvReader {
 public:
  CsvReader(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  /// False at the end of the text. Rows that are wholly empty are passed over. A quote that is never closed, or text
  /// behind a closing quote, gives a Problem (problem()) and ends the reading.
  bool next(std::vector<std::string>& fields);
  std::size_t offset() const { return at_; }      ///< behind the last row
  std::size_t line() const { return row_line_; }  ///< on which the last row begins, from 1
  const std::string& problem() const { return problem_; }
  std::size_t blank() const { return blank_; }  ///< rows passed over so far because nothing stands in them

 private:
  bool field(std::string& out, bool& row_ends);

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0, line_ = 1, row_line_ = 1, blank_ = 0;
  std::string problem_;
};

}  // namespace dunmail
