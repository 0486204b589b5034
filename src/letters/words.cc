#include "letters/words.h"

#include <fmt/format.h>
#include <unicode/rbnf.h>

#include <array>
#include <memory>

#include "base/error.h"

namespace dunmail {
namespace {

struct Signs {
  std::array<const char*, 10> digits;
  const char *ten_thousand, *hundred_million, *negative;
};

constexpr Signs simplified{{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, "万", "亿", "负"};
constexpr Signs traditional_signs{{"零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"}, "萬", "億", "負"};

/// 1 to 9999; interior zeros become one 零, and 10 is 壹拾, never 拾.
void spell_group(std::string& out, std::uint64_t n, const Signs& signs) {
  static constexpr std::array<const char*, 4> units{"仟", "佰", "拾", ""};
  bool begun = false, zero = false;
  std::uint64_t power = 1000;
  for (const char* unit : units) {
    const std::uint64_t digit = n / power % 10;
    power /= 10;
    if (digit == 0) {
      zero = begun;
      continue;
    }
    if (zero) out += signs.digits[0];
    zero = false;
    begun = true;
    out += signs.digits[digit];
    out += unit;
  }
}

void spell(std::string& out, std::uint64_t n, const Signs& signs) {
  // A zero is written after 万 or 亿 where the next group starts with one; not where only the 万 digit itself is 0
  // (107000.53: 壹拾万柒仟元零伍角叁分, the first of the two official forms).
  const auto part = [&](std::uint64_t unit, const char* name) {
    spell(out, n / unit, signs);
    out += name;
    n %= unit;
    if (n > 0 && n < unit / 10) out += signs.digits[0];
  };
  if (n >= 100'000'000) part(100'000'000, signs.hundred_million);
  if (n >= 10'000) part(10'000, signs.ten_thousand);
  if (n > 0) spell_group(out, n, signs);
}

/// Soft hyphens come out of ICU's German spelling and would spoil searching and copying.
std::string without_soft_hyphens(std::string text) {
  for (std::size_t at; (at = text.find("\u00AD")) != text.npos;) text.erase(at, 2);
  return text;
}

std::string spelled_by_icu(std::int64_t n, Locale locale) {
  struct Speller {
    std::unique_ptr<icu::RuleBasedNumberFormat> format;
    icu::UnicodeString rules;
    Speller(const char* language, const char* rule_set) : rules(icu::UnicodeString::fromUTF8(rule_set)) {
      UErrorCode status = U_ZERO_ERROR;
      format = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_SPELLOUT, icu::Locale(language), status);
      if (U_FAILURE(status)) throw Error(ErrorKind::system, "ICU", "has no number words for " + std::string(language));
    }
  };
  // ICU's formatters take a millisecond to make and are not for several threads at once.
  thread_local Speller english("en_GB", "%spellout-cardinal-verbose"), german("de", "%spellout-numbering");
  Speller& speller = locale == Locale::de ? german : english;
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString spelled;
  icu::FieldPosition nowhere;
  speller.format->format(n, speller.rules, spelled, nowhere, status);
  if (U_FAILURE(status)) throw Error(ErrorKind::system, "ICU", "could not spell a number");
  std::string out;
  spelled.toUTF8String(out);
  return without_soft_hyphens(std::move(out));
}

std::string currency_word(Currency currency, Locale locale, bool one) {
  struct Row {
    std::string_view code, one, many, german;
  };
  static constexpr Row rows[] = {
      {"GBP", "pound sterling", "pounds sterling", "Pfund Sterling"},
      {"EUR", "euro", "euros", "Euro"},
      {"USD", "US dollar", "US dollars", "US-Dollar"},
      {"CHF", "Swiss franc", "Swiss francs", "Schweizer Franken"},
      {"CNY", "yuan renminbi", "yuan renminbi", "Yuan Renminbi"},
      {"TWD", "New Taiwan dollar", "New Taiwan dollars", "Neue Taiwan-Dollar"},
      {"HKD", "Hong Kong dollar", "Hong Kong dollars", "Hongkong-Dollar"},
      {"JPY", "yen", "yen", "Yen"},
  };
  for (const Row& row : rows)
    if (row.code == currency.code()) return std::string(locale == Locale::de ? row.german : one ? row.one : row.many);
  return std::string(currency.code());
}

std::string latin_words(std::int64_t minor, Currency currency, Locale locale) {
  std::int64_t unit = 1;
  for (int i = 0; i < currency.digits(); ++i) unit *= 10;
  const std::int64_t whole = minor / unit;
  const std::int64_t rest = std::abs(minor % unit);
  std::string out = minor < 0 && whole == 0 ? "minus " : "";
  out += locale == Locale::de && whole == 1 ? "ein" : spelled_by_icu(whole, locale);
  out += ' ';
  out += currency_word(currency, locale, whole == 1);
  if (rest > 0)
    out += fmt::format(" {} {:0{}}/{}", locale == Locale::de ? "und" : "and", rest, currency.digits(), unit);
  return out;
}

}  // namespace

std::string capitals(std::int64_t minor, bool traditional) {
  const Signs& signs = traditional ? traditional_signs : simplified;
  std::string out;
  if (minor < 0) out += signs.negative;
  const std::uint64_t fen_total = minor < 0 ? 0 - static_cast<std::uint64_t>(minor) : static_cast<std::uint64_t>(minor);
  const std::uint64_t yuan = fen_total / 100, jiao = fen_total / 10 % 10, fen = fen_total % 10;
  if (yuan > 0) {
    spell(out, yuan, signs);
    out += "元";
  } else if (fen_total == 0) {
    out += signs.digits[0];
    out += "元";
  }
  if (jiao > 0) {
    if (yuan > 0 && yuan % 10 == 0) out += signs.digits[0];
    out += signs.digits[jiao];
    out += "角";
  } else if (fen > 0 && yuan > 0) {
    out += signs.digits[0];
  }
  if (fen > 0) {
    out += signs.digits[fen];
    out += "分";
  } else {
    out += "整";
  }
  return out;
}

std::string amount_in_words(std::int64_t minor, Currency currency, Locale locale) {
  if (!is_chinese(locale)) return latin_words(minor, currency, locale);
  const bool traditional = locale == Locale::zh_tw;
  if (currency.code() == "CNY") return (traditional ? "人民幣" : "人民币") + capitals(minor, traditional);
  if (currency.code() == "TWD") return (traditional ? "新臺幣" : "新台币") + capitals(minor, traditional);
  return {};
}

}  // namespace dunmail
