#include "letters/format.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::array<const char*, 12> english_months{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};
constexpr std::array<const char*, 12> german_months{"Januar",    "Februar", "März",     "April",
                                                    "Mai",       "Juni",    "Juli",     "August",
                                                    "September", "Oktober", "November", "Dezember"};
constexpr std::array<const char*, 10> han_digits{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

struct Civil {
  int year;
  unsigned month, day;
};

Civil split_date(Date day) {
  const auto c = civil(day);
  return {int(c.year()), unsigned(c.month()), unsigned(c.day())};
}

std::string han_year(int year) {
  std::string out;
  for (char digit : std::to_string(year)) out += han_digits[static_cast<std::size_t>(digit - '0')];
  return out;
}

/// 1 to 31: 一, 十, 十一, 二十, 三十一.
std::string han_number(unsigned n) {
  std::string out;
  if (n >= 20) out += han_digits[n / 10];
  if (n >= 10) out += "十";
  if (n % 10) out += han_digits[n % 10];
  return out;
}

bool has_cjk(std::string_view text) {
  for (char32_t c : to_utf32(text))
    if (c >= 0x2E80 && c < 0xFB00) return true;
  return false;
}

/// The family name as German and English letters use it: the last word, with the particles before it.
std::string family_name(std::string_view name) {
  const std::vector<std::string_view> words = split(trim(name), ' ');
  std::size_t first = words.size() - 1;
  static constexpr std::string_view particles[] = {"von", "van", "de",  "der", "den", "zu", "zur", "zum",
                                                   "vom", "ten", "ter", "del", "di",  "da", "la",  "le"};
  while (first > 1) {
    const std::string before = lower_ascii(words[first - 1]);
    if (std::find(std::begin(particles), std::end(particles), before) == std::end(particles)) break;
    --first;
  }
  std::string out;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (i > first) out += ' ';
    out += words[i];
  }
  return out;
}

std::string country_name(std::string_view country, Locale locale) {
  icu::UnicodeString name;
  const icu::Locale place("", std::string(country).c_str());
  static constexpr std::array<const char*, 4> languages{"zh_CN", "zh_TW", "en_GB", "de_DE"};
  const icu::Locale language(languages[static_cast<std::size_t>(locale)]);
  place.getDisplayCountry(language, name);
  name.toUpper(language);
  std::string out;
  name.toUTF8String(out);
  return out;
}

