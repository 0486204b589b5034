#include "policy/letter_charges.h"

#include <catch2/catch.hpp>

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

Date day(const char* text) { return *parse_date(text); }

ChargeDemand demand(const char* regime, bool interest, bool fees, std::int64_t fee = 0) {
  ChargeDemand d;
  d.tier = "reminder";
  d.interest = interest;
  d.fees = fees;
  d.fee = fee;
  if (regime) d.regime = *regimes().find(regime);
  d.terms.next_working = next_weekday;
  return d;
}

/// What a letter of a day asserted.
std::vector<Claim> asserted(const LetterCharges& charges, const char* on) {
  std::vector<Claim> out = charges.claims;
  int at = 0;
  for (Claim& c : out) {
    c.id = std::string(on) + "-" + std::to_string(++at);
    c.asserted = day(on);
  }
  return out;
}

const Currency eur = *Currency::find("EUR");

}  // namespace

TEST_CASE("one claim: the worked figures of section 288 BGB, with rates and days") {
  // BGB 288(2) and 193: 10,000 EUR payable by Sat 2025-05-31, to 2025-08-15: 215.88, and 40.00 once.
  const auto both = letter_charges(demand("de-b2b", true, true), rates(), eur, {{"R1", 1000000, day("2025-05-31"), {}}},
                                   {}, day("2025-08-15"));
  REQUIRE(both);
  CHECK(both->interest == 21588);
  CHECK(both->fees == 4000);
  CHECK(both->interest_basis.at("de").find("11,27 % p. a. vom 03.06.2025 bis 30.06.2025 (28 Tage)") !=
        std::string::npos);
  CHECK(both->interest_basis.at("de").find("Pauschale") == std::string::npos);
  CHECK(both->fees_basis.at("de") == "§ 288 Abs. 5 BGB");
  CHECK(both->lump_sums == 4000);
}

