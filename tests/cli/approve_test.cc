// Who may approve what.
#include "planning/approve.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/letter_events.h"
#include "cli/commands_run.h"
#include "planning/plan.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

constexpr const char* people = R"toml(
[people."李敏"]
roles = ["credit"]
up_to = { CNY = "50000.00" }
[people."周律师"]
roles = ["legal"]
[people."王实习"]
roles = ["clerk"]
)toml";

/// A world with one debtor who has ignored two reminders: a credit warning of `amount` is drafted. Without them: a
/// reminder, which the policy approves by itself.
struct Room {
  TempDir dir;
  std::unique_ptr<World> world;
  std::string letter;

  explicit Room(std::int64_t amount, bool reminded = true) {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source + "/samples/dunmail.toml") + people);
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = ":memory:";
    const Date today = make_date(2026, 10, 20);
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "scheduler",
                                          [today] { return Instant(today); }, nullptr});
    Debtor d;
    d.id = "D1";
    d.name = "杭州晨曦电子有限公司";
    d.kind = "small-business";
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
    world->store.put(d);
    world->store.put(Contact{"D1", "王芳", "财务部经理", "finance", "女士", "wang@debtor.example", "", "", ""});
    const Currency cny = *Currency::find("CNY");
    world->store.put(Invoice{"INV-1", "main", "D1", "", today - Days(90), today - Days(60), {amount, cny}, ""}, false);
    CaseInput input = world->store.account("main", "D1", cny);
    for (const char* id : {"L1", "L2"}) {
      if (!reminded) break;
      const Date day = today - Days(id == std::string("L1") ? 50 : 30);
      world->record(input, day, id,
                    told::Drafted{.run = "",
                                  .letter_kind = "reminder",
                                  .occasion = id,
                                  .channel = "email",
                                  .number = id,
                                  .amount = amount,
                                  .deadline = day + Days(10),
                                  .invoices = {"INV-1"}});
      world->record(input, day, id, told::RouteSaid{.kind = EventKind::accepted});
    }
    const Proposal proposal = plan(*world, {today});
    letter = world->store.letters({.run_id = proposal.run_id}).at(0).id;
  }

  std::string approve_by(const std::string& by) {
    const ApprovalResult r = approve(*world, {"", "", letter, by, false}, {});
    if (!r.decided.empty()) return "decided: " + r.decided[0].message;
    return r.held.empty() ? "approved" : r.held[0].message;
  }
};

}  // namespace

TEST_CASE("a letter is approved by the role and within the limit that dunmail.toml gives") {
  Room small(10'000'00), large(60'000'00);
  CHECK_THAT(small.approve_by("某人"), Catch::Contains("not among the people"));
  CHECK_THAT(small.approve_by("王实习"), Catch::Contains("may not approve a credit-warning"));
  CHECK_THAT(large.approve_by("李敏"),
             Catch::Contains("may approve up to CNY 50,000.00, the letter asks for 60,000.00"));
  CHECK(small.approve_by("李敏") == "approved");
  CHECK(large.approve_by("周律师") == "approved");
  CHECK_THAT(small.approve_by("周律师"),
             Catch::StartsWith("decided: is approved already: approved by 李敏 on 2026-10-20"));
  // A letter that another has decided is none that waits for something.
  ApprovalOrder again;
  again.letter_id = small.letter;
  again.by = "周律师";
  const Answer said = approve_command(*small.world, again, {});
  CHECK_THAT(said.text, Catch::StartsWith("0 letters approved by 周律师, 0 held, 1 decided already\n"));
  CHECK(said.exit_code == 3);
}

TEST_CASE("the limit of a person binds for a letter that the policy approves by itself, and does not bind the policy") {
  Room room(60'000'00, false);
  REQUIRE(room.world->store.letter(room.letter)->approval == "auto");
  CHECK_THAT(room.approve_by("李敏"),
             Catch::Contains("may approve up to CNY 50,000.00, the letter asks for 60,000.00"));
  CHECK_THAT(room.approve_by("某人"), Catch::Contains("not among the people"));
  const ApprovalOrder of_the_day{
      .run_id = room.world->store.letter(room.letter)->run_id, .by = "policy", .automatic_only = true};
  CHECK(approve(*room.world, of_the_day, {}).approved == 1);
  Room small(10'000'00, false);
  CHECK(small.approve_by("王实习") == "approved");  // it needs no role
}

TEST_CASE("a tier that no policy has is refused with a suggestion, and so is a tier beside one letter") {
  Room room(10'000'00);
  ApprovalOrder order{.run_id = room.world->store.letter(room.letter)->run_id, .tier = "credit-warnin", .by = "周律师"};
  CHECK_THROWS_WITH(approve(*room.world, order, {}), Catch::Contains("\"credit-warnin\" is not one of: ") &&
                                                         Catch::Contains("did you mean credit-warning?"));
  order.tier = "reminder";
  CHECK(approve(*room.world, order, {}).approved == 0);
  CHECK_THROWS_WITH(approve(*room.world, {.tier = "reminder", .letter_id = room.letter, .by = "周律师"}, {}),
                    Catch::Contains("goes with a run"));
}

TEST_CASE("approval keeps the printed bytes, and a refusal frees the case") {
  Room room(10'000'00);
  REQUIRE(room.approve_by("周律师") == "approved");
  const LetterRow row = *room.world->store.letter(room.letter);
  const auto pdf = room.world->store.document(row.document);
  REQUIRE(pdf);
  CHECK(pdf->starts_with("%PDF-1.4"));
  refuse(*room.world, {room.letter, "the customer called", "李敏"});
  CHECK(room.world->store.letter(room.letter)->state == LetterState::refused);
  CHECK_THROWS_WITH(
      refuse(*room.world, {room.letter, "again", "李敏"}),
      Catch::Contains(
          "is refused and cannot be refused any more: refused by 李敏 on 2026-10-20: \"the customer called\""));
  CHECK(standing_of(room.world->store.events("main/D1/CNY")).pending.empty());
}

TEST_CASE("nobody approves on a day before the letter was drafted") {
  Room room(10'000'00);
  const ApprovalResult early =
      approve(*room.world, {.letter_id = room.letter, .by = "周律师", .today = make_date(2026, 10, 19)}, {});
  REQUIRE(early.held.size() == 1);
  CHECK_THAT(early.held[0].message, Catch::Contains("it was drafted on 2026-10-20, after 2026-10-19"));
  CHECK(
      approve(*room.world, {.letter_id = room.letter, .by = "周律师", .today = make_date(2026, 10, 20)}, {}).approved ==
      1);
}
