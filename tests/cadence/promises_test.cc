// Which promises a day settles.
#include <catch2/catch.hpp>

#include "cadence/step.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");

Date day(const char* text) { return *parse_date(text); }

const Calendar& china() {
  static const Calendars all = Calendars::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars");
  return **all.find("cn", "");
}

Account owing(std::int64_t open, const char* issued = "2026-10-01") {
  Account a;
  a.debtor.id = "D1";
  a.currency = cny;
  if (open)
    a.items.push_back({{"INV-1", "main", "D1", "", day(issued), day(issued) + Days(30), {open, cny}, ""}, open});
  return a;
}

Promise promise(const char* due, std::int64_t amount, std::int64_t paid = 0, const std::string& plan = "") {
  Promise p;
  p.amount = amount;
  p.due = day(due);
  p.made = day("2026-11-03");
  p.paid_since = paid;
  p.plan = plan;
  return p;
}

std::string found(const std::vector<Promise>& promises, const Account& account, const char* today) {
  Standing s;
  s.promises = promises;
  std::string out;
  for (const PromiseFinding& f : promises_due(s, account, CadenceRules(), china(), day(today)))
    out += iso(f.promise.due) + (f.kept ? " kept " : " broken ");
  return out;
}

}  // namespace

TEST_CASE("each promise is kept or broken by its own day, in the order of their days") {
  const std::vector<Promise> two{promise("2026-11-20", 600), promise("2026-11-10", 400, 100)};
  CHECK(found(two, owing(900), "2026-11-11") == "");  // the working day of grace
  CHECK(found(two, owing(900), "2026-11-12") == "2026-11-10 broken ");
  CHECK(found(two, owing(900), "2026-11-24") == "2026-11-10 broken 2026-11-20 broken ");
  CHECK(found({promise("2026-11-20", 600, 600), promise("2026-11-10", 400, 100)}, owing(300), "2026-11-12") ==
        "2026-11-10 broken 2026-11-20 kept ");
}

TEST_CASE("what was promised is not owed any more when all that was open then is paid") {
  CHECK(found({promise("2026-11-20", 900, 800)}, owing(0), "2026-11-09") == "2026-11-20 kept ");
  CHECK(found({promise("2026-11-20", 900, 800)}, owing(500, "2026-11-08"), "2026-11-09") ==
        "2026-11-20 kept ");  // an invoice of later
  CHECK(found({promise("2026-11-20", 900, 800)}, owing(50), "2026-11-09") == "");
  CHECK(found({promise("2026-11-20", 900, 800)}, owing(50), "2026-11-24") == "2026-11-20 broken ");
  Account credit = owing(50);
  credit.credit = 50;
  CHECK(found({promise("2026-11-20", 900, 800)}, credit, "2026-11-24") == "2026-11-20 kept ");
  // Nothing came, and nothing is owed: an invoice that was cancelled. Nobody broke a word, and the day is waited for.
  CHECK(found({promise("2026-11-20", 900)}, owing(0), "2026-11-09") == "");
  CHECK(found({promise("2026-11-20", 900)}, owing(0), "2026-11-24") == "2026-11-20 kept ");
}

TEST_CASE("a promise of the whole sum is kept when nothing of it is open") {
  CHECK(found({promise("2026-11-20", 0, 800)}, owing(100), "2026-11-19") == "");
  CHECK(found({promise("2026-11-20", 0, 900)}, owing(0), "2026-11-19") == "2026-11-20 kept ");
  CHECK(found({promise("2026-11-20", 0, 800)}, owing(100), "2026-11-24") == "2026-11-20 broken ");
}

TEST_CASE("of a plan only the first missed date is broken, other promises beside it by themselves") {
  const std::vector<Promise> all{promise("2026-11-05", 100, 0, "P"), promise("2026-11-06", 100, 0, "P"),
                                 promise("2026-11-06", 100, 0, "Q"), promise("2026-11-06", 100)};
  CHECK(found(all, owing(900), "2026-11-20") == "2026-11-05 broken 2026-11-06 broken 2026-11-06 broken ");
}
