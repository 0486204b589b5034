// dunmail data: new rows into the user's folder, tables that end, and whose day it is.
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/file.h"
#include "cli/commands_data.h"
#include "cli/given_day.h"
#include "cli/tell_ends.h"
#include "desk/business_day.h"
#include "desk/world.h"
#include "intake/data_ics.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const std::string source = DUNMAIL_SOURCE_DIR;

/// A desk whose rows lie in a folder of its own.
struct Desk {
  Desk() {
    settings.calendars = source + "/config/calendars";
    settings.rates = source + "/config/rates";
    settings.regimes = source + "/config/regimes.toml";
    settings.data = (dir.path() / "data").string();
  }
  std::string add(const char* file, const std::string& text, DataAddOrder order = {}) {
    write_file(dir.path() / file, text);
    order.file = (dir.path() / file).string();
    try {
      return data_add_command(settings, order).text;
    } catch (const Error& e) {
      return e.what();
    }
  }
  std::string own(const char* file) const { return read_file(std::filesystem::path(settings.data) / file); }
  Calendars calendars() const { return Calendars::load(settings.calendars, settings.own_calendars()); }
  Rates rates() const { return Rates::load(settings.rates, settings.own_rates()); }
  TempDir dir;
  Settings settings;
};

DataAddOrder to(const char* table, bool verified = false) {
  DataAddOrder out;
  out.table = table;
  out.verified = verified;
  return out;
}

const std::string year_2027 =
    "date,name,kind\n2027-01-01,元旦,off\n2027-02-05,春节,off\n2027-02-08,春节,off\n2027-02-13,春节补班,work\n2027-05-"
    "03,劳动节,off\n2027-10-01,国庆节,off\n";

std::string ics(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + events + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }

std::string holidays(const std::string& text) {
  const auto rows = holidays_of_ics(text, "f.ics");
  if (!rows) return rows.problem().line();
  std::string out;
  for (const CalendarRow& row : *rows)
    out += iso(row.from) + (row.to == row.from ? "" : ".." + iso(row.to)) + (row.off ? " " : " work ") + row.name + ";";
  return out;
}

}  // namespace

TEST_CASE("a year out of CSV: 2027 is known from then on, with its source, and not verified") {
  Desk desk;
  // 1 and 2 May 2027 are a weekend, 2 and 3 October as well: the fixed holidays that are working days are there.
  CHECK_THAT(desk.add("cn.csv", year_2027, {"", "", "notice of 2026-11-30", false, {}}),
             Catch::StartsWith("cn: 2027: 5 days off beside weekends, 1 weekend days worked; not verified"));
  const Calendars all = desk.calendars();
  const Calendar& cn = **all.find("cn", "");
  CHECK(cn.last_year() == 2027);
  CHECK(cn.source() == "notice of 2026-11-30");
  CHECK_FALSE(cn.verified());
  CHECK(*cn.is_working(make_date(2027, 2, 13)));
  CHECK_FALSE(*cn.is_working(make_date(2027, 2, 8)));
  // Again: nothing is written. A further year behind it: both are there.
  const std::string before = desk.own("calendars/cn.toml");
  CHECK_THAT(desk.add("cn.csv", year_2027), Catch::Contains("every row stands there already"));
  CHECK(desk.own("calendars/cn.toml") == before);
  CHECK_THAT(desk.add("later.csv",
                      "date,name,kind\n2028-05-01,劳动节,off\n2028-05-02,劳动节,off\n2028-10-02,国庆节,off\n2028-10-03,"
                      "国庆节,off\n",
                      to("cn", true)),
             Catch::StartsWith("cn: 2028: 4 days off beside weekends, 0 weekend days worked\n"));
  CHECK((*desk.calendars().find("cn", ""))->verified());
  CHECK(desk.own("calendars/cn.toml").starts_with(before));
}

