#include "cadence/calendar.h"

#include <catch2/catch.hpp>

#include "cadence/pace.h"

using namespace dunmail;

namespace {

Calendar cn() { return Calendar::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars/cn.toml"); }

}  // namespace

TEST_CASE("mainland China 2026: the worked figures of the notice") {
  const Calendar c = cn();
  struct Row {
    const char* from;
    int days;
    const char* to;
  };
  for (const Row r : {Row{"2026-02-12", 5, "2026-02-26"}, {"2026-09-30", 3, "2026-10-10"}, {"2026-04-30", 7, "2026-05-13"}}) {
    INFO(r.from);
    CHECK(iso(*c.add_working(*parse_date(r.from), r.days)) == r.to);
  }
  int working = 0;
  for (Date day = make_date(2026, 1, 1); day <= make_date(2026, 12, 31); day += Days(1)) working += *c.is_working(day);
  CHECK(working == 248);
  CHECK(*c.is_working(make_date(2026, 10, 10)));
  CHECK_FALSE(*c.is_working(make_date(2026, 10, 7)));
  CHECK(iso(*c.add_working(make_date(2026, 11, 21), 0)) == "2026-11-23");
  CHECK(iso(*c.subtract_working(make_date(2026, 11, 25), 2)) == "2026-11-23");
}

TEST_CASE("a day outside the rows is a problem that names the file, never a guess") {
  const auto r = cn().add_working(make_date(2026, 12, 30), 5);
  REQUIRE_FALSE(r);
  CHECK_THAT(r.problem().line(), Catch::Contains("cn.toml") && Catch::Contains("2027-01-01"));
}

TEST_CASE("calendars are found by name, else by country") {
  const Calendars all = Calendars::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars");
  CHECK((*all.find("", "DE"))->name() == "de");
  CHECK((*all.find("gb", "DE"))->name() == "gb");
  CHECK_FALSE(all.find("", "ZZ"));
  CHECK_THAT(all.find("cm", "CN").problem().line(), Catch::Contains("did you mean"));
  // Easter Monday, and Boxing Day's substitute day: 26 December 2026 is a Saturday.
  CHECK_FALSE(*(*all.find("de", ""))->is_working(make_date(2026, 4, 6)));
  CHECK_FALSE(*(*all.find("gb", ""))->is_working(make_date(2026, 12, 28)));
}

TEST_CASE("a calendar's mistakes are named") {
  CHECK_THROWS_WITH(Calendar::read(ConfigTable::parse("time_zone = \"x\"\nfirst_year = 2026\nlast_year = 2026\n[[off]]\nfrom = 2027-01-01\n", "c.toml"), "c"), Catch::Contains("c.toml:5") && Catch::Contains("outside"));
  CHECK_THROWS_WITH(Calendar::read(ConfigTable::parse("time_zone = \"x\"\nfirst_year = 2026\nlast_year = 2026\nweekend = [\"sa\"]\n", "c.toml"), "c"), Catch::Contains("not one of"));
}

TEST_CASE("the pace: every change has its reason, and it stays within its bounds") {
  const CadenceRules rules;
  const Date today = make_date(2026, 11, 21);
  auto letter = [&](long days_ago, std::optional<long> answered_after = {}) {
    SentLetter l;
    l.kind = "reminder", l.day = today - Days(days_ago), l.deadline = l.day + Days(10);
    if (answered_after) l.answered = l.day + Days(*answered_after);
    return l;
  };
  Standing s;
  CHECK(pace_of(s, rules, today).value == 1);
  s.sent = {letter(60, 5)};
  CHECK(pace_of(s, rules, today).value == Approx(1.5));
  s.sent = {letter(60, 6)};
  CHECK(pace_of(s, rules, today).value == 1);  // neither soon nor late
  s.sent = {letter(60, 11)};
  CHECK(pace_of(s, rules, today).value == Approx(0.5));  // after the printed day
  s.sent = {letter(60), letter(40)};
  const Pace faster = pace_of(s, rules, today);
  CHECK(faster.value == Approx(0.25));
  REQUIRE(faster.changes.size() == 2);
  CHECK_FALSE(faster.changes[0].reason.empty());
  s.sent.assign(9, letter(60));
  CHECK(pace_of(s, rules, today).value == rules.pace_min);
  s.sent.assign(9, letter(60, 1));
  CHECK(pace_of(s, rules, today).value == rules.pace_max);
  s.sent = {letter(5)};
  CHECK(pace_of(s, rules, today).value == 1);  // its time still runs
}
