#include "tracking/foreign_text.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"

namespace dunmail {
namespace {

UConverter* converter(const std::string& charset) {
  struct Close {
    void operator()(UConverter* c) const { ucnv_close(c); }
  };
  // One per thread: a converter holds state, opening one reads a table.
  thread_local std::vector<std::pair<std::string, std::unique_ptr<UConverter, Close>>> open;
  for (const auto& [name, c] : open)
    if (name == charset) return c.get();
  UErrorCode failed = U_ZERO_ERROR;
  UConverter* made = ucnv_open(charset.c_str(), &failed);
  if (U_FAILURE(failed)) return nullptr;
  if (open.size() >= 16) open.erase(open.begin());
  open.emplace_back(charset, made);
  return made;
}

std::optional<std::string> convert(std::string_view bytes, const std::string& charset) {
  UConverter* from = converter(charset);
  if (!from || bytes.size() > (64u << 20)) return std::nullopt;
  ucnv_reset(from);
  std::u16string wide(bytes.size() + 16, u'\0');
  UErrorCode failed = U_ZERO_ERROR;
  std::int32_t length = ucnv_toUChars(from, wide.data(), static_cast<std::int32_t>(wide.size()), bytes.data(),
                                      static_cast<std::int32_t>(bytes.size()), &failed);
  if (failed == U_BUFFER_OVERFLOW_ERROR) {
    wide.resize(static_cast<std::size_t>(length) + 1);
    failed = U_ZERO_ERROR;
    length = ucnv_toUChars(from, wide.data(), static_cast<std::int32_t>(wide.size()), bytes.data(),
                           static_cast<std::int32_t>(bytes.size()), &failed);
  }
  if (U_FAILURE(failed)) return std::nullopt;
  std::string out;
  out.reserve(static_cast<std::size_t>(length));
  for (std::int32_t i = 0; i < length; ++i) {
    char32_t code = wide[static_cast<std::size_t>(i)];
    if (code >= 0xd800 && code < 0xdc00 && i + 1 < length) {
      const char32_t low = wide[static_cast<std::size_t>(i) + 1];
      if (low >= 0xdc00 && low < 0xe000) code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00), ++i;
    }
    append_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
  }
  return out;
}

}  // namespace

std::string foreign_text(std::string_view bytes, std::string_view charset) {
  const bool plain = std::all_of(bytes.begin(), bytes.end(), [](unsigned char c) { return c < 0x80 && c != 0x1b; });
  std::string name = lower_ascii(trim(charset));
  const bool seven_bit = name.starts_with("iso-2022") || name.starts_with("hz") || name.starts_with("utf-7") ||
                         name.starts_with("utf-16") || name.starts_with("utf-32");
  if (plain && !seven_bit) return std::string(bytes);
  // Mail that says GB2312 means GBK or more; "unicode-1-1-utf-8" and "utf8" are UTF-8.
  if (name == "gb2312" || name == "gbk" || name == "x-gbk" || name == "cp936" || name == "hz")
    name = name == "hz" ? "hz" : "gb18030";
  if (name.find("utf8") != name.npos || name.find("utf-8") != name.npos) name.clear();
  if (name == "us-ascii" || name == "ascii" || name == "unknown" || name == "unknown-8bit" || name == "x-unknown")
    name.clear();
  if (name.empty() && bytes.find("\x1b$") != bytes.npos) name = "iso-2022-jp";
  if (!name.empty())
    if (auto out = convert(bytes, name)) return std::move(*out);
  const auto bad = first_bad_utf8(bytes);
  if (!bad) return std::string(bytes);
  if (*bad + 4 > bytes.size()) return std::string(bytes.substr(0, *bad));  // cut off within a character
  if (auto out = from_gb18030(bytes)) return std::move(*out);
  if (auto out = convert(bytes, "windows-1252")) return std::move(*out);
  return to_utf8(to_utf32(bytes));
}

std::string text_of_html(std::string_view html) {
  static constexpr std::string_view blocks[] = {"br", "p",   "/p", "div",        "/div", "tr",   "/tr",
                                                "li", "h1",  "h2", "h3",         "/h1",  "/h2",  "/h3",
                                                "td", "/td", "hr", "blockquote", "pre",  "/pre", "table"};
  static constexpr std::pair<std::string_view, std::string_view> entities[] = {
      {"lt", "<"},   {"gt", ">"},   {"amp", "&"},  {"quot", "\""}, {"apos", "'"},
      {"nbsp", " "}, {"#64", "@"},  {"#39", "'"},  {"auml", "ä"},  {"ouml", "ö"},
      {"uuml", "ü"}, {"Auml", "Ä"}, {"Ouml", "Ö"}, {"Uuml", "Ü"},  {"szlig", "ß"}};
  std::string out;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] == '<') {
      const std::size_t end = html.find('>', i);
      if (html.substr(i).starts_with("<!--")) {
        const std::size_t close = html.find("-->", i);
        if (close == html.npos) break;
        i = close + 3;
        continue;
      }
      // An unescaped address in angle brackets, as many bounces have it.
      const std::string_view inside = html.substr(i + 1, (end == html.npos ? html.size() : end) - i - 1);
      if (inside.size() < 255 && inside.find('@') != inside.npos && inside.find_first_of(" =\"") == inside.npos) {
        (out += '<').append(inside) += '>';
      } else {
        const std::string name = lower_ascii(inside.substr(0, inside.find_first_of(" \t\n/", 1)));
        if (std::find(std::begin(blocks), std::end(blocks), name) != std::end(blocks)) out += '\n';
        if (name == "script" || name == "style") {
          const std::size_t close = html.find(name == "style" ? "</" : "</s", end == html.npos ? html.size() : end);
          if (close == html.npos) break;
          i = close;
          continue;
        }
      }
      if (end == html.npos) break;
      i = end + 1;
    } else if (html[i] == '&') {
      const std::size_t length = html.substr(i, 10).find(';');
      const std::size_t end = i + length;
      const std::string_view word = length == html.npos ? std::string_view() : html.substr(i + 1, length - 1);
      const auto found =
          std::find_if(std::begin(entities), std::end(entities), [&](const auto& e) { return e.first == word; });
      if (found != std::end(entities)) {
        out += found->second;
        i = end + 1;
      } else {
        out += html[i++];
      }
    } else {
      out += html[i] == '\n' ? ' ' : html[i];
      ++i;
    }
  }
  return out;
}

}  // namespace dunmail
