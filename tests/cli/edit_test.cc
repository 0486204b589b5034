// Changing a proposed letter, and who may approve it then.
#include "planning/edit.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/letter_events.h"
#include "letters/facts.h"
#include "planning/approve.h"
#include "planning/plan.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

/// A debtor with two contacts whose two reminders went unanswered: a credit warning is drafted. Three may approve.
struct Room {
  TempDir dir;
  std::unique_ptr<World> world;
  Date today = make_date(2026, 10, 20);
  std::string letter;

  Room() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml",
               read_file(source + "/samples/dunmail.toml") +
                   "[people.\"李敏\"]\nroles = [\"credit\"]\n[people.\"陈思\"]\nroles = "
                   "[\"credit\"]\n[people.\"赵新\"]\nroles = [\"credit\"]\ntiers = [\"reminder\"]\n");
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "scheduler",
                                          [this] { return Instant(today); }, nullptr});
    Debtor d;
    d.id = "D1";
    d.name = "杭州晨曦电子有限公司";
    d.kind = "small-business";
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
    world->store.put(d);
    world->store.put(Contact{"D1", "王芳", "财务部经理", "finance", "女士", "wang@debtor.example", "", "", ""});
    world->store.put(Contact{"D1", "张总", "总经理", "payer", "先生", "zhang@debtor.example", "", "", ""});
    world->store.put(Contact{"D1", "刘前台", "前台", "gatekeeper", "", "", "", "", ""});
    const Currency cny = *Currency::find("CNY");
    world->store.put(Invoice{"INV-1", "main", "D1", "", today - Days(90), today - Days(60), {10'000'00, cny}, ""},
                     false);
    CaseInput input = world->store.account("main", "D1", cny);
    for (const char* id : {"L1", "L2"}) {
      const Date day = today - Days(id == std::string("L1") ? 50 : 30);
      world->record(input, day, id,
                    told::Drafted{.run = "",
                                  .letter_kind = "reminder",
                                  .occasion = id,
                                  .channel = "email",
                                  .number = id,
                                  .amount = 10'000'00,
                                  .deadline = day + Days(10),
                                  .invoices = {"INV-1"}});
      world->record(input, day, id, told::RouteSaid{.kind = EventKind::accepted});
    }
    const Proposal proposal = plan(*world, {today});
    letter = world->store.letters({.run_id = proposal.run_id}).at(0).id;
  }

  LetterRow row() { return *world->store.letter(letter); }
  LetterFacts facts() { return facts_from_json(nlohmann::json::parse(row().facts)); }

  std::string approve_by(const std::string& by) {
    const ApprovalResult r = approve(*world, {"", "", letter, by, false}, {});
    return r.held.empty() ? "approved" : r.held[0].message;
  }
  EditOrder by(const std::string& who) {
    EditOrder order;
    order.letter_id = letter;
    order.by = who;
    order.reason = "因为";
    order.today = today;
    return order;
  }
  std::string refused(const EditOrder& order) {
    try {
      edit(*world, order);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("another contact: the letter names and reaches him, and the approval that stood is void") {
  Room room;
  REQUIRE(room.approve_by("李敏") == "approved");
  EditOrder order = room.by("李敏");
  order.contact = "张总";
  const Edited edited = edit(*room.world, order);
  CHECK(edited.voided);
  CHECK(edited.approved_by == "李敏");
  CHECK(room.row().state == LetterState::drafted);
  CHECK(room.row().document.empty());
  CHECK(room.row().recipient == "zhang@debtor.example");
  CHECK(room.facts().addressee.name == "张总");
  CHECK_THAT(room.approve_by("李敏"), Catch::Contains("李敏 changed it and may not approve it"));
  CHECK(room.approve_by("陈思") == "approved");
  CHECK_FALSE(check_chain(room.world->store.events("main/D1/CNY")));
}

TEST_CASE("what is added while a run is approved waits for somebody who has seen it") {
  Room room;
  Instant now = Instant(room.today) + std::chrono::hours(9);
  room.world->now = [&] { return now; };
  EditOrder order = room.by("李敏");
  order.extra = "如需对账单，请与我联系。";
  now += std::chrono::seconds(5);
  edit(*room.world, order);
  now -= std::chrono::seconds(5);  // as it was when the approval began
  CHECK_THAT(room.approve_by("陈思"), Catch::Contains("李敏 changed it after this approval began"));
  CHECK(room.row().state == LetterState::drafted);
  now += std::chrono::seconds(10);
  CHECK(room.approve_by("陈思") == "approved");
}

TEST_CASE("an added sentence stands in the letter, within what a letter may say") {
  Room room;
  EditOrder order = room.by("李敏");
  order.extra = "如需对账单，请与我联系。";
  edit(*room.world, order);
  CHECK(room.facts().extra == "如需对账单，请与我联系。");
  CHECK_THAT(room.approve_by("李敏"), Catch::Contains("may not approve"));

  order.extra = "否则我们将报警。";  // docs/dunning.md, 10: no threat with the police
  CHECK_THAT(room.refused(order), Catch::Contains("报警"));
  order.extra = std::string(400, 'x');
  CHECK_THAT(room.refused(order), Catch::Contains("300"));
  order.extra = "a\nb";
  CHECK_THAT(room.refused(order), Catch::Contains("one line"));
  CHECK(room.facts().extra == "如需对账单，请与我联系。");
  order.extra = "";
  edit(*room.world, order);
  CHECK(room.facts().extra.empty());
}

TEST_CASE("an edit that changes nothing says so, and leaves approval and case file as they are") {
  Room room;
  REQUIRE(room.approve_by("李敏") == "approved");
  const auto before = room.world->store.events("main/D1/CNY").size();
  EditOrder order = room.by("李敏");
  order.extra = "";
  const Edited none = edit(*room.world, order);
  CHECK_FALSE((none.changed || none.voided));
  CHECK_THAT(none.said, Catch::Contains("has no added sentence as it is: nothing is changed"));
  order.contact = room.facts().addressee.name;
  CHECK_FALSE(edit(*room.world, order).changed);
  CHECK(room.row().state == LetterState::approved);
  CHECK(room.world->store.events("main/D1/CNY").size() == before);
  order.contact = "张总";  // of two changes the one that is one
  const Edited edited = edit(*room.world, order);
  CHECK((edited.changed && edited.voided));
  CHECK_THAT(edited.said, !Catch::Contains("sentence"));
}

TEST_CASE("lowered by a tier: the warning is cancelled, a reminder with its own number takes its place") {
  Room room;
  REQUIRE(room.row().kind == "credit-warning");
  const std::string warning = room.letter, number = room.row().number;
  EditOrder order = room.by("陈思");
  order.lower = true;
  room.letter = edit(*room.world, order).letter_id;
  CHECK(room.world->store.letter(warning)->state == LetterState::cancelled);
  CHECK(room.row().kind == "reminder");
  CHECK(room.row().number != number);
  CHECK(room.row().deadline == make_date(2026, 10, 30));  // ten days, a Friday
  CHECK_THAT(room.approve_by("陈思"), Catch::Contains("may not approve"));
  CHECK(room.approve_by("李敏") == "approved");
  const Standing standing = standing_of(room.world->store.events("main/D1/CNY"));
  REQUIRE(standing.pending.size() == 1);
  CHECK(standing.pending[0].kind == "reminder");
}

TEST_CASE("dropped, or held until a day") {
  Room room;
  EditOrder order = room.by("李敏");
  order.hold = true;
  order.until = make_date(2026, 11, 5);
  CHECK(edit(*room.world, order).letter_id.empty());
  CHECK(room.row().state == LetterState::refused);
  const auto hold = standing_of(room.world->store.events("main/D1/CNY")).hold;
  REQUIRE(hold);
  CHECK(hold->until == make_date(2026, 11, 5));
  // The hold says how long: when it is over nothing keeps the letter from being proposed again.
  CHECK(standing_of(room.world->store.events("main/D1/CNY")).refusals.back().changed_since);
  CHECK_THAT(room.refused(order), Catch::Contains("is refused already: refused by 李敏 on 2026-10-20: \"因为\""));
}

TEST_CASE("what cannot be changed is said in one line, and nothing is changed") {
  struct {
    std::function<void(EditOrder&)> order;
    const char* said;
  } cases[] = {
      {[](EditOrder&) {}, "nothing to change"},
      {[](EditOrder& o) { o.lower = o.drop = true; }, "do not go together"},
      {[](EditOrder& o) { o.contact = "王方"; }, "there are: 王芳, 张总, 刘前台"},
      {[](EditOrder& o) { o.contact = "刘前台"; }, "has no e-mail address"},
      {[](EditOrder& o) { o.drop = true, o.reason = ""; }, "needs its reason"},
      {[](EditOrder& o) { o.drop = true, o.by = ""; }, "who changes it"},
      {[](EditOrder& o) { o.hold = true, o.until = make_date(2026, 1, 1); }, "2026-01-01 is over"},
      {[](EditOrder& o) { o.drop = true, o.letter_id = "L2026-999999"; }, "there is no letter"},
  };
  Room room;
  const auto before = room.world->store.events("main/D1/CNY").size();
  for (const auto& c : cases) {
    EditOrder order = room.by("李敏");
    c.order(order);
    CHECK_THAT(room.refused(order), Catch::Contains(c.said));
  }
  CHECK(room.world->store.events("main/D1/CNY").size() == before);
}

TEST_CASE("a person whose tiers are named approves no other") {
  Room room;
  CHECK_THAT(room.approve_by("赵新"), Catch::Contains("may approve reminder, not a credit-warning"));
}
