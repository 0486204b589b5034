#include "policy/risk.h"

#include <catch2/catch.hpp>
#include <random>

#include "policy/policy.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 21);
const Currency cny = *Currency::find("CNY");

const RiskRules& rules() {
  static const RiskRules r = Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml").risk;
  return r;
}

Account account(long days_overdue, std::int64_t open, long term = 30) {
  Account a;
  a.debtor.id = "D1";
  a.debtor.kind = "small-business";
  a.creditor = "main";
  a.currency = cny;
  const Date due = today - Days(days_overdue);
  a.items.push_back({{"INV-1", "main", "D1", "", due - Days(term), due, {open, cny}, ""}, open});
  return a;
}

RiskScore score(const Account& a, const Standing& s = {}, const PaymentHistory& h = {}) {
  return risk_of(rules(), a, arrears_of(a, {}, today), s, h);
}

const RiskPart& part(const RiskScore& s, const std::string& name) {
  for (const RiskPart& p : s.parts)
    if (p.name == name) return p;
  throw std::runtime_error("no part " + name);
}

Standing promises(int kept, int broken) {
  Standing s;
  for (int i = 0; i < kept + broken; ++i)
    s.promises.push_back({100, today - Days(30), today - Days(40), 0,
                          i < kept ? Promise::State::kept : Promise::State::broken, today - Days(29)});
  return s;
}

}  // namespace

TEST_CASE("a curve is straight between its points and flat outside them") {
  const Curve c{{0, 10, 30}, {0, 20, 60}};
  CHECK(c(-5) == 0);
  CHECK(c(0) == 0);
  CHECK(c(5) == Approx(10));
  CHECK(c(10) == Approx(20));
  CHECK(c(20) == Approx(40));
  CHECK(c(99) == 60);
}

TEST_CASE("a score worked by hand") {
  // One invoice of 100,000.00 CNY, 60 days overdue, 30 days' term, small business; 1 of 2 promises broken; one invoice
  // paid 20 days late. No credit limit, no distance: 10 + 5 of 100 weights are left out.
  PaymentHistory h;
  h.paid = {{today - Days(200), today - Days(170), today - Days(150), 5'000'00}};
  const RiskScore s = score(account(60, 100'000'00), promises(1, 1), h);
  CHECK(part(s, "days_late").points == Approx(40));        // half way from (10, 20) to (30, 60)
  CHECK(part(s, "broken_promises").points == Approx(70));  // 50 %
  CHECK(part(s, "overdue_share").points == Approx(100));
  CHECK(part(s, "oldest").points == Approx(60));  // half way from (30, 40) to (90, 80)
  CHECK(part(s, "amount").points == Approx(50));
  CHECK(part(s, "term").points == Approx(20));
  CHECK(part(s, "size").points == Approx(60));
  CHECK_FALSE(part(s, "limit_use").known);
  CHECK_FALSE(part(s, "distance").known);
  // 20x40 + 15x70 + 15x100 + 15x60 + 10x50 + 5x20 + 5x60 = 800 + 1050 + 1500 + 900 + 500 + 100 + 300 = 5150; / 85
  // = 60.59
  CHECK(s.value == 61);
  CHECK(s.rescaled);
  CHECK(s.risk_class == "high");  // from 60
}

TEST_CASE("what is not known is left out and the score says so, the ledger's class wins") {
  const RiskScore bare = score(account(60, 100'000'00));
  CHECK_FALSE(part(bare, "days_late").known);
  CHECK_FALSE(part(bare, "broken_promises").known);
  // 15x100 + 15x60 + 10x50 + 5x20 + 5x60 = 3300; / 50 = 66
  CHECK(bare.value == 66);
  Account a = account(60, 100'000'00);
  a.debtor.risk_class = "low";
  CHECK(score(a).risk_class == "low");
  CHECK(score(a).class_from_ledger);
  a.currency = *Currency::find("JPY");
  CHECK_FALSE(part(score(a), "amount").known);
}