TEST_CASE("what contradicts is refused with both rows, and nothing is written") {
  Desk desk;
  struct Row {
    const char* file;
    std::string text;
    DataAddOrder order;
    const char* says;
  };
  DataAddOrder until = to("lpr-1y");
  until.known_until = make_date(2026, 12, 20);
  DataAddOrder early = to("lpr-1y");
  early.known_until = make_date(2026, 1, 1);
  const Row rows[] = {
      {"a.csv", "date,name,kind\n2026-10-10,x,off\n", to("cn"), "a.csv:2: 2026-10-10 off, x ("},
      {"a.csv", "date,name,kind\n2026-10-10,x,off\n", to("cn"), "contradicts 2026-10-10 worked ("},
      {"a.csv", "date,name,kind\n2027-01-01,x,off\n2027-01-01,y,work\n", to("cn"), "a.csv:3: 2027-01-01 worked, y ("},
      {"a.csv", "date,name,kind\n2027-01-01,x,off\n", to("cn"), "the rows of 2027 do not have 2027-10-01"},
      {"a.csv", "date,name,kind\n2028-10-02,x,off\n", to("cn"), "2027 is left out"},
      {"a.csv", "date,name,kind\n2027-02-30,x,off\n", to("cn"), "a.csv:2: date: \"2027-02-30\" is not a date"},
      {"a.csv", "date,name,kind\n2027-02-03,x,free\n", to("cn"), "a.csv:2: kind: \"free\" is neither off nor work"},
      {"a.csv", "day,name\n2027-02-03,x\n", to("cn"), "the columns are not known"},
      {"a.csv", "", to("cn"), "the file is empty"},
      {"a.csv", "date,name,kind\n", to("cn"), "there is no row below the columns"},
      {"a.csv", year_2027, to("cm"), "there is no calendar \"cm\" (did you mean cn"},
      {"a.csv", year_2027, to("bgb-base"), "\"bgb-base\" is no calendar"},
      {"a.csv", "from,percent\n2027-01-01,2.0\n", to("de"), "\"de\" is no table of rates"},
      {"a.csv", "from,percent\n2026-07-01,1.53\n", to("bgb-base"), "1.53 % from 2026-07-01 ("},
      {"a.csv", "from,percent\n2026-07-01,1.53\n", to("bgb-base"), "contradicts 1.52 % from 2026-07-01 ("},
      {"a.csv", "from,percent\n2027-07-01,1.53\n", to("bgb-base", true), "there is a gap: no row for 2027-01-01"},
      {"a.csv", "from,percent\n2025-12-01,2.9\n", until, "overlaps 3 % from 2025-09-23"},
      {"a.csv", "from,percent\n2026-02-20,2.9\n", to("lpr-1y"), "known-until: is needed"},
      {"a.csv", "from,percent\n2026-02-20,2.9\n", early, "lies before the last row, 2026-02-20"},
      {"a.csv", "from,percent\n2026-02-20,x\n", until, "a.csv:2: percent: \"x\" is not a rate"},
      {"a.csv", "from,percent\n2026-02-20,2.9\n2026-02-20,2.8\n", until, "a.csv:3: there are two rows for 2026-02-20"},
      {"a.txt", "x", to("cn"), "is none of .toml, .csv, .ics"},
      {"a.csv", year_2027, to("../cn"), "is no name of a table"},
      {"a.ics", ics(event("DTSTART;VALUE=DATE:0101\r\nSUMMARY:New Year\r\n")), to("cn"),
       "a.ics:4: \"0101\" is no day of a year: New Year"},
      {"a.toml",
       "first_year = 2027\nlast_year = 2027\n[[off]]\nfrom = 2027-10-01\n[[off]]\nfrom = 2027-01-01\nnmae = \"x\"\n",
       to("cn"), "did you mean name"},
  };
  for (const Row& r : rows) {
    INFO(r.text << " " << r.order.table);
    CHECK_THAT(desk.add(r.file, r.text, r.order), Catch::Contains(r.says));
  }
  CHECK_FALSE(std::filesystem::exists(desk.settings.own_calendars() + "/cn.toml"));
  CHECK_FALSE(std::filesystem::exists(desk.settings.own_rates() + "/lpr-1y.toml"));
}

TEST_CASE("rates: a half-year ends where it ends, and a verified row replaces one that was not") {
  Desk desk;
  CHECK_THAT(desk.add("a.csv", "from;percent\n2026-07-01;1.52\n2027-01-01;1.60\n", to("bgb-base", true)),
             Catch::StartsWith("bgb-base: 1.6 % from 2027-01-01, known until 2027-06-30\n"));
  CHECK(desk.rates().table("bgb-base").on(make_date(2026, 7, 1))->verified);
  CHECK(desk.rates().table("bgb-base").known_until() == make_date(2027, 6, 30));
  CHECK_THAT(desk.add("boe-reference.csv", "from,percent\n2026-07-01,3.50\n", to("", true)),
             Catch::StartsWith("boe-reference: 3.5 % from 2026-07-01"));
  DataAddOrder until = to("lpr-1y", true);
  until.known_until = make_date(2026, 11, 20);
  until.source = "chinamoney.com.cn";
  CHECK_THAT(desk.add("a.csv", "from,percent\n2026-02-20,2.90\n", until), Catch::Contains("known until 2026-11-20"));
  CHECK(desk.rates().table("lpr-1y").on(make_date(2026, 11, 20))->source == "chinamoney.com.cn");
}

