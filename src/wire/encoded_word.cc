#include "wire/encoded_word.h"

#include <openssl/evp.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::size_t line_width = 76;  // RFC 2047 section 2: a line with an encoded word
constexpr std::size_t word_bytes =
    39;  // 64 characters with "=?utf-8?b?" and "?=" (75 are allowed): fits behind a header's name
constexpr std::size_t longest_plain_word = 60;

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                  static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

/// A character is never divided between two words (RFC 2047 section 5).
std::vector<std::string> encoded_words(std::string_view utf8) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < utf8.size();) {
    std::size_t end = at;
    while (end < utf8.size() && end + utf8_length(utf8, end) - at <= word_bytes) end += utf8_length(utf8, end);
    out.push_back("=?utf-8?b?" + base64(utf8.substr(at, end - at)) + "?=");
    at = end;
  }
  return out;
}

std::string folded(const std::vector<std::string>& words, std::size_t column) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) {
      const bool fits = column + 1 + word.size() <= line_width;
      out += fits ? " " : "\n ";
      column = fits ? column + 1 : 1;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view word : split(text, ' ')) out.emplace_back(word);
  return out;
}

/// Readable as it stands, foldable at single blanks, and not mistaken for an encoded word.
bool is_plain(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; })) return false;
  if (text.find("=?") != text.npos || text.starts_with(' ') || text.ends_with(' ') || text.find("  ") != text.npos)
    return false;
  for (const std::string_view word : split(text, ' '))
    if (word.size() > longest_plain_word) return false;
  return true;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

std::string encode_text(std::string_view utf8, std::size_t column) {
  return folded(is_plain(utf8) ? plain_words(utf8) : encoded_words(utf8), column);
}

std::string encode_phrase(std::string_view utf8, std::size_t column) {
  if (!is_plain(utf8) || utf8.size() > longest_plain_word) return folded(encoded_words(utf8), column);
  const bool atoms = std::all_of(utf8.begin(), utf8.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ' || c == '-' ||
           c == '&';
  });
  return atoms ? std::string(utf8) : quoted(utf8);
}

}  // namespace dunmail
