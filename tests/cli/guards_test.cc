// Decisions of two who decide at once, and of one whose paper is older than what stands there: the second one is told,
// and nothing is overwritten. Each race is run as one: on files, with connections of their own.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

#include "base/person.h"
#include "casefile/letter_events.h"
#include "cli/sending_room.h"
#include "desk/settle.h"
#include "evidence/verify.h"
#include "intake/inbox.h"
#include "intake/place_entry.h"
#include "planning/approve.h"
#include "planning/edit.h"
#include "planning/plan.h"
#include "planning/waiting.h"
#include "sending/print_batch.h"
#include "sql/db.h"
#include "store/states.h"

using namespace dunmail;
using Catch::Contains;

namespace {

const Currency cny = *Currency::find("CNY");

/// A room with letters planned, and approved where `approved`.
struct Room : SendingRoom {
  explicit Room(std::size_t debtors, bool by_post = false)
      : SendingRoom(std::vector<std::string>(debtors, "debtor.example")) {
    World w = world();
    if (by_post)
      for (std::size_t i = 1; i <= debtors; ++i)
        w.store.put(Contact{"D" + std::to_string(i), "王芳", "财务部经理", "payer", "女士", "", "", "", ""});
    run = plan(w, {today}).run_id;
    letters = w.store.letter_ids({.run_id = run});
  }

  void approve_all(const std::string& by = "陈思") {
    World w = world();
    approve(w, {.run_id = run, .by = by, .today = today}, {});
  }
  LetterRow row(std::size_t i = 0) { return *world().store.letter(letters.at(i)); }

  EditOrder adding(const std::string& sentence, const std::string& by) {
    EditOrder order;
    order.letter_id = letters.at(0);
    order.by = by;
    order.reason = "agreed by telephone";
    order.extra = sentence;
    order.today = today;
    return order;
  }

  std::string run;
  std::vector<std::string> letters;
};

/// A thread of which one can wait until it sleeps: for the lock that somebody holds.
class Contender {
 public:
  explicit Contender(std::function<void()> work)
      : thread_([this, work = std::move(work)] {
          id_ = static_cast<pid_t>(::syscall(SYS_gettid));
          try {
            work();
          } catch (const Error& e) {
            refused_ = e.problem().message;
          }
        }) {}
  ~Contender() {
    if (thread_.joinable()) thread_.join();
  }

  void wait_until_it_sleeps() const {
    for (int asleep = 0, tries = 0; asleep < 20 && tries < 20'000; ++tries) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::string before, state;
      std::ifstream stat("/proc/self/task/" + std::to_string(id_.load()) + "/stat");
      std::getline(stat, before, ')');
      stat >> state;
      asleep = state == "S" ? asleep + 1 : 0;
    }
  }
  /// What it was told when it was refused, or nothing.
  std::string end() {
    thread_.join();
    return refused_;
  }

 private:
  std::atomic<pid_t> id_{0};
  std::string refused_;
  std::thread thread_;
};

PrintOrder printing(const Room& room) {
  PrintOrder order;
  order.folder = room.dir / "out";
  order.today = room.today;
  return order;
}

std::size_t events_of(World& world, const std::string& debtor, EventKind kind) {
  const auto events = world.store.events_of_debtor(debtor);
  return static_cast<std::size_t>(
      std::count_if(events.begin(), events.end(), [&](const Event& e) { return e.kind == kind; }));
}

}  // namespace

TEST_CASE("a letter that leaves while somebody changes it is not turned into a draft", "[threads]") {
  Room room(1);
  room.approve_all();
  World sender = room.world();
  World clerk = room.world();
  REQUIRE(sender.store.claim(room.letters[0], "S1", room.now + std::chrono::minutes(2)));
  std::optional<Contender> editing;
  sender.store.transaction([&] {
    editing.emplace([&] { edit(clerk, room.adding("请于本周内回复。", "陈思")); });
    editing->wait_until_it_sleeps();  // it has read whatever it reads before it asks for the lock
    LetterRow row = *sender.store.letter(room.letters[0]);
    row.state = LetterState::sending;
    REQUIRE(sender.store.advance(row, LetterState::approved, "S1", true));
  });
  CHECK_THAT(editing->end(), Contains("is sending already"));
  CHECK(room.row().state == LetterState::sending);
}