TEST_CASE("TOML: rows for a shipped table, or a table that nobody ships") {
  Desk desk;
  const std::string toml =
      "first_year = 2027\nlast_year = 2027\nsource = \"notice\"\nverified = true\n[[off]]\nname = \"quote \\\" and "
      "\\\\\"\nfrom = 2027-01-01\nto = 2027-01-03\n"
      "[[off]]\nfrom = 2027-10-01\n";
  CHECK_THAT(desk.add("cn.toml", toml),
             Catch::StartsWith("cn: 2027: 2 days off beside weekends, 0 weekend days worked\n"));
  CHECK((*desk.calendars().find("cn", ""))->verified());
  const std::string fr =
      "countries = [\"FR\"]\ntime_zone = \"Europe/Paris\"\nfirst_year = 2026\nlast_year = 2026\n[[off]]\nfrom = "
      "2026-07-14\n";
  CHECK_THAT(desk.add("fr.toml", fr), Catch::StartsWith("fr: 2026 to 2026 are known; not verified"));
  CHECK((*desk.calendars().find("", "FR"))->name() == "fr");
  CHECK_THAT(desk.add("fr2.toml", fr), Catch::Contains("FR has the calendar fr already"));
  CHECK_THAT(
      desk.add("mine.toml", "title = \"t\"\nknown_until = 2026-12-31\n[[rate]]\nfrom = 2026-01-01\npercent = \"7\"\n"),
      Catch::StartsWith("mine: the rates are known until 2026-12-31; not verified"));
  CHECK_FALSE(desk.rates().table("mine").on(make_date(2026, 6, 1))->verified);
}

TEST_CASE("holidays out of an iCalendar file: whole days, folded lines, worked weekends, years that end") {
  struct Row {
    std::string text;
    const char* says;
  };
  const Row rows[] = {
      {ics(event("DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270104\r\nSUMMARY:New\r\n  Year\\, off\r\n")),
       "2027-01-01..2027-01-03 New Year, off;"},
      {ics(event("DTSTART:20270101\nSUMMARY:a\n")), "2027-01-01 a;"},
      {ics(event("DTSTART;VALUE=DATE:20270213\r\nSUMMARY:春节 补班\r\n")), "2027-02-13 work 春节 补班;"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nSUMMARY:Workers' Day\r\n")), "2027-05-01 Workers' Day;"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nDURATION:P2D\r\nSUMMARY:a\r\n")), "2027-05-01..2027-05-02 a;"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY;COUNT=2\r\nSUMMARY:a\r\n")),
       "2027-05-01 a;2028-05-01 a;"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY;UNTIL=20290430\r\nSUMMARY:a\r\n")),
       "2027-05-01 a;2028-05-01 a;"},
      {ics(event("DTSTART;VALUE=DATE:20270101\r\nBEGIN:VALARM\r\nSUMMARY:b\r\nEND:VALARM\r\nSUMMARY:a\r\n")),
       "2027-01-01 a;"},
      {ics(event("STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20270101\r\n") +
           event("DTSTART;VALUE=DATE:20270102\r\nSUMMARY:a\r\n")),
       "2027-01-02 a;"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:a\r\n")),
       "f.ics:5: RRULE:FREQ=YEARLY has no end"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")), "does not repeat by years"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY;COUNT=3;BYDAY=1MO\r\n")),
       "asks for more than the same date"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRRULE:FREQ=YEARLY;COUNT=900\r\n")), "reaches beyond 2199"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nRDATE:20280501\r\n")), "RDATE or EXDATE"},
      {ics(event("DTSTART;VALUE=DATE:0501\r\n")), "f.ics:4: \"0501\" is no day of a year"},
      {ics(event("DTSTART;VALUE=DATE:--0501\r\n")), "is no day of a year"},
      {ics(event("DTSTART:20270501T090000Z\r\n")), "is no day of a year"},
      {ics(event("DTSTART;VALUE=DATE:20270230\r\n")), "is no day of a year"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nDTEND;VALUE=DATE:20270401\r\n")), "is no day behind 2027-05-01"},
      {ics(event("DTSTART;VALUE=DATE:20270501\r\nDTEND;VALUE=DATE:21990401\r\n")), "more than 2000 days"},
      {ics(event("SUMMARY:a\r\n")), "f.ics:3: the event has no DTSTART"},
      {ics(""), "there is no event with a day"},
      {"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270501\r\n", "the event has no end"},
      {"<html>", "is no iCalendar file"},
      {"", "is no iCalendar file"},
  };
  for (const Row& r : rows) {
    INFO(r.text);
    CHECK_THAT(holidays(r.text), Catch::Contains(r.says));
  }
}