TEST_CASE("interest alone asks for no lump sum, the lump sum alone needs no rates") {
  const auto interest = letter_charges(demand("de-b2b", true, false), rates(), eur,
                                       {{"R1", 1000000, day("2025-05-31"), {}}}, {}, day("2025-08-15"));
  CHECK(interest->fees == 0);
  CHECK(interest->fees_basis.empty());
  // No base rate is known for 2035; section 288(5) asks for none.
  const auto lump = letter_charges(demand("de-b2b", false, true), rates(), eur,
                                   {{"R1", 1000000, day("2035-05-31"), {}}}, {}, day("2035-08-15"));
  REQUIRE(lump);
  CHECK(lump->fees == 4000);
  CHECK(lump->interest == 0);
  CHECK(lump->interest_basis.empty());
  const auto unknown = letter_charges(demand("de-b2b", true, true), rates(), eur,
                                      {{"R1", 1000000, day("2035-05-31"), {}}}, {}, day("2035-08-15"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.problem().line().find("bgb-base.toml") != std::string::npos);
}

TEST_CASE("several claims: each rounded for itself, the law once, the lump sum for each invoice") {
  // State Council Order 802, article 17: 10,000 x 0.05 % x 45 days = 225.00; 20,000 x 0.05 % x 14 days = 140.00.
  const Currency cny = *Currency::find("CNY");
  const auto found = letter_charges(demand("cn-sme", true, true), rates(), cny,
                                    {{"A", 1000000, day("2025-06-30"), {}}, {"B", 2000000, day("2025-07-31"), {}}}, {},
                                    day("2025-08-14"));
  REQUIRE(found);
  CHECK(found->interest == 22500 + 14000);
  CHECK(found->fees == 0);
  CHECK(found->interest_basis.at("zh-CN") ==
        "按日利率万分之五计算的逾期利息（《保障中小企业款项支付条例》（国务院令第802号）第十七条），自各期款项逾期之日"
        "起计算至2025年8月14日");
  const auto lumps =
      letter_charges(demand("eu", false, true), rates(), eur,
                     {{"A", 100, day("2025-06-30"), {}}, {"B", 100, day("2025-07-31"), {}}}, {}, day("2025-08-14"));
  CHECK(lumps->fees == 8000);
}

TEST_CASE("an invoice in parts has one lump sum and one fee") {
  const std::vector<ChargeItem> parts{{"A", 100000, day("2025-06-30"), {}}, {"A", 100000, day("2025-07-31"), {}}};
  CHECK(letter_charges(demand("eu", false, true, 500), rates(), eur, parts, {}, day("2025-08-14"))->fees == 4500);
}

TEST_CASE("a letter adds what came since the one before, and no interest on claims") {
  const Currency cny = *Currency::find("CNY");
  const std::vector<ChargeItem> items{{"A", 1000000, day("2025-06-30"), {}}};
  const auto charge = [&](const std::vector<Claim>& before, const char* on) {
    return *letter_charges(demand("cn-sme", true, false), rates(), cny, items, before, day(on));
  };
  const LetterCharges first = charge({}, "2025-08-14");
  CHECK(first.interest == 22500);
  REQUIRE(first.claims.size() == 1);
  CHECK(first.claims[0].from == day("2025-07-01"));
  CHECK(first.claims[0].to == day("2025-08-14"));
  CHECK(first.claims[0].ground == "cn-sme");
  CHECK(first.claims[0].rate == "0.05/d");
  std::vector<Claim> before = asserted(first, "2025-08-14");
  // Twelve days more on 10,000 at 0.05 %.
  const LetterCharges second = charge(before, "2025-08-26");
  CHECK(second.interest == 6000);
  CHECK(second.claims[0].from == day("2025-08-15"));
  CHECK(second.interest_basis.at("zh-CN").find("2025年8月15日至2025年8月26日，共12天") != std::string::npos);
  // Settled and waived claims were asserted all the same.
  before[0].open = 0;
  CHECK(charge(before, "2025-08-26").interest == 6000);
  CHECK(charge(before, "2025-08-14").interest == 0);
}

TEST_CASE(
    "what was paid stops on its day, a payment that came to be known late takes back what was asserted too much") {
  const Currency cny = *Currency::find("CNY");
  const auto before = asserted(*letter_charges(demand("cn-sme", true, false), rates(), cny,
                                               {{"A", 1000000, day("2025-06-30"), {}}}, {}, day("2025-08-14")),
                               "2025-08-14");
  const auto charge = [&](std::int64_t left, std::vector<Reduction> off, const char* on) {
    return *letter_charges(demand("cn-sme", true, false), rates(), cny,
                           {{"A", left, day("2025-06-30"), {}, std::move(off)}}, before, day(on));
  };
  // 4,000 came on 20 August: 6 days on 10,000 are 30.00, 6 days on 6,000 are 18.00.
  CHECK(charge(600000, {{day("2025-08-20"), 400000}}, "2025-08-26").interest == 4800);
  // 4,000 came on 1 August and was told later: 225.00 was asserted, 32 days on 10,000 and 13 on 6,000 are 160.00
  // and 39.00.
  const LetterCharges late = charge(600000, {{day("2025-08-01"), 400000}}, "2025-08-14");
  CHECK(late.interest == 0);
  REQUIRE(late.corrections.size() == 1);
  CHECK(late.corrections[0].claim == before[0].id);
  CHECK(late.corrections[0].amount == 22500 - 19900);
}

TEST_CASE("a lump sum is due once a claim in law, whatever became of it") {
  const std::vector<ChargeItem> items{{"A", 100000, day("2025-06-30"), {}}};
  const LetterCharges first = *letter_charges(demand("eu", false, true), rates(), eur, items, {}, day("2025-08-14"));
  CHECK(first.fees == 4000);
  std::vector<Claim> before = asserted(first, "2025-08-14");
  CHECK(letter_charges(demand("eu", false, true), rates(), eur, items, before, day("2025-09-14"))->fees == 0);
  before[0].open = 0;
  before[0].waived = "goodwill";
  CHECK(letter_charges(demand("eu", false, true), rates(), eur, items, before, day("2025-09-14"))->fees == 0);
}

TEST_CASE("the policy's fee: once an invoice and tier") {
  const std::vector<ChargeItem> items{{"A", 100000, day("2025-06-30"), {}}, {"B", 100000, day("2025-06-30"), {}}};
  const auto charge = [&](const char* tier, const std::vector<Claim>& before) {
    ChargeDemand d = demand(nullptr, false, true, 500);
    d.tier = tier;
    return *letter_charges(d, rates(), eur, items, before, day("2025-08-14"));
  };
  const LetterCharges first = charge("reminder", {});
  CHECK(first.fees == 1000);
  std::vector<Claim> before = asserted(first, "2025-08-14");
  before.pop_back();  // B's
  const LetterCharges second = charge("reminder", before);
  CHECK(second.fees == 500);
  CHECK(second.claims.at(0).invoice == "B");
  CHECK(charge("credit-warning", before).fees == 1000);
}

TEST_CASE("nothing is charged where the tier asks for nothing") {
  const auto none = letter_charges(demand("de-b2b", false, false, 500), rates(), eur,
                                   {{"R1", 1000000, day("2025-05-31"), {}}}, {}, day("2035-08-15"));
  REQUIRE(none);
  CHECK(none->interest + none->fees == 0);
}

TEST_CASE("the policy's own fee is no lump sum of the law") {
  ChargeDemand asked = demand("de-b2b", false, true);
  asked.fee = 500;
  const auto charges = letter_charges(asked, rates(), eur,
                                      {{"R1", 1000000, day("2025-05-31"), {}}, {"R2", 500000, day("2025-05-31"), {}}},
                                      {}, day("2025-08-15"));
  REQUIRE(charges);
  CHECK(charges->fees == 9000);
  CHECK(charges->lump_sums == 8000);
}