TEST_CASE("a change that comes while a letter is printed for its approval is not overwritten", "[threads]") {
  Room room(1);
  World approver = room.world();
  bool edited = false;
  const ApprovalResult result =
      approve(approver, {.run_id = room.run, .by = "陈思", .today = room.today}, [&](std::size_t, std::size_t) {
        if (edited) return;
        edited = true;
        World clerk = room.world();
        edit(clerk, room.adding("请于本周内回复。", "李敏"));
      });
  REQUIRE(edited);
  REQUIRE(result.held.size() == 1);
  CHECK_THAT(result.held[0].message, Contains("was changed meanwhile, it is drafted now: edited by 李敏"));
  CHECK(result.approved == 0);
  const LetterRow row = room.row();
  CHECK(row.state == LetterState::drafted);
  CHECK(row.approval == "credit");
  CHECK_THAT(row.facts, Contains("请于本周内回复。"));
}

TEST_CASE("who decides by an older paper is told what changed and by whom", "[threads]") {
  Room room(1);
  World one = room.world(), other = room.world();
  const std::int64_t seen = room.row().version;
  edit(one, room.adding("请于本周内回复。", "李敏"));
  EditOrder late = room.adding("另一句。", "陈思");
  late.seen = seen;
  CHECK_THROWS_AS(edit(other, late), Overtaken);
  CHECK_THROWS_AS(refuse(other, {room.letters[0], "no", "陈思", room.today, seen}), Overtaken);
  const ApprovalOrder order{.letter_id = room.letters[0], .by = "陈思", .today = room.today, .seen = seen};
  CHECK_THAT(approve(other, order, {}).held.at(0).message, Contains("was changed since it was looked at"));
  LetterRow stale = room.row();
  --stale.version;
  CHECK_THROWS_WITH(other.store.update(stale), Contains("edited by 李敏 on 2026-11-23"));
  CHECK_THAT(room.row().facts, Contains("请于本周内回复。"));
}

TEST_CASE("who places a bank entry by an older list is told what became of it and by whom", "[threads]") {
  Room room(1);
  World one = room.world(), other = room.world();
  BankRow row;
  row.entry.id = "BE-00000000000000AA";
  row.entry.booked = row.entry.value = room.today;
  row.entry.amount = row.entry.instructed = {500, *Currency::find("CNY")};
  row.state = BankState::unmatched;
  REQUIRE(one.store.add(row));
  const std::int64_t seen = one.store.bank_entry(row.entry.id)->version;
  ignore_entry(one, {row.entry.id, "李敏", "a refund of tax", room.today, seen});
  AssignOrder late;
  late.entry = row.entry.id;
  late.debtor = room.row().debtor_id;
  late.by = "陈思";
  late.today = room.today;
  late.seen = seen;
  CHECK_THROWS_AS(assign_entry(other, late), Overtaken);
  CHECK_THROWS_WITH(assign_entry(other, late), Contains("ignored now: ignored by 李敏 on 2026-11-23"));
  late.seen = 0;  // from the command line: who has not seen the decision is told of it
  CHECK_THROWS_WITH(assign_entry(other, late), Contains("is ignored: ignored by 李敏 on 2026-11-23: a refund"));
  late.although_ignored = true;
  const BankRow booked = assign_entry(other, late);
  CHECK(booked.state == BankState::booked);
  CHECK_THAT(booked.why, Contains("assigned by 陈思 on 2026-11-23 (before: ignored by 李敏 on 2026-11-23: a refund"));
  CHECK_THROWS_WITH(assign_entry(one, late), Contains("is booked already, to ") && Contains(": assigned by 陈思 on"));
  reverse_entry(one, {row.entry.id, "李敏", "as I said", room.today});
  const BankRow back = *one.store.bank_entry(row.entry.id);
  REQUIRE(back.evidence.size() == 2);  // both decisions are kept
  CHECK_THAT(back.evidence[0], Contains("ignored by 李敏"));
  CHECK_THAT(back.evidence[1], Contains("assigned by 陈思"));
  CHECK_THROWS_WITH(reverse_entry(other, {row.entry.id, "陈思", "again", room.today}),
                    Contains("it is reversed: taken back from"));
}