TEST_CASE("a table that is in use is said sixty days before it ends, and after, one that is not is not") {
  Desk desk;
  CreditorFacts ours;
  ours.id = "main";
  ours.address.country = "DE";
  desk.settings.creditors["main"][""] = ours;
  World world{desk.settings,    Policy::parse("name = \"x\"\n[[tier]]\nid = \"first\"\n", "p.toml"),
              desk.calendars(), Store::create(":memory:"),
              "clerk",          [] { return Instant(); }};
  const auto told = [&](int year, unsigned month, unsigned day) {
    std::string out;
    for (const std::string& line : lines_of_ending(world, make_date(year, month, day))) out += line + "\n";
    return out;
  };
  // The creditor's own calendar, de, ends with 2027; the Chinese one, with 2026, concerns nobody yet.
  CHECK(told(2026, 12, 22).empty());
  CHECK(told(2027, 11, 1).find("the calendar de ends on 2027-12-31, in 60 day(s)") == 0);
  CHECK(told(2027, 10, 31).find("calendar de") == std::string::npos);
  CHECK_THAT(told(2028, 1, 1), Catch::Contains("the calendar de ended on 2027-12-31"));
  Debtor debtor;
  debtor.id = "D1";
  debtor.address.country = "CN";
  world.store.put(debtor);
  CHECK_THAT(told(2026, 11, 1),
             Catch::Contains("the calendar cn ends on 2026-12-31, in 60 day(s)") && !Catch::Contains("tw"));
  debtor.id = "D2";
  debtor.calendar = "tw";
  world.store.put(debtor);
  CHECK_THAT(told(2026, 12, 22), Catch::Contains("calendar tw"));
  world.settings.charging["main"].regimes["DE"] = "de-b2b";
  CHECK_THAT(told(2026, 12, 22),
             Catch::Contains("the table of rates bgb-base ends on 2026-12-31, in 9 day(s): no charge is reckoned on "
                             "later days; dunmail data add FILE --table bgb-base"));
  Answer answer;
  tell_ends(world, make_date(2026, 12, 22), answer);
  CHECK(answer.exit_code == 3);
  CHECK(answer.data["tables_ending"].size() == 3);
  answer.exit_code = 1;
  tell_ends(world, make_date(2026, 12, 22), answer);
  CHECK(answer.exit_code == 1);
}

TEST_CASE("the business day is that of the creditor's clock") {
  const Instant evening = *parse_instant("2026-11-21T23:30:00Z");
  CHECK(iso(business_day("Asia/Shanghai", evening)) == "2026-11-22");
  CHECK(iso(business_day("America/New_York", evening)) == "2026-11-21");
  Settings settings;
  const Calendars calendars = Calendars::load(source + "/config/calendars");
  settings.creditors["b"][""].address.country = "DE";
  settings.creditors["main"][""].address.country = "TW";
  CHECK(business_zone(settings, calendars) == "Asia/Taipei");
  settings.time_zones["main"] = "America/Lima";
  settings.time_zones["b"] = "Europe/Vienna";
  CHECK(business_zone(settings, calendars) == "America/Lima");
  settings.creditors.erase("main");
  CHECK(business_zone(settings, calendars) == "Europe/Vienna");
  settings.time_zones.clear();
  CHECK(business_zone(settings, calendars) == "Europe/Berlin");
  settings.creditors["b"][""].address.country = "FR";  // no calendar: the machine's
  CHECK(business_zone(settings, calendars).empty());
}
