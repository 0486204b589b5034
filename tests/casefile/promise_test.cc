#include "casefile/promise.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "casefile/debtor_events.h"
#include "casefile/standing.h"

using namespace dunmail;
using Json = nlohmann::json;

namespace {

struct Diary {
  std::vector<Event> events;
  Diary& on(const char* day, const Told& told) { return on(day, told.kind, told.data); }
  Diary& on(const char* day, EventKind kind, Json data = Json::object()) {
    Event e;
    e.case_id = "main/D1/CNY", e.seq = static_cast<std::int64_t>(events.size()) + 1, e.day = *parse_date(day),
    e.kind = kind, e.data = std::move(data);
    events.push_back(std::move(e));
    return *this;
  }
  Diary& promise(const char* made, const char* due, std::int64_t amount) {
    return on(made, told::Promised{amount, *parse_date(due), false, ""});
  }
  Diary& plan(const char* made, const std::vector<PlanDate>& dates) {
    return on(made, told::PlanAgreed{made, dates, true, ""});
  }
  Diary& pay(const char* day, const std::string& reference, std::int64_t amount) {
    return on(day, EventKind::part_paid, {{"reference", reference}, {"amount", amount}, {"day", day}});
  }
  Diary& back(const char* day, const std::string& reference, std::int64_t amount) {
    return on(day, EventKind::payment_returned, {{"reference", reference}, {"amount", amount}, {"day", day}});
  }
  Diary& settled(const char* day, EventKind kind, std::size_t nth) {
    return on(day, told::PromiseSettled::of(standing().promises.at(nth), kind == EventKind::promise_kept));
  }
  Standing standing() const { return standing_of(events); }
};

std::string states(const Standing& s) {
  std::string out;
  for (const Promise& p : s.promises) out += "okbvr"[static_cast<int>(p.state)] + std::to_string(p.paid_since) + " ";
  return out;
}

Date day(const char* text) { return *parse_date(text); }

}  // namespace

TEST_CASE("receipts go to the promise that is due first, what is left over to the next") {
  Diary d;
  d.promise("2026-11-03", "2026-11-20", 600).promise("2026-11-03", "2026-11-10", 400).pay("2026-11-09", "P1", 500);
  CHECK(states(d.standing()) == "o100 o400 ");
  CHECK(d.standing().open_promise()->due == day("2026-11-10"));
  CHECK(d.standing().promises[1].paid_by == "P1");
  // More than all of them were promised goes to none.
  CHECK(states(d.pay("2026-11-10", "P2", 900).standing()) == "o600 o400 ");
}

TEST_CASE("what came before a promise, by the day or in the case file, does not count for it") {
  Diary d;
  d.pay("2026-11-03", "P1", 400).promise("2026-11-03", "2026-11-10", 400).pay("2026-11-02", "P2", 400);
  CHECK(states(d.standing()) == "o0 ");
}

TEST_CASE("each promise is settled by its own day, and a broken one breaks no other") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400).promise("2026-11-03", "2026-11-20", 600).pay("2026-11-09", "P1", 300);
  d.settled("2026-11-12", EventKind::promise_broken, 0);
  CHECK(states(d.standing()) == "b300 o0 ");
  d.pay("2026-11-19", "P2", 650);
  CHECK(states(d.standing()) == "b300 o600 ");
  CHECK(d.standing().promises[0].paid_late == 50);
  CHECK(states(d.settled("2026-11-20", EventKind::promise_kept, 1).standing()) == "b300 k600 ");
}

TEST_CASE("money that came by the promised day keeps the promise, also where it is known only after the break") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400).settled("2026-11-12", EventKind::promise_broken, 0);
  Diary late = d;
  d.pay("2026-11-09", "P1", 150);
  CHECK(states(d.standing()) == "b150 ");
  d.pay("2026-11-10", "P2", 300);
  CHECK(states(d.standing()) == "k400 ");
  CHECK(d.standing().promises[0].paid_by == "P2");
  // What came behind the day is late, however much.
  late.pay("2026-11-11", "P1", 400);
  CHECK(states(late.standing()) == "b0 ");
  CHECK(late.standing().promises[0].paid_late == 400);
}

TEST_CASE("a plan goes on when the money of its broken date had come in time") {
  Diary d;
  d.plan("2026-11-03", {{day("2026-11-10"), 400}, {day("2026-11-24"), 600}});
  d.settled("2026-11-12", EventKind::promise_broken, 0);
  CHECK(states(d.standing()) == "b0 v0 ");
  CHECK(states(d.pay("2026-11-10", "P1", 400).standing()) == "k400 o0 ");
  CHECK(states(d.back("2026-11-16", "P1", 400).standing()) == "b0 v0 ");
}

