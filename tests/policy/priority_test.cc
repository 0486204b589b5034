#include "policy/priority.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "policy/policy.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 21);
const Currency cny = *Currency::find("CNY");

const WorklistRules& rules() {
  static const WorklistRules r = load_worklist_rules(std::string(DUNMAIL_SOURCE_DIR) + "/config/policy.toml");
  return r;
}

/// One overdue invoice, and what a test changes about it.
struct Scene {
  long days = 30;
  std::int64_t open = 10'000'00;
  Standing standing;
  Habit habit;
  int risk = 0;
  std::vector<Deadline> deadlines;
  std::string letter;
  bool call_first = false, left_alone = false;
  std::optional<int> km;

  WorkItem work(const WorklistRules& by = rules()) const {
    Account a;
    a.debtor.id = "D1";
    a.debtor.kind = "small-business";
    a.debtor.distance_km = km;
    a.creditor = "main";
    a.currency = cny;
    const Date due = today - Days(days);
    a.items.push_back({{"INV-1", "main", "D1", "", due - Days(30), due, {open, cny}, ""}, open});
    const Arrears arrears = arrears_of(a, standing.disputed_amounts(), today);
    return work_on(
        by, {a, arrears, standing, habit, risk, deadlines, letter, call_first, left_alone, today, std::nullopt, 5, 45});
  }

  Scene& ignored(int letters) {
    for (int i = 0; i < letters; ++i) {
      SentLetter l;
      l.id = l.kind = "reminder";
      l.day = today - Days(40 - i);
      l.deadline = today - Days(20 - i);
      l.invoices = {"INV-1"};
      standing.sent.push_back(l);
    }
    return *this;
  }
  Scene& promised(long in_days) {
    standing.promises.push_back({open, today + Days(in_days), today - Days(5), 0, Promise::State::open, {}});
    return *this;
  }
  Scene& called(long days_ago, const char* outcome = "no-answer") {
    standing.calls.push_back({outcome, "李敏", today - Days(days_ago)});
    return *this;
  }
};

std::string ways(const WorkItem& item) {
  std::string out;
  for (const WorkTask& t : item.tasks) out += (out.empty() ? "" : " ") + t.by;
  return out;
}

}  // namespace

TEST_CASE("a priority worked by hand") {
  // 10,000 CNY: 20 points. Risk 60: 0.5 + 0.6 x 1.5 = 1.4. 60 days overdue: half way from 1.0 to 1.5 = 1.25. One letter
  // ignored: 1.3. 20 x 1.4 x 1.25 x 1.3 = 45.5
  Scene s;
  s.days = 60;
  s.risk = 60;
  const WorkItem item = s.ignored(1).work();
  CHECK(item.score == Approx(45.5));
  double product = 1;
  for (const WorkFactor& f : item.factors) product *= f.value;
  CHECK(item.score == Approx(product));
}

TEST_CASE("nobody disturbs a case that is blocked, on hold, or owes nothing that is demanded") {
  Scene s;
  s.letter = "reminder";
  CHECK(ways(s.work()) == "letter");
  s.left_alone = true;
  CHECK(ways(s.ignored(3).work()).empty());
  Scene disputed;
  disputed.standing.disputes["INV-1"] = {10'000'00, "quality", today};
  CHECK(ways(disputed.ignored(2).work()).empty());
}

TEST_CASE("an ignored letter means a call, until somebody has called") {
  CHECK(ways(Scene().work()).empty());
  CHECK(ways(Scene().ignored(1).work()) == "call");
  CHECK(ways(Scene().ignored(1).called(5).work()).empty());
  CHECK(ways(Scene().ignored(1).called(25).work()) == "call");  // that call came before the deadline passed
  Scene answered = Scene().ignored(1);
  answered.standing.sent[0].answered = today - Days(30);
  CHECK(ways(answered.work()).empty());
  Scene paid = Scene().ignored(1);
  paid.standing.payments.push_back({100, today - Days(3), "BK-1"});
  CHECK(ways(paid.work()).empty());
}

