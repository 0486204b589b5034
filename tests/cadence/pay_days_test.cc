#include "cadence/pay_days.h"

#include <catch2/catch.hpp>

#include "cadence/step.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 20);

std::vector<Date> days(const std::vector<std::string>& texts) {
  std::vector<Date> out;
  for (const std::string& text : texts) out.push_back(parse_date(text).value());
  return out;
}

std::string learned(const std::vector<std::string>& payments) {
  const PayDays pays = learned_pay_days(days(payments), CadenceRules(), today);
  return pays.known() ? pays.text() : "none";
}

}  // namespace

TEST_CASE("pay-days are learned from six payments or more that agree") {
  // 25 January is a Sunday, 25 April and 25 July are Saturdays: the bank takes the next Monday.
  CHECK(learned({"2026-01-26", "2026-02-25", "2026-03-25", "2026-04-27", "2026-05-25", "2026-06-25", "2026-07-27",
                 "2026-08-25"}) == "25th, learned from 8 payments");
  CHECK(learned({"2026-04-27", "2026-05-25", "2026-06-25", "2026-07-27", "2026-08-25"}) == "none");  // five
  // The same day twice is one payment.
  CHECK(learned({"2026-04-27", "2026-05-25", "2026-06-25", "2026-07-27", "2026-08-25", "2026-08-25"}) == "none");
  CHECK(learned({"2026-02-10", "2026-02-25", "2026-03-10", "2026-03-25", "2026-04-10", "2026-04-27"}) ==
        "10th and 25th, learned from 6 payments");
  CHECK(learned({"2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"}) ==
        "31st, learned from 6 payments");
  CHECK(learned({"2026-05-08", "2026-05-22", "2026-06-12", "2026-06-19", "2026-07-03", "2026-07-31"}) ==
        "each Friday, learned from 6 payments");
  // One busy week is no habit.
  CHECK(learned({"2026-01-20", "2026-01-21", "2026-01-22", "2026-01-23", "2026-01-26", "2026-01-27"}) == "none");
  CHECK(learned({"2026-01-05", "2026-02-24", "2026-03-12", "2026-05-01", "2026-06-18", "2026-07-28"}) == "none");
}

TEST_CASE("80 percent of the payments must fit, and only the newest twelve of two years count") {
  const std::vector<std::string> good{"2026-01-26", "2026-02-25", "2026-03-25", "2026-04-27",
                                      "2026-05-25", "2026-06-25", "2026-07-27", "2026-08-25"};
  auto eight_of_ten = good, eight_of_eleven = good;
  for (const char* stray : {"2026-01-06", "2026-05-13"}) {
    eight_of_ten.push_back(stray);
    eight_of_eleven.push_back(stray);
  }
  eight_of_eleven.push_back("2026-08-18");  // 73 percent
  CHECK(learned(eight_of_ten) == "25th, learned from 10 payments");
  CHECK(learned(eight_of_eleven) == "none");
  auto with_old = good;
  for (const char* old : {"2023-03-02", "2023-04-09", "2023-05-17", "2024-11-19"})
    with_old.push_back(old);  // 730 days back: 2024-11-20
  CHECK(learned(with_old) == "25th, learned from 8 payments");
  auto future = good;
  future.push_back("2026-11-20");  // today is not the past
  CHECK(learned(future) == "25th, learned from 8 payments");
}

TEST_CASE("what is set wins over what was learned, and nothing is learned where the policy says never") {
  Debtor debtor;
  PaymentHistory history;
  for (Date d : days({"2026-03-25", "2026-04-27", "2026-05-25", "2026-06-25", "2026-07-27"}))
    history.paid.push_back({d - Days(30), d, d, 1'000'00});
  Standing standing;
  standing.payments.push_back({500'00, make_date(2026, 8, 25), "BK-1"});  // a part payment of this cycle is the sixth
  CadenceRules rules;
  CHECK(pay_days_of(debtor, history, standing, rules, today).text() == "25th, learned from 6 payments");
  debtor.pay_days = {20, 5};
  CHECK(pay_days_of(debtor, history, standing, rules, today).text() == "5th and 20th, set");
  debtor.pay_days.clear();
  rules.pay_day_payments = 0;
  CHECK_FALSE(pay_days_of(debtor, history, standing, rules, today).known());
}

TEST_CASE("the 31st is the last day of a shorter month") {
  const PayDays pays{{31}, 0, 0};
  CHECK(pays.is_one(make_date(2026, 11, 30)));
  CHECK(pays.is_one(make_date(2026, 12, 31)));
  CHECK_FALSE(pays.is_one(make_date(2026, 12, 30)));
  const PayDays fridays{{}, 5, 6};
  CHECK(fridays.is_one(make_date(2026, 11, 20)));
  CHECK_FALSE(fridays.is_one(make_date(2026, 11, 21)));
}

TEST_CASE("a letter moves to two working days before a pay-day, three days at most, and never past its last day") {
  const Calendar calendar = Calendar::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars/cn.toml");
  const Policy policy = Policy::parse("name = \"x\"\n[[tier]]\nid = \"first\"\n", "p.toml");
  const std::vector<Contact> contacts{{"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""}};
  Debtor debtor;
  debtor.id = "D1";
  Decision decision;
  decision.tier = &policy.tiers[0];
  const auto step = [&](Date day, int pay_day, std::optional<Date> not_after = {}) {
    debtor.pay_days = {pay_day};
    return next_step(policy, decision, debtor, contacts, Standing(), calendar, day, {{}, nullptr, not_after});
  };
  // 25 November 2026 is a Wednesday: Monday the 23rd.
  CHECK(step(make_date(2026, 11, 20), 25).day == make_date(2026, 11, 23));
  CHECK(step(make_date(2026, 11, 19), 25).day == make_date(2026, 11, 19));  // four days are too far
  CHECK(step(make_date(2026, 11, 24), 25).day == make_date(2026, 11, 24));  // too late for this one
  const Step kept = step(make_date(2026, 11, 20), 25, make_date(2026, 11, 22));
  CHECK(kept.day == make_date(2026, 11, 20));
  REQUIRE(kept.why.size() == 1);
  CHECK(kept.why[0] == "not moved to its pay-day 2026-11-25: it must leave by 2026-11-22");
  CHECK(step(make_date(2026, 11, 20), 25, make_date(2026, 11, 23)).why.at(0) ==
        "2 working days before its pay-day 2026-11-25 (25th, set)");
}
