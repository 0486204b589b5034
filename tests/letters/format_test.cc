#include "letters/format.h"

#include <unicode/datefmt.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

Currency currency(const char* code) { return *Currency::find(code); }
const Date day = make_date(2026, 11, 21);

std::string by_icu(const char* pattern, const char* locale, Date at) {
  UErrorCode status = U_ZERO_ERROR;
  icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale(locale), status);
  format.adoptTimeZone(icu::TimeZone::createTimeZone("UTC"));
  icu::UnicodeString out;
  format.format(static_cast<double>(at.time_since_epoch().count()) * 86400000.0, out);
  std::string text;
  out.toUTF8String(text);
  return text;
}

}  // namespace

TEST_CASE("amounts in each locale's own way, foreign ones by their code") {
  CHECK(format_amount(123450, currency("CNY"), Locale::zh_cn) == "¥1,234.50");
  CHECK(format_amount(123450, currency("USD"), Locale::zh_cn) == "USD\u00A01,234.50");
  CHECK(format_amount(123400, currency("TWD"), Locale::zh_tw) == "NT$1,234");
  CHECK(format_amount(123450, currency("TWD"), Locale::zh_tw) == "NT$1,234.50");
  CHECK(format_amount(123450, currency("GBP"), Locale::en) == "£1,234.50");
  CHECK(format_amount(-123450, currency("GBP"), Locale::en) == "-£1,234.50");
  CHECK(format_amount(123450, currency("CNY"), Locale::en) == "CNY\u00A01,234.50");
  CHECK(format_amount(123456, currency("EUR"), Locale::de) == "1.234,56\u00A0EUR");
  CHECK(format_amount(1234, currency("JPY"), Locale::de) == "1.234\u00A0JPY");
  CHECK(format_amount(1234567, currency("KWD"), Locale::en) == "KWD\u00A01,234.567");
  CHECK(format_figure(-500000, currency("EUR"), Locale::de) == "-5.000,00");
}

TEST_CASE("figures are grouped as ICU groups them") {
  for (const auto& [locale, name] :
       {std::pair{Locale::zh_cn, "zh_CN"}, {Locale::zh_tw, "zh_TW"}, {Locale::en, "en_GB"}, {Locale::de, "de_DE"}})
    for (std::int64_t minor : {0LL, 5LL, 99999LL, 100000LL, 123456789012LL, -123450LL}) {
      UErrorCode status = U_ZERO_ERROR;
      std::string expected;
      icu::number::NumberFormatter::withLocale(icu::Locale(name))
          .precision(icu::number::Precision::fixedFraction(2))
          .formatDecimal(plain(minor, 2), status)
          .toString(status)
          .toUTF8String(expected);
      INFO(name << " " << minor);
      CHECK(format_figure(minor, currency("CNY"), locale) == expected);
    }
}

TEST_CASE("dates in running text, in tables and in Chinese numerals") {
  CHECK(format_date(day, Locale::zh_cn) == "2026年11月21日");
  CHECK(format_date(make_date(2026, 3, 5), Locale::zh_cn) == "2026年3月5日");
  CHECK(format_date(day, Locale::zh_tw) == "民國115年11月21日");
  CHECK(format_date(day, Locale::en) == "21\u00A0November 2026");
  CHECK(format_date(day, Locale::de) == "21.\u00A0November 2026");
  CHECK(format_short_date(day, Locale::zh_cn) == "2026-11-21");
  CHECK(format_short_date(make_date(2026, 3, 5), Locale::zh_tw) == "115/03/05");
  CHECK(format_short_date(make_date(2026, 9, 5), Locale::en) == "5\u00A0Sep\u00A02026");
  CHECK(format_short_date(make_date(2026, 9, 5), Locale::de) == "05.09.2026");
  CHECK(format_date(day, Locale::en, Dates::american) == "November\u00A021, 2026");
  CHECK(format_short_date(make_date(2026, 9, 5), Locale::en, Dates::american) == "Sep\u00A05,\u00A02026");
  CHECK(format_date(day, Locale::de, Dates::american) == format_date(day, Locale::de));
  CHECK(format_date_in_words(day, Locale::zh_cn) == "二〇二六年十一月二十一日");
  CHECK(format_date_in_words(make_date(2030, 10, 10), Locale::zh_cn) == "二〇三〇年十月十日");
  CHECK(format_date_in_words(day, Locale::zh_tw) == "中華民國一一五年十一月二十一日");
}