TEST_CASE("a good payer is called on the promised day, a slow one two days before it") {
  CHECK(ways(Scene().promised(0).work()) == "call");  // 003-06
  CHECK(ways(Scene().promised(1).work()).empty());
  Scene slow = Scene().promised(2);
  slow.habit.late_payer = true;
  CHECK(ways(slow.work()) == "call");  // 003-07
  Scene early = Scene().promised(3);
  early.habit.late_payer = true;
  CHECK(ways(early.work()).empty());
  CHECK(ways(slow.called(0).work()).empty());  // once is enough
  // Until then the letters it ignored before are forgiven.
  CHECK(ways(Scene().ignored(2).promised(5).work()).empty());
}

TEST_CASE("who is near, late and large is visited, the boss speaks when letters and calls came to nothing") {
  Scene s = Scene().ignored(2);
  s.days = 90;
  s.open = 60'000'00;
  s.km = 40;
  CHECK(ways(s.work()) == "visit call");
  s.km = 400;
  CHECK(ways(s.work()) == "call");
  s.km.reset();
  CHECK(ways(s.work()) == "call");
  s.km = 40;
  s.days = 59;
  CHECK(ways(s.work()) == "call");
  Scene boss = Scene().ignored(2).called(10).called(5);  // 002-04
  boss.open = 100'000'00;
  CHECK(ways(boss.work()) == "boss");
  boss.open = 99'999'99;
  CHECK(ways(boss.work()).empty());
  Scene once = Scene().ignored(2).called(5);
  once.open = 200'000'00;
  CHECK(ways(once.work()).empty());
}

TEST_CASE("a reason may ask for a call before anything else") {
  Scene s;
  s.call_first = true;
  s.standing.reason = ReasonGiven{"dissatisfied", "said so", "李敏", today - Days(2)};
  CHECK(ways(s.work()) == "call");
  CHECK(ways(s.called(1, "reached").work()).empty());
}

