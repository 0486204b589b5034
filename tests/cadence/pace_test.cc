// Pace and interval belong to what is dunned together.
#include "cadence/pace.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

SentLetter letter(const char* id, Date day, std::vector<std::string> invoices, std::optional<Date> answered = {}) {
  SentLetter out;
  out.id = out.number = id;
  out.kind = "reminder";
  out.day = day;
  out.deadline = day + Days(10);
  out.invoices = std::move(invoices);
  out.answered = answered;
  return out;
}

CadenceRules rules() {
  CadenceRules out;
  out.slower = 2;
  out.faster = 0.5;
  out.memory = 0.5;
  out.memory_days = 100;
  return out;
}

}  // namespace

TEST_CASE("a cycle is the invoices of a letter, of the letters that named one of them, and so on") {
  Standing s;
  s.sent = {letter("1", make_date(2026, 1, 5), {"A"}), letter("2", make_date(2026, 2, 2), {"A", "B"}),
            letter("3", make_date(2026, 3, 2), {"B", "C"}), letter("4", make_date(2026, 3, 9), {"X"})};
  const Cycle c = cycle_about(s, {"C"}, make_date(2026, 2, 20));
  CHECK(c.letters == std::set<std::string>{"1", "2", "3"});
  CHECK(c.since == make_date(2026, 1, 5));
  CHECK(cycle_about(s, {"NEW"}, make_date(2026, 5, 1)).letters.empty());
  CHECK(cycle_about(s, {"NEW"}, make_date(2026, 5, 1)).since == make_date(2026, 5, 1));
}

TEST_CASE("the next cycle begins at pace one, moved by a memory that is bounded and fades") {
  Standing s;
  s.sent = {letter("1", make_date(2026, 1, 5), {"A"}, make_date(2026, 1, 7))};
  const Date today = make_date(2026, 6, 1);
  const auto start = [&](Date since) {
    const Cycle c = cycle_about(s, {"B"}, since);
    return pace_of(s, rules(), today, &c).value;
  };
  CHECK(pace_of(s, rules(), today).value == 2);
  // Half of what the earlier pace is above one; 7 January is 0, 50 and 100 days before.
  CHECK(start(make_date(2026, 1, 7)) == Approx(1.5));
  CHECK(start(make_date(2026, 2, 26)) == Approx(1.25));
  CHECK(start(make_date(2026, 4, 17)) == 1);
  CHECK(start(make_date(2026, 5, 17)) == 1);
  const Cycle c = cycle_about(s, {"B"}, make_date(2026, 2, 26));
  const Pace pace = pace_of(s, rules(), today, &c);
  REQUIRE(pace.changes.size() == 1);
  CHECK_THAT(pace.changes[0].reason, Catch::Contains("25 percent are remembered"));
}

TEST_CASE("an answer on the day on which a break is seen counts behind it") {
  Standing s;
  const Date seen = make_date(2026, 1, 12);
  s.sent = {letter("1", make_date(2026, 1, 12), {"A"}, seen)};
  Promise p;
  p.due = make_date(2026, 1, 9);
  p.made = make_date(2026, 1, 5);
  p.state = Promise::State::broken;
  p.settled = seen;
  s.promises = {p};
  CadenceRules r = rules();
  r.promise_broken = 0.5;
  CHECK(pace_of(s, r, make_date(2026, 1, 13)).value == 1);  // 0.5 of 1, then doubled: as if it had come a day later
  s.sent[0].answered = seen + Days(1);
  CHECK(pace_of(s, r, make_date(2026, 1, 13)).value == 1);
}

TEST_CASE("a cycle's own letters and promises make its pace") {
  Standing s;
  s.sent = {letter("1", make_date(2025, 1, 5), {"A"}, make_date(2025, 1, 7)),
            letter("2", make_date(2026, 3, 2), {"B"})};
  Promise old, now;
  old.made = make_date(2025, 1, 7);
  old.due = old.settled = make_date(2025, 1, 20);
  old.state = Promise::State::broken;
  now.made = make_date(2026, 3, 3);
  now.due = now.settled = make_date(2026, 3, 10);
  now.state = Promise::State::kept;
  s.promises = {old, now};
  const Cycle c = cycle_about(s, {"B"}, make_date(2026, 2, 20));
  const Pace pace = pace_of(s, rules(), make_date(2026, 6, 1), &c);
  // The promise was kept (x 2), the reminder ran out unanswered (x 0.5); of 2025 nothing is remembered.
  CHECK(pace.changes.size() == 2);
  CHECK(pace.value == 1);
}
