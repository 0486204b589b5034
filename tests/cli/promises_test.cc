// What may be promised, and what is refused, with the position and both sums.
#include "intake/promises.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date today = make_date(2026, 11, 3);

Account account(std::int64_t overdue, std::int64_t not_due = 0) {
  Account a;
  a.debtor.id = "D1";
  a.currency = cny;
  const auto add = [&](const char* number, Date due, std::int64_t open) {
    a.items.push_back({{number, "main", "D1", "", due - Days(30), due, {open, cny}, ""}, open});
  };
  if (overdue) add("INV-1", today - Days(20), overdue);
  if (not_due) add("INV-2", today + Days(20), not_due);
  return a;
}

told::PlanAgreed plan(const std::string& dates, const Account& a, const Standing& s = {}) {
  return plan_of(read_plan_dates(dates, cny, today), false, "", today, arrears_of(a, s.disputed_amounts(), today), s,
                 "D1");
}

std::string refusal(const std::string& dates, const Account& a = account(10'000'00), const Standing& s = {}) {
  try {
    plan(dates, a, s);
  } catch (const Error& e) {
    CHECK(e.kind() == ErrorKind::usage);
    return e.problem().message + " | " + e.problem().hint;
  }
  return "taken";
}

}  // namespace

TEST_CASE("a plan names its dates in order, in the future, once, with sums, what is wrong is named by its position") {
  using Catch::Contains;
  CHECK(refusal("2026-12-15:5000,2027-01-15:5000") == "taken");
  CHECK(refusal("2026-11-03:5000.00,2027-01-15:5000.00") == "taken");  // today still is no past
  CHECK_THAT(refusal("2026-12-15:5000,2026-12-01:5000"),
             Contains("date 2, 2026-12-01: lies before date 1, 2026-12-15"));
  CHECK_THAT(refusal("2026-12-15:5000,2026-12-15:5000"),
             Contains("date 2, 2026-12-15: stands there twice") && Contains("add the two sums up"));
  CHECK_THAT(refusal("2026-11-02:5000,2026-12-15:5000"), Contains("date 1, 2026-11-02: lies before 2026-11-03"));
  CHECK_THAT(refusal("2026-12-15:10000,2027-01-15:0"), Contains("date 2") && Contains("above zero"));
  CHECK_THAT(refusal("2026-12-15:10000,2027-01-15:-5"), Contains("date 2"));
  CHECK_THAT(refusal("2026-12-15:5000,2062-01-15:5000"), Contains("date 2, 2062-01-15: is more than five years away"));
  CHECK_THAT(refusal("2026-12-15:5000,"), Contains("date 2") && Contains("DAY:SUM"));
  CHECK_THAT(refusal("2026-12-15:5,000,2027-01-15:5,000"),
             Contains("date 2, \"000\"") && Contains("thousands separators"));
  CHECK_THAT(refusal("2026-02-30:5000,2027-01-15:5000"), Contains("date 1") && Contains("day"));
  CHECK_THAT(refusal("2026-12-15:10000"), Contains("one date is no plan"));
  CHECK_THAT(refusal(""), Contains("needs its dates"));
}

TEST_CASE("a plan is over what is open, and is refused with both sums where it is not") {
  using Catch::Contains;
  CHECK_THAT(refusal("2026-12-15:5000,2027-01-15:4000"),
             Contains("the dates sum up to 9,000.00 CNY, but 10,000.00 CNY is open") &&
                 Contains("2027-01-15:5000.00 as its last date"));
  CHECK_THAT(refusal("2026-12-15:15000,2027-01-15:1"),
             Contains("15,001.00 CNY") && Contains("10,000.00 CNY is open") && Contains("dunmail arrears D1"));
  // What is overdue, or all that is open; nothing between.
  CHECK(refusal("2026-12-15:5000,2027-01-15:5000", account(10'000'00, 2'000'00)) == "taken");
  CHECK(refusal("2026-12-15:5000,2027-01-15:7000", account(10'000'00, 2'000'00)) == "taken");
  CHECK_THAT(refusal("2026-12-15:5000,2027-01-15:6000", account(10'000'00, 2'000'00)),
             Contains("11,000.00 CNY") && Contains("10,000.00 CNY is overdue, and 12,000.00 CNY is open"));
  CHECK(refusal("2026-12-15:1000,2027-01-15:1000", account(0, 2'000'00)) == "taken");
  // Credit is taken off, what is disputed is left out.
  Account credit = account(10'000'00);
  credit.credit = 1'000'00;
  CHECK(refusal("2026-12-15:5000,2027-01-15:4000", credit) == "taken");
  Account later = account(0, 10'000'00);
  later.credit = 1'000'00;
  CHECK(refusal("2026-12-15:5000,2027-01-15:4000", later) == "taken");
  CHECK(refusal("2026-12-15:5000,2027-01-15:3000", later) != "taken");  // the credit counts once
  Account charged = account(10'000'00);
  Claim fee;
  fee.invoice = "INV-1";
  fee.amount = fee.open = 50'00;
  charged.claims.push_back(fee);
  CHECK(refusal("2026-12-15:5000,2027-01-15:5000", charged) == "taken");
  CHECK(refusal("2026-12-15:5000,2027-01-15:5050", charged) == "taken");
  CHECK_THAT(refusal("2026-12-15:5000,2027-01-15:4000", charged), Contains("charges of 50.00 CNY besides"));
  Standing disputed;
  disputed.disputes["INV-1"] = {3'000'00, "quality", today};
  CHECK(refusal("2026-12-15:5000,2027-01-15:2000", account(10'000'00), disputed) == "taken");
  CHECK_THAT(refusal("2026-12-15:5000,2027-01-15:4000", account(0)), Contains("D1 owes nothing"));
}

TEST_CASE("a second plan of a day has a name of its own, and says what it replaces") {
  Standing s;
  Promise open;
  open.amount = 5'000'00;
  open.due = today + Days(9);
  open.made = today;
  open.plan = iso(today);
  Promise beside = open;
  beside.plan.clear();
  beside.due = today + Days(2);
  beside.made = today - Days(1);
  s.promises = {open, beside};
  const told::PlanAgreed second = plan("2026-12-15:5000,2027-01-15:5000", account(10'000'00), s);
  CHECK(second.plan == "2026-11-03-2");
  CHECK(second.replaces == std::vector<Date>{make_date(2026, 11, 2), make_date(2026, 11, 3)});
  CHECK(plan_in_words(second, s, cny) ==
        "a payment plan of 2 dates over 10,000.00 CNY, the first 5,000.00 CNY on 2026-12-15, the last on 2027-01-15; "
        "it replaces the promise for 2026-11-05, the plan of 2026-11-03");
}

TEST_CASE("a promise needs its exact day and a sum") {
  const Arrears arrears = arrears_of(account(10'000'00), {}, today), none = arrears_of(account(0), {}, today);
  CHECK(promise_of({today + Days(5), 0, false, "", today}, arrears, {}).amount == 10'000'00);
  CHECK(promise_of({today + Days(5), 7, true, "", today}, none, {}).written);
  CHECK_THROWS_AS(promise_of({std::nullopt, 0, false, "", today}, arrears, {}), Error);
  CHECK_THROWS_AS(promise_of({today - Days(1), 0, false, "", today}, arrears, {}), Error);
  CHECK_THROWS_AS(promise_of({today + Days(367), 0, false, "", today}, arrears, {}), Error);
  CHECK_THROWS_AS(promise_of({today + Days(5), 0, false, "", today}, none, {}), Error);
}
