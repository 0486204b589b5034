// Drafts that nobody approved: which give way, what stays of them, and which are not approved.
#include "planning/redraft.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/people_events.h"
#include "cli/commands_explain.h"
#include "desk/frozen.h"
#include "desk/tell_case.h"
#include "planning/approve.h"
#include "planning/edit.h"
#include "planning/plan.h"
#include "planning/print_letters.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

constexpr const char* policy_text = R"toml(
name = "patient"
[[tier]]
id = "credit-warning"
below = "reminder"
ignored_below = 1
deadline_days = 20
approval = "credit"
channels = ["email"]
[[tier]]
id = "reminder"
days_overdue_from = 3
deadline_days = 20
approval = "credit"
channels = ["email"]
charges = "interest"
roles = ["payer", "finance"]
)toml";

const Currency cny = *Currency::find("CNY");

/// A public body owes 20,000.00 since 30 June; the reminder of Monday, 6 July 2026 is drafted.
struct Room {
  TempDir dir;
  std::unique_ptr<World> world;
  Date today = make_date(2026, 7, 6);
  std::string first;
  int payments = 0;

  Room() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "policy.toml", policy_text);
    write_file(dir / "dunmail.toml", "[creditor.main.charges]\nregime = { \"CN.public-body\" = \"cn-sme\" }\n" +
                                         read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.rates = source + "/config/rates";
    settings.regimes = source + "/config/regimes.toml";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, PolicyBook(Policy::load(dir / "policy.toml")),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "scheduler",
                                          [this] { return Instant(today); }, nullptr});
    Debtor d;
    d.id = "D1";
    d.name = "杭州市交通局";
    d.kind = "public-body";
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
    world->store.put(d);
    world->store.put(Contact{"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""});
    world->store.put(Contact{"D1", "张明", "会计", "finance", "先生", "zhang@debtor.example", "", "", ""});
    owe("INV-1", 20'000'00);
    plan(*world, {today});
    first = draft().id;
  }

  void owe(const char* number, std::int64_t minor) {
    const Date due = make_date(2026, 6, 30);
    REQUIRE(world->store.put(Invoice{number, "main", "D1", "", due - Days(30), due, {minor, cny}, ""}, false).what ==
            Put::What::added);
  }
  void pay(std::int64_t minor) {
    std::vector<BookedPayment> booked;
    REQUIRE(world->store
                .put(Payment{"BK-" + std::to_string(++payments), "main", "D1", today, {minor, cny}, "INV-1"}, booked)
                .what == Put::What::added);
    tell_case(*world, booked[0], today);
  }
  Proposal plan_on(Date day) {
    today = day;
    return plan(*world, {today});
  }
  /// The one that waits.
  LetterRow draft() {
    const auto all = world->store.letters({.debtor_id = "D1", .state = LetterState::drafted});
    REQUIRE(all.size() == 1);
    return all[0];
  }
  ApprovalResult approve_by(const std::string& by, const std::string& letter) {
    return approve(*world, {.letter_id = letter, .by = by, .today = today}, {});
  }
  EditOrder change() {
    EditOrder order;
    order.letter_id = draft().id;
    order.by = "李敏";
    order.reason = "因为";
    order.today = today;
    return order;
  }
  Event last(EventKind kind) {
    for (const auto all = world->store.events("main/D1/CNY");
         const Event& e : std::vector<Event>(all.rbegin(), all.rend()))
      if (e.kind == kind) return e;
    FAIL("no such event");
    return {};
  }
};

}  // namespace

TEST_CASE("the id of a draft's successor tells it from the draft") {
  CHECK(next_draft_id("L2026-000017") == "L2026-000017-2");
  CHECK(next_draft_id("L2026-000017-2") == "L2026-000017-3");
  CHECK(next_draft_id("L2026-000017-9") == "L2026-000017-10");
}

TEST_CASE("a draft ages by the debtor's working days, by weekdays where no calendar is known, and with its deadline") {
  LetterRow draft;
  draft.day = make_date(2026, 9, 25);  // a Friday, before the holidays of National Day
  draft.deadline = make_date(2026, 12, 31);
  CHECK_FALSE(aged(draft, 5, nullptr, make_date(2026, 10, 2)));
  CHECK(aged(draft, 5, nullptr, make_date(2026, 10, 3)));
  const Calendar cn = Calendar::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/calendars/cn.toml");
  CHECK_FALSE(aged(draft, 5, &cn, make_date(2026, 10, 5)));
  CHECK_FALSE(aged(draft, 5, &cn, draft.day - Days(3)));
  // Behind the calendar's end Monday to Friday count.
  draft.day = make_date(cn.last_year() + 1, 3, 1);
  draft.deadline.reset();
  CHECK_FALSE(aged(draft, 5, &cn, draft.day + Days(6)));
  CHECK(aged(draft, 5, &cn, draft.day + Days(8)));
  draft.deadline = draft.day + Days(3);
  CHECK_FALSE(aged(draft, 5, &cn, draft.day + Days(2)));
  CHECK(aged(draft, 5, &cn, draft.day + Days(3)).value().find("does not lie ahead") != std::string::npos);
}

