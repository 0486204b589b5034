// One case's trouble is one case's: the others get their letters and stand in every list, and the case is named.
#include "desk/case_trouble.h"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "base/file.h"
#include "cli/commands_charges.h"
#include "cli/commands_deadlines.h"
#include "cli/commands_explain.h"
#include "cli/commands_import.h"
#include "cli/commands_ledger.h"
#include "cli/commands_payments.h"
#include "cli/commands_record.h"
#include "cli/commands_report.h"
#include "cli/commands_run.h"
#include "cli/commands_show.h"
#include "cli/commands_simulate.h"
#include "cli/commands_tasks.h"
#include "cli/commands_worklist.h"
#include "planning/approve.h"
#include "planning/plan.h"
#include "sending/last_look.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date today = make_date(2026, 7, 6);

/// Three debtors who owe 20,000.00 each since 30 June; the second one's rows can be spoilt.
struct Room {
  TempDir dir;
  std::unique_ptr<World> world;

  Room() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = dir / "dunmail.db";
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(settings.database),
                                          "scheduler", [] { return Instant(today); }, nullptr,
                                          Reasons::load(source + "/config/reasons.toml")});
    for (const char* id : {"D1", "D2", "D3"}) {
      Debtor d;
      d.id = id;
      d.name = std::string("杭州晨曦电子有限公司") + id;
      d.kind = "small-business";
      d.locale = "zh-CN";
      d.address = {"文三路1号", "310012", "杭州市", "", "CN"};
      world->store.put(d);
      world->store.put(
          Contact{id, "王芳", "财务部经理", "payer", "女士", std::string(id) + "@debtor.example", "", "", ""});
      const Date due = make_date(2026, 6, 30);
      world->store.put(Invoice{std::string("INV-") + id, "main", id, "", due - Days(30), due, {20'000'00, cny}, ""},
                       false);
    }
  }

  void spoil(const std::string& sql) {
    INFO(sql);
    REQUIRE(std::system(("sqlite3 '" + world->settings.database + "' \"" + sql + "\"").c_str()) == 0);
  }
  /// Of a letter to D2 that left.
  void asserted_fee() {
    const CaseInput input = world->store.account("main", "D2", cny);
    Claim fee;
    fee.id = "L1-1";
    fee.letter = "L1";
    fee.kind = ClaimKind::fee;
    fee.invoice = "INV-D2";
    fee.ground = "reminder";
    fee.from = fee.to = today - Days(1);
    fee.amount = fee.open = 20'00;
    world->store.add_claims(input.account, {fee});
    spoil("UPDATE claim SET asserted = '2026-07-05'");
  }
  void spoilt_event(const std::string& kind, const std::string& data) {
    spoil("INSERT INTO event VALUES ('main/D2/CNY', 1, 'D2', '2026-07-01', '2026-07-01T09:00:00Z', '" + kind +
          "', '', 'x', '" + data + "', '', 'x')");
  }
};

/// Named with its reason, and exit code 3.
void check_named(const Answer& answer, const std::string& case_id = "main/D2/CNY", int exit_code = 3) {
  CHECK(answer.exit_code == exit_code);
  REQUIRE(answer.data["trouble"]["count"] == 1);
  CHECK(answer.data["trouble"]["cases"][0]["case"] == case_id);
  CHECK_FALSE(answer.data["trouble"]["cases"][0]["reason"].get<std::string>().empty());
  CHECK_THAT(answer.text, Catch::Contains(case_id + ": "));
}

}  // namespace

