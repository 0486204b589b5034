#include "policy/decision.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "policy/limitation.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date today = make_date(2026, 11, 21);

const Policy& policy() {
  static const Policy p = Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml");
  return p;
}

Account account(long days_overdue, std::int64_t open = 10'000'00) {
  Account a;
  a.debtor.id = "D1";
  a.debtor.kind = "small-business";
  a.debtor.locale = "zh-CN";
  a.creditor = "main";
  a.currency = cny;
  const Date due = today - Days(days_overdue);
  a.items.push_back({{"INV-1", "main", "D1", "", due - Days(30), due, {open, cny}, ""}, open});
  return a;
}

SentLetter sent(const char* kind, long days_ago, long deadline_days_ago, bool proven = false) {
  SentLetter l;
  l.id = kind;
  l.kind = kind;
  l.channel = "email";
  l.number = kind;
  l.day = today - Days(days_ago);
  l.deadline = today - Days(deadline_days_ago);
  l.amount = 10'000'00;
  l.invoices = {"INV-1"};
  l.proven = proven;
  return l;
}

Decision decide_for(const Account& a, const Standing& s = {}, const LegalGate& gate = {}) {
  return decide(policy(), a, arrears_of(a, s.disputed_amounts(), today), s, gate, today);
}

std::string tier(const Decision& d) {
  return d.tier ? d.tier->id : d.blockers.empty() ? "?" : "nothing: " + d.blockers.front().code;
}

}  // namespace

TEST_CASE("level one counts from the due date, and a tier is never skipped") {
  struct Row {
    long days;
    const char* tier;
  };
  for (const Row r : {Row{-30, "nothing: not-due"},
                      {-20, "pre-due-notice"},
                      {-15, "pre-due-notice"},
                      {-14, "nothing: not-due"},
                      {0, "nothing: not-due"},
                      {2, "nothing: too-early"},
                      {3, "reminder"},
                      {400, "reminder"}}) {
    INFO(r.days);
    CHECK(tier(decide_for(account(r.days))) == r.tier);
  }
}

TEST_CASE("the next tier waits for two ignored reminders and the end of the printed deadline") {
  Standing s;
  s.sent = {sent("reminder", 40, 30)};
  CHECK(tier(decide_for(account(60), s)) == "reminder");
  s.sent.push_back(sent("reminder", 20, 10));
  CHECK(tier(decide_for(account(60), s)) == "credit-warning");
  s.sent.back().deadline = today - Days(1);  // two days of grace
  CHECK(tier(decide_for(account(60), s)) == "nothing: deadline-running");
  s.sent.back().deadline = today - Days(10);
  s.sent.back().answered = today - Days(15);
  CHECK(tier(decide_for(account(60), s)) == "reminder");  // the answered one makes room: a case never rests in silence
  s.sent.push_back(sent("reminder", 12, 5));
  CHECK(tier(decide_for(account(60), s)) == "credit-warning");
}

TEST_CASE("a lawyer's letter that was answered makes no room for another") {
  Standing s;
  s.sent = {sent("reminder", 80, 70), sent("reminder", 60, 50), sent("credit-warning", 40, 30, true),
            sent("lawyers-letter", 20, 10)};
  s.sent.back().answered = today - Days(15);
  CHECK(tier(decide_for(account(90), s)).starts_with("nothing: "));
}

TEST_CASE("a lawyer's letter needs a proven credit warning, its deadline over, own language, and a claim in time") {
  Standing s;
  s.sent = {sent("reminder", 80, 70), sent("reminder", 60, 50), sent("credit-warning", 20, 10, true)};
  CHECK(tier(decide_for(account(90), s)) == "lawyers-letter");
  s.sent.back().proven = false;
  CHECK(tier(decide_for(account(90), s)) == "nothing: not-proven");
  s.sent.back().proven = true;
  s.sent.back().proven_on = today + Days(1);  // a day that lies ahead proves nothing yet
  CHECK(tier(decide_for(account(90), s)) == "nothing: not-proven");
  s.sent.back().proven_on = today;
  LegalGate gate;
  gate.own_locale_template = false;
  CHECK(tier(decide_for(account(90), s, gate)) == "nothing: no-template");
  gate = {};
  gate.limitation_ends = today - Days(1);
  CHECK(tier(decide_for(account(90), s, gate)) == "nothing: limitation");
  gate.limitation_ends = today;
  CHECK(tier(decide_for(account(90), s, gate)) == "lawyers-letter");
}

TEST_CASE("a broken promise opens the next tier, unless the letter of that day was written after it broke") {
  const Account a = account(60, 10'000'00);
  Standing s;
  s.sent = {sent("reminder", 5, -5)};  // it gives five more days
  s.promises = {{10'000'00, today - Days(7), today - Days(20), 0, Promise::State::broken, today - Days(5)}};
  CHECK(tier(decide_for(a, s)) == "nothing: deadline-running");
  CHECK(decide_for(a, s).figures.broken_promises == 0);
  s.promises[0].settled = today - Days(4);
  CHECK(decide_for(a, s).figures.broken_promises == 1);
  CHECK(tier(decide_for(a, s)) == "broken-promise");
}