TEST_CASE("credit limit, size and distance count where the ledger knows them") {
  Account a = account(60, 100'000'00);
  a.debtor.size = "micro";
  a.debtor.distance_km = 275;
  a.debtor.credit_limit = Money{80'000'00, cny};
  const RiskScore s = score(a);
  CHECK(part(s, "size").points == Approx(80));
  CHECK(part(s, "distance").points == Approx(20));   // half way from (50, 0) to (500, 40)
  CHECK(part(s, "limit_use").points == Approx(80));  // 125 %: half way from (100, 60) to (150, 100)
  a.debtor.credit_limit = Money{0, cny};             // cash only
  CHECK(part(score(a), "limit_use").points == Approx(100));
  a.debtor.credit_limit = Money{80'000'00, *Currency::find("EUR")};
  CHECK_FALSE(part(score(a), "limit_use").known);
}

TEST_CASE(
    "the score stays within 0 and 100, a worse figure never lowers it, and weight on a worse part never lowers it") {
  std::mt19937 random(11);
  const auto below = [&](int n) { return static_cast<long>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 2000; ++i) {
    const long days = below(400), term = below(120);
    const std::int64_t open = below(3'000'000'00) + 1;
    const int kept = static_cast<int>(below(4)), broken = static_cast<int>(below(4)) + 1;
    PaymentHistory h;
    for (long n = below(5) + 1; n > 0; --n)
      h.paid.push_back({today - Days(200), today - Days(170), today - Days(170 - below(120)), below(10'000'00) + 1});
    const RiskScore s = score(account(days, open, term), promises(kept, broken), h);
    REQUIRE(s.value >= 0);
    REQUIRE(s.value <= 100);
    REQUIRE(score(account(days + below(100), open, term), promises(kept, broken), h).value >= s.value);
    REQUIRE(score(account(days, open + below(1'000'000'00), term), promises(kept, broken), h).value >= s.value);
    REQUIRE(score(account(days, open, term + below(90)), promises(kept, broken), h).value >= s.value);
    REQUIRE(score(account(days, open, term), promises(kept, broken + 1), h).value >= s.value);
    PaymentHistory later = h;
    later.paid.front().paid += Days(below(50));
    REQUIRE(score(account(days, open, term), promises(kept, broken), later).value >= s.value);
    for (const RiskPart& p : s.parts) {
      if (!p.known || p.points <= s.value + 1) continue;
      RiskRules heavier = rules();
      heavier.parts[p.name].weight += 1 + static_cast<int>(below(30));
      const Account a = account(days, open, term);
      REQUIRE(risk_of(heavier, a, arrears_of(a, {}, today), promises(kept, broken), h).value >= s.value);
    }
  }
}

TEST_CASE("a mistake in [risk] is named") {
  struct Row {
    const char* toml;
    const char* says;
  };
  const Row rows[] = {
      {"[risk.oldest]\nweight = 1\nat = [0, 30]\npoints = [50, 20]\n", "may not fall"},
      {"[risk.oldest]\nweight = 1\nat = [30, 30]\npoints = [20, 50]\n", "must rise"},
      {"[risk.oldest]\nweight = 1\nat = [0, 30]\npoints = [20]\n", "has 1 values"},
      {"[risk.oldest]\nweight = 1\nat = [0]\npoints = [120]\n", "0 to 100"},
      {"[risk.odlest]\nweight = 1\nat = [0]\npoints = [20]\n", "did you mean oldest"},
      {"[risk.size]\nweight = 1\npoints = { mirco = 20 }\n", "did you mean micro"},
      {"[risk]\nmedium_from = 50\nhigh_from = 40\n", "below medium_from"},
      {"[risk.amount]\nweight = 1\nat = { RMB = [0] }\npoints = [20]\n", "ISO 4217"},
  };
  const std::string tier = "name = \"x\"\n[[tier]]\nid = \"reminder\"\n";
  for (const Row& row : rows)
    CHECK_THROWS_WITH(Policy::parse(tier + row.toml, "policy.toml"), Catch::Contains(row.says));
  CHECK_THROWS_WITH(Policy::parse(tier + "[track.soft]\nhighest_tier = \"remainder\"\n", "policy.toml"),
                    Catch::Contains("did you mean reminder"));
  CHECK_THROWS_WITH(Policy::parse(tier + "[track.hard]\ninterval_factor = 2.0\n", "policy.toml"),
                    Catch::Contains("not the slower"));
}