TEST_CASE("a plan writes the others' letters, and holds the case in trouble by its name") {
  Room room;
  std::string case_id = "main/D2/CNY";
  SECTION("two amounts near the end of 64 bits") {
    room.spoil("UPDATE invoice SET amount = 9000000000000000000, open = 9000000000000000000 WHERE debtor_id = 'D2'");
    room.spoil(
        "INSERT INTO invoice (number, creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, "
        "secured, rate) SELECT 'INV-X', creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, "
        "secured, rate FROM invoice WHERE debtor_id = 'D2'");
  }
  SECTION("a credit near the end of 64 bits, twice") {
    for (const char* reference : {"A", "B"})
      room.spoil(std::string("INSERT INTO payment (reference, creditor, debtor_id, currency, day, amount, invoice, "
                             "unallocated) VALUES ('") +
                 reference + "', 'main', 'D2', 'CNY', '2026-07-01', 9000000000000000000, '', 9000000000000000000)");
  }
  SECTION("an event of an unknown kind") { room.spoilt_event("sang", "{}"); }
  SECTION("an event that is no JSON") { room.spoilt_event("held", "{"); }
  SECTION("an event whose data are of another type") {
    room.spoilt_event("promised", "{\\\"amount\\\": \\\"much\\\", \\\"due\\\": 7}");
  }
  SECTION("an event that is a list") { room.spoilt_event("held", "[1, 2]"); }
  SECTION("a broken date") { room.spoil("UPDATE invoice SET due = '2026-02-31' WHERE debtor_id = 'D2'"); }
  SECTION("an unknown currency") {
    room.spoil("UPDATE invoice SET currency = 'XYZ' WHERE debtor_id = 'D2'");
    case_id = "main/D2/XYZ";
  }
  SECTION("a time zone that nobody knows") {
    room.spoil("UPDATE debtor SET time_zone = 'Mars/Olympus' WHERE id = 'D2'");
  }
  SECTION("a claim whose sum is no number") {
    room.asserted_fee();
    room.spoil("UPDATE claim SET amount = 'much', open = 'much'");
  }
  SECTION("a claim of which more is open than there was") {
    room.asserted_fee();
    room.spoil("UPDATE claim SET open = amount + 1");
  }
  SECTION("an invoice whose sum is no number") {
    room.spoil("UPDATE invoice SET open = '20.5' WHERE debtor_id = 'D2'");
  }
  SECTION("a calendar that is not there") { room.spoil("UPDATE debtor SET calendar = 'atlantis' WHERE id = 'D2'"); }

  const Answer answer = plan_command(*room.world, today, "", {});
  check_named(answer, case_id);
  std::vector<std::string> written;
  for (const LetterRow& l : room.world->store.letters({.state = LetterState::drafted})) written.push_back(l.debtor_id);
  CHECK(written == std::vector<std::string>{"D1", "D3"});
  bool held = false;
  for (const auto& h : answer.data["held_back"])
    held = held || (h["code"] == "trouble" && h["count"] == 1 && h["examples"][0]["case"] == case_id);
  CHECK(held);
  const Answer why = explain_command(*room.world, "D2", today);
  check_named(why, case_id, 1);
}

TEST_CASE("every list shows the others, and names the case in trouble") {
  Room room;
  room.spoilt_event("call-logged", "{\\\"outcome\\\": 7}");
  check_named(arrears_command(*room.world, "", today));
  CHECK(arrears_command(*room.world, "", today).data["accounts"].size() == 2);
  check_named(deadlines_command(*room.world, {"", {}, today}));
  CHECK(deadlines_command(*room.world, {"", {}, today}).data["deadlines"].size() >= 2);
  WorklistOrder work;
  work.today = today;
  check_named(worklist_command(*room.world, work));
  CHECK(worklist_command(*room.world, work).data["found"] == 2);
  TasksOrder tasks;
  tasks.today = today;
  check_named(tasks_command(*room.world, tasks));
  ReportOrder report;
  report.period = {today - Days(30), today};
  check_named(report_command(*room.world, report));
  CHECK(report_command(*room.world, report).data["money"]["CNY"]["open"] == 40'000'00);
  SimulateOrder simulation;
  simulation.from = today;
  simulation.days = 30;
  check_named(simulate_command(*room.world, simulation, "", {}));
  CHECK(simulate_command(*room.world, simulation, "", {}).data["cases"] == 2);
  CHECK(verify_command(*room.world).exit_code == 1);
}

TEST_CASE("calls are listed, and files that cannot be read are named by the list and by verify") {
  Room room;
  room.spoilt_event("sang", "{}");
  check_named(calls_command(*room.world, {}));
  const Answer verified = verify_command(*room.world);
  CHECK(verified.exit_code == 1);
  CHECK(verified.data["broken"][0]["where"] == "main/D2/CNY");
}