TEST_CASE("below its minimum a tier falls one down and is checked again") {
  Standing s;
  s.sent = {sent("reminder", 40, 30)};
  const auto too_small = [](const Decision& d) {
    return !d.tier && std::any_of(d.blockers.begin(), d.blockers.end(),
                                  [](const Blocker& b) { return b.code == "below-minimum"; });
  };
  CHECK(too_small(decide_for(account(60, 99'99), s)));
  s.sent.push_back(sent("reminder", 20, 10));
  CHECK(too_small(decide_for(account(60, 999'99), s)));  // a reminder would be a third
  CHECK(tier(decide_for(account(60, 1000'00), s)) == "credit-warning");
}

TEST_CASE("the customer's block beats the invoice's, and every reason to stop is named") {
  Account a = account(60);
  a.debtor.blocked = "any word at all";
  Standing s;
  s.hold = Hold{"talks", "李敏", today};
  s.promises.push_back({100, today + Days(3), today, 0, Promise::State::open, {}});
  const Decision d = decide_for(a, s);
  REQUIRE(d.blockers.size() == 3);
  CHECK(d.blockers[0].code == "customer-block");
  CHECK(d.blockers[1].code == "hold");
  CHECK(d.blockers[2].code == "promise");
  CHECK_FALSE(d.next_possible);  // a block has no end
}

TEST_CASE("a hold ends with its last day") {
  Standing s;
  s.hold = Hold{"talks", "李敏", today};
  CHECK(tier(decide_for(account(60), s)) == "nothing: hold");
  s.hold->until = today - Days(1);
  CHECK(tier(decide_for(account(60), s)) == "reminder");
}

TEST_CASE(
    "no decision without a reason, the same input gives the same decision, more days never lower the tier, a payment "
    "never raises it") {
  std::mt19937 random(7);
  auto below = [&](int n) { return static_cast<long>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 3000; ++i) {
    Standing s;
    for (const char* kind : {"reminder", "reminder", "credit-warning", "lawyers-letter"}) {
      if (below(3) == 0) break;
      const long ago = 10 + below(200);
      s.sent.push_back(sent(kind, ago, ago - 10 + below(3), below(2) == 0));
      if (below(4) == 0) s.sent.back().answered = today - Days(below(10));
    }
    if (below(5) == 0) s.disputes["INV-1"] = {below(12'000'00), "quality", today};
    if (below(6) == 0)
      s.promises.push_back({100, today - Days(below(20)), today - Days(30), 0,
                            below(2) ? Promise::State::broken : Promise::State::open, today - Days(1)});
    const long days = below(500) - 50;
    Account a = account(days, below(20'000'00) + 1);
    a.credit = below(4) == 0 ? below(5'000'00) : 0;
    const Decision d = decide_for(a, s);
    REQUIRE((d.tier != nullptr) == d.blockers.empty());
    if (d.tier) REQUIRE_FALSE(d.rule.empty());
    const Decision again = decide_for(a, s);
    REQUIRE(again.rule == d.rule);
    REQUIRE(again.blockers.size() == d.blockers.size());
    const auto rank = [](const Decision& x) {
      return x.tier && !x.tier->below.empty() ? x.tier->rank : x.tier ? x.tier->rank : -1;
    };
    if (days >= 3) {
      Account older = a;
      older.items[0].invoice.due -= Days(1 + below(300));
      const Decision o = decide_for(older, s);
      if (d.tier && policy().occasional.count(d.tier->id) == 0) REQUIRE(rank(o) >= rank(d));
      Account paid = a;
      paid.items[0].open = std::max<std::int64_t>(1, paid.items[0].open / (2 + below(5)));
      REQUIRE(rank(decide_for(paid, s)) <= std::max(rank(d), d.tier ? rank(d) : -1));
    }
  }
}

TEST_CASE("limitation by the worked figures of the law") {
  const auto ends = [](const char* law, const char* due, std::vector<Interruption> i = {}) {
    return iso(*limitation_ends(law, *parse_date(due), std::move(i)));
  };
  CHECK(ends("cn", "2023-03-31") == "2026-03-31");                                     // B1, conservative
  CHECK(ends("cn", "2023-03-31", {{make_date(2024, 6, 10), false}}) == "2027-06-10");  // B1: a demand that arrived
  CHECK(ends("cn", "2023-03-31", {{make_date(2024, 2, 29), false}}) == "2027-02-28");  // B1: Civil Code 202
  CHECK(ends("cn", "2023-03-31", {{make_date(2026, 4, 1), false}}) == "2026-03-31");   // too late: nothing comes back
  CHECK(ends("cn", "2020-01-10", {{make_date(2022, 12, 1), true}, {make_date(2025, 11, 30), false}}) == "2028-11-30");
  CHECK(ends("de", "2023-03-31") == "2026-12-31");                                     // D4
  CHECK(ends("de", "2023-03-31", {{make_date(2024, 6, 10), false}}) == "2026-12-31");  // a Mahnung does not stop it
  CHECK(ends("gb", "2023-03-31", {{make_date(2024, 6, 10), true}}) == "2030-06-10");
  CHECK(ends("tw", "2024-03-31", {{make_date(2025, 6, 10), false}}) == "2026-03-31");
  CHECK_FALSE(limitation_ends("", make_date(2024, 1, 1), {}));
}