TEST_CASE("an old event, which names no promise, settles all that are open") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400).promise("2026-11-04", "2026-11-20", 600);
  Diary with_day = d;
  d.on("2026-11-12", EventKind::promise_broken);
  CHECK(states(d.standing()) == "b0 b0 ");
  with_day.on("2026-11-12", EventKind::promise_broken, {{"due", "2026-11-10"}, {"paid", 0}});
  CHECK(states(with_day.standing()) == "b0 b0 ");
}

TEST_CASE("a promise that is not there is settled by nothing") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400)
      .on("2026-11-12", EventKind::promise_broken, {{"due", "2026-11-10"}, {"made", "2026-11-04"}});
  CHECK(states(d.standing()) == "o0 ");
}

TEST_CASE("a payment that comes back leaves the later promise without its money first") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400)
      .promise("2026-11-03", "2026-11-20", 600)
      .pay("2026-11-09", "P1", 400)
      .pay("2026-11-10", "P2", 600);
  d.settled("2026-11-10", EventKind::promise_kept, 0).settled("2026-11-10", EventKind::promise_kept, 1);
  CHECK(states(d.standing()) == "k400 k600 ");
  // As if P1 had never come: P2 keeps the first, and 200 of it are there for the second.
  d.back("2026-11-13", "P1", 400);
  CHECK(states(d.standing()) == "k400 o200 ");
  d.back("2026-11-14", "P2", 600);
  CHECK(states(d.standing()) == "o0 o0 ");
}

TEST_CASE("a promise of the whole sum takes all that comes, and what came when it was kept stays with it") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 0).promise("2026-11-03", "2026-11-20", 600).pay("2026-11-09", "P1", 500);
  CHECK(states(d.standing()) == "o500 o0 ");
  d.settled("2026-11-10", EventKind::promise_kept, 0).pay("2026-11-15", "P2", 600);
  CHECK(states(d.standing()) == "k500 o600 ");
}

TEST_CASE("a promise of more than was owed, once kept, takes nothing from the next one") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400)
      .pay("2026-11-09", "P1", 300)
      .settled("2026-11-10", EventKind::promise_kept, 0);
  d.promise("2026-11-11", "2026-11-20", 600).pay("2026-11-15", "P2", 600);
  CHECK(states(d.standing()) == "k300 o600 ");
  // P1 was the 300 that was owed; P2 stands for it now.
  CHECK(states(d.back("2026-11-16", "P1", 300).standing()) == "k300 o300 ");
}

TEST_CASE("a plan is broken with its first broken date, once, and its later dates fall away") {
  Diary d;
  d.plan("2026-11-03", {{day("2026-11-10"), 300}, {day("2026-11-20"), 300}, {day("2026-11-30"), 400}})
      .promise("2026-11-04", "2026-12-10", 50);
  CHECK(d.standing().promises[2].written);
  d.pay("2026-11-10", "P1", 300)
      .settled("2026-11-10", EventKind::promise_kept, 0)
      .settled("2026-11-24", EventKind::promise_broken, 1);
  CHECK(states(d.standing()) == "k300 b0 v0 o0 ");
  // The payment of the first date comes back: the plan does not break a second time.
  CHECK(states(d.back("2026-11-25", "P1", 300).standing()) == "v0 b0 v0 o0 ");
}

TEST_CASE("a plan takes the place of what was promised before") {
  Diary d;
  d.promise("2026-11-02", "2026-11-09", 100)
      .plan("2026-11-03", {{day("2026-11-10"), 500}, {day("2026-11-20"), 500}})
      .plan("2026-11-06", {{day("2026-11-13"), 400}, {day("2026-11-27"), 600}});
  CHECK(states(d.standing()) == "v0 v0 v0 o0 o0 ");
  CHECK(d.standing().promises[3].plan == "2026-11-06");
}

TEST_CASE("the dates of a plan become promises of it, made on its day") {
  const std::vector<PlanDate> dates{{day("2026-11-10"), 300}, {day("2026-11-20"), 700}};
  const std::vector<Promise> read = told::PlanAgreed{"2026-11-03", dates, true, ""}.promises(day("2026-11-03"));
  REQUIRE(read.size() == 2);
  CHECK(read[1].amount == 700);
  CHECK(read[1].due == dates[1].due);
  CHECK(read[1].made == day("2026-11-03"));
  CHECK(read[1].plan == "2026-11-03");
  const PromiseName name = told::PromiseSettled::of(read[0], true).name;
  CHECK(name == PromiseName{read[0].due, read[0].made, "2026-11-03"});
}

