#include "cadence/calendar.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "cadence/pace.h"
#include "support/temp_dir.h"

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
  for (const Row r :
       {Row{"2026-02-12", 5, "2026-02-26"}, {"2026-09-30", 3, "2026-10-10"}, {"2026-04-30", 7, "2026-05-13"}}) {
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
  CHECK_THROWS_WITH(
      Calendar::read(
          ConfigTable::parse("time_zone = \"x\"\nfirst_year = 2026\nlast_year = 2026\n[[off]]\nfrom = 2027-01-01\n",
                             "c.toml"),
          "c"),
      Catch::Contains("c.toml:5") && Catch::Contains("outside"));
  CHECK_THROWS_WITH(
      Calendar::read(
          ConfigTable::parse("time_zone = \"x\"\nfirst_year = 2026\nlast_year = 2026\nweekend = [\"sa\"]\n", "c.toml"),
          "c"),
      Catch::Contains("not one of"));
}

TEST_CASE("the pace: every change has its reason, and it stays within its bounds") {
  CadenceRules rules;
  rules.short_window_days = 5;
  rules.slower = 1.5;
  rules.faster = 0.5;
  rules.promise_broken = 0.4;
  const Date today = make_date(2026, 11, 21);
  auto letter = [&](long days_ago, std::optional<long> answered_after = {}) {
    SentLetter l;
    l.kind = "reminder";
    l.day = today - Days(days_ago);
    l.deadline = l.day + Days(10);
    if (answered_after) l.answered = l.day + Days(*answered_after);
    return l;
  };
  Standing s;
  CHECK(pace_of(s, rules, today).value == 1);
  s.sent = {letter(60, 5)};
  CHECK(pace_of(s, rules, today).value == Approx(1.5));
  s.sent.front().refused = true;
  CHECK(pace_of(s, rules, today).value == 1);  // an answer, and no good will
  s.sent.front().refused = false;
  s.sent.front().misdirected = true;
  CHECK(pace_of(s, rules, today).value == 1);
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
  s.sent.clear();
  Promise promise;
  promise.due = today - Days(9);
  promise.settled = today - Days(7);
  promise.state = Promise::State::broken;
  s.promises = {promise};
  CHECK(pace_of(s, rules, today).value == Approx(0.4));
  s.sent = {letter(30, 2)};  // the answer that promised
  CHECK(pace_of(s, rules, today).value == Approx(0.4));
  s.promises.clear();
  s.sent.assign(9, letter(60, 1));
  CHECK(pace_of(s, rules, today).value == rules.pace_max);
  s.sent = {letter(5)};
  CHECK(pace_of(s, rules, today).value == 1);  // its time still runs
}

namespace {

/// A folder with calendar files of a test's own.
class CalendarFolder {
 public:
  void file(const char* name, const std::string& text) { write_file(dir_.path() / name, text); }
  std::string path(const char* name) const { return (dir_.path() / name).string(); }
  std::string folder() const { return dir_.path().string(); }

 private:
  TempDir dir_;
};

const std::string base_file =
    "time_zone = \"Europe/Berlin\"\nfirst_year = 2025\nlast_year = 2026\nweekend = [\"fri\"]\n[[off]]\nfrom = "
    "2025-05-01\n";

}  // namespace

TEST_CASE("a calendar extends another: a state has the country's holidays and its own") {
  const Calendars all = Calendars::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars");
  struct Row {
    const char *calendar, *day;
    bool working;
  };
  const Row rows[] = {
      {"de", "2026-01-06", true},     {"de-by", "2026-01-06", false}, {"de-nw", "2026-01-06", true},
      {"de-by", "2026-05-01", false}, {"de", "2026-06-04", true},     {"de-nw", "2026-06-04", false},
      {"de-be", "2026-06-04", true},  {"de-be", "2027-03-08", false}, {"de-be", "2025-05-08", false},
      {"de-be", "2026-05-08", true},  {"de", "2024-04-01", false},    {"de", "2023-12-25", false},
      {"at", "2026-10-26", false},    {"at", "2026-04-03", true},     {"de-by", "2026-04-03", false},
  };
  for (const Row& r : rows) {
    INFO(r.calendar << " " << r.day);
    CHECK(*(*all.find(r.calendar, ""))->is_working(*parse_date(r.day)) == r.working);
  }
  CHECK((*all.find("de-by", ""))->time_zone() == "Europe/Berlin");
  CHECK((*all.find("", "DE"))->name() == "de");
  CHECK_THAT((*all.find("de-by", ""))->is_working(make_date(2028, 1, 3)).problem().line(),
             Catch::Contains("de-by.toml"));
}

