// Interest on a principal that was paid in parts. The single part payments are worked cases as lawyers plead them;
// those with two were reckoned a second time day by day in exact fractions, outside of this program.
#include <catch2/catch.hpp>

#include "policy/charges.h"

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
Result<Date> next_weekday(Date day) {
  while (std::chrono::weekday(day).iso_encoding() > 5) day += Days(1);
  return day;
}
Date day(const char* text) { return parse_date(text).value(); }

using Receipts = std::vector<std::pair<const char*, std::int64_t>>;

struct Case {
  const char* name;
  const char* regime;
  const char* currency;
  std::int64_t principal;
  const char* due;
  const char* rate;  ///< agreed; empty: none
  int uplift;        ///< 0: the regime's own
  ReceiptOrder order;
  Receipts receipts;
  std::int64_t principal_left, last_interest, total;
};

constexpr auto costs_first = ReceiptOrder::costs_interest_principal;
constexpr auto interest_first = ReceiptOrder::interest_principal_costs;
constexpr auto principal_first = ReceiptOrder::principal_interest_costs;

const Receipts july{{"2026-07-20", 5'000'00}};
const Receipts june_and_september{{"2026-06-15", 3'000'00}, {"2026-09-10", 4'000'00}};
const Receipts july_tw{{"2026-07-20", 50'000'00}};
const Receipts two_tw{{"2026-06-15", 30'000'00}, {"2026-09-10", 40'000'00}};
const Receipts december{{"2025-12-15", 50'000'00}};
const Receipts two_cn{{"2025-10-01", 30'000'00}, {"2026-03-31", 40'000'00}};