std::string join(std::initializer_list<std::string_view> parts, std::string_view between) {
  std::string out;
  for (std::string_view part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

}  // namespace

std::optional<Locale> find_locale(std::string_view name) {
  for (std::size_t i = 0; i < letter_locales.size(); ++i)
    if (letter_locales[i] == name) return static_cast<Locale>(i);
  return std::nullopt;
}

std::string_view locale_name(Locale locale) { return letter_locales[static_cast<std::size_t>(locale)]; }

std::string format_figure(std::int64_t minor, Currency currency, Locale locale) {
  std::string out = grouped(minor, currency.digits());
  // Taiwan invoices in whole dollars, though ISO 4217 gives the currency two digits.
  if (currency.code() == "TWD" && out.ends_with(".00")) out.resize(out.size() - 3);
  if (locale == Locale::de)
    for (char& c : out) c = c == ',' ? '.' : c == '.' ? ',' : c;
  return out;
}

std::string format_amount(std::int64_t minor, Currency currency, Locale locale) {
  const std::string figure = format_figure(minor, currency, locale);
  if (locale == Locale::de) return fmt::format("{}\u00A0{}", figure, currency.code());
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> own{
      {{"CNY", "¥"}, {"TWD", "NT$"}, {"GBP", "£"}, {"EUR", ""}}};
  const auto& [code, sign] = own[static_cast<std::size_t>(locale)];
  if (currency.code() != code) return fmt::format("{}\u00A0{}", currency.code(), figure);
  if (minor < 0) return fmt::format("-{}{}", sign, std::string_view(figure).substr(1));
  return fmt::format("{}{}", sign, figure);
}

std::string format_date(Date day, Locale locale, Dates dates) {
  const auto [y, m, d] = split_date(day);
  switch (locale) {
    case Locale::zh_cn:
      return fmt::format("{}年{}月{}日", y, m, d);
    case Locale::zh_tw:
      return y < 1912 ? fmt::format("{}年{}月{}日", y, m, d) : fmt::format("民國{}年{}月{}日", y - 1911, m, d);
    case Locale::en:
      if (dates == Dates::american) return fmt::format("{}\u00A0{}, {}", english_months[m - 1], d, y);
      return fmt::format("{}\u00A0{} {}", d, english_months[m - 1], y);
    case Locale::de:
      return fmt::format("{}.\u00A0{} {}", d, german_months[m - 1], y);
  }
  return {};
}

std::string format_short_date(Date day, Locale locale, Dates dates) {
  const auto [y, m, d] = split_date(day);
  switch (locale) {
    case Locale::zh_cn:
      return iso(day);
    case Locale::zh_tw:
      return y < 1912 ? iso(day) : fmt::format("{}/{:02}/{:02}", y - 1911, m, d);
    case Locale::en:
      if (dates == Dates::american)
        return fmt::format("{}\u00A0{},\u00A0{}", std::string_view(english_months[m - 1]).substr(0, 3), d, y);
      return fmt::format("{}\u00A0{}\u00A0{}", d, std::string_view(english_months[m - 1]).substr(0, 3), y);
    case Locale::de:
      return fmt::format("{:02}.{:02}.{}", d, m, y);
  }
  return {};
}

std::string format_date_in_words(Date day, Locale locale) {
  const auto [y, m, d] = split_date(day);
  if (!is_chinese(locale)) return format_date(day, locale);
  const bool roc = locale == Locale::zh_tw && y >= 1912;
  return fmt::format("{}{}年{}月{}日", roc ? "中華民國" : "", han_year(roc ? y - 1911 : y), han_number(m),
                     han_number(d));
}

std::string format_days(long days, Locale locale) {
  switch (locale) {
    case Locale::en:
      return fmt::format("{}\u00A0{}", days, days == 1 ? "day" : "days");
    case Locale::de:
      return fmt::format("{}\u00A0{}", days, days == 1 ? "Tag" : "Tage");
    default:
      return fmt::format("{}天", days);
  }
}

std::string salutation(const Contact& addressee, Locale locale) {
  const std::string& name = addressee.name;
  const std::string& honorific = addressee.honorific;
  // A name in Chinese characters has its family name first: it is never cut.
  const std::string last = has_cjk(name) ? name : family_name(name);
  switch (locale) {
    case Locale::zh_cn:
    case Locale::zh_tw: {
      const std::string_view rank = addressee.position.empty() ? std::string_view(honorific) : addressee.position;
      return join({name, rank, locale == Locale::zh_cn ? "台鉴：" : "台鑒："}, " ");
    }
    case Locale::en:
      return honorific.empty() ? fmt::format("Dear {},", name) : fmt::format("Dear {} {},", honorific, last);
    case Locale::de:
      if (honorific.starts_with("Frau")) return fmt::format("Sehr geehrte {} {},", honorific, last);
      if (honorific.starts_with("Herr")) {
        const std::string rest = honorific.starts_with("Herrn") ? honorific.substr(5) : honorific.substr(4);
        return fmt::format("Sehr geehrter Herr{} {},", rest, last);
      }
      return fmt::format("Guten Tag {},", join({honorific, name}, " "));
  }
  return {};
}

std::vector<std::string> address_lines(const Address& a, std::string_view origin, Locale locale) {
  std::vector<std::string> out;
  const bool local_order = is_chinese(locale) && (has_cjk(a.city) || has_cjk(a.street) || has_cjk(a.region));
  const auto add_street = [&] {
    for (std::string_view line : split(a.street, '\n'))
      if (!trim(line).empty()) out.emplace_back(trim(line));
  };
  const auto add = [&](std::string line) {
    if (!line.empty()) out.push_back(std::move(line));
  };
  if (local_order) {
    // A municipality is its own province: 上海市 is not written twice.
    std::string line = a.region == a.city ? a.city : a.region + a.city;
    for (std::string_view street : split(a.street, '\n')) line += trim(street);
    add(std::move(line));
    add(a.postcode);
  } else {
    add_street();
    if (a.country == "GB" || a.country == "IE") {
      add(a.city);
      add(a.region);
      add(a.postcode);
    } else if (a.country == "US" || a.country == "CA" || a.country == "AU") {
      add(join({a.city, join({a.region, a.postcode}, " ")}, a.country == "AU" ? " " : ", "));
    } else if (a.country == "CN" || a.country == "TW" || a.country == "HK") {
      add(join({a.city, join({a.region, a.postcode}, " ")}, ", "));
    } else {
      add(join({a.postcode, a.city}, " "));
    }
  }
  if (!a.country.empty() && a.country != origin) add(country_name(a.country, locale));
  return out;
}

std::string format_iban(std::string_view iban) {
  std::string out;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += iban[i];
  }
  return out;
}

}  // namespace dunmail