TEST_CASE("a draft that aged gives way to one with its number, and waits since the first of them") {
  Room room;
  const LetterRow before = room.draft();
  CHECK(room.plan_on(make_date(2026, 7, 13)).replaced == 0);
  CHECK(room.draft().id == before.id);
  const Proposal proposal = room.plan_on(make_date(2026, 7, 14));
  CHECK(proposal.replaced == 1);
  CHECK(proposal.letters() == 1);
  CHECK(proposal.held.empty());
  const LetterRow after = room.draft();
  CHECK(after.id == before.id + "-2");
  CHECK(after.number == before.number);
  CHECK(after.since == before.day);
  CHECK(after.day == make_date(2026, 7, 14));
  CHECK(after.deadline == make_date(2026, 8, 3));
  CHECK(facts_of(after).date == after.day);
  const LetterRow old = *room.world->store.letter(before.id);
  CHECK(old.state == LetterState::cancelled);
  CHECK(old.reason == "replaced by " + after.id + ": it was drafted on 2026-07-06, more than 5 working days ago");
  CHECK(room.last(EventKind::cancelled).data["replaced_by"] == after.id);
  CHECK(room.last(EventKind::drafted).data["replaces"] == before.id);
  CHECK(room.last(EventKind::drafted).data["since"] == "2026-07-06");
  CHECK_FALSE(check_chain(room.world->store.events("main/D1/CNY")));
  // Whoever read the old one does not approve the new one by its name; the next new letter has the next number.
  CHECK_THAT(room.approve_by("李敏", before.id).decided.at(0).message,
             Catch::StartsWith("is cancelled already: cancelled by dunmail on 2026-07-14: "));
  CHECK(room.approve_by("李敏", after.id).approved == 1);
  CHECK(room.world->store.last_number("letter-2026") == 1);
}

