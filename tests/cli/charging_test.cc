// Charges on letters, from the policy and dunmail.toml to the printed sum and back from the case file.
#include "desk/charging.h"

#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "desk/world.h"
#include "intake/waive_claim.h"
#include "letters/facts.h"
#include "planning/plan.h"
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
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.rates = source + "/config/rates";
    settings.regimes = source + "/config/regimes.toml";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, Policy::load(dir / "policy.toml"),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "scheduler",
                                          [this] { return Instant(today); }, nullptr});
    Debtor d;
    d.id = "D1";
    d.name = "杭州市交通局";
    d.kind = kind;
    d.locale = "zh-CN";
    d.address = {"文三路1号", "310012", "杭州市", "", country};
    world->store.put(d);
    world->store.put(Contact{"D1", "王芳", "财务部经理", "payer", "女士", "wang@debtor.example", "", "", ""});
  }

  void owe(const char* number, Date due, std::int64_t amount, const char* currency) {
    REQUIRE(
        world->store
            .put(Invoice{number, "main", "D1", "", due - Days(30), due, {amount, *Currency::find(currency)}, ""}, false)
            .what == Put::What::added);
  }

  LetterRow letter() {
    const Proposal proposal = plan(*world, {today});
    const auto letters = world->store.letters({.run_id = proposal.run_id});
    REQUIRE(letters.size() == 1);
    return letters[0];
  }
  void sent(const LetterRow& row) {
    world->record(world->case_of(row), today, row.id, told::RouteSaid{.kind = EventKind::accepted});
    LetterRow done = row;
    for (const LetterState state : {LetterState::approved, LetterState::printing, LetterState::accepted}) {
      done.state = state;
      world->store.update(done);
    }
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
  CHECK_THAT(facts(first).interest_basis,
             Catch::Contains("第十七条") && Catch::Contains("2026年7月1日至2026年8月14日，共45天"));
  room.sent(first);

  room.today = make_date(2026, 8, 26);
  // Twelve days more are 60.00. What the first letter asserted stands apart; the tier's fee is not asked for again.
  const LetterRow second = room.letter();
  CHECK(facts(second).interest == 60'00);
  CHECK(facts(second).fees == 0);
  CHECK(facts(second).earlier_charges == 245'00);
  CHECK(facts(second).total == 10'305'00);
  CHECK(facts(second).claims.size() == 2);
  // What was asked for is the invoice: a payment of it falls short of nothing.
  const Standing standing = standing_of(room.world->store.events("main/D1/CNY"));
  CHECK(standing.sent.at(0).amount == 10'000'00);
  // A draft asserts nothing.
  CHECK(open_sum(room.world->case_of(second).account.claims) == 245'00);
}

TEST_CASE("claims follow their letter: asserted when it left, withdrawn when it came back") {
  Room room("public-body", "CN", make_date(2026, 8, 14));
  room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
  const LetterRow row = room.letter();
  const auto open = [&] { return open_sum(room.world->case_of(row).account.claims); };
  CHECK(open() == 0);
  room.sent(row);
  CHECK(open() == 245'00);
  room.world->record(row, room.today, told::Bounced{"wang@debtor.example", true});
  CHECK(open() == 0);
  room.world->record(row, room.today, told::Delivered{.evidence = "it was there after all"});
  CHECK(open() == 245'00);
}

TEST_CASE("a draft that is cancelled or refused claims nothing") {
  for (const EventKind kind : {EventKind::cancelled, EventKind::refused, EventKind::rejected}) {
    Room room("public-body", "CN", make_date(2026, 8, 14));
    room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
    const LetterRow row = room.letter();
    room.world->record(row, room.today, Told{kind, {{"reason", "x"}}});
    room.sent(row);  // as if somebody sent it all the same: nothing is left to be asserted
    CHECK(room.world->store.asserted_claims("D1").empty());
  }
}

TEST_CASE("who pays what the letter demanded owes nothing, and has no credit") {
  for (const std::string& rule : allocation_rules()) {
    INFO(rule);
    Room room("public-body", "CN", make_date(2026, 8, 14));
    room.world->store.allocate_by({{"main", *allocation_rule(rule)}});
    room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
    room.owe("INV-2", make_date(2026, 7, 31), 3'000'00, "CNY");
    const LetterRow row = room.letter();
    room.sent(row);
    std::vector<BookedPayment> booked;
    REQUIRE(
        room.world->store
            .put(Payment{"P-1", "main", "D1", make_date(2026, 8, 20), {facts(row).total, row.currency}, "", {}}, booked)
            .what == Put::What::added);
    const CaseInput input = room.world->case_of(row);
    CHECK(input.account.items.empty());
    CHECK(input.account.credit == 0);
    CHECK(open_sum(input.account.claims) == 0);
    // It comes back: everything is as it was.
    REQUIRE(room.world->store.reverse_payment("P-1", make_date(2026, 8, 25), "R-1", booked).what == Put::What::added);
    const CaseInput again = room.world->case_of(row);
    CHECK(again.account.items.size() == 2);
    CHECK(open_sum(again.account.claims) == facts(row).total - 13'000'00);
  }
}

TEST_CASE("a claim that is waived is asked for by no later letter, and is not asserted again") {
  Room room("public-body", "CN", make_date(2026, 8, 14));
  room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
  const LetterRow first = room.letter();
  room.sent(first);
  for (const Claim& claim : room.world->case_of(first).account.claims)
    waive_claim(*room.world, {claim.id, "Li", "goodwill", room.today});
  CHECK_THROWS(waive_claim(*room.world, {first.id + "-1", "Li", "twice", room.today}));
  room.today = make_date(2026, 8, 26);
  const LetterRow second = room.letter();
  CHECK(facts(second).earlier_charges == 0);
  CHECK(facts(second).interest == 60'00);
  CHECK(facts(second).fees == 0);
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
  const Proposal proposal = plan(*room.world, {room.today});
  REQUIRE(proposal.held.size() == 1);
  CHECK((proposal.held[0].code == "charges" || proposal.held[0].code == "calendar"));
}

TEST_CASE("a payment that came to be known late takes back interest on an invoice that is paid by now") {
  Room room("public-body", "CN", make_date(2026, 8, 14));
  room.owe("INV-1", make_date(2026, 6, 30), 10'000'00, "CNY");
  const LetterRow first = room.letter();
  CHECK(facts(first).interest == 225'00);  // 45 days
  room.sent(first);
  // It was paid whole on 20 July, as is learned in August: 20 days of 5.00 a day were due, 125.00 were not.
  room.today = make_date(2026, 8, 26);
  std::vector<BookedPayment> booked;
  REQUIRE(
      room.world->store
          .put(Payment{"P-1", "main", "D1", make_date(2026, 7, 20), {10'000'00, first.currency}, "INV-1", {}}, booked)
          .what == Put::What::added);
  room.owe("INV-2", make_date(2026, 7, 31), 1'000'00, "CNY");
  const LetterRow second = room.letter();
  // What stays of the first letter: 100.00 of interest and its fee of 20.00.
  CHECK(facts(second).earlier_charges == 120'00);
  CHECK(open_sum(room.world->case_of(second).account.claims) == 120'00);
  // INV-2: 1,000 x 0.0005 x 26 days = 13.00, and its own fee.
  CHECK(facts(second).total == 1'000'00 + 120'00 + 13'00 + 20'00);
}
