#include <algorithm>
#include <array>

#include "base/text.h"
#include "ledger/match.h"

namespace dunmail {
namespace {

constexpr std::array<std::u32string_view, 9> chinese_forms{U"股份有限公司", U"有限责任公司", U"股份有限責任公司",
                                                           U"有限責任公司", U"有限公司",     U"集团公司",
                                                           U"集團公司",     U"公司",         U"普通合伙"};
constexpr std::array<std::string_view, 49> western_forms{"gmbh",
                                                         "mbh",
                                                         "ggmbh",
                                                         "co",
                                                         "kg",
                                                         "kgaa",
                                                         "ag",
                                                         "se",
                                                         "ohg",
                                                         "ug",
                                                         "gbr",
                                                         "ev",
                                                         "ek",
                                                         "inc",
                                                         "ltd",
                                                         "limited",
                                                         "llc",
                                                         "llp",
                                                         "plc",
                                                         "corp",
                                                         "corporation",
                                                         "company",
                                                         "sa",
                                                         "sas",
                                                         "sarl",
                                                         "srl",
                                                         "spa",
                                                         "bv",
                                                         "nv",
                                                         "oy",
                                                         "oyj",
                                                         "ab",
                                                         "as",
                                                         "aps",
                                                         "pty",
                                                         "pte",
                                                         "the",
                                                         "und",
                                                         "and",
                                                         "et",
                                                         "haftungsbeschraenkt",
                                                         "lp",
                                                         "sro",
                                                         "zoo",
                                                         "kk",
                                                         "cie",
                                                         "e",
                                                         "k",
                                                         "v"};  // the last three: "e. K.", "e. V."

/// Letters of Western Europe as banks write them that know ASCII only.
std::string_view unmarked(char32_t c) {
  switch (c) {
    case U'ä':
    case U'Ä':
      return "ae";
    case U'ö':
    case U'Ö':
    case U'ø':
    case U'Ø':
    case U'œ':
      return "oe";
    case U'ü':
    case U'Ü':
      return "ue";
    case U'ß':
      return "ss";
    case U'á':
    case U'à':
    case U'â':
    case U'ã':
    case U'Á':
    case U'À':
    case U'Â':
    case U'Ã':
      return "a";
    case U'é':
    case U'è':
    case U'ê':
    case U'ë':
    case U'É':
    case U'È':
    case U'Ê':
    case U'Ë':
      return "e";
    case U'í':
    case U'ì':
    case U'î':
    case U'ï':
    case U'Í':
    case U'Ì':
    case U'Î':
    case U'Ï':
      return "i";
    case U'ó':
    case U'ò':
    case U'ô':
    case U'õ':
    case U'Ó':
    case U'Ò':
    case U'Ô':
    case U'Õ':
      return "o";
    case U'ú':
    case U'ù':
    case U'û':
    case U'Ú':
    case U'Ù':
    case U'Û':
      return "u";
    case U'ç':
    case U'Ç':
      return "c";
    case U'ñ':
    case U'Ñ':
      return "n";
    case U'å':
    case U'Å':
      return "a";
    default:
      return {};
  }
}

bool is_chinese(char32_t c) { return (c >= 0x3400 && c < 0xA000) || (c >= 0xF900 && c < 0xFB00) || c >= 0x20000; }

void end_word(std::string& word, std::string& out) {
  if (std::find(western_forms.begin(), western_forms.end(), word) == western_forms.end()) out += word;
  word.clear();
}

}  // namespace

std::string plain_name(std::string_view name) {
  std::u32string text = to_utf32(name);
  std::erase_if(text, [](char32_t c) { return c == U'(' || c == U')' || c == U'（' || c == U'）'; });
  for (const std::u32string_view form : chinese_forms)
    if (text.size() > form.size() + 1 && std::u32string_view(text).ends_with(form)) {
      text.resize(text.size() - form.size());
      break;
    }
  // "Co." and "e.V.": a point within a word is no border of it.
  std::string out, word, all;
  for (char32_t c : text) {
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == '.' || c == '\'' || c == 0x2019 || c == '\n') continue;
    if (const std::string_view plain = unmarked(c); !plain.empty()) {
      word += plain;
      all += plain;
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      const char lower = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      word += lower;
      all += lower;
    } else {
      end_word(word, out);
      if (is_chinese(c)) {
        append_utf8(out, c);
        append_utf8(all, c);
      }
    }
  }
  end_word(word, out);
  return out.size() >= 2 ? out : all;
}

}  // namespace dunmail
