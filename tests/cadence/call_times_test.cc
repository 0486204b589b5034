#include "cadence/call_times.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

const Calendar& calendar() {
  static const Calendar c = Calendar::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars/us.toml");
  return c;
}

CallRules every_day() {
  CallRules rules;
  rules.weekends = true;
  return rules;
}

CallLogged call(Date day, const char* outcome = "no-answer") { return {outcome, "Ann", day}; }

std::string next(const CallRules& rules, const char* kind, const std::vector<CallLogged>& calls, Date from) {
  return iso(call_day(rules, kind, calls, calendar(), from).day);
}

}  // namespace

TEST_CASE("seven calls in seven days are allowed, the eighth is not") {
  // 12 CFR 1006.14(b)(2)(i)(A): seven from Monday to Sunday, the eighth inside the window is too many.
  std::vector<CallLogged> calls;
  const Date monday = make_date(2026, 3, 2);
  for (int i = 0; i < 6; ++i) calls.push_back(call(monday + Days(i)));
  CHECK(next(every_day(), "individual", calls, make_date(2026, 3, 8)) == "2026-03-08");  // the seventh, on Sunday
  calls.push_back(call(make_date(2026, 3, 8)));
  CHECK(next(every_day(), "individual", calls, make_date(2026, 3, 8)) ==
        "2026-03-09");  // Monday's is seven days old then
  calls.push_back(call(make_date(2026, 3, 9)));
  CHECK(next(every_day(), "individual", calls, make_date(2026, 3, 9)) == "2026-03-10");
  std::vector<CallLogged> one_day(7, call(monday));
  CHECK(next(every_day(), "individual", one_day, monday) == "2026-03-09");
  CHECK(call_day(every_day(), "individual", one_day, calendar(), monday).why ==
        std::vector<std::string>{"at most 7 calls in 7 days"});
}

TEST_CASE("after a conversation a person is left alone for seven days, a company is not") {
  // Conversation on 1 March: not before 8 March.
  const std::vector<CallLogged> calls{call(make_date(2026, 3, 1), "reached")};
  CHECK(next(every_day(), "individual", calls, make_date(2026, 3, 2)) == "2026-03-08");
  CHECK(next(every_day(), "individual", calls, make_date(2026, 3, 8)) == "2026-03-08");
  CHECK(next(every_day(), "small-business", calls, make_date(2026, 3, 2)) == "2026-03-02");
  // A message is no conversation.
  CHECK(next(every_day(), "individual", {call(make_date(2026, 3, 1), "message-left")}, make_date(2026, 3, 2)) ==
        "2026-03-02");
}

TEST_CASE("what the debtor calls does not count, but a conversation is one whoever called, visits are no calls") {
  CallLogged incoming = call(make_date(2026, 3, 1), "reached");
  incoming.incoming = true;
  CHECK(next(every_day(), "individual", {incoming}, make_date(2026, 3, 2)) == "2026-03-08");
  std::vector<CallLogged> seven(7, call(make_date(2026, 3, 3)));
  for (CallLogged& c : seven) c.incoming = true;
  CHECK(next(every_day(), "individual", seven, make_date(2026, 3, 4)) == "2026-03-04");
  for (CallLogged& c : seven) {
    c.incoming = false;
    c.way = "visit";
  }
  CHECK(next(every_day(), "individual", seven, make_date(2026, 3, 4)) == "2026-03-04");
}

TEST_CASE("no call on a weekend or holiday of the debtor's, and beyond its rows on none of fixed date") {
  // Saturday 4 July 2026 is observed on Friday the 3rd.
  const CallDay day = call_day(CallRules(), "small-business", {}, calendar(), make_date(2026, 7, 3));
  CHECK(iso(day.day) == "2026-07-06");
  CHECK(day.why.size() == 3);
  // 1 January 2099 is a Thursday, and New Year's Day in every year.
  CHECK(iso(call_day(CallRules(), "small-business", {}, calendar(), make_date(2099, 1, 1)).day) == "2099-01-02");
}

TEST_CASE("the caps of a policy are read, and what is no span of hours is refused with its line") {
  const auto read = [](const char* toml) { return read_call_rules(ConfigTable::parse(toml, "p.toml")); };
  const CallRules rules =
      read("[calls]\nhours = \"08:00-21:00\"\nmax_in_7_days = 3\n[calls.individual]\ndays_after_conversation = 14\n");
  CHECK(rules.hours.from == std::chrono::hours(8));
  CHECK(rules.caps_for("public-body").max_in_7_days == 3);
  CHECK(rules.caps_for("individual").max_in_7_days == 7);
  CHECK(rules.caps_for("individual").days_after_conversation == 14);
  CHECK_THROWS_WITH(read("[calls]\nhours = \"9 to 5\"\n"),
                    Catch::Contains("p.toml:2") && Catch::Contains("09:00-18:00"));
  CHECK_THROWS_WITH(read("[calls]\nmax_in_7_days = 0\n"), Catch::Contains("max_in_7_days"));
}