TEST_CASE("a letter whose case is in trouble is not approved and does not leave, the others do") {
  Room room;
  plan(*room.world, {today});
  const auto id_of = [&](const char* debtor) { return room.world->store.letters({.debtor_id = debtor}).at(0).id; };
  const std::string bad = id_of("D2"), good = id_of("D3");
  SECTION("approval by a person") {
    room.spoil("UPDATE event SET kind = 'sang' WHERE debtor_id = 'D2'");
    const ApprovalResult result = approve(*room.world, {.run_id = "R2026-0001", .by = "Lin", .today = today}, {});
    CHECK(result.approved == 2);
    REQUIRE(result.held.size() == 1);
    CHECK(result.held[0].where == bad);
  }
  SECTION("the last look") {
    REQUIRE(approve(*room.world, {.run_id = "R2026-0001", .by = "Lin", .today = today}, {}).approved == 3);
    room.spoil("UPDATE event SET data = '7' WHERE debtor_id = 'D2'");
    LastLook look(*room.world, today);
    const Looked found = look.look(bad, 0);
    CHECK(found.found == Looked::Found::held);
    CHECK_THAT(found.why.message, Catch::Contains("its case file does not hold at event 1"));
    CHECK(look.look(good, 0).found == Looked::Found::ready);
  }
}

TEST_CASE("what is wrong for all of them is thrown") {
  Room room;
  CaseTroubles troubles;
  CHECK_THROWS_AS(each_account_apart(*room.world, "", troubles,
                                     [](CaseInput&&) { throw Error(ErrorKind::config, "policy.toml", "is gone"); }),
                  Error);
  CHECK_THROWS_AS(each_account_apart(*room.world, "", troubles,
                                     [](CaseInput&&) { throw Error(ErrorKind::storage, "db", "is full"); }),
                  Error);
  CHECK(troubles.count() == 0);
  each_account_apart(*room.world, "", troubles, [](CaseInput&& input) {
    if (input.account.debtor.id == "D2") checked_add(INT64_MAX, 1);
  });
  REQUIRE(troubles.count() == 1);
  CHECK(troubles.some()[0].case_id == "main/D2/CNY");
}

TEST_CASE("a spoilt row stops no import, no matching and no list of charges for the others") {
  Room room;
  room.asserted_fee();
  room.spoil("UPDATE claim SET amount = 'much'");
  room.spoil("UPDATE invoice SET due = '2026-02-31' WHERE debtor_id = 'D2'");
  const Answer charges = charges_list_command(*room.world, "", false);
  CHECK(charges.exit_code == 3);
  CHECK_THAT(charges.text, Catch::Contains("D2: ") && Catch::Contains("\"much\""));

  write_file(room.dir / "payments.csv",
             "reference,debtor,date,amount,currency,invoice\nP-1,D1,2026-07-03,100.00,CNY,INV-D1\nP-2,D2,2026-07-03,"
             "100.00,CNY,INV-D2\nP-3,D2,2026-07-03,50.00,CNY,\n");
  ImportOrder order;
  order.kind = "payments";
  order.files = {room.dir / "payments.csv"};
  order.as_of = today;
  const Answer refused = import_command(*room.world, order);
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.text, Catch::Contains("payments.csv:3") &&
                               Catch::Contains("the account of D2 cannot be read: invoice INV-D2: ") &&
                               Catch::Contains("2026-02-31"));
  order.skip_bad = true;
  const Answer taken = import_command(*room.world, order);
  CHECK(taken.data["files"][0]["added"] == 1);
  for (const char* reference : {"P-2", "P-3"}) CHECK_FALSE(room.world->store.knows_payment(reference));
  CHECK(room.world->store.account("main", "D1", cny).account.items.at(0).open == 19'900'00);

  write_file(room.dir / "bank.csv",
             "date,amount,currency,payer,text,reference\n2026-07-04,19900.00,CNY,D1,INV-D1,B1\n2026-07-03,20000.00,CNY,"
             "D2,INV-D2,B2\n");
  StatementOrder statements;
  statements.files = {room.dir / "bank.csv"};
  statements.as_of = statements.today = today;
  payments_import_command(*room.world, statements);
  CHECK(room.world->store.account("main", "D1", cny).account.items.empty());
  std::vector<std::string> waiting;
  for (const BankRow& row : room.world->store.bank_entries(BankState::suggested))
    waiting.push_back(row.entry.bank_reference);
  for (const BankRow& row : room.world->store.bank_entries(BankState::unmatched))
    waiting.push_back(row.entry.bank_reference);
  CHECK(waiting == std::vector<std::string>{"B2"});
}
