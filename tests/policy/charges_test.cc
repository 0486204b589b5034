#include "policy/charges.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace dunmail;

namespace {

const std::string config = std::string(DUNMAIL_SOURCE_DIR) + "/config";

const Regimes& regimes() {
  static const Regimes all = Regimes::load(config + "/regimes.toml");
  return all;
}

const Rates& rates() {
  static const Rates all = Rates::load(config + "/rates");
  return all;
}

/// Weekends only; the command takes the calendars of config/calendars.
Result<Date> next_weekday(Date day) {
  while (std::chrono::weekday(day).iso_encoding() > 5) day += Days(1);
  return day;
}

struct Claim {
  const char* regime;
  const char* principal;
  const char* currency;
  const char* due;
  const char* as_of;
};

Result<Charge> reckon(const Claim& c, ChargeTerms terms = {}) {
  terms.next_working = next_weekday;
  const Currency currency = *Currency::find(c.currency);
  return charge(**regimes().find(c.regime), rates(), *parse_minor(c.principal, currency.digits()), currency,
                *parse_date(c.due), *parse_date(c.as_of), terms);
}

ChargeTerms uplift(int percent, DayCount count = DayCount::of_365) {
  ChargeTerms t;
  t.uplift = percent;
  t.day_count = count;
  return t;
}

ChargeTerms agreed(const char* percent) {
  ChargeTerms t;
  t.agreed_rate = *parse_percent(percent);
  return t;
}

ChargeTerms counted(DayCount count) {
  ChargeTerms t;
  t.day_count = count;
  return t;
}

}  // namespace

TEST_CASE("interest and lump sums: the worked figures of each regime") {
  struct Row {
    Claim claim;
    ChargeTerms terms;
    const char *interest, *lump_sum;
  };
  const Claim cn{"cn-sale", "10000", "CNY", "2025-06-30", "2025-08-14"};
  ChargeTerms daily_rounding;
  daily_rounding.round_daily = true;
  const Row rows[] = {
      {cn, uplift(30), "48.08", "0.00"},
      {cn, uplift(30, DayCount::of_360), "48.75", "0.00"},
      {cn, uplift(50), "55.48", "0.00"},
      {cn, uplift(50, DayCount::of_360), "56.25", "0.00"},
      {cn, {}, "48.08", "0.00"},
      {{"cn-sme", "10000", "CNY", "2025-06-30", "2025-08-14"}, {}, "225.00", "0.00"},
      {{"cn-contract", "10000", "CNY", "2025-06-30", "2025-08-14"}, agreed("8"), "98.63", "0.00"},
      {{"tw", "10000", "TWD", "2025-06-30", "2025-08-14"}, {}, "62.00", "0.00"},
      {{"de-b2b", "10000", "EUR", "2025-05-31", "2025-08-15"}, {}, "215.88", "40.00"},
      {{"de-b2c", "10000", "EUR", "2025-05-31", "2025-08-15"}, {}, "134.79", "0.00"},
      {{"eu", "10000", "EUR", "2025-04-30", "2025-08-14"}, {}, "311.48", "40.00"},
      {{"uk", "10000", "GBP", "2025-04-30", "2025-08-14"}, {}, "370.27", "100.00"},
      {{"uk", "10000", "GBP", "2025-04-30", "2025-08-14"}, daily_rounding, "369.94", "100.00"},
      {{"none", "10000", "GBP", "2025-04-30", "2025-08-14"}, {}, "0.00", "0.00"},
  };
  for (const Row& r : rows) {
    INFO(r.claim.regime << " " << r.interest);
    const auto c = reckon(r.claim, r.terms);
    REQUIRE(c);
    CHECK(plain(c->interest, 2) == r.interest);
    CHECK(plain(c->lump_sum, 2) == r.lump_sum);
    CHECK(c->total == c->interest + c->lump_sum);
  }
}

TEST_CASE("Germany: the last day moves off a Saturday, and the rate changes with the half-year") {
  const auto c = reckon({"de-b2b", "10000", "EUR", "2025-05-31", "2025-08-15"});
  REQUIRE(c);
  CHECK(iso(c->last_day) == "2025-06-02");
  REQUIRE(c->segments.size() == 2);
  CHECK(iso(c->segments[0].from) == "2025-06-03");
  CHECK(c->segments[0].days == 28);
  CHECK(percent_text(c->segments[0].rate) == "11.27");
  CHECK(c->segments[0].amount == "86.454795");
  CHECK(iso(c->segments[1].from) == "2025-07-01");
  CHECK(c->segments[1].days == 46);
  CHECK(percent_text(c->segments[1].rate) == "10.27");
  CHECK(c->segments[1].amount == "129.430137");
  CHECK(c->unrounded == "215.884932");
  CHECK(plain(c->total, 2) == "255.88");
}