const std::vector<Case> cases{
    {"BGB 288 (2), 367", "de-b2b", "EUR", 12'000'00, "2026-04-13", "", 0, costs_first, july, 7'372'53, 282'61,
     7'655'14},
    {"the same, two receipts", "de-b2b", "EUR", 12'000'00, "2026-04-13", "", 0, costs_first, june_and_september,
     5'483'78, 128'02, 5'611'80},
    {"BGB 288 (1)", "de-b2c", "EUR", 12'000'00, "2026-04-13", "", 0, costs_first, july, 7'203'66, 171'14, 7'374'80},
    {"the same, two receipts", "de-b2c", "EUR", 12'000'00, "2026-04-13", "", 0, costs_first, june_and_september,
     5'270'82, 76'26, 5'347'08},
    {"1998 Act, to principal", "uk", "GBP", 12'000'00, "2026-04-30", "", 0, principal_first, july, 7'000'00, 299'71,
     7'712'61},
    {"the same, two receipts", "uk", "GBP", 12'000'00, "2026-04-30", "", 0, principal_first, june_and_september,
     5'000'00, 130'38, 5'660'14},
    {"1998 Act, interest first", "uk", "GBP", 12'000'00, "2026-04-30", "", 0, interest_first, july, 7'312'90, 313'10,
     7'726'00},
    {"the same, two receipts", "uk", "GBP", 12'000'00, "2026-04-30", "", 0, interest_first, june_and_september,
     5'434'74, 141'71, 5'676'45},
    {"Sale 18 at 130 %", "cn-sale", "CNY", 120'000'00, "2025-06-30", "", 0, costs_first, december, 72'154'08, 2'698'36,
     74'852'44},
    {"Sale 18 at 150 %", "cn-sale", "CNY", 120'000'00, "2025-06-30", "", 50, costs_first, december, 72'485'48, 3'127'80,
     75'613'28},
    {"Sale 18, two receipts", "cn-sale", "CNY", 120'000'00, "2025-06-30", "", 0, costs_first, two_cn, 52'956'08,
     1'380'63, 54'336'71},
    {"Sale 18, the debtor named the principal", "cn-sale", "CNY", 120'000'00, "2025-06-30", "", 0, principal_first,
     december, 70'000'00, 2'617'81, 74'771'89},
    {"Order 802", "cn-sme", "CNY", 120'000'00, "2025-06-30", "", 0, costs_first, december, 80'080'00, 14'014'00,
     94'094'00},
    {"Order 802, two receipts", "cn-sme", "CNY", 120'000'00, "2025-06-30", "", 0, costs_first, two_cn, 64'229'99,
     7'836'06, 72'066'05},
    {"Civil Code 585 at 6 %, two receipts", "cn-contract", "CNY", 120'000'00, "2025-06-30", "6", 0, costs_first, two_cn,
     54'566'91, 2'188'66, 56'755'57},
    {"Taiwan 203, 233, 323, whole dollars", "tw", "TWD", 120'000'00, "2026-04-30", "", 0, costs_first, july_tw,
     71'332'00, 1'300'00, 72'632'00},
    {"the same, two receipts", "tw", "TWD", 120'000'00, "2026-04-30", "", 0, costs_first, two_tw, 51'838'00, 575'00,
     52'413'00},
    {"contract, 9 % (CPLR 5004)", "contract", "USD", 12'000'00, "2026-04-30", "9", 0, interest_first, july, 7'239'67,
     237'42, 7'477'09},
    {"the same, two receipts", "contract", "USD", 12'000'00, "2026-04-30", "9", 0, interest_first, june_and_september,
     5'332'10, 106'50, 5'438'60},
};

ChargeTerms terms_of(const Case& c) {
  ChargeTerms terms;
  terms.next_working = next_weekday;
  if (*c.rate) terms.agreed_rate = *parse_percent(c.rate);
  if (c.uplift) terms.uplift = c.uplift;
  return terms;
}

std::vector<Reduction> reductions(const Receipts& receipts) {
  std::vector<Reduction> out;
  for (const auto& [on, amount] : receipts) out.push_back({day(on), amount});
  return out;
}

}  // namespace

TEST_CASE("receipts over a claim, as it is pleaded") {
  for (const Case& c : cases) {
    INFO(c.name);
    const auto r = reckon_receipts(**regimes().find(c.regime), rates(), c.principal, *Currency::find(c.currency),
                                   day(c.due), reductions(c.receipts), c.order, day("2026-11-30"), terms_of(c));
    REQUIRE(r);
    CHECK(r->principal == c.principal_left);
    CHECK(r->stretches.back().interest == c.last_interest);
    CHECK(r->total() == c.total);
    CHECK(r->receipts.size() == c.receipts.size());
  }
}

TEST_CASE("receipts in another order in the file are the same receipts") {
  for (const Case& c : cases) {
    INFO(c.name);
    std::vector<Reduction> turned = reductions(c.receipts);
    std::reverse(turned.begin(), turned.end());
    const auto r = reckon_receipts(**regimes().find(c.regime), rates(), c.principal, *Currency::find(c.currency),
                                   day(c.due), turned, c.order, day("2026-11-30"), terms_of(c));
    REQUIRE(r);
    CHECK(r->total() == c.total);
  }
}

TEST_CASE("a receipt before the default pays principal, what is too much is left over") {
  const auto one = [](const char* on, std::int64_t amount) {
    ChargeTerms terms;
    terms.next_working = next_weekday;
    return *reckon_receipts(**regimes().find("de-b2b"), rates(), 12'000'00, *Currency::find("EUR"), day("2026-04-13"),
                            {{day(on), amount}}, costs_first, day("2026-04-30"), terms);
  };
  const ReckonedClaim early = one("2026-04-10", 2'000'00);
  CHECK(early.principal == 10'000'00);
  CHECK(early.costs == 40'00);
  // 17 days at 10.27 % on 10,000: 47.83.
  CHECK(early.interest == 47'83);
  const ReckonedClaim whole = one("2026-04-13", 12'500'00);
  CHECK(whole.total() == 0);
  CHECK(whole.receipts.at(0).rest == 500'00);
}

TEST_CASE("interest by the principal's history: a payment ends it on its day and no earlier") {
  ChargeTerms terms;
  terms.next_working = next_weekday;
  const auto history = [&](std::int64_t left, std::vector<Reduction> off, const char* as_of) {
    return *charge_over(**regimes().find("cn-sme"), rates(), left, std::move(off), *Currency::find("CNY"),
                        day("2025-06-30"), day(as_of), terms);
  };
  // 0.05 % a day. 120,000 for 168 days to 15 December, its day included: 10,080. Then 70,000 for 10 days: 350.
  CHECK(history(120'000'00, {}, "2025-12-15").interest == 10'080'00);
  CHECK(history(70'000'00, {{day("2025-12-15"), 50'000'00}}, "2025-12-15").interest == 10'080'00);
  CHECK(history(70'000'00, {{day("2025-12-15"), 50'000'00}}, "2025-12-25").interest == 10'430'00);
  // Paid in full: what ran until then stays.
  CHECK(history(0, {{day("2025-12-15"), 50'000'00}, {day("2025-12-25"), 70'000'00}}, "2026-06-30").interest ==
        10'430'00);
  // Two payments of one day are one.
  CHECK(history(70'000'00, {{day("2025-12-15"), 20'000'00}, {day("2025-12-15"), 30'000'00}}, "2025-12-25").interest ==
        10'430'00);
  // A payment behind the day counts as not yet made, one before the default lowers the principal from the start.
  CHECK(history(70'000'00, {{day("2026-01-15"), 50'000'00}}, "2025-12-15").interest == 10'080'00);
  CHECK(history(120'000'00, {{day("2025-06-30"), 30'000'00}}, "2025-12-15").interest == 10'080'00);
  CHECK(history(120'000'00, {}, "2025-06-30").interest == 0);
}

TEST_CASE("the lump sum is that of the principal on the first day of default") {
  ChargeTerms terms;
  terms.next_working = next_weekday;
  // Section 5A of the 1998 Act: 100 from 10,000, 70 from 1,000. A payment on account later does not lower it.
  const auto lump = [&](std::int64_t left, std::vector<Reduction> off) {
    return charge_over(**regimes().find("uk"), rates(), left, std::move(off), *Currency::find("GBP"), day("2026-04-30"),
                       day("2026-08-14"), terms)
        ->lump_sum;
  };
  CHECK(lump(7'000'00, {{day("2026-07-20"), 5'000'00}}) == 100'00);
  CHECK(lump(7'000'00, {{day("2026-04-20"), 5'000'00}}) == 70'00);
}