TEST_CASE("the order of the payments of a day, or of a file, never changes which promises are kept") {
  std::mt19937 random(12);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  for (int round = 0; round < 400; ++round) {
    Diary d;
    std::vector<std::string> days;
    for (int i = 1; i <= 28; ++i) days.push_back("2026-11-" + std::string(i < 10 ? "0" : "") + std::to_string(i));
    for (std::size_t i = 0, n = 1 + below(4); i < n; ++i) {
      const std::size_t made = below(10);
      d.promise(days[made].c_str(), days[made + below(15)].c_str(),
                below(6) == 0 ? 0 : 100 * static_cast<std::int64_t>(1 + below(6)));
    }
    if (below(3) == 0) d.settled("2026-11-11", below(2) ? EventKind::promise_broken : EventKind::promise_kept, 0);
    const std::size_t first = d.events.size();
    std::int64_t came = 0;
    for (std::size_t i = 0, n = 2 + below(5); i < n; ++i) {
      const auto amount = 50 * static_cast<std::int64_t>(1 + below(12));
      d.pay(days[12 + below(3)].c_str(), std::string(1, 'P') + std::to_string(i), amount);
      came += amount;
    }
    const Standing once = d.standing();
    std::int64_t shared = 0;
    for (const Promise& p : once.promises) shared += p.paid_since + p.paid_late;
    REQUIRE(shared <= came);
    for (int again = 0; again < 4; ++again) {
      std::shuffle(d.events.begin() + static_cast<std::ptrdiff_t>(first), d.events.end(), random);
      INFO(round);
      REQUIRE(states(d.standing()) == states(once));
    }
    // What comes and goes back leaves everything as it was.
    Diary more = d;
    more.pay("2026-11-14", "X", 350).back("2026-11-15", "X", 350);
    REQUIRE(states(more.standing()) == states(once));
  }
}

TEST_CASE("a later promise renews what is about the same money, and stands beside what is not") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400).promise("2026-11-03", "2026-11-20", 600);
  const Standing s = d.standing();
  const std::vector<const Promise*> earlier = by_due_day(s.promises);
  const auto days = [&](std::int64_t amount, const char* made, std::int64_t owed) {
    std::string out;
    for (const Promise* p : renewed_by(earlier, amount, day(made), owed)) out += iso(p->due).substr(8) + " ";
    return out;
  };
  CHECK(days(300, "2026-11-04", 1300) == "");     // all three fit into what is owed
  CHECK(days(300, "2026-11-04", 1000) == "10 ");  // they do not: the one that is due first is meant
  CHECK(days(900, "2026-11-04", 1000) == "10 20 ");
  CHECK(days(600, "2026-11-04", 5000) == "20 ");   // the same sum on another day
  CHECK(days(600, "2026-11-03", 5000) == "");      // two dates named in one talk
  CHECK(days(300, "2026-11-10", 5000) == "10 ");   // said when the first one was due
  CHECK(days(0, "2026-11-04", 5000) == "10 20 ");  // all that is owed
}

TEST_CASE("a renewed promise is neither kept nor broken, keeps what came for it, and no later receipt goes to it") {
  Diary d;
  d.promise("2026-11-03", "2026-11-10", 400).pay("2026-11-05", "P1", 100);
  const Promise first = d.standing().promises[0];
  d.on("2026-11-11", told::Promised{300, day("2026-11-24"), false, ""}.renewing({&first}));
  CHECK(states(d.standing()) == "r100 o0 ");
  CHECK(states(d.pay("2026-11-20", "P2", 300).standing()) == "r100 o300 ");
  CHECK(states(d.settled("2026-11-20", EventKind::promise_kept, 1).standing()) == "r100 k300 ");
}

TEST_CASE("a break is taken back where the renewal had been agreed in time, and with it the plan that it ended") {
  Diary d;
  d.plan("2026-11-03", {{day("2026-11-10"), 400}, {day("2026-12-10"), 600}})
      .settled("2026-11-12", EventKind::promise_broken, 0);
  CHECK(states(d.standing()) == "b0 v0 ");
  const Promise first = d.standing().promises[0];
  d.on("2026-11-11", told::Promised{400, day("2026-11-20"), false, ""}.renewing({&first}));
  CHECK(states(d.standing()) == "r0 o0 o0 ");
  CHECK(d.standing().promises[2].plan == first.plan);
}
