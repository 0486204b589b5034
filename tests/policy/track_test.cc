#include "policy/track.h"

#include <catch2/catch.hpp>

#include "policy/decision.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 21);
const Currency cny = *Currency::find("CNY");

const Policy& policy() {
  static const Policy p = Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml");
  return p;
}

const Reasons& reasons() {
  static const Reasons r = Reasons::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/reasons.toml");
  return r;
}

/// Invoices of 1,000.00, each paid so many days late.
PaymentHistory history(const std::vector<long>& late) {
  PaymentHistory out;
  for (const long days : late)
    out.paid.push_back({today - Days(230), today - Days(200), today - Days(200 - days), 1'000'00});
  return out;
}

Standing reason(const char* code, long days_ago = 10) {
  Standing s;
  s.reason = ReasonGiven{code, "said so", "李敏", today - Days(days_ago)};
  return s;
}

Standing assessed(Standing s, const char* decision, long days_ago = 5) {
  s.assessment =
      Assessment{true,   "oversight",           "partly", "sincere", "uncertain", decision, "talked to the owner",
                 "王强", today - Days(days_ago)};
  return s;
}

std::string track(const Standing& s, const PaymentHistory& h = {}) {
  return word(track_of(policy().tracks, reasons(), s, h, today).name);
}

}  // namespace

TEST_CASE("payment history: the mean by amount, the middle one") {
  PaymentHistory h;
  CHECK_FALSE(average_days_late(h));
  CHECK_FALSE(median_days_late(h));
  // 3,000.00 paid 10 days late and 1,000.00 paid 2 days early: (3000 x 10 - 1000 x 2) / 4000 = 7.
  h.paid = {{today, today, today + Days(10), 3'000'00}, {today, today, today - Days(2), 1'000'00}};
  CHECK(*average_days_late(h) == Approx(7.0));
  CHECK(*median_days_late(h) == -2);  // of two the lower one
  CHECK(*median_days_late(history({30, 1, 5})) == 5);
}

TEST_CASE("a habit needs enough invoices, most of them late, and late by days that matter") {
  struct Row {
    std::vector<long> late;
    bool habit;
  };
  const Row rows[] = {
      {{20, 20, 20, 20}, false},                                 // four are too few
      {{20, 20, 20, 20, 20}, true}, {{20, 20, 12, 0, 0}, true},  // 3 of 5 are 60 %, the middle one 12
      {{20, 20, 0, 0, 0}, false},                                // 40 %
      {{4, 4, 4, 4, 4}, false},                                  // late, but by four days
      {{3, 3, 3, 30, 30}, false},                                // three days count as in time
      {{10, 10, 10, -5, -5}, true},                              // sorted -5 -5 10 10 10: the middle one is 10
  };
  for (const Row& row : rows) CHECK(habit_of(policy().tracks.habit, history(row.late)).late_payer == row.habit);
}

TEST_CASE("the assessment decides over the reason, the reason over the habit") {
  const PaymentHistory late = history({20, 20, 20, 20, 20});
  CHECK(track({}) == "normal");
  CHECK(track({}, late) == "hard");
  CHECK(track(reason("oversight")) == "normal");
  CHECK(track(reason("oversight"), late) == "hard");  // oversight excuses no habit
  CHECK(track(reason("hardship")) == "soft");         // 000-24
  CHECK(track(reason("hardship"), late) == "soft");
  CHECK(track(reason("deliberate")) == "hard");
  CHECK(track(reason("habitual")) == "hard");  // 001-10
  CHECK(track(reason("no-such-code")) == "normal");
  CHECK(track(assessed(reason("deliberate"), "soften")) == "soft");
  CHECK(track(assessed(reason("hardship"), "harden")) == "hard");
  CHECK(track(assessed(reason("deliberate"), "keep"), late) == "normal");
}

