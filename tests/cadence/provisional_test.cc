// Days that we choose are there beyond a calendar's rows; days of the law are not. And the user's own rows over the
// shipped.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "cadence/calendar.h"
#include "cadence/step.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const std::string shipped = std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars";

Calendar cn() { return Calendar::load(shipped + "/cn.toml"); }

/// A folder of the user's own.
struct Own {
  void file(const char* name, const std::string& text) { write_file(dir.path() / name, text); }
  std::string folder() const { return dir.path().string(); }
  TempDir dir;
};

/// 2027 as nobody has announced it: New Year, Spring Festival and a weekend worked for it, Labour Day, National Day.
std::string year_2027(const std::string& more = "") {
  return "first_year = 2027\nlast_year = 2027\nsource = \"made up\"\nverified = false\n" + more +
         "[[off]]\nfrom = 2027-01-01\nto = 2027-01-03\n[[off]]\nname = \"春节\"\nfrom = 2027-02-05\nto = 2027-02-11\n"
         "[[off]]\nfrom = 2027-05-01\nto = 2027-05-03\n[[off]]\nfrom = 2027-10-01\nto = 2027-10-07\n[[work]]\nday = "
         "2027-02-13\n";
}

}  // namespace

TEST_CASE("beyond the rows a day that we choose is planned with weekends and fixed holidays, and later by the margin") {
  const Calendar c = cn();
  struct Row {
    const char* from;
    int days;
    const char* to;
    int provisional;
  };
  // 1 January 2027 is a Friday, a holiday in every year; three working days of margin go on top.
  for (const Row& r : {Row{"2026-12-28", 3, "2026-12-31", 0},        // all days known: exactly as add_working has it
                       Row{"2026-12-29", 5, "2027-01-11", 2027},     // 30, 31, then 4, 5, 6 January; 7, 8, 11
                       Row{"2027-01-01", 0, "2027-01-07", 2027},     // Monday the 4th; 5, 6, 7
                       Row{"2027-09-30", 1, "2027-10-07", 2027},     // 1 to 3 October fixed; Monday the 4th; 5, 6, 7
                       Row{"2028-04-28", 1, "2028-05-08", 2028}}) {  // 1 and 2 May fixed; Wednesday the 3rd; 4, 5, 8
    INFO(r.from << " + " << r.days);
    const Planned planned = c.plan_working(*parse_date(r.from), r.days);
    CHECK(iso(planned.day) == r.to);
    CHECK(planned.provisional_year == r.provisional);
  }
  CHECK(c.plan_working(make_date(2026, 12, 29), 5).note() == " on the provisional calendar of 2027");
  CHECK(c.plan_working(make_date(2026, 12, 28), 3).note().empty());
  CHECK(c.planned_holiday(make_date(2027, 10, 2)));
  CHECK_FALSE(c.planned_holiday(make_date(2026, 10, 8)));
  CHECK(iso(c.plan_before(make_date(2027, 1, 5), 2).day) == "2026-12-31");
  // What the law asks for stays a problem.
  CHECK_FALSE(c.add_working(make_date(2026, 12, 29), 5));
  CHECK_FALSE(c.is_working(make_date(2027, 1, 4)));
}

TEST_CASE("the margin is the calendar's own, and nought is none") {
  const auto margin = [](const char* key) {
    return Calendar::read(
        ConfigTable::parse(std::string("time_zone = \"x\"\nfirst_year = 2026\nlast_year = 2026\n") + key, "c.toml"),
        "c");
  };
  CHECK(iso(margin("provisional_margin_days = 0").plan_working(make_date(2026, 12, 31), 1).day) == "2027-01-01");
  CHECK(iso(margin("provisional_margin_days = 1").plan_working(make_date(2026, 12, 31), 1).day) == "2027-01-04");
  CHECK(iso(margin("").plan_working(make_date(2026, 12, 31), 1).day) == "2027-01-06");
  CHECK_THROWS_WITH(margin("[[fixed]]\nmonth = 2\nday = 30\n"),
                    Catch::Contains("c.toml:6:7: day: is no day of that month"));
}

TEST_CASE("a state's calendar has the country's fixed holidays and its own") {
  const Calendars all = Calendars::load(shipped);
  const Calendar& bavaria = **all.find("de-by", "");
  CHECK(bavaria.planned_holiday(make_date(2031, 1, 6)));
  CHECK(bavaria.planned_holiday(make_date(2031, 10, 3)));
  CHECK_FALSE((*all.find("de", ""))->planned_holiday(make_date(2031, 1, 6)));
}