TEST_CASE("a payment that comes while a stack is chosen keeps its letter out of it", "[threads]") {
  Room room(3, true);
  room.approve_all();
  World printer = room.world();
  const PrintedBatches out = print_batches(printer, printing(room), [&](std::size_t done, std::size_t of) {
    if (done != of) return;  // the last one is being looked at: the first was found due a moment ago
    World clerk = room.world();
    std::vector<BookedPayment> booked;
    clerk.store.put(Payment{"P1", "main", "D1", room.today, {1000'00, cny}, "INV-1", {}}, booked);
  });
  REQUIRE(out.made.size() == 1);
  CHECK(out.made[0].row.letters == 2);
  CHECK(out.cancelled == 1);
  CHECK(room.row(0).state == LetterState::cancelled);
  CHECK(room.row(1).state == LetterState::accepted);
  CHECK(room.row(2).state == LetterState::accepted);
}

TEST_CASE("a letter that is changed while a stack is chosen stays out of it, as it is", "[threads]") {
  Room room(2, true);
  room.approve_all();
  World printer = room.world();
  const PrintedBatches out = print_batches(printer, printing(room), [&](std::size_t done, std::size_t of) {
    if (done != of) return;
    World clerk = room.world();
    edit(clerk, room.adding("请于本周内回复。", "李敏"));
  });
  REQUIRE(out.made.size() == 1);
  CHECK(out.made[0].row.letters == 1);
  CHECK(room.row(0).state == LetterState::drafted);
  CHECK(room.row(1).state == LetterState::accepted);
}

TEST_CASE("of two clerks who confirm one mail at once, one does and the other is told", "[threads]") {
  Room room(1);
  World w = room.world();
  const CaseInput input = w.store.account("main", "D1", cny);
  w.record(input, room.today, room.letters[0], told::RouteSaid{.kind = EventKind::accepted});
  MailRow mail;
  mail.document = w.store.keep("From: a@debtor.example\r\n\r\nWe pay on Friday.\r\n", "message/rfc822");
  mail.day = room.today;
  mail.at = iso(room.now);
  mail.kind = "reply";
  mail.letter_id = room.letters[0];
  mail.case_id = "main/D1/CNY";
  mail.debtor_id = "D1";
  mail.state = MailState::open;
  w.store.add(mail);

  ConfirmMailOrder order;
  order.mail = mail.id;
  order.as = "promise";
  order.due = room.today + Days(4);
  order.amount = "1000.00";
  order.today = room.today;
  ConfirmMailOrder first = order, second = order;
  first.by = "陈思";
  second.by = "李敏";
  World one = room.world(), other = room.world();
  std::optional<Contender> a, b;
  w.store.transaction([&] {
    a.emplace([&] { confirm_mail(one, first); });
    b.emplace([&] { confirm_mail(other, second); });
    a->wait_until_it_sleeps();
    b->wait_until_it_sleeps();
  });
  const std::string told_a = a->end(), told_b = b->end();
  CHECK(told_a.empty() != told_b.empty());
  CHECK_THAT(told_a + told_b, Contains("decided") && Contains(told_a.empty() ? "陈思" : "李敏"));
  CHECK(events_of(w, "D1", EventKind::promised) == 1);
}

TEST_CASE("four eyes are two persons, however one of them writes a name", "[threads]") {
  CHECK(same_person("Lin Yue", " lin  yue\t"));
  CHECK(same_person("Lin Yue", "Ｌｉｎ　Ｙｕｅ"));
  CHECK(same_person("Zoë", "Zoe\xCC\x88"));
  CHECK(same_person("Lin Yue", "Lin\xE2\x80\x8B Yue"));
  CHECK(same_person("李敏", "李 敏"));
  CHECK(same_person("李敏", "李　敏"));
  CHECK(same_person("李敏", "李敏。"));
  CHECK(same_person("李敏", "李敏\xCC\x81"));
  CHECK(same_person("Min Li", "Min-Li."));
  CHECK_FALSE(same_person("Lin Yue", "Lin Yu"));
  CHECK_FALSE(same_person("Müller", "Muller"));
  CHECK_FALSE(same_person(".", "-"));
  CHECK(tidy_name("  Lin   Yue ") == "Lin Yue");

  Room room(1);
  World w = room.world();
  edit(w, room.adding("请于本周内回复。", "Lin Yue"));
  for (const char* by : {"Lin Yue", "Lin Yue ", "lin yue", "Ｌｉｎ Yue"}) {
    const ApprovalResult result = approve(w, {.letter_id = room.letters[0], .by = by, .today = room.today}, {});
    INFO(by);
    REQUIRE(result.held.size() == 1);
    CHECK_THAT(result.held[0].message, Contains("changed it and may not approve it"));
  }
  CHECK(approve(w, {.letter_id = room.letters[0], .by = "Mei Chen", .today = room.today}, {}).approved == 1);
}

TEST_CASE("without [people] a name that only looks like another one is no second pair of eyes", "[threads]") {
  CHECK(look_alike("Anna Weber", "\xD0\x90nna Weber"));  // a Cyrillic A
  CHECK(look_alike("Ilse Arndt", "llse Arndt"));         // a small L for the capital I
  CHECK(look_alike("anna weber", " Anna  Weber"));
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{
           {"Anna Weber", "Anne Weber"}, {"Müller", "Muller"}, {"王芳", "王方"}, {"李敏", "陈思"}, {"Ben", "Bea"}})
    CHECK_FALSE(look_alike(a, b));

  Room room(1);
  World w = room.world();
  edit(w, room.adding("请于本周内回复。", "Anna Weber"));
  const ApprovalOrder order{.letter_id = room.letters[0], .by = "\xD0\x90nna Weber", .today = room.today};
  CHECK_THAT(approve(w, order, {}).held.at(0).message, Contains("changed it and may not approve it"));
}

TEST_CASE("who settles a letter that another one has settled is told by whom, when and by what") {
  Room room(1);
  room.approve_all();
  World w = room.world();
  LetterRow row = room.row();
  row.state = LetterState::unknown;
  w.store.update(row);
  w.record(row, room.today, told::RouteSaid{.kind = EventKind::unknown, .text = "no answer"});
  settle_in_doubt(w, {row.id, true, "the relay's log", "李敏", room.today});
  CHECK_THROWS_WITH(settle_in_doubt(w, {row.id, false, "I think not", "陈思", room.today}),
                    Contains("is accepted, not unknown: settled as sent by 李敏 on 2026-11-23: \"the relay's log\""));
}

TEST_CASE("sending names what was in doubt before it, and since when") {
  Room room(2);
  room.approve_all();
  World w = room.world();
  LetterRow row = room.row();
  row.state = LetterState::unknown;
  w.store.update(row);
  w.record(row, room.today - Days(3), told::RouteSaid{.kind = EventKind::unknown, .text = "no answer"});
  const InDoubt doubt = letters_in_doubt(w);
  CHECK(doubt.count == 1);
  CHECK(iso(doubt.since) == "2026-11-20");
}

TEST_CASE("what leaves is what was approved: subject, text, recipient, way and printed bytes", "[threads]") {
  const std::pair<const char*, const char*> tampers[] = {
      {"subject", "UPDATE letter_text SET subject = 'something else'"},
      {"text", "UPDATE letter_text SET mail_body = mail_body || ' Pay to account 1.'"},
      {"recipient", "UPDATE letter SET recipient = 'someone@else.example'"},
      {"recipient and its hash", "UPDATE letter SET recipient = 'someone@else.example', approved_hash = ''"},
      {"document", "UPDATE document SET bytes = bytes || ' '"},
      {"approval", "DELETE FROM event WHERE kind = 'approved'"},
  };
  for (const auto& [what, sql] : tampers) {
    INFO(what);
    Room room(1);
    room.approve_all();
    {
      Db db(room.dir / "dunmail.db", false);
      db.run(sql);
    }
    World sender = room.world();
    Couriers couriers = room.couriers();
    const Sent sent = send(sender, couriers, {"", room.today, "", {}}, {});
    CHECK(sent.accepted == 0);
    CHECK(sent.held + sent.cancelled == 1);
    CHECK(room.handed.empty());
    CHECK_FALSE(sent.remarks.empty());
  }
}

TEST_CASE("a letter that was approved for a later day and is held then is what its case file says", "[threads]") {
  Room room(1);
  World w = room.world();
  const Date next = room.today + Days(1);
  room.now += std::chrono::hours(24);
  REQUIRE(approve(w, {.run_id = room.run, .by = "陈思", .today = next}, {}).approved == 1);
  LetterRow row = room.row();
  REQUIRE(row.day == next);  // dated anew by its approval
  row.state = LetterState::held;
  w.store.update(row);
  for (const Finding& finding : verify(w).findings) FAIL_CHECK(finding.where << ": " << finding.what);
  CHECK(approve(w, {.letter_id = row.id, .by = "陈思", .today = next}, {}).approved == 1);
}

TEST_CASE("a stack holds what was approved", "[threads]") {
  for (const char* sql : {"UPDATE document SET bytes = bytes || ' '", "DELETE FROM event WHERE kind = 'approved'",
                          "UPDATE letter SET channel = 'post', approved_hash = 'x'"}) {
    INFO(sql);
    Room room(1, true);
    room.approve_all();
    {
      Db db(room.dir / "dunmail.db", false);
      db.run(sql);
    }
    World printer = room.world();
    const PrintedBatches out = print_batches(printer, printing(room), {});
    CHECK(out.made.empty());
    CHECK(out.held + out.cancelled == 1);
  }
}

TEST_CASE("a letter, a mail and a bank entry become only what the table says", "[threads]") {
  using L = LetterState;
  CHECK(may_become(L::drafted, L::approved));
  CHECK(may_become(L::drafted, L::drafted));
  CHECK_FALSE(may_become(L::accepted, L::drafted));
  CHECK_FALSE(may_become(L::drafted, L::accepted));
  CHECK_FALSE(may_become(MailState::decided, MailState::open));
  CHECK_FALSE(may_become(BankState::booked, BankState::fresh));
  CHECK_FALSE(find_letter_state("nonsense"));
  CHECK_THROWS_WITH(letter_state("L1", "nonsense"), Contains("is in the state \"nonsense\", which no letter has"));
  // Each has its line, and its word leads back to it.
  const auto whole = [](const auto& rules, auto find) {
    for (std::size_t i = 0; i < rules.size(); ++i) CHECK(find(word(rules[i].state)) == rules[i].state);
    return rules.size();
  };
  CHECK(whole(letter_states(), find_letter_state) == 11);
  CHECK(whole(mail_states(), find_mail_state) == 6);
  CHECK(whole(bank_states(), find_bank_state) == 9);

  Room room(1);
  World w = room.world();
  LetterRow row = room.row();
  row.state = LetterState::accepted;
  CHECK_THROWS_WITH(w.store.update(row), Contains("cannot become accepted from drafted"));
}

TEST_CASE("docs/formats.md shows the table of states", "[threads]") {
  const std::string text = read_file(std::string(DUNMAIL_SOURCE_DIR) + "/docs/formats.md");
  const auto shown = [](const char* name, const auto& rules) {
    std::string out = std::string("| ") + name + " | may become |\n|---|---|\n";
    for (const auto& rule : rules) {
      std::string next;
      for (const auto each : rule.next) next += (next.empty() ? "" : ", ") + word(each);
      out += "| " + word(rule.state) + " | " + next + " |\n";
    }
    return out;
  };
  CHECK_THAT(text, Contains(shown("letter", letter_states())));
  CHECK_THAT(text, Contains(shown("mail", mail_states())));
  CHECK_THAT(text, Contains(shown("bank entry", bank_states())));
}
