// Text is UTF-8 everywhere inside. Foreign bytes are checked or converted where they enter.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dunmail {

std::string_view trim(std::string_view text);  ///< ASCII white space, U+00A0, U+3000 and U+FEFF off both ends
std::string lower_ascii(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char at);
bool starts_with_nocase(std::string_view text, std::string_view ascii_prefix);

/// Bytes of the UTF-8 sequence at `at` (1 for a byte that starts none). `at` must be within the text.
std::size_t utf8_length(std::string_view text, std::size_t at);
/// Strict UTF-8 (RFC 3629: no surrogates, no overlong forms); the offset of the first bad byte, or nothing.
std::optional<std::size_t> first_bad_utf8(std::string_view bytes);
std::u32string to_utf32(std::string_view utf8);  ///< bad bytes become U+FFFD
std::string to_utf8(std::u32string_view text);
void append_utf8(std::string& out, char32_t code);

/// GB18030 (and so GB2312 and GBK) to UTF-8; nothing if the bytes are not valid in it.
std::optional<std::string> from_gb18030(std::string_view bytes);

/// Control characters, bidirectional overrides and bad bytes as \xNN or <U+NNNN>, line breaks as a blank: safe to
/// print on a terminal.
std::string printable(std::string_view text);
/// Columns on a terminal: East Asian wide characters take two.
std::size_t display_width(std::string_view utf8);
/// Padded with blanks on the right (or left) to `width` columns.
std::string pad_right(std::string_view utf8, std::size_t width);
std::string pad_left(std::string_view utf8, std::size_t width);

/// The candidate that a reader most likely meant (edit distance at most a third of the length), or "".
std::string closest(std::string_view typed, std::span<const std::string> candidates);
/// "did you mean X?" or "", for hints.
std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates);

}  // namespace dunmail