TEST_CASE("a letter can state the ground of its charges in four languages") {
  const auto c = reckon({"de-b2b", "10000", "EUR", "2025-05-31", "2025-08-15"});
  CHECK(c->basis.at("de") ==
        "Verzugszinsen in Höhe von neun Prozentpunkten über dem jeweiligen Basiszinssatz (§ 288 Abs. 2, § 247 BGB); "
        "11,27 % p. a. vom 03.06.2025 "
        "bis 30.06.2025 (28 Tage), 10,27 % p. a. vom 01.07.2025 bis 15.08.2025 (46 Tage); das Jahr zu 365 Tagen; "
        "zuzüglich der "
        "Verzugspauschale von 40,00 EUR (§ 288 Abs. 5 BGB)");
  CHECK_THAT(c->law.at("de"), !Catch::Contains("2025"));
  const auto cn = reckon({"cn-sale", "10000", "CNY", "2025-06-30", "2025-08-14"}, uplift(50));
  CHECK_THAT(cn->basis.at("zh-CN"),
             Catch::Contains("加计50%") &&
                 Catch::Contains("年利率4.5%（2025年7月1日至2025年8月14日，共45天），一年按365天计"));
  CHECK_THAT(reckon({"cn-sme", "10000", "CNY", "2025-06-30", "2025-08-14"})->basis.at("zh-CN"),
             Catch::Contains("日利率0.05%") && !Catch::Contains("365"));
  CHECK_THAT(reckon({"tw", "10000", "TWD", "2025-06-30", "2025-08-14"})->basis.at("zh-TW"),
             Catch::Contains("年利率5%（民國114年7月1日至民國114年8月14日，共45天）"));
  for (const Regime& regime : regimes().all()) {
    if (regime.pricing == Pricing::none) continue;
    const auto any = reckon({regime.id.c_str(), "10000", "EUR", "2025-07-31", "2025-12-15"},
                            regime.agreed == Regime::Agreed::needed ? agreed("3") : ChargeTerms());
    INFO(regime.id);
    REQUIRE(any);
    for (const char* locale : {"zh-CN", "zh-TW", "en", "de"}) {
      CHECK_FALSE(any->basis.at(locale).empty());
      CHECK_THAT(any->basis.at(locale), !Catch::Contains("{"));
    }
  }
}

TEST_CASE("China: the LPR of the breach stays for the whole time") {
  auto rate = [](const char* due, const char* as_of) {
    const auto c = reckon({"cn-sale", "10000", "CNY", due, as_of});
    return c ? percent_text(c->segments.at(0).rate) : c.problem().line();
  };
  CHECK(rate("2025-05-18", "2025-08-14") == "4.03");  // in default on 05-19, under 3.10
  CHECK(rate("2025-05-19", "2025-08-14") == "3.9");   // on 05-20, the day 3.00 was published
  CHECK(rate("2024-07-21", "2025-12-31") == "4.355");
  // The as-of day may lie behind the last row: only the day of the breach is looked up.
  CHECK(rate("2025-12-30", "2026-11-21") == "3.9");
  CHECK_THAT(rate("2025-12-31", "2026-11-21"),
             Catch::Contains("lpr-1y.toml") && Catch::Contains("known until 2025-12-31, but 2026-01-01"));
  CHECK_THAT(rate("2023-08-19", "2023-11-21"), Catch::Contains("begin on 2023-08-21"));
  CHECK_THAT(rate("2019-08-18", "2023-11-21"), Catch::Contains("before the law of cn-sale came into force"));
  CHECK_THAT(reckon({"cn-sme", "10000", "CNY", "2025-05-30", "2025-08-14"}).problem().line(),
             Catch::Contains("2025-05-31, before"));
  CHECK(reckon({"cn-sme", "10000", "CNY", "2025-05-31", "2025-08-14"}));
}