TEST_CASE("interest that grew is no change, another sum, item or contact is") {
  Room room;
  const LetterRow before = room.draft();
  room.plan_on(make_date(2026, 7, 9));
  REQUIRE(room.draft().id == before.id);
  REQUIRE(facts_of(before).interest > 0);

  room.pay(5'000'00);
  room.plan_on(make_date(2026, 7, 9));
  LetterRow now = room.draft();
  CHECK(now.id == before.id + "-2");
  CHECK(now.number == before.number);
  CHECK(now.amount - facts_of(now).interest == 15'000'00);

  room.owe("INV-2", 700'00);
  room.plan_on(make_date(2026, 7, 10));
  now = room.draft();
  CHECK(now.amount - facts_of(now).interest == 15'700'00);
  CHECK(room.world->store.letter(before.id + "-2")->reason == "replaced by " + now.id + ": INV-2 joins it");

  room.world->store.put(Contact{"D1", "王芳", "财务部经理", "payer", "女士", "new@debtor.example", "", "", ""});
  room.plan_on(make_date(2026, 7, 10));
  CHECK(room.draft().recipient == "new@debtor.example");
  CHECK(room.draft().since == before.day);
}

TEST_CASE("when all is paid the draft is withdrawn, and the case is free") {
  Room room;
  room.pay(20'000'00);
  const Proposal proposal = room.plan_on(make_date(2026, 7, 7));
  CHECK(proposal.withdrawn == 1);
  CHECK(room.world->store.letter(room.first)->state == LetterState::cancelled);
  CHECK(room.world->store.letter(room.first)->reason == "INV-1 is settled; nothing is overdue");
  CHECK(room.last(EventKind::cancelled).day == room.today);
  CHECK(standing_of(room.world->store.events("main/D1/CNY")).pending.empty());
  CHECK(room.plan_on(make_date(2026, 7, 8)).withdrawn == 0);
}

TEST_CASE("what a person changed stays through a new draft, and so does who may not approve it") {
  Room room;
  EditOrder order = room.change();
  order.contact = "张明";
  order.extra = "请于本周内回复。";
  edit(*room.world, order);
  CHECK(room.plan_on(make_date(2026, 7, 8)).replaced == 0);
  room.plan_on(make_date(2026, 7, 14));
  const LetterRow after = room.draft();
  CHECK(after.id == room.first + "-2");
  CHECK(facts_of(after).addressee.name == "张明");
  CHECK(after.recipient == "zhang@debtor.example");
  CHECK(facts_of(after).extra == "请于本周内回复。");
  CHECK(room.last(EventKind::drafted).data["edits"]["by"] == nlohmann::json({"李敏"}));
  CHECK_FALSE(room.last(EventKind::drafted).data["edits"].contains("lost"));
  CHECK(room.approve_by("李敏", after.id).held.at(0).message == "李敏 changed it and may not approve it");

  SECTION("a second time as well") {
    room.plan_on(make_date(2026, 7, 22));
    const LetterRow again = room.draft();
    CHECK(again.id == room.first + "-3");
    CHECK(facts_of(again).extra == "请于本周内回复。");
    CHECK(room.approve_by("李敏", again.id).approved == 0);
    CHECK(room.approve_by("陈思", again.id).approved == 1);
  }
  SECTION("a contact who is not responsible is not kept, and the event says so") {
    room.world->record(room.world->case_of(after), room.today, "",
                       told::AnswerRead{.what = "wrong-contact", .evidence = "", .mail = "", .contact = "张明"});
    room.plan_on(make_date(2026, 7, 22));
    CHECK(facts_of(room.draft()).addressee.name == "王芳");
    CHECK(room.last(EventKind::drafted).data["edits"]["lost"] ==
          nlohmann::json({"张明 was chosen as the contact, and is not responsible"}));
  }
}

TEST_CASE("a draft that is not true any more is not approved") {
  Room room;
  SECTION("paid") {
    room.pay(20'000'00);
    const ApprovalResult result = room.approve_by("李敏", room.first);
    REQUIRE(result.held.size() == 1);
    CHECK(result.held[0].message == "INV-1 is settled");
    CHECK(result.held[0].hint.starts_with("plan again"));
  }
  SECTION("too old") {
    room.today = make_date(2026, 7, 14);
    CHECK(room.approve_by("李敏", room.first).held.at(0).message ==
          "it was drafted on 2026-07-06, more than 5 working days ago");
  }
  SECTION("its deadline is today") {
    room.today = make_date(2026, 7, 27);
    CHECK(room.approve_by("李敏", room.first).held.at(0).message ==
          "its deadline 2026-07-27 does not lie ahead any more");
  }
  SECTION("on hold") {
    room.world->record(room.world->case_of(room.draft()), room.today, "", told::Held{"talks"}, "李敏");
    CHECK_THAT(room.approve_by("陈思", room.first).held.at(0).message, Catch::Contains("on hold by 李敏: talks"));
    CHECK(room.plan_on(make_date(2026, 7, 20)).withdrawn == 0);  // a person's hold keeps it
  }
  CHECK(room.world->store.letter(room.first)->state == LetterState::drafted);
}

TEST_CASE("approval, refusal and edit bear the day of the act") {
  Room room;
  room.today = make_date(2026, 7, 8);
  EditOrder order = room.change();
  order.extra = "请于本周内回复。";
  edit(*room.world, order);
  CHECK(room.last(EventKind::edited).day == make_date(2026, 7, 8));
  room.today = make_date(2026, 7, 9);
  CHECK(room.approve_by("陈思", room.first).approved == 1);
  CHECK(room.last(EventKind::approved).day == make_date(2026, 7, 9));
  refuse(*room.world, {room.first, "talks go on", "李敏", make_date(2026, 7, 10)});
  CHECK(room.last(EventKind::refused).day == make_date(2026, 7, 10));
  CHECK(room.world->store.letter(room.first)->day ==
        make_date(2026, 7, 9));  // it bears the day for which it was approved
  CHECK(room.world->store.letter(room.first)->since == make_date(2026, 7, 6));
}

TEST_CASE("a stale draft stays while no letter may leave anyway, and explain says what the run says") {
  Room room;
  const Date holiday = make_date(2026, 10, 2), working = make_date(2026, 10, 9);  // its deadline was 26 July
  const auto explained = [&](Date day) { return explain_command(*room.world, "D1", day).data["cases"][0]; };
  const auto before = explained(holiday);
  CHECK(before["gives_way"].empty());
  CHECK(before["blockers"][0]["code"] == "reserved");
  CHECK(room.plan_on(holiday).replaced == 0);
  CHECK(room.draft().id == room.first);
  CHECK(explained(working)["gives_way"][0]["letter"] == room.first);
  CHECK(room.plan_on(working).replaced == 1);
  CHECK(room.draft().id == next_draft_id(room.first));
}
