// Which promise a letter speaks of.
#include "policy/confirmation.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 21);

const Policy& policy() {
  static const Policy p = Policy::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml");
  return p;
}

Promise promise(long made_ago, long due_ago, Promise::State state, long settled_ago = 0, const std::string& plan = "") {
  Promise p;
  p.amount = 1'000'00;
  p.made = today - Days(made_ago);
  p.due = today - Days(due_ago);
  p.state = state;
  p.plan = plan;
  if (state != Promise::State::open) p.settled = today - Days(settled_ago);
  if (state == Promise::State::kept) p.paid_since = p.kept_with = p.amount;
  return p;
}

SentLetter sent(const char* kind, long days_ago, const std::string& occasion = "x") {
  SentLetter l;
  l.id = kind;
  l.kind = kind;
  l.day = today - Days(days_ago);
  l.occasion = occasion;
  return l;
}

/// Of an account that owes 1,000.00 of an invoice that was there when everything was promised.
const Account& owing() {
  static const Account account = [] {
    Account out;
    out.items.push_back(
        {{"INV-1", "main", "D1", "", today - Days(60), today - Days(30), {1'000'00, *Currency::find("EUR")}, ""},
         1'000'00,
         {}});
    return out;
  }();
  return account;
}

const Promise* unsaid(const Standing& s, const Account& account = owing(), Date day = today) {
  return broken_unsaid(s, account, policy().cadence, day);
}

using State = Promise::State;

}  // namespace

TEST_CASE("the letter about a broken promise speaks of the one that broke, and once") {
  Standing s;
  CHECK_FALSE(unsaid(s));
  s.promises = {promise(9, 4, State::broken, 2), promise(9, 1, State::kept, 1)};
  REQUIRE(unsaid(s));
  CHECK(unsaid(s)->due == today - Days(4));
  CHECK(promise_of_occasion(s, occasion_of(s.promises[0])) == &s.promises[0]);
  CHECK(promise_of_occasion(s, occasion_of(s.promises[0]) + ":HT-7") == &s.promises[0]);  // to one group of the account
  CHECK(promise_of_occasion(s, occasion_of(s.promises[1])) == &s.promises[1]);
  // What confirms is no word about it; any other letter is, but for one that came back.
  s.sent = {sent("thanks", 1)};
  CHECK(unsaid(s));
  s.sent = {sent("broken-promise", 2)};
  CHECK_FALSE(unsaid(s));
  s.sent[0].bounced = true;
  CHECK(unsaid(s));
  s.sent = {sent("credit-warning", 1)};
  CHECK_FALSE(unsaid(s));
}

TEST_CASE("what came late, or was promised anew, is not said to have failed to come") {
  Standing s;
  s.promises = {promise(9, 4, State::broken, 2)};
  s.promises[0].paid_since = 300'00, s.promises[0].paid_late = 699'00;
  CHECK(unsaid(s));
  s.promises[0].paid_late = 700'00;
  CHECK_FALSE(unsaid(s));
  s.promises[0].paid_late = 0;
  s.promises.push_back(promise(4, -3, State::open));  // on the promised day itself
  CHECK_FALSE(unsaid(s));
  s.promises[1] = promise(5, -3, State::open);
  CHECK(unsaid(s));
}

TEST_CASE("a break is spoken of while it is news, and while something of what was promised is owed") {
  Standing s;
  s.promises = {promise(9, 4, State::broken, 2)};
  CHECK(unsaid(s, owing(), today + Days(12)));  // 14 days after it broke
  CHECK_FALSE(unsaid(s, owing(), today + Days(13)));
  Account paid = owing();
  paid.items[0].invoice.issued = today - Days(8);  // invoiced after the promise: it was not about this one
  CHECK_FALSE(unsaid(s, paid));
  paid = owing();
  paid.credit = 1'000'00;
  CHECK_FALSE(unsaid(s, paid));
}

TEST_CASE("a plan is confirmed once as a whole, and thanked for at its end") {
  Standing s;
  s.promises = {promise(2, -9, State::open, 0, "P"), promise(2, -19, State::open, 0, "P")};
  const auto due = confirmation_due(policy(), s, today);
  REQUIRE(due);
  CHECK(due->letter->id == "payment-plan");
  CHECK(due->occasion == plan_occasion("P"));
  CHECK(promise_of_occasion(s, due->occasion) == &s.promises[0]);
  s.sent = {sent("payment-plan", 2, due->occasion)};
  CHECK_FALSE(confirmation_due(policy(), s, today));
  s.payments = {{1'000'00, today, "P1"}};
  s.promises = {promise(20, 9, State::kept, 3, "P"), promise(20, -1, State::open, 0, "P")};
  CHECK_FALSE(confirmation_due(policy(), s, today));
  s.promises[1] = promise(20, 1, State::kept, 1, "P");
  REQUIRE(confirmation_due(policy(), s, today));
  CHECK(confirmation_due(policy(), s, today)->occasion == occasion_of(s.promises[1]));
  // A plan that another replaced has no end of its own.
  s.promises[1].state = State::voided;
  CHECK_FALSE(confirmation_due(policy(), s, today));
}

TEST_CASE("a date of a plan that was moved is confirmed by itself, and its plan keeps its own day") {
  Standing s;
  s.promises = {promise(1, -10, State::open, 0, iso(today - Days(20)))};  // moved yesterday
  const auto due = confirmation_due(policy(), s, today);
  REQUIRE(due);
  CHECK(due->letter->id == "promise-confirmation");
  CHECK(due->occasion == occasion_of(s.promises[0]));
  CHECK(plan_made(s.promises[0]) == today - Days(20));
  s.promises[0].plan = iso(today - Days(1)) + "-2";  // the second plan of yesterday, as it was agreed
  CHECK(confirmation_due(policy(), s, today)->letter->id == "payment-plan");
  CHECK(plan_made(promise(5, -1, State::open)) == today - Days(5));
}