TEST_CASE("United Kingdom: one rate, of the half-year in which the debt fell due, the lump sum by size") {
  CHECK(percent_text(reckon({"uk", "1", "GBP", "2025-06-30", "2025-12-31"})->segments.at(0).rate) == "12.75");
  // The Act's reading of the last day of June, and the other one beside it.
  CHECK(reckon({"uk", "1", "GBP", "2025-06-30", "2025-12-31"})->warnings ==
        std::vector<std::string>{"the rate at the end of 2025-06-30 was taken, 12.75 %; by the day on which interest "
                                 "starts it would be 12.25 %"});
  CHECK(reckon({"uk", "1", "GBP", "2025-06-29", "2025-12-31"})->warnings.empty());
  CHECK(percent_text(reckon({"uk", "1", "GBP", "2025-07-01", "2026-12-31"})->segments.at(0).rate) == "12.25");
  struct Row {
    const char *debt, *lump_sum;
  };
  for (const Row r : {Row{"0.01", "40.00"},
                      {"999.99", "40.00"},
                      {"1000.00", "70.00"},
                      {"9999.99", "70.00"},
                      {"10000.00", "100.00"}}) {
    INFO(r.debt);
    CHECK(plain(reckon({"uk", r.debt, "GBP", "2025-04-30", "2025-08-14"})->lump_sum, 2) == r.lump_sum);
  }
  ChargeTerms asked_before;
  asked_before.lump_sum = false;
  CHECK(reckon({"uk", "10000", "GBP", "2025-04-30", "2025-08-14"}, asked_before)->lump_sum == 0);
  const auto euros = reckon({"uk", "10000", "EUR", "2025-04-30", "2025-08-14"});
  CHECK(euros->lump_sum == 0);
  CHECK_THAT(euros->warnings.at(0), Catch::Contains("lump sum is in GBP, the claim in EUR"));
  CHECK_THAT(reckon({"uk", "1", "GBP", "2026-07-10", "2026-12-31"})->warnings.at(0), Catch::Contains("not verified"));
}

TEST_CASE("up to the last day nothing is charged, and the day after it one day") {
  for (const char* as_of : {"2025-05-30", "2025-05-31", "2025-06-02"}) {
    const auto c = reckon({"de-b2b", "10000", "EUR", "2025-05-31", as_of});
    INFO(as_of);
    REQUIRE(c);
    CHECK(c->segments.empty());
    CHECK(c->total == 0);
    CHECK(c->basis.empty());
  }
  const auto one = reckon({"de-b2b", "10000", "EUR", "2025-05-31", "2025-06-03"});
  CHECK(one->segments.at(0).days == 1);
  CHECK(plain(one->interest, 2) == "3.09");
}

TEST_CASE("leap years and the ways to count days") {
  struct Row {
    const char *due, *as_of;
    DayCount count;
    const char* interest;
  };
  const Row rows[] = {
      {"2023-12-31", "2024-12-31", DayCount::of_365, "1002.74"},  // 366 / 365
      {"2023-12-31", "2024-12-31", DayCount::actual, "1000.00"},  // 366 / 366
      {"2023-12-31", "2024-12-31", DayCount::of_360, "1016.67"},
      {"2023-12-31", "2024-12-31", DayCount::thirty_360, "1000.00"},
      {"2023-06-30", "2024-06-30", DayCount::actual, "1001.38"},  // 184 / 365 + 182 / 366
      {"2024-02-28", "2024-02-29", DayCount::of_365, "2.74"},     // 29 February is a day
      {"2024-02-29", "2024-03-01", DayCount::of_365, "2.74"},
      {"2024-02-29", "2025-02-28", DayCount::of_365, "1000.00"},
      {"2024-01-31", "2024-02-29", DayCount::thirty_360, "80.56"},  // 29 of 30
      {"2024-01-31", "2024-03-31", DayCount::thirty_360, "166.67"},
  };
  for (const Row& r : rows) {
    ChargeTerms terms = agreed("10");
    terms.day_count = r.count;
    const auto c = reckon({"contract", "10000", "EUR", r.due, r.as_of}, terms);
    INFO(r.due << " " << word(r.count));
    REQUIRE(c);
    CHECK(plain(c->interest, 2) == r.interest);
  }
  CHECK(plain(reckon({"de-b2b", "10000", "EUR", "2025-05-31", "2025-08-15"}, counted(DayCount::actual))->interest, 2) ==
        "215.88");
}

