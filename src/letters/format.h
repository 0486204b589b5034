// How a letter writes amounts, days, names and addresses, by locale. Written by hand rather than through ICU: these few
// forms are fixed by custom, and a letter needs fifty of them in a few microseconds. Tests compare them with ICU's.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "ledger/party.h"

namespace dunmail {

/// The four languages that letters are written in.
enum class Locale { zh_cn, zh_tw, en, de };
inline constexpr std::array<std::string_view, 4> letter_locales{"zh-CN", "zh-TW", "en", "de"};
std::optional<Locale> find_locale(std::string_view name);
std::string_view locale_name(Locale locale);
inline bool is_chinese(Locale locale) { return locale == Locale::zh_cn || locale == Locale::zh_tw; }

/// "1,234.50" or "1.234,50": for table columns whose head names the currency. Whole TWD amounts have no decimals.
std::string format_figure(std::int64_t minor, Currency currency, Locale locale);
/// "¥1,234.50", "NT$1,234", "£1,234.50", "1.234,50 EUR": the locale's own currency in its own way, every other one by
/// its ISO code, so that $ and ¥ are never in doubt. Blanks are U+00A0.
std::string format_amount(std::int64_t minor, Currency currency, Locale locale);

/// Which of two English orders: 21 November 2026 or November 21, 2026. The other languages have one.
enum class Dates { usual, american };
/// In running text: 2026年11月21日, 民國115年11月21日, 21 November 2026, 21. November 2026.
std::string format_date(Date day, Locale locale, Dates dates = Dates::usual);
/// In tables: 2026-11-21, 115/11/21, 21 Nov 2026, 21.11.2026.
std::string format_short_date(Date day, Locale locale, Dates dates = Dates::usual);
/// 二〇二六年十一月二十一日, 中華民國一一五年十一月二十一日; in en and de the same as format_date.
std::string format_date_in_words(Date day, Locale locale);

/// "1 day", "45 days", "45天", "1 Tag", "45 Tage".
std::string format_days(long days, Locale locale);

/// The line a letter opens with, by position in Chinese and by honorific elsewhere, with its punctuation:
/// 王建国 财务部经理 台鉴：, Dear Ms Clarke, Sehr geehrte Frau Dr. Weber,
std::string salutation(const Contact& addressee, Locale locale);

/// Postal lines in the order of the address's own country, the country itself last and only when it is not `origin`
/// (ISO 3166-1), in capitals. Chinese and Taiwanese addresses run from large to small in a Chinese letter.
std::vector<std::string> address_lines(const Address& address, std::string_view origin, Locale locale);

/// IBAN in groups of four.
std::string format_iban(std::string_view iban);

}  // namespace dunmail