TEST_CASE("a reason and an assessment count for their days and no longer, and the track says who and why") {
  CHECK(track(reason("hardship", 179)) == "soft");
  CHECK(track(reason("hardship", 180)) == "normal");
  CHECK(track(assessed({}, "harden", 179)) == "hard");
  CHECK(track(assessed({}, "harden", 180)) == "normal");
  const Track t = track_of(policy().tracks, reasons(), assessed(reason("short-of-cash"), "soften"), {}, today);
  REQUIRE(t.why.size() == 1);
  CHECK_THAT(t.why[0], Catch::Contains("王强") && Catch::Contains("talked to the owner"));
  CHECK(t.until == today + Days(175));
  CHECK(t.instalments);
}

TEST_CASE("a track changes letters and intervals, never what legal staff approve and never below one letter") {
  Account a;
  a.debtor.id = "D1";
  a.debtor.kind = "small-business";
  a.debtor.locale = "zh-CN";
  a.creditor = "main";
  a.currency = cny;
  a.items.push_back(
      {{"INV-1", "main", "D1", "", today - Days(120), today - Days(90), {10'000'00, cny}, ""}, 10'000'00});
  Standing s;
  const auto letter = [&](const char* kind, long days_ago, bool proven) {
    SentLetter l;
    l.id = l.kind = l.number = kind;
    l.day = today - Days(days_ago);
    l.deadline = today - Days(days_ago - 10);
    l.invoices = {"INV-1"};
    l.amount = 10'000'00;
    l.proven = proven;
    s.sent.push_back(l);
  };
  const auto decided = [&](const Track& t) {
    return decide(policy(), a, arrears_of(a, {}, today), s, {}, today, {t, ""});
  };
  const auto got = [&](const Track& t) {
    const Decision d = decided(t);
    return d.tier ? d.tier->id : "nothing: " + d.blockers.front().code;
  };
  Track hard, soft;
  hard.name = Track::Name::hard;
  hard.numbers = policy().tracks.hard;
  soft.name = Track::Name::soft;
  soft.numbers = policy().tracks.soft;
  letter("reminder", 40, false);
  CHECK(got({}) == "reminder");
  CHECK(got(hard) == "credit-warning");
  CHECK(got(soft) == "reminder");
  const Decision d = decided(hard);
  CHECK(std::any_of(d.checks.begin(), d.checks.end(), [](const Check& c) {
    return c.condition == "ignored_below" && c.saw.find("hard track: 1 instead of 2") != std::string::npos;
  }));
  hard.numbers.fewer_letters = 5;  // more than there are
  s.sent.clear();
  CHECK(got(hard) == "reminder");
  letter("reminder", 60, false);
  letter("credit-warning", 30, false);
  CHECK(got(hard) == "nothing: not-proven");  // the lawyer's letter waits for its proof on every track
  s.sent.back().proven = true;
  CHECK(got(hard) == "lawyers-letter");
  CHECK(got({}) == "lawyers-letter");
  CHECK(got(soft) != "lawyers-letter");
}

TEST_CASE("paying late never hardens the cycle that got the money in") {
  Account a;
  a.debtor.id = "D1";
  a.creditor = "main";
  a.currency = cny;
  a.items.push_back(
      {{"INV-1", "main", "D1", "", today - Days(120), today - Days(90), {10'000'00, cny}, ""}, 10'000'00});
  Standing s;
  SentLetter l;
  l.id = l.kind = "reminder";
  l.day = today - Days(40);
  l.invoices = {"INV-1"};
  s.sent = {l};
  PaymentHistory h = history({20, 20, 20, 20});                                         // before the letter
  h.paid.push_back({today - Days(100), today - Days(70), today - Days(39), 1'000'00});  // after it
  const Arrears arrears = arrears_of(a, {}, today);
  CHECK(outlook_of(policy(), reasons(), a, arrears, s, h, today).track.name == Track::Name::normal);
  s.sent.clear();
  CHECK(outlook_of(policy(), reasons(), a, arrears, s, h, today).track.name == Track::Name::hard);
}
