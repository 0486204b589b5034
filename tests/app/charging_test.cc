// Charges on letters, from the policy and dunmail.toml to the printed sum and back from the case file.
#include "app/charging.h"

#include <catch2/catch.hpp>

#include "app/plan.h"
#include "app/world.h"
#include "base/file.h"
#include "letters/facts.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

constexpr const char* policy_text = R"toml(
name = "with charges"
[[tier]]
id = "reminder"
days_overdue_from = 3
max_letters = 2
deadline_days = 10
charges = "both"
fee = { CNY = "20.00" }
interval_min = 1
[cadence]
minimum_gap_days = 1
)toml";

constexpr const char* regimes_text = R"toml(
[creditor.main.charges]
regime = { "CN.public-body" = "cn-sme", DE = "de-b2b" }
)toml";

struct Room {
  TempDir dir;
  std::unique_ptr<World> world;
  Date today;

  Room(const char* kind, const char* country, Date day) : today(day) {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "policy.toml", policy_text);
    write_file(dir / "dunmail.toml", regimes_text + read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.calendars = source + "/config/calendars", settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml", settings.rates = source + "/config/rates", settings.regimes = source + "/config/regimes.toml";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, Policy::load(dir / "policy.toml"), Calendars::load(settings.calendars), Store::create(":memory:"),
                                          "scheduler", [this] { return Instant(today); }, nullptr});
    Debtor d;
    d.id = "D1", d.name = "杭州市交通局", d.kind = kind, d.locale = "zh-CN", d.address = {"文三路1号", "310012", "杭州市", "", country};
    world->store.put(d);
    world->store.put(Contact{"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""});
  }

  void owe(const char* number, Date due, std::int64_t amount, const char* currency) {
    REQUIRE(world->store.put(Invoice{number, "main", "D1", "", due - Days(30), due, {amount, *Currency::find(currency)}, ""}, false).what == Put::What::added);
  }

  LetterRow letter() {
    const Proposal proposal = plan(*world, today, "", {});
    const auto letters = world->store.letters({proposal.run_id, "", "", ""});
    REQUIRE(letters.size() == 1);
    return letters[0];
  }
  void sent(const LetterRow& row) {
    world->record(world->case_of(row), today, EventKind::accepted, row.id, {});
    LetterRow done = row;
    done.state = "accepted";
    world->store.update(done);
  }
};

LetterFacts facts(const LetterRow& row) { return facts_from_json(nlohmann::json::parse(row.facts)); }

}  // namespace

TEST_CASE("a reminder to a public body: 0.05 % a day, and the policy's fee once") {
  Room room("public-body", "CN", make_date(2026, 8, 14));
  room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
  // State Council Order 802, article 17: 10,000 x 0.0005 x 45 days = 225.00
  const LetterRow first = room.letter();
  CHECK(facts(first).interest == 225'00);
  CHECK(facts(first).fees == 20'00);
  CHECK(facts(first).total == 10'245'00);
  CHECK(first.amount == 10'245'00);
  CHECK_THAT(facts(first).interest_basis, Catch::Contains("第十七条") && Catch::Contains("2026年7月1日至2026年8月14日，共45天"));
  room.sent(first);

  room.today = make_date(2026, 8, 26);
  // Twelve days more are 60.00; the tier's fee is owed on, and not added.
  const LetterRow second = room.letter();
  CHECK(facts(second).interest == 285'00);
  CHECK(facts(second).fees == 20'00);
  // What was asked for is the invoice: a payment of it falls short of nothing.
  const Standing standing = standing_of(room.world->store.events("main/D1/CNY"));
  CHECK(standing.sent.at(0).amount == 10'000'00);
  CHECK(standing.sent.at(0).fees.at("INV-1") == 20'00);
  CHECK(standing.pending.at(0).fees.empty());
}

TEST_CASE("a debtor under no named law pays the policy's fee only") {
  Room room("small-business", "CN", make_date(2026, 8, 14));
  room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
  const LetterRow row = room.letter();
  CHECK(facts(row).interest == 0);
  CHECK(facts(row).total == 10'020'00);
}

TEST_CASE("a rate that nobody has entered yet holds the letter and names the file") {
  Room room("small-business", "DE", make_date(2035, 8, 14));
  room.owe("R-1", make_date(2035, 6, 30), 10'000'00, "EUR");
  const Proposal proposal = plan(*room.world, room.today, "", {});
  REQUIRE(proposal.held.size() == 1);
  CHECK((proposal.held[0].code == "charges" || proposal.held[0].code == "calendar"));
}
