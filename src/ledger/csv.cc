#include "ledger/csv.h"

#include <algorithm>

#include "base/text.h"

namespace dunmail {

Result<std::string> to_utf8_text(std::string bytes, Encoding encoding, const std::string& file) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.erase(0, 3);
    encoding = Encoding::utf8;
  }
  const auto bad = first_bad_utf8(bytes);
  if (encoding != Encoding::gb18030 && !bad) return bytes;
  if (encoding != Encoding::utf8)
    if (auto text = from_gb18030(bytes)) return std::move(*text);
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad.value_or(0)), '\n');
  return Problem{file + ":" + std::to_string(line),
                 encoding == Encoding::utf8 ? "the text is not valid UTF-8" : "the text is neither UTF-8 nor GB18030",
                 "save the file as UTF-8, or name its encoding in the profile"};
}

bool CsvReader::field(std::string& out, bool& row_ends) {
  out.clear();
  row_ends = false;
  auto end_of_field = [&] {
    if (at_ >= text_.size()) return row_ends = true;
    const char c = text_[at_];
    if (c == delimiter_) return ++at_, true;
    if (c != '\n' && c != '\r') return false;
    at_ += c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2 : 1;
    ++line_;
    return row_ends = true;
  };
  // Blanks and tabs around a quoted field are no part of it: banks put a tab behind an account number.
  const auto blanks_end = [&](std::size_t at) {
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t') && text_[at] != delimiter_) ++at;
    return at;
  };
  if (const std::size_t quote = blanks_end(at_); quote < text_.size() && text_[quote] == '"') at_ = quote;
  if (at_ < text_.size() && text_[at_] == '"') {
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) {
        problem_ = "a quoted field is never closed: the file is cut off, or a quote stands where it should be doubled";
        return false;
      }
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      }
      if (text_[at_] == '\n') ++line_;
      out += text_[at_];
    }
    at_ = blanks_end(at_ + 1);
    if (end_of_field()) return true;
    problem_ = "text stands behind a closing quote";
    return false;
  }
  while (!end_of_field()) out += text_[at_++];
  return true;
}

bool CsvReader::next(std::vector<std::string>& fields) {
  while (problem_.empty() && at_ < text_.size()) {
    fields.clear();
    row_line_ = line_;
    for (bool row_ends = false; !row_ends;) {
      std::string value;
      if (!field(value, row_ends)) return false;
      fields.push_back(std::move(value));
    }
    if (std::any_of(fields.begin(), fields.end(), [](const std::string& f) { return !trim(f).empty(); })) return true;
  }
  return false;
}

}  // namespace dunmail