TEST_CASE("dates agree with ICU over two years") {
  for (Date at = make_date(2025, 1, 1); at < make_date(2027, 1, 1); at += Days(1)) {
    CHECK(format_date(at, Locale::zh_cn) == by_icu("y年M月d日", "zh_CN", at));
    CHECK(format_date(at, Locale::de) == by_icu("d.\u00A0MMMM y", "de_DE", at));
    CHECK(format_date(at, Locale::en) == by_icu("d\u00A0MMMM y", "en_GB", at));
    CHECK(format_date(at, Locale::zh_tw) == by_icu("Gy年M月d日", "zh_TW@calendar=roc", at));
  }
}

TEST_CASE("days with their unit") {
  CHECK(format_days(1, Locale::en) == "1\u00A0day");
  CHECK(format_days(45, Locale::en) == "45\u00A0days");
  CHECK(format_days(1, Locale::de) == "1\u00A0Tag");
  CHECK(format_days(45, Locale::de) == "45\u00A0Tage");
  CHECK(format_days(45, Locale::zh_cn) == "45天");
}

TEST_CASE("the opening line by position and by honorific") {
  const auto to = [](const char* name, const char* position, const char* honorific) {
    Contact c;
    c.name = name, c.position = position, c.honorific = honorific;
    return c;
  };
  CHECK(salutation(to("王建国", "财务部经理", "先生"), Locale::zh_cn) == "王建国 财务部经理 台鉴：");
  CHECK(salutation(to("王建国", "", "先生"), Locale::zh_cn) == "王建国 先生 台鉴：");
  CHECK(salutation(to("王建國", "財務部經理", ""), Locale::zh_tw) == "王建國 財務部經理 台鑒：");
  CHECK(salutation(to("Sarah Clarke", "CFO", "Ms"), Locale::en) == "Dear Ms Clarke,");
  CHECK(salutation(to("Sarah Clarke", "CFO", ""), Locale::en) == "Dear Sarah Clarke,");
  CHECK(salutation(to("王建国", "经理", "Mr"), Locale::en) == "Dear Mr 王建国,");
  CHECK(salutation(to("Anna Weber", "", "Frau Dr."), Locale::de) == "Sehr geehrte Frau Dr. Weber,");
  CHECK(salutation(to("Katharina von der Heide", "", "Frau"), Locale::de) == "Sehr geehrte Frau von der Heide,");
  CHECK(salutation(to("Max Müller", "", "Herr"), Locale::de) == "Sehr geehrter Herr Müller,");
  CHECK(salutation(to("Max Müller", "", "Herrn Prof. Dr."), Locale::de) == "Sehr geehrter Herr Prof. Dr. Müller,");
  CHECK(salutation(to("Max Müller", "", ""), Locale::de) == "Guten Tag Max Müller,");
}

TEST_CASE("postal lines in the order of the country they go to") {
  using Lines = std::vector<std::string>;
  CHECK(address_lines({"文一路1号", "310012", "杭州市", "浙江省", "CN"}, "CN", Locale::zh_cn) ==
        Lines{"浙江省杭州市文一路1号", "310012"});
  CHECK(address_lines({"张江路88号", "201203", "上海市", "上海市", "CN"}, "CN", Locale::zh_cn) ==
        Lines{"上海市张江路88号", "201203"});
  CHECK(address_lines({"Industriestraße 4", "70565", "Stuttgart", "", "DE"}, "DE", Locale::de) ==
        Lines{"Industriestraße 4", "70565 Stuttgart"});
  CHECK(address_lines({"Industriestraße 4", "70565", "Stuttgart", "", "DE"}, "GB", Locale::en) ==
        Lines{"Industriestraße 4", "70565 Stuttgart", "GERMANY"});
  CHECK(address_lines({"4 Mill Lane", "S1 2AB", "Sheffield", "", "GB"}, "GB", Locale::en) ==
        Lines{"4 Mill Lane", "Sheffield", "S1 2AB"});
  CHECK(address_lines({"1 Main St\nSuite 5", "62701", "Springfield", "IL", "US"}, "US", Locale::en) ==
        Lines{"1 Main St", "Suite 5", "Springfield, IL 62701"});
  CHECK(address_lines({"Rue 1", "75001", "Paris", "", "FR"}, "DE", Locale::de) ==
        Lines{"Rue 1", "75001 Paris", "FRANKREICH"});
}