TEST_CASE("rounded half up once, in the currency's own unit") {
  // 0.005 exactly: 36.50 at 0.1 % for 50 days.
  CHECK(reckon({"contract", "36.50", "EUR", "2025-01-01", "2025-02-20"}, agreed("0.1"))->interest == 1);
  CHECK(reckon({"contract", "36.49", "EUR", "2025-01-01", "2025-02-20"}, agreed("0.1"))->interest == 0);
  CHECK(reckon({"contract", "3650", "JPY", "2025-01-01", "2025-02-20"}, agreed("0.1"))->interest == 1);
  CHECK(reckon({"contract", "3.650", "KWD", "2025-01-01", "2025-02-20"}, agreed("0.1"))->unrounded == "0.0005000");
  CHECK(reckon({"contract", "3650", "JPY", "2025-01-01", "2025-02-20"}, agreed("0.1"))->unrounded == "0.5000");
  const auto tw = reckon({"tw", "10000", "TWD", "2025-06-30", "2025-08-14"});
  CHECK(tw->unrounded == "61.643836");
  CHECK(tw->interest == 6200);
}

TEST_CASE("amounts at the edge of int64 stay exact, or are refused") {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const Currency eur = *Currency::find("EUR");
  auto at = [&](std::int64_t principal, const char* due, const char* as_of, const char* percent) {
    return charge(**regimes().find("contract"), rates(), principal, eur, *parse_date(due), *parse_date(as_of),
                  agreed(percent));
  };
  // 365 days at 100 % are the principal itself.
  CHECK(at(most, "2025-01-01", "2026-01-01", "100")->interest == most);
  CHECK_THAT(at(most, "2025-01-01", "2026-01-02", "100").problem().line(),
             Catch::Contains("larger than 92 quadrillion"));
  ChargeTerms longest = agreed("100");
  longest.day_count = DayCount::actual;
  CHECK(charge(**regimes().find("contract"), rates(), 30'000'000'000'000'000, eur, *parse_date("1900-12-31"),
               *parse_date("2199-12-31"), longest)
            ->interest == 299 * 30'000'000'000'000'000);
  CHECK_FALSE(charge(**regimes().find("contract"), rates(), most, eur, *parse_date("1900-12-31"),
                     *parse_date("2199-12-31"), longest));
  CHECK_THAT(at(0, "2025-01-01", "2026-01-01", "1").problem().line(), Catch::Contains("above zero"));
  CHECK_THAT(at(-1, "2025-01-01", "2026-01-01", "1").problem().line(), Catch::Contains("above zero"));
}

TEST_CASE("agreed rates: where they are taken, cut, or warned of") {
  CHECK_THAT(reckon({"de-b2b", "1", "EUR", "2025-05-30", "2025-08-15"}, agreed("8")).problem().line(),
             Catch::Contains("sets the rate itself"));
  CHECK_THAT(reckon({"contract", "1", "EUR", "2025-05-30", "2025-08-15"}).problem().line(),
             Catch::Contains("needs the agreed rate"));
  CHECK_THAT(reckon({"cn-sale", "1", "CNY", "2025-06-30", "2025-08-15"}, uplift(51)).problem().line(),
             Catch::Contains("from 30 to 50"));
  CHECK_THAT(reckon({"uk", "1", "GBP", "2025-06-30", "2025-08-15"}, uplift(30)).problem().line(),
             Catch::Contains("no uplift"));
  const auto cut = reckon({"tw", "10000", "TWD", "2025-06-30", "2025-08-14"}, agreed("20"));
  CHECK(percent_text(cut->segments.at(0).rate) == "16");
  CHECK_THAT(cut->warnings.at(0), Catch::Contains("above the highest rate"));
  CHECK(reckon({"tw", "10000", "TWD", "2025-06-30", "2025-08-14"}, agreed("16"))->warnings.empty());
  CHECK_FALSE(reckon({"tw", "10000", "TWD", "2021-07-01", "2025-08-14"}, agreed("8")));
  // 130 % of an LPR of 3.00 %.
  CHECK(reckon({"cn-contract", "10000", "CNY", "2025-06-30", "2025-08-14"}, agreed("3.9"))->warnings.empty());
  CHECK_THAT(reckon({"cn-contract", "10000", "CNY", "2025-06-30", "2025-08-14"}, agreed("3.9001"))->warnings.at(0),
             Catch::Contains("above 130 % of a loss at lpr-1y (3 %)"));
  CHECK_THAT(reckon({"cn-contract", "10000", "CNY", "2026-06-30", "2026-08-14"}, agreed("3"))->warnings.at(0),
             Catch::Contains("is not known"));
  ChargeTerms low = agreed("3.2");
  CHECK(reckon({"cn-sme", "10000", "CNY", "2025-06-30", "2025-08-14"}, low)->warnings.empty());
  low.contracted = *parse_date("2024-08-01");  // the LPR was 3.35
  CHECK_THAT(reckon({"cn-sme", "10000", "CNY", "2025-06-30", "2025-08-14"}, low)->warnings.at(0),
             Catch::Contains("below the 3.35 %"));
}

TEST_CASE("a receipt goes to costs, then interest, then principal") {
  const Allocated a = allocate_561(10000, 22500, 1000000, 500000);
  CHECK(a.costs == 10000);
  CHECK(a.interest == 22500);
  CHECK(a.principal == 467500);
  CHECK(a.principal_left == 532500);
  CHECK(a.rest == 0);
  CHECK(allocate_561(10000, 22500, 1000000, 20000).interest_left == 12500);
  CHECK(allocate_561(10000, 22500, 1000000, 1032501).rest == 1);
  CHECK(allocate_561(0, 0, 0, 0).rest == 0);
  CHECK_THROWS(allocate_561(-1, 0, 0, 0));
}

TEST_CASE("a mistake in regimes.toml is named with its line") {
  struct Row {
    const char* toml;
    const char* says;
  };
  const Row rows[] = {
      {"[a]\ntitle = \"x\"\npricng = \"none\"\n", "did you mean pricing"},
      {"[a]\ntitle = \"x\"\npricing = \"fixed\"\n", "rate_table: is missing"},
      {"[a]\ntitle = \"x\"\nrate_table = \"lpr-1y\"\n", "r.toml:3"},
      {"[a]\ntitle = \"x\"\npricing = \"daily\"\n", "daily_percent"},
      {"[a]\ntitle = \"x\"\npricing = \"agreed\"\n", "agreed"},
      {"[a]\ntitle = \"x\"\npricing = \"daily\"\ndaily_percent = \"0.05\"\n", "basis: is missing"},
      {"[a]\ntitle = \"x\"\npricing = \"daily\"\ndaily_percent = \"0.05\"\n[a.basis]\nzh-CN = \"x\"\n",
       "zh-TW: is missing"},
      {"[a]\ntitle = \"x\"\n[a.basis]\nzh-CN = \"{rate}\"\nzh-TW = \"x\"\nen = \"x\"\nde = \"x\"\n", "not known"},
      {"[a]\ntitle = \"x\"\nlump_currency = \"RMB\"\n", "ISO 4217"},
      {"[a]\ntitle = \"x\"\nday_count = \"364\"\n", "not one of"},
      {"[a]\ntitle = \"x\"\nmargin_percent = \"9,5%\"\n", "not a rate"},
  };
  for (const Row& r : rows) {
    INFO(r.toml);
    CHECK_THROWS_WITH(Regimes::parse(r.toml, "r.toml"), Catch::Contains(r.says));
  }
  CHECK_THAT(regimes().find("de-b2x").problem().line(), Catch::Contains("did you mean de-b2"));
}

TEST_CASE("over three years of days: interest never falls, and agrees with a rough reckoning in floating point") {
  const Date due = make_date(2023, 1, 15);
  const Regime& regime = **regimes().find("de-b2c");
  ChargeTerms terms;
  terms.next_working = next_weekday;
  std::int64_t before = 0;
  long double rough = 0;
  for (Date day = make_date(2023, 1, 17); day <= make_date(2026, 6, 30); day += Days(1)) {
    const auto c = charge(regime, rates(), 123'456'789, *Currency::find("EUR"), due, day, terms);
    REQUIRE(c);
    rough += 123'456'789.0L * static_cast<long double>(c->segments.back().rate) / (100.0L * one_percent) / 365;
    if (c->interest < before || std::abs(static_cast<long double>(c->interest) - rough) > 0.501L)
      FAIL(iso(day) << " " << c->interest);
    before = c->interest;
  }
  CHECK(before > 20'000'000);
}
