#include "ledger/csv.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace dunmail {

namespace {

/// Windows-1252 from 0x80 to 0x9F as Unicode; 0 where nothing is assigned. What lies above is as in ISO 8859-1.
constexpr std::array<char16_t, 32> windows_1252{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::optional<std::string> from_windows_1252(std::string_view bytes) {
  if (bytes.find("\xFF\xFF") != bytes.npos) return std::nullopt;  // "ÿÿ" is no text, but what erased memory looks like
  std::string out;
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    const char32_t code = c >= 0x80 && c < 0xA0 ? windows_1252[c - 0x80] : c;
    if (code == 0 && c != 0) return std::nullopt;
    append_utf8(out, code);
  }
  return out;
}

std::optional<std::string> from_utf16_text(std::string_view bytes, bool big) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  const auto unit = [&](std::size_t i) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(big ? a << 8 | b : b << 8 | a);
  };
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xDC00 && c < 0xE000) return std::nullopt;
    if (c >= 0xD800 && c < 0xDC00) {
      if (i + 3 >= bytes.size()) return std::nullopt;
      const char32_t low = unit(i += 2);
      if (low < 0xDC00 || low >= 0xE000) return std::nullopt;
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(out, c);
  }
  return out;
}

/// How much of bytes that are no UTF-8 is UTF-8 all the same.
struct Utf8Parts {
  std::size_t good = 0, bad = 0;  ///< characters beyond ASCII; bytes that belong to none
  bool wide = false;              ///< a character of three bytes or more
};

void count_utf8(std::string_view bytes, Utf8Parts& out) {
  for (std::size_t i = 0; i < bytes.size();) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = utf8_length(bytes, i);
    ++(length > 1 ? out.good : out.bad);
    out.wide = out.wide || length > 2;
    i += length;
  }
}

Problem unreadable(const std::string& file, std::string_view bytes, std::size_t bad, std::string message) {
  const auto line = 1 + std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
  return {file + ":" + std::to_string(line), std::move(message),
          "save the file as UTF-8, or name its encoding in the profile"};
}

/// Hands a text on piece by piece, with where each begins, until `take` says no; what was read is let go. A piece ends
/// behind a line, which no character of any encoding here goes over.
template <class Take>
void each_piece(const LargeText& text, std::size_t begin, std::string_view line_end, const Take& take) {
  constexpr std::size_t piece_size = std::size_t{4} << 20;
  const std::string_view all = text.view();
  for (std::size_t at = begin; at < all.size();) {
    std::size_t end = all.size() - at > piece_size ? all.find(line_end, at + piece_size) : all.npos;
    while (end != all.npos && (end - begin) % line_end.size() != 0) end = all.find(line_end, end + 1);
    end = end == all.npos ? all.size() : end + line_end.size();
    if (!take(all.substr(at, end - at), at)) return;
    text.forget(at = end);
  }
}

/// As UTF-8, a long one in a file without a name; nothing where a piece of it cannot be read.
template <class Decode>
std::optional<LargeText> recoded(const LargeText& text, std::size_t begin, std::string_view line_end,
                                 const Decode& decode) {
  bool good = true;
  std::string whole;
  std::optional<NamelessFile> file;
  if (text.is_long()) file.emplace();
  each_piece(text, begin, line_end, [&](std::string_view piece, std::size_t) {
    std::optional<std::string> utf8 = decode(piece);
    if (!utf8) return good = false;
    if (file)
      file->append(*utf8);
    else
      whole += *utf8;
    return true;
  });
  if (!good) return std::nullopt;
  return file && file->size() > 0 ? LargeText::of(*file) : LargeText(std::move(whole));
}

}  // namespace

const char* name_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::gb18030:
      return "GB18030";
    case Encoding::windows1252:
      return "Windows-1252";
    case Encoding::utf16:
      return "UTF-16";
    case Encoding::automatic:
    case Encoding::utf8:
      break;
  }
  return "UTF-8";
}

bool has_han(std::string_view utf8) {
  for (const char32_t c : to_utf32(utf8))
    if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF)) return true;
  return false;
}

