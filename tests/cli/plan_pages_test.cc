// A plan of more debtors than a page holds: stopped half way, gone on with, abandoned.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/file.h"
#include "planning/approve.h"
#include "planning/plan.h"
#include "planning/waiting.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

constexpr std::size_t a_page = 1'600, many = a_page + 50;

std::string debtor_id(std::size_t n) { return fmt::format("D{:05}", n); }

/// So many companies who owe one invoice each; a reminder is due for all of them. In a file, when it has a name.
struct Desk {
  TempDir dir;
  std::unique_ptr<World> world;
  const Date day = make_date(2026, 10, 20);

  explicit Desk(const std::string& file = ":memory:") {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = file == ":memory:" ? file : dir / file;
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(settings.database),
                                          "scheduler", [this] { return Instant(day); }, nullptr});
    const Currency cny = *Currency::find("CNY");
    world->store.transaction([&] {
      for (std::size_t n = 1; n <= many; ++n) {
        Debtor d;
        d.id = debtor_id(n), d.name = "杭州第" + std::to_string(n) + "有限公司";
        d.kind = "small-business", d.locale = "zh-CN";
        d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
        world->store.put(d);
        world->store.put(Contact{d.id, "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""});
        world->store.put(Invoice{"INV-" + d.id, "main", d.id, "", day - Days(40), day - Days(10), {1'000'00, cny}, ""},
                         false);
      }
    });
  }

  std::vector<LetterRow> letters(const std::string& run) { return world->store.letters({.run_id = run}); }
  /// Asked to stop after the first page.
  Proposal stopped() {
    return plan(*world, {.today = day, .stop = [] { return true; }});
  }
};

/// What is proposed to whom, under which number.
std::vector<std::string> proposed(const std::vector<LetterRow>& letters) {
  std::vector<std::string> out;
  for (const LetterRow& l : letters) out.push_back(l.id + " " + l.debtor_id + " " + l.number);
  return out;
}

}  // namespace

TEST_CASE("a plan that was stopped between two pages is gone on with, and nobody sees the half of it") {
  Desk desk;
  const Proposal half = desk.stopped();
  CHECK(half.stopped == debtor_id(a_page));
  CHECK(half.letters() == a_page);
  CHECK(desk.world->store.run(half.run_id)->state == RunState::planning);
  CHECK(desk.letters(half.run_id).empty());
  CHECK(waiting_for_approval(*desk.world, half.run_id, desk.day + Days(30)).letters.count == 0);
  CHECK_THROWS_WITH(approve(*desk.world, {half.run_id, "", "", "李敏", false}, {}), Catch::Contains("is not finished"));
  const std::string first = desk.world->store.letters({.debtor_id = debtor_id(1)}).at(0).id;  // its case shows it
  CHECK_THAT(approve(*desk.world, {"", "", first, "李敏", false}, {}).held.at(0).message,
             Catch::Contains(half.run_id + " is not finished"));

  // A single debtor may be planned meanwhile, and uses the next number.
  const Proposal one = plan(*desk.world, {.today = desk.day, .debtor = debtor_id(many)});
  CHECK(proposed(desk.letters(one.run_id)) == std::vector<std::string>{"L2026-001601 D01650 〔2026〕1601号"});

  const Proposal whole = plan(*desk.world, {desk.day});
  CHECK(whole.run_id == half.run_id);
  CHECK(whole.resumed == debtor_id(a_page));
  CHECK(whole.stopped.empty());
  CHECK(whole.examined == many);
  CHECK(whole.letters() == many - 1);
  CHECK(whole.held.at(0).code == "reserved");
  CHECK(desk.world->store.run(whole.run_id)->state == RunState::finished);
  const std::vector<LetterRow> letters = desk.letters(whole.run_id);
  REQUIRE(letters.size() == many - 1);
  CHECK(letters[a_page - 1].number == "〔2026〕1600号");
  CHECK(letters[a_page].number == "〔2026〕1602号");
  CHECK(letters.back().number == "〔2026〕1650号");
  CHECK_FALSE(check_chain(desk.world->store.events("main/" + debtor_id(7) + "/CNY")));
}

TEST_CASE("a plan that was stopped and one that was not propose the same") {
  Desk stopped, straight;
  stopped.stopped();
  const Proposal a = plan(*stopped.world, {stopped.day}), b = plan(*straight.world, {straight.day});
  CHECK(proposed(stopped.letters(a.run_id)) == proposed(straight.letters(b.run_id)));
  CHECK(a.examined == b.examined);
  REQUIRE(a.groups.size() == b.groups.size());
  for (const auto& [key, group] : a.groups) {
    CHECK(group.letters == b.groups.at(key).letters);
    CHECK(group.amount == b.groups.at(key).amount);
  }
  CHECK(a.held.size() == b.held.size());
}

TEST_CASE("the plan of another day leaves the half of the day before, and looks at its drafts as at all others") {
  Desk desk;
  const Proposal half = desk.stopped();
  const Proposal next = plan(*desk.world, {desk.day + Days(1)});
  CHECK(next.run_id != half.run_id);
  CHECK(next.resumed.empty());
  CHECK(next.letters() == many - a_page);
  CHECK(desk.world->store.run(half.run_id)->state == RunState::abandoned);
  CHECK(desk.letters(half.run_id).size() == a_page);  // they are true still, and wait for their approval
  CHECK(desk.world->store.runs_that_plan().empty());
}

TEST_CASE("of two plans at once the second waits, and proposes nothing twice", "[threads]") {
  Desk desk("dunmail.db");
  std::vector<Proposal> made(2);
  std::vector<std::thread> planners;
  for (Proposal& out : made)
    planners.emplace_back([&desk, &out] {
      World own{desk.world->settings,
                desk.world->policies,
                desk.world->calendars,
                Store::open(desk.world->settings.database),
                "scheduler",
                [&desk] { return Instant(desk.day); },
                nullptr};
      own.store.wait({.at_most = std::chrono::minutes(2)});
      out = plan(own, {desk.day});
    });
  for (std::thread& planner : planners) planner.join();
  CHECK(made[0].letters() + made[1].letters() == many);
  CHECK((made[0].letters() == 0 || made[1].letters() == 0));
  CHECK(made[0].run_id != made[1].run_id);
}