TEST_CASE("Taiwan 2026: 120 days off, no weekend worked instead") {
  const Calendars all = Calendars::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars");
  const Calendar& tw = **all.find("", "TW");
  int off = 0;
  for (Date day = make_date(2026, 1, 1); day <= make_date(2026, 12, 31); day += Days(1)) off += !*tw.is_working(day);
  CHECK(off == 120);
  CHECK(iso(*tw.add_working(make_date(2026, 2, 13), 1)) == "2026-02-23");
}

TEST_CASE("what a file that extends another says goes before, and its mistakes are named") {
  CalendarFolder f;
  f.file("aa.toml", base_file);
  f.file("bb.toml", "extends = \"aa\"\nfirst_year = 2025\nlast_year = 2025\n[[off]]\nfrom = 2025-05-02\n");
  f.file("cc.toml",
         "extends = \"bb\"\ntime_zone = \"Europe/Vienna\"\nweekend = [\"sun\"]\nfirst_year = 2025\nlast_year = 2025\n");
  const Calendar c = Calendar::load(f.path("cc.toml"));
  CHECK_FALSE(*c.is_working(make_date(2025, 5, 1)));
  CHECK_FALSE(*c.is_working(make_date(2025, 5, 2)));
  CHECK_FALSE(*c.is_working(make_date(2025, 5, 4)));
  CHECK(*c.is_working(make_date(2025, 5, 9)));  // a Friday
  CHECK_FALSE(*Calendar::load(f.path("bb.toml")).is_working(make_date(2025, 5, 9)));
  CHECK_FALSE(c.is_working(make_date(2026, 5, 9)));
  CHECK(c.time_zone() == "Europe/Vienna");

  struct Row {
    const char *toml, *says;
  };
  for (const Row r : {Row{"extends = \"dd\"\nfirst_year = 2025\nlast_year = 2025\n",
                          "dd.toml:1:11: extends: goes in a circle: dd, dd"},
                      {"extends = \"ee\"\nfirst_year = 2025\nlast_year = 2025\n", "there is no calendar \"ee\""},
                      {"extends = \"aa\"\nfirst_year = 2025\nlast_year = 2027\n",
                       "dd.toml:3:13: last_year: aa knows 2025 to 2026 only"},
                      {"extends = \"aa\"\n", "first_year: is missing"},
                      {"extends = \"../aa\"\nfirst_year = 2025\nlast_year = 2025\n", "there is no calendar"},
                      {"extend = \"aa\"\nfirst_year = 2025\nlast_year = 2025\n", "time_zone"}}) {
    INFO(r.toml);
    f.file("dd.toml", r.toml);
    CHECK_THROWS_WITH(Calendar::load(f.path("dd.toml")), Catch::Contains(r.says));
  }
  f.file("dd.toml", "extends = \"ff\"\nfirst_year = 2025\nlast_year = 2025\n");
  f.file("ff.toml", "extends = \"dd\"\nfirst_year = 2025\nlast_year = 2025\n");
  CHECK_THROWS_WITH(Calendar::load(f.path("dd.toml")), Catch::Contains("in a circle: dd, ff, dd"));
}

TEST_CASE("two calendars cannot stand for one country") {
  CalendarFolder f;
  f.file("aa.toml", "countries = [\"DE\"]\n" + base_file);
  f.file("bb.toml", "countries = [\"DE\"]\n" + base_file);
  CHECK_THROWS_WITH(Calendars::load(f.folder()), Catch::Contains("countries: DE has the calendar"));
}