TEST_CASE("more money, more risk, more age, a nearer deadline never make a case less urgent") {
  Scene s = Scene().ignored(1);
  const double score = s.work().score;
  for (const std::int64_t open : {20'000'00L, 500'000'00L, 9'000'000'00L}) {
    Scene t = s;
    t.open = open;
    CHECK(t.work().score >= score);
  }
  for (const long days : {31L, 90L, 400L}) {
    Scene t = s;
    t.days = days;
    CHECK(t.work().score >= score);
  }
  for (const int risk : {1, 50, 100}) {
    Scene t = s;
    t.risk = risk;
    CHECK(t.work().score >= score);
  }
  double last = score;
  for (const int alert : {180, 90, 30}) {
    Scene t = s;
    t.deadlines.push_back({"limitation", today + Days(alert), "", alert, alert});
    CHECK(t.work().score > last);
    last = t.work().score;
  }
  Scene promise = s;
  promise.deadlines.push_back({"promise", today, "", 0, 30});
  CHECK(promise.work().score == Approx(score));  // has a factor of its own
}

TEST_CASE("a task says for which letter it is, since when, and what closes it") {
  Scene s = Scene().ignored(2);  // the last was given time until today - 19
  const WorkItem item = s.work();
  REQUIRE(item.tasks.size() == 1);
  CHECK(item.tasks[0].code == "ignored-letter");
  CHECK(item.tasks[0].since == today - Days(18));
  CHECK(item.tasks[0].letters == std::vector<std::string>{"reminder", "reminder"});
  CHECK(ways(Scene().ignored(1).called(20).work()) == "call");  // on the last day of its time: too early
  CHECK(ways(Scene().ignored(1).called(19).work()).empty());
  CHECK(ways(Scene().ignored(1).called(5, "message-left").work()).empty());
  CHECK(ways(Scene().ignored(1).called(5, "wrong-number").work()) == "call");  // it reached nobody of the debtor's
  Scene visited = Scene().ignored(1).called(5, "reached");
  visited.standing.calls[0].way = "visit";
  CHECK(ways(visited.work()).empty());  // who was there need not call
}

TEST_CASE("who does not answer is tried again on another day, as often as the policy says") {
  WorklistRules thrice = rules();
  thrice.call.tries = 3;
  CHECK(ways(Scene().ignored(1).called(5).work(thrice)) == "call");
  CHECK(ways(Scene().ignored(1).called(0).work(thrice)).empty());  // not twice a day
  CHECK(ways(Scene().ignored(1).called(7).called(6).called(5).work(thrice)).empty());
  CHECK(ways(Scene().ignored(1).called(7).called(6, "reached").work(thrice)).empty());
}

TEST_CASE("a letter is followed up after the short window where the policy says so") {
  WorklistRules early = rules();
  early.call.after_short_window = true;
  Scene s;
  SentLetter l;
  l.id = l.kind = "reminder";
  l.day = today - Days(6);
  l.deadline = today + Days(4);
  l.invoices = {"INV-1"};
  s.standing.sent.push_back(l);
  CHECK(ways(s.work()).empty());
  const WorkItem item = s.work(early);
  REQUIRE(ways(item) == "call");
  CHECK(item.tasks[0].since == today);  // five days without an answer, the sixth is today
  s.standing.sent[0].day = today - Days(5);
  CHECK(ways(s.work(early)).empty());
}

TEST_CASE("what confirms the debtor's own word, and what was written before the due day, is not ignored") {
  Scene s;
  SentLetter l;
  l.id = "L1";
  l.kind = "promise-confirmation";
  l.day = today - Days(20);
  l.invoices = {"INV-1"};
  s.standing.sent.push_back(l);
  CHECK(ways(s.work()).empty());
  s.standing.sent[0].kind = "pre-due-notice";
  s.standing.sent[0].day = today - Days(45);  // due 30 days ago
  CHECK(ways(s.work()).empty());
  s.standing.sent[0].kind = "reminder";
  s.standing.sent[0].day = today - Days(20);
  CHECK(ways(s.work()) == "call");
}

TEST_CASE("a broken promise means a call the same or the next day, until it was made or money came") {
  Scene s;  // 004-25
  s.standing.promises.push_back({5'000'00, today - Days(2), today - Days(9), 0, Promise::State::broken, today});
  const WorkItem item = s.work();
  REQUIRE(ways(item) == "call");
  CHECK(item.tasks[0].code == "broken-promise");
  CHECK(item.tasks[0].since == today);
  CHECK(item.tasks[0].until == today + Days(1));
  CHECK_THAT(item.tasks[0].why, Catch::Contains("5,000.00") && Catch::Contains("2026-11-19"));
  CHECK(ways(Scene(s).called(0).work()).empty());
  Scene paid = s;
  paid.standing.payments.push_back({100, today, "BK-1"});
  CHECK(ways(paid.work()).empty());
  Scene anew = Scene(s).promised(10);
  anew.standing.promises.back().made = today;
  CHECK(ways(anew.work()).empty());  // it has promised anew
}

TEST_CASE("a large promise is called for on the day before") {
  Scene s;
  s.open = 100'000'00;
  CHECK(ways(s.promised(1).work()) == "call");
  Scene smaller;
  smaller.open = 99'999'99;
  CHECK(ways(smaller.promised(1).work()).empty());
}

TEST_CASE("a case that rests longer than the longest silence is an alert, one that is held or promised is not") {
  Scene s;
  s.days = 46;  // nobody ever wrote: the silence counts from the due day
  const WorkItem item = s.work();
  REQUIRE(ways(item) == "alert");
  CHECK(item.tasks[0].since == today);
  s.days = 45;
  CHECK(ways(s.work()).empty());
  s.days = 90;
  CHECK(ways(Scene(s).called(45, "reached").work()).empty());
  CHECK(ways(Scene(s).called(46, "reached").work()) == "alert");
  CHECK(ways(Scene(s).promised(20).work()).empty());
  Scene held = s;
  held.left_alone = true;
  CHECK(ways(held.work()).empty());
  Scene released = s;
  released.standing.released = today - Days(1);
  CHECK(ways(released.work()).empty());
  Scene writes = s;
  writes.letter = "reminder";
  CHECK(ways(writes.work()) == "letter");
}

TEST_CASE("a visit that was made ends its task until another letter is ignored") {
  Scene s = Scene().ignored(2);
  s.days = 90;
  s.open = 60'000'00;
  s.km = 40;
  s.called(3, "reached");
  CHECK(ways(s.work()) == "visit");
  s.standing.calls[0].way = "visit";
  CHECK(ways(s.work()).empty());
}
