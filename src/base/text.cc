#include "base/text.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace dunmail {
namespace {

/// The code point at `at` and its length in bytes; length 0 for a bad sequence.
struct Decoded {
  char32_t code;
  std::size_t length;
};

Decoded decode(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(s[k]); };
  const unsigned char c = byte(at);
  if (c < 0x80) return {c, 1};
  const std::size_t n = c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
  if (n == 0 || at + n > s.size()) return {0, 0};
  char32_t u = c & (0xFFu >> (n + 1));
  for (std::size_t k = 1; k < n; ++k) {
    if ((byte(at + k) & 0xC0) != 0x80) return {0, 0};
    u = (u << 6) | (byte(at + k) & 0x3Fu);
  }
  if ((n == 3 && u < 0x800) || (n == 4 && (u < 0x10000 || u > 0x10FFFF)) || (u >= 0xD800 && u < 0xE000)) return {0, 0};
  return {u, n};
}

std::size_t leading_blank(std::string_view s) {
  if (s.empty()) return 0;
  if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r')) return 1;
  for (std::string_view blank : {"\u00A0", "\u3000", "\uFEFF"})
    if (s.starts_with(blank)) return blank.size();
  return 0;
}

std::size_t trailing_blank(std::string_view s) {
  if (s.empty()) return 0;
  if (s.back() == ' ' || (s.back() >= '\t' && s.back() <= '\r')) return 1;
  for (std::string_view blank : {"\u00A0", "\u3000", "\uFEFF"})
    if (s.ends_with(blank)) return blank.size();
  return 0;
}

bool is_unsafe_to_print(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/// Letters to add, drop, change, or swap with the next one: fingers swap more often than they miss.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j - 1] + (a[i - 1] != b[j - 1]), above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::string_view trim(std::string_view s) {
  while (const std::size_t n = leading_blank(s)) s.remove_prefix(n);
  while (const std::size_t n = trailing_blank(s)) s.remove_suffix(n);
  return s;
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(at, begin)) != text.npos; begin = end + 1)
    out.push_back(text.substr(begin, end - begin));
  out.push_back(text.substr(begin));
  return out;
}

bool starts_with_nocase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && lower_ascii(text.substr(0, prefix.size())) == lower_ascii(prefix);
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, decode(text, at).length);
}

std::optional<std::size_t> first_bad_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();) {
    const Decoded d = decode(bytes, i);
    if (d.length == 0) return i;
    i += d.length;
  }
  return std::nullopt;
}

std::u32string to_utf32(std::string_view utf8) {
  std::u32string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size();) {
    const Decoded d = decode(utf8, i);
    out += d.length ? d.code : U'\uFFFD';
    i += std::max<std::size_t>(1, d.length);
  }
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    tail(0);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (char32_t c : text) append_utf8(out, c);
  return out;
}

std::optional<std::string> from_gb18030(std::string_view bytes) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open("gb18030", &status);
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  std::u16string wide(bytes.size() + 1, u'\0');
  const int32_t n = ucnv_toUChars(converter, wide.data(), static_cast<int32_t>(wide.size()), bytes.data(),
                                  static_cast<int32_t>(bytes.size()), &status);
  ucnv_close(converter);
  if (U_FAILURE(status)) return std::nullopt;
  std::string out;
  out.reserve(bytes.size() * 2);
  for (int32_t i = 0; i < n; ++i) {
    char32_t c = wide[static_cast<std::size_t>(i)];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < n)
      c = 0x10000 + ((c - 0xD800) << 10) + (wide[static_cast<std::size_t>(++i)] - 0xDC00u);
    append_utf8(out, c);
  }
  return out;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char shown[16];
  for (std::size_t i = 0; i < text.size();) {
    const Decoded d = decode(text, i);
    if (d.length == 0) {
      std::snprintf(shown, sizeof shown, "\\x%02X", static_cast<unsigned char>(text[i]));
      out += shown;
      ++i;
      continue;
    }
    if (d.code == '\n' || d.code == '\r' || d.code == '\t') {
      out += ' ';
    } else if (is_unsafe_to_print(d.code)) {
      std::snprintf(shown, sizeof shown, "<U+%04X>", static_cast<unsigned>(d.code));
      out += shown;
    } else {
      out += text.substr(i, d.length);
    }
    i += d.length;
  }
  return out;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (char32_t c : to_utf32(utf8)) {
    const auto code = static_cast<UChar32>(c);
    const int wide = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
    const int8_t type = u_charType(code);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) continue;
    width += wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
  }
  return width;
}

std::string pad_right(std::string_view utf8, std::size_t width) {
  const std::size_t used = display_width(utf8);
  return std::string(utf8) + std::string(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t used = display_width(utf8);
  return std::string(width > used ? width - used : 0, ' ') + std::string(utf8);
}

std::string closest(std::string_view typed, std::span<const std::string> candidates) {
  std::string best;
  std::size_t distance = std::max<std::size_t>((typed.size() + 1) / 3, 1) + 1;
  for (const std::string& candidate : candidates)
    if (const std::size_t d = edit_distance(typed, candidate); d < distance) distance = d, best = candidate;
  return best;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates) {
  const std::string best = closest(typed, candidates);
  return best.empty() ? "" : "did you mean " + best + "?";
}

}  // namespace dunmail