TEST_CASE("a promise is judged without a row of the calendar, a few days later rather than on a guess") {
  CadenceRules rules;
  rules.promise_grace_working_days = 2;
  Promise promise;
  promise.made = make_date(2026, 12, 20);
  promise.due = make_date(2026, 12, 31);
  promise.amount = 100;
  Standing standing;
  standing.promises = {promise};
  Account account;  // it still owes what it promised
  account.items.resize(1);
  account.items[0].invoice.issued = make_date(2026, 11, 1);
  account.items[0].open = 100;
  const Calendar c = cn();
  // Monday the 4th and Tuesday the 5th of January, and the margin: the 6th, 7th and 8th.
  CHECK(promises_due(standing, account, rules, c, make_date(2027, 1, 8)).empty());
  const auto broken = promises_due(standing, account, rules, c, make_date(2027, 1, 9));
  REQUIRE(broken.size() == 1);
  CHECK_FALSE(broken[0].kept);
  // A country without a calendar: Saturdays and Sundays, and the margin.
  standing.promises[0].due = make_date(2026, 11, 20);
  CHECK(promises_due(standing, account, rules, Calendar::weekends_only(), make_date(2026, 11, 27)).empty());
  CHECK(promises_due(standing, account, rules, Calendar::weekends_only(), make_date(2026, 11, 28)).size() == 1);
}

TEST_CASE("the user's own file is read over the shipped one, and its years are known") {
  Own own;
  own.file("cn.toml", year_2027());
  const Calendars all = Calendars::load(shipped, own.folder());
  const Calendar& c = **all.find("", "CN");
  CHECK(c.last_year() == 2027);
  CHECK(iso(*c.add_working(make_date(2026, 12, 31), 1)) == "2027-01-04");
  CHECK_FALSE(*c.is_working(make_date(2027, 2, 8)));
  CHECK(*c.is_working(make_date(2027, 2, 13)));  // a Saturday
  CHECK(*c.is_working(make_date(2026, 10, 10)));
  CHECK(c.plan_working(make_date(2026, 12, 29), 5).provisional_year == 0);
  CHECK(c.source() == "made up");
  CHECK_FALSE(c.verified());
  CHECK_THAT(c.is_working(make_date(2028, 1, 3)).problem().line(), Catch::StartsWith(own.folder() + "/cn.toml"));
  // A folder that is not there is no mistake: nothing was ever added.
  CHECK(Calendars::load(shipped, own.folder() + "/none").all().size() == Calendars::load(shipped).all().size());
}

TEST_CASE("rows that contradict, leave years out or lack a fixed holiday are refused, and both are named") {
  struct Row {
    std::string toml;
    std::vector<const char*> says;
  };
  const Row rows[] = {
      {year_2027("[[added]]\nfirst_year = 2026\nlast_year = 2026\n[[added.off]]\nname = \"x\"\nfrom = 2026-10-10\n"),
       {"2026-10-10 off, x (", "contradicts 2026-10-10 worked (", "calendars/cn.toml:"}},
      {"first_year = 2026\nlast_year = 2026\n[[work]]\nday = 2026-10-01\n",
       {"cn.toml:4:7: 2026-10-01 worked", "contradicts 2026-10-01 to 2026-10-07 off, 国庆节"}},
      {"first_year = 2028\nlast_year = 2028\n", {"2027 is left out: cn ends with 2026"}},
      {"first_year = 2027\nlast_year = 2027\n[[off]]\nfrom = 2027-01-01\n",
       {"the rows of 2027 do not have 2027-10-01 (国庆节), a holiday of every year"}},
      {"first_year = 2027\nlast_year = 2027\n[[off]]\nfrom = 2028-01-01\n", {"lies outside first_year to last_year"}},
      {"time_zone = \"Asia/Tokyo\"\n" + year_2027(), {"time_zone: is not what the calendar says"}},
      {"frist_year = 2027\n", {"first_year: is missing"}},
  };
  for (const Row& r : rows) {
    INFO(r.toml);
    Own own;
    own.file("cn.toml", r.toml);
    for (const char* says : r.says) CHECK_THROWS_WITH(Calendars::load(shipped, own.folder()), Catch::Contains(says));
  }
}

TEST_CASE("what a country's calendar gets, its states have as well, and know it only when they are told so") {
  Own own;
  std::string more = "first_year = 2028\nlast_year = 2028\n";
  for (const char* day : {"2028-01-01", "2028-04-14", "2028-05-01", "2028-10-03", "2028-12-25", "2028-12-26"})
    more += std::string("[[off]]\nfrom = ") + day + "\n";
  own.file("de.toml", more);
  own.file("fr.toml",
           "countries = [\"FR\"]\ntime_zone = \"Europe/Paris\"\nfirst_year = 2026\nlast_year = 2026\n[[off]]\nfrom = "
           "2026-07-14\n");
  own.file("de-hh.toml", "extends = \"de\"\nfirst_year = 2027\nlast_year = 2028\n[[off]]\nfrom = 2028-10-31\n");
  const Calendars all = Calendars::load(shipped, own.folder());
  CHECK((*all.find("de", ""))->last_year() == 2028);
  CHECK_FALSE((*all.find("de-by", ""))->is_working(make_date(2028, 4, 14)));
  CHECK((*all.find("de-by", ""))->planned_holiday(make_date(2028, 4, 14)));
  CHECK_FALSE(*(*all.find("de-hh", ""))->is_working(make_date(2028, 10, 31)));
  CHECK((*all.find("", "FR"))->name() == "fr");
  CHECK(all.countries_of("fr") == std::vector<std::string>{"FR"});
}
