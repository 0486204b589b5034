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
  d.tier = "reminder", d.interest = interest, d.fees = fees, d.fee = fee;
  if (regime) d.regime = *regimes().find(regime);
  d.terms.next_working = next_weekday;
  return d;
}

SentLetter sent(const char* kind, std::map<std::string, std::int64_t> fees) {
  SentLetter letter;
  letter.kind = kind, letter.fees = std::move(fees);
  return letter;
}

const Currency eur = *Currency::find("EUR");

}  // namespace

TEST_CASE("one claim: the worked figures of section 288 BGB, with rates and days") {
  // BGB 288(2) and 193: 10,000 EUR payable by Sat 2025-05-31, to 2025-08-15: 215.88, and 40.00 once.
  const auto both = letter_charges(demand("de-b2b", true, true), rates(), eur, {{"R1", 1000000, day("2025-05-31"), {}}}, 0, {}, day("2025-08-15"));
  REQUIRE(both);
  CHECK(both->interest == 21588);
  CHECK(both->fees == 4000);
  CHECK(both->interest_basis.at("de").find("11,27 % p. a. vom 03.06.2025 bis 30.06.2025 (28 Tage)") != std::string::npos);
  CHECK(both->interest_basis.at("de").find("Pauschale") == std::string::npos);
  CHECK(both->fees_basis.at("de") == "§ 288 Abs. 5 BGB");
}

TEST_CASE("interest alone asks for no lump sum, the lump sum alone needs no rates") {
  const auto interest = letter_charges(demand("de-b2b", true, false), rates(), eur, {{"R1", 1000000, day("2025-05-31"), {}}}, 0, {}, day("2025-08-15"));
  CHECK(interest->fees == 0);
  CHECK(interest->fees_basis.empty());
  // No base rate is known for 2035; section 288(5) asks for none.
  const auto lump = letter_charges(demand("de-b2b", false, true), rates(), eur, {{"R1", 1000000, day("2035-05-31"), {}}}, 0, {}, day("2035-08-15"));
  REQUIRE(lump);
  CHECK(lump->fees == 4000);
  CHECK(lump->interest == 0);
  CHECK(lump->interest_basis.empty());
  const auto unknown = letter_charges(demand("de-b2b", true, true), rates(), eur, {{"R1", 1000000, day("2035-05-31"), {}}}, 0, {}, day("2035-08-15"));
  REQUIRE_FALSE(unknown);
  CHECK(unknown.problem().line().find("bgb-base.toml") != std::string::npos);
}

TEST_CASE("several claims: each rounded for itself, the law once, the lump sum for each invoice") {
  // State Council Order 802, article 17: 10,000 x 0.05 % x 45 days = 225.00; 20,000 x 0.05 % x 14 days = 140.00.
  const Currency cny = *Currency::find("CNY");
  const auto found = letter_charges(demand("cn-sme", true, true), rates(), cny,
                                    {{"A", 1000000, day("2025-06-30"), {}}, {"B", 2000000, day("2025-07-31"), {}}}, 0, {}, day("2025-08-14"));
  REQUIRE(found);
  CHECK(found->interest == 22500 + 14000);
  CHECK(found->fees == 0);
  CHECK(found->interest_basis.at("zh-CN") == "按日利率万分之五计算的逾期利息（《保障中小企业款项支付条例》（国务院令第802号）第十七条），自各期款项逾期之日起计算至2025年8月14日");
  const auto lumps = letter_charges(demand("eu", false, true), rates(), eur, {{"A", 100, day("2025-06-30"), {}}, {"B", 100, day("2025-07-31"), {}}}, 0, {}, day("2025-08-14"));
  CHECK(lumps->fees == 8000);
}

TEST_CASE("an invoice in parts has one lump sum and one fee") {
  const std::vector<ChargeClaim> parts{{"A", 100000, day("2025-06-30"), {}}, {"A", 100000, day("2025-07-31"), {}}};
  CHECK(letter_charges(demand("eu", false, true, 500), rates(), eur, parts, 0, {}, day("2025-08-14"))->fees == 4500);
}

TEST_CASE("a payment on account lowers the oldest claim before interest is reckoned") {
  const Currency cny = *Currency::find("CNY");
  const std::vector<ChargeClaim> claims{{"B", 2000000, day("2025-07-31"), {}}, {"A", 1000000, day("2025-06-30"), {}}};
  // A is covered; B is asked for: 14 days on 20,000 less 10,000 more.
  CHECK(letter_charges(demand("cn-sme", true, false), rates(), cny, claims, 2000000, {}, day("2025-08-14"))->interest == 7000);
  CHECK(letter_charges(demand("cn-sme", true, false), rates(), cny, claims, 9000000, {}, day("2025-08-14"))->interest == 0);
}

TEST_CASE("the policy's fee: once an invoice and tier, and owed on while the invoice is open") {
  const std::vector<ChargeClaim> claims{{"A", 100000, day("2025-06-30"), {}}, {"B", 100000, day("2025-06-30"), {}}};
  const auto charge = [&](const char* tier, const Standing& standing) {
    ChargeDemand d = demand(nullptr, false, true, 500);
    d.tier = tier;
    return *letter_charges(d, rates(), eur, claims, 0, standing, day("2025-08-14"));
  };
  Standing standing;
  const LetterCharges first = charge("reminder", standing);
  CHECK(first.fees == 1000);
  CHECK(first.new_fees == std::map<std::string, std::int64_t>{{"A", 500}, {"B", 500}});

  standing.sent.push_back(sent("reminder", {{"A", 500}}));
  const LetterCharges second = charge("reminder", standing);
  CHECK(second.fees == 1000);  // A's is still owed, B's is new
  CHECK(second.new_fees == std::map<std::string, std::int64_t>{{"B", 500}});

  CHECK(charge("credit-warning", standing).fees == 500 + 500 + 500);  // A's reminder, and both at the new tier
  standing.sent.back().bounced = true;
  CHECK(charge("reminder", standing).new_fees.size() == 2);  // what never arrived was never asked for
}

TEST_CASE("nothing is charged where the tier asks for nothing") {
  const auto none = letter_charges(demand("de-b2b", false, false, 500), rates(), eur, {{"R1", 1000000, day("2025-05-31"), {}}}, 0, {}, day("2035-08-15"));
  REQUIRE(none);
  CHECK(none->interest + none->fees == 0);
}