/// Counts until it has seen a million bytes beyond ASCII, however late they come.
class ChineseSigns {
 public:
  /// Whether it wants more. A piece ends where a line does.
  bool read(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    for (std::size_t begin = 0; begin < bytes.size();) {
      std::size_t end = begin;
      while (end < bytes.size() && at(end) >= 0x80) ++end;
      const std::size_t size = end - begin;
      beyond_ascii_ += size;
      // Two characters and more in a row, which accents of Windows-1252 hardly ever stand in. GB 2312 has its marks
      // from A1 to A3 and its characters from B0 to F7; GBK's rarer ones (囍) begin with 81 to A0.
      if (size >= 4)
        for (std::size_t i = begin; i + 1 < end; i += 2)
          if ((at(i) >= 0xB0 && at(i) <= 0xF7 && at(i + 1) >= 0xA1) || (at(i) >= 0xA1 && at(i) <= 0xA3) ||
              at(i) <= 0xA0)
            paired_ += 2;
      begin = end + 1;
    }
    return beyond_ascii_ < 1'000'000;
  }
  bool there() const { return beyond_ascii_ > 0 && paired_ * 2 > beyond_ascii_; }

 private:
  std::size_t beyond_ascii_ = 0, paired_ = 0;
};

bool reads_as_chinese(std::string_view bytes) {
  ChineseSigns signs;
  signs.read(bytes);
  return signs.there();
}

Result<DecodedText> decoded_text(std::string bytes, Encoding encoding, const std::string& file, bool chinese) {
  const auto decoded = decoded_file(std::move(bytes), encoding, file, chinese);
  if (!decoded) return decoded.problem();
  return DecodedText{std::string(decoded->text.view().substr(decoded->begin)), decoded->encoding};
}

Result<DecodedFile> decoded_file(LargeText bytes, Encoding encoding, const std::string& file, bool chinese) {
  using namespace std::string_view_literals;
  const std::string_view all = bytes.view();
  // With its mark (RFC 2781 section 3.2), or little-endian without one.
  const bool big = all.starts_with("\xFE\xFF"), marked = big || all.starts_with("\xFF\xFE");
  if (encoding == Encoding::utf16 || (encoding == Encoding::automatic && marked)) {
    const auto decode = [big](std::string_view piece) { return from_utf16_text(piece, big); };
    if (auto text = recoded(bytes, marked ? 2 : 0, big ? "\0\n"sv : "\n\0"sv, decode))
      return DecodedFile{std::move(*text), 0, Encoding::utf16};
    return Problem{file, "the text is not valid UTF-16", "is the file cut off? nothing of it was taken"};
  }
  const std::size_t begin = all.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  if (begin > 0) encoding = Encoding::utf8;
  std::optional<std::size_t> bad;
  each_piece(bytes, begin, "\n", [&](std::string_view piece, std::size_t at) {
    if (const auto here = first_bad_utf8(piece)) bad = at + *here;
    return !bad;
  });
  if (encoding == Encoding::utf8 && bad) return unreadable(file, all, *bad, "the text is not valid UTF-8");
  if (encoding == Encoding::utf8 || (encoding == Encoding::automatic && !bad))
    return DecodedFile{std::move(bytes), begin, Encoding::utf8};
  // UTF-8 that a few bytes spoil is never read as anything else: "Müller" would become "MÃ¼ller" without a word.
  Utf8Parts parts;
  if (encoding == Encoding::automatic)
    each_piece(bytes, begin, "\n", [&](std::string_view piece, std::size_t) { return count_utf8(piece, parts), true; });
  const auto damaged = [&] {
    return unreadable(file, all, *bad, "the text is neither UTF-8 nor GB18030: parts of it are UTF-8, this is not");
  };
  if (parts.good > parts.bad) return damaged();
  ChineseSigns signs;
  if (encoding == Encoding::automatic && !chinese)
    each_piece(bytes, begin, "\n", [&](std::string_view piece, std::size_t) { return signs.read(piece); });
  if (encoding == Encoding::gb18030 || (encoding == Encoding::automatic && (chinese || signs.there())))
    if (auto text = recoded(bytes, begin, "\n", from_gb18030))
      return DecodedFile{std::move(*text), 0, Encoding::gb18030};
  // Three bytes that are a character of UTF-8 are hardly ever three accents of Windows-1252.
  if (parts.wide) return damaged();
  if (encoding != Encoding::gb18030)
    if (auto text = recoded(bytes, begin, "\n", from_windows_1252))
      return DecodedFile{std::move(*text), 0, Encoding::windows1252};
  return unreadable(file, all, bad.value_or(0),
                    encoding == Encoding::gb18030 ? "the text is not valid GB18030"
                                                  : "the text is neither UTF-8 nor GB18030 nor Windows-1252");
}

Result<std::string> to_utf8_text(std::string bytes, Encoding encoding, const std::string& file) {
  auto decoded = decoded_text(std::move(bytes), encoding, file);
  if (!decoded) return decoded.problem();
  return std::move(decoded->text);
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
    ++blank_;
  }
  return false;
}

}  // namespace dunmail
