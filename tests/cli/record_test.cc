// What people record: of which case, about which letter, and what is refused.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "casefile/letter_events.h"
#include "cli/commands_ledger.h"
#include "cli/commands_payments.h"
#include "cli/commands_record.h"
#include "intake/match_statements.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Currency eur = *Currency::find("EUR");

/// A debtor who owes two creditors in one currency; the first wrote on the 2nd and on the 16th.
struct Desk {
  TempDir dir;
  std::unique_ptr<World> world;

  Desk() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"}, settings.calendars = source + "/config/calendars",
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "test",
                                          [] { return Instant(make_date(2026, 11, 20)); }, nullptr});
    Debtor d;
    d.id = "D1", d.name = "Eins GmbH", d.kind = "small-business", d.locale = "de",
    d.address = {"Hauptstr. 1", "10115", "Berlin", "", "DE"};
    world->store.put(d);
    for (const char* creditor : {"main", "second"}) {
      const Date due = make_date(2026, 10, 1);
      world->store.put(
          Invoice{std::string("INV-") + creditor, creditor, "D1", "", due - Days(30), due, {1000'00, eur}, ""}, false);
    }
    letter("L1", make_date(2026, 11, 2)), letter("L2", make_date(2026, 11, 16));
  }

  void letter(const std::string& id, Date day, const std::string& kind = "reminder") {
    const CaseInput input = world->store.account("main", "D1", eur);
    world->record(input, day, id,
                  told::Drafted{.run = "",
                                .letter_kind = kind,
                                .occasion = id,
                                .channel = "email",
                                .number = id,
                                .amount = 1000'00,
                                .deadline = std::nullopt,
                                .invoices = {"INV-main"}});
    world->record(input, day, id, told::RouteSaid{.kind = EventKind::accepted});
  }

  Answer record(const std::string& kind, const std::function<void(RecordOrder&)>& more) {
    RecordOrder order;
    order.kind = kind, order.debtor = "D1", order.by = "lena", order.on = make_date(2026, 11, 18);
    more(order);
    return record_command(*world, order);
  }
};

}  // namespace

TEST_CASE("of a debtor who owes two creditors, the case is named, or told by the invoice") {
  Desk desk;
  CHECK_THROWS_WITH(desk.record("hold", [](RecordOrder& o) { o.note = "talks"; }),
                    Catch::Contains("several creditors") && Catch::Contains("--creditor: main, second"));
  CHECK(desk.record("hold", [](RecordOrder& o) { o.note = "talks", o.creditor = "second"; }).data["case"] ==
        "second/D1/EUR");
  CHECK(desk.record("dispute", [](RecordOrder& o) { o.invoice = "INV-second"; }).data["case"] == "second/D1/EUR");
  CHECK(desk.record("response", [](RecordOrder& o) { o.creditor = "main"; }).data["case"] == "main/D1/EUR");
}

TEST_CASE("an answer is to the last demand that had left by its day, and no proof is older than its letter") {
  Desk desk;
  const auto answered = [&](Date on) {
    return desk.record("response", [&](RecordOrder& o) { o.creditor = "main", o.on = on; }).data["letter"];
  };
  CHECK(answered(make_date(2026, 11, 18)) == "L2");
  CHECK(answered(make_date(2026, 11, 10)) == "L1");
  CHECK(answered(make_date(2026, 11, 1)) == "");
  const auto proven = [&](Date on) {
    return desk.record("delivered", [&](RecordOrder& o) { o.creditor = "main", o.note = "RR 1 DE", o.on = on; })
        .data["letter"];
  };
  CHECK(proven(make_date(2026, 11, 10)) == "L1");
  CHECK_THROWS_WITH(proven(make_date(2026, 11, 1)), Catch::Contains("no letter of this case was sent yet"));
}

TEST_CASE("delivery is proven by a person with a name, and by more than a blank or a letter") {
  Desk desk;
  const auto proven = [&](const char* note, const char* by) {
    return desk.record("delivered", [&](RecordOrder& o) { o.creditor = "main", o.note = note, o.by = by; });
  };
  for (const char* note : {"", "   ", ".", "x", "- - - - -"})
    CHECK_THROWS_WITH(proven(note, "lena"), Catch::Contains("what proves it?"));
  CHECK_THROWS_WITH(proven("RR 1 DE", "dunmail"), Catch::Contains("who says that it arrived?"));
  CHECK(proven("电话确认收到", "lena").exit_code == 0);
}

TEST_CASE("a promise that is recorded twice is refused, unless it is a second one") {
  Desk desk;
  const auto promise = [&](bool beside) {
    return desk.record("promise", [&](RecordOrder& o) {
      o.creditor = "main", o.amount = "100.00", o.due = make_date(2026, 11, 25), o.beside = beside;
    });
  };
  promise(false);
  CHECK_THROWS_WITH(promise(false), Catch::Contains("a promise of 100.00 EUR for 2026-11-25 stands already"));
  promise(true);
  CHECK(standing_of(desk.world->store.events("main/D1/EUR")).promises.size() == 2);
}

TEST_CASE("a dispute is an answer to the last demand about the invoice, not to what confirmed a promise") {
  Desk desk;
  desk.letter("L3", make_date(2026, 11, 17), "promise-confirmation");
  CHECK(desk.record("dispute", [](RecordOrder& o) { o.invoice = "INV-main"; }).data["letter"] == "L2");
}

TEST_CASE("a hold that ends before it begins is refused") {
  Desk desk;
  const auto hold = [&](Date until) {
    return desk.record("hold", [&](RecordOrder& o) { o.creditor = "main", o.note = "talks", o.until = until; });
  };
  CHECK_THROWS_WITH(hold(make_date(2026, 11, 17)), Catch::Contains("2026-11-17 is before 2026-11-18"));
  CHECK(desk.world->store.events("main/D1/EUR").size() == 4);
  CHECK(hold(make_date(2026, 11, 18)).text == "main/D1/EUR: on hold until 2026-11-18\n");
}

TEST_CASE("a promise of more than is owed says so") {
  Desk desk;
  const Answer said = desk.record(
      "promise", [](RecordOrder& o) { o.creditor = "main", o.amount = "1000.01", o.due = make_date(2026, 11, 25); });
  CHECK_THAT(said.text, Catch::EndsWith("; only 1,000.00 is owed\n"));
}

TEST_CASE("equal entries of two statements that follow each other are two, and read again they are the same") {
  Desk desk;
  const std::size_t page = GENERATE(500, 1);
  const auto statement = [](const char* number, const char* from, const char* to) {
    return std::string(":20:X\n:25:37040044/0532013000\n:28C:") + number + "/1\n:60F:C261105EUR" + from +
           "\n:61:2611051105C100,00NTRFNONREF\n:86:166?20INV-main?32Eins GmbH\n:62F:C261105EUR" + to + "\n-\n";
  };
  const auto take = [&](const std::string& name, const std::string& text) {
    write_file(desk.dir / name, text);
    StatementOrder order;
    order.files = {desk.dir / name}, order.today = make_date(2026, 11, 6), order.entries_a_page = page;
    payments_import_command(*desk.world, order);
    return desk.world->store.invoice_state("INV-main")->open;
  };
  const std::string first = statement("1", "1000,00", "1100,00"), second = statement("2", "1100,00", "1200,00");
  CHECK(take("a.sta", first) == 900'00);
  CHECK(take("a-again.sta", first) == 900'00);
  CHECK(take("b.sta", second) == 800'00);
  CHECK(take("b-again.sta", second) == 800'00);
  CHECK(take("a-once-more.sta", first) == 800'00);
  CHECK(take("both.sta", first + second) == 800'00);
  // A third that does not begin where the second ended proves nothing.
  CHECK(take("c.sta", statement("3", "5000,00", "5100,00")) == 800'00);
}

TEST_CASE("a long statement that is stopped is half in only where something of it is in") {
  Desk desk;
  const auto statement = [](const char* number, const char* one, const char* other) {
    return std::string(":20:X\n:25:37040044/0532013000\n:28C:") + number + "/1\n:60F:C261105EUR1000,00" +
           "\n:61:2611051105C" + one + ",00NTRFNONREF\n:86:166?20INV-main?32Eins GmbH" + "\n:61:2611051105C" + other +
           ",00NTRFNONREF\n:86:166?20INV-main?32Eins GmbH\n:62F:C261105EUR1300,00\n-\n";
  };
  StatementOrder order;
  order.files = {desk.dir / "long.sta", desk.dir / "next.sta"};
  order.today = make_date(2026, 11, 6);
  order.entries_a_page = 1;
  write_file(order.files[0], statement("1", "100", "200"));
  write_file(order.files[1], statement("2", "30", "40"));
  Store& store = desk.world->store;

  order.stop = [] { return true; };
  const Answer nothing = payments_import_command(*desk.world, order);
  CHECK(nothing.exit_code == 130);
  CHECK_THAT(nothing.text, Catch::Contains("long.sta: stopped as asked; nothing was imported") &&
                               Catch::Contains("next.sta: was not begun"));
  CHECK(store.half_imports().empty());
  CHECK(store.bank_entries().empty());

  order.stop = [asked = 0]() mutable { return ++asked > 1; };
  const Answer half = payments_import_command(*desk.world, order);
  CHECK(half.exit_code == 130);
  CHECK_THAT(half.text, Catch::Contains("with part of its entries in"));
  CHECK(store.half_imports().size() == 1);
  CHECK(store.bank_entries(BankState::fresh).size() == 1);
  // What is read meanwhile is short of it, and says so; a program finds it beside the figures.
  const Answer arrears = arrears_command(*desk.world, "", order.today, {Extent::all, true});
  REQUIRE(arrears.notes.size() == 2);
  CHECK_THAT(arrears.notes[0],
             Catch::Contains("the figures are short: long.sta: statements of 2026-11-06 are half in: 1 of 2 rows"));
  CHECK_THAT(arrears.notes[1], Catch::Contains("1 bank entry has not been matched yet"));
  CHECK(arrears.data["lacks"].size() == 2);
  CHECK(arrears.exit_code == 3);
  // Stopped again before its next page: what was in is in.
  order.stop = [] { return true; };
  payments_import_command(*desk.world, order);
  CHECK(store.half_imports().size() == 1);

  order.stop = {};
  StatementOrder other = order;
  other.files = {order.files[1]};
  CHECK_THROWS_WITH(payments_import_command(*desk.world, other),
                    Catch::Contains("long.sta is half in: 1 of 2 entries"));
  CHECK(payments_import_command(*desk.world, order).exit_code == 3);
  CHECK(store.half_imports().empty());
  CHECK(store.bank_entries(BankState::booked).size() == 4);
  CHECK(arrears_command(*desk.world, "", order.today, {Extent::all, true}).notes.empty());
  CHECK(store.invoice_state("INV-main")->open == 1000'00 - 100'00 - 200'00 - 30'00 - 40'00);
}

TEST_CASE("the first of many accounts are said while the others are looked for") {
  Desk desk;
  Store& store = desk.world->store;
  store.transaction([&] {
    for (int i = 0; i < 1250; ++i) {
      Debtor d;
      d.id = fmt::format("E{:04}", i), d.name = "Viele GmbH", d.kind = "small-business", d.locale = "de";
      store.put(d);
      const Date due = make_date(2026, 10, 1);
      store.put(Invoice{"INV-" + d.id, "main", d.id, "", due - Days(30), due, {10'00, eur}, ""}, false);
    }
  });
  std::vector<std::string> said;
  const Say say = [&](const std::string& text) { said.push_back(text); };
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  const Date today = make_date(2026, 11, 20);
  const Answer some = arrears_command(*desk.world, "", today, {Extent::some, false}, say);
  REQUIRE(said.size() == 1);
  CHECK(lines(said[0]) == 1 + 100);
  CHECK_THAT(said[0], Catch::Contains("D1 ") && Catch::Contains("E0097"));
  CHECK_THAT(some.text, Catch::Contains("... and 1152 more: --all shows them\n") && Catch::Contains("14,500.00"));

  said.clear();
  const Answer all = arrears_command(*desk.world, "", today, {Extent::all, false}, say);
  CHECK(said.size() == 2);  // a hundred, a thousand; the rest with the sums
  std::string whole;
  for (const std::string& text : said) whole += text;
  whole += all.text;
  CHECK(lines(whole) == 1252 + 3 + 1);  // accounts, heads, sums
  CHECK_THAT(all.text, Catch::Contains("E1249") && Catch::Contains("14,500.00") && !Catch::Contains("more"));

  // Few are said in one piece.
  said.clear();
  const Answer one = arrears_command(*desk.world, "D1", today, {Extent::all, false}, say);
  CHECK(said.empty());
  CHECK_THAT(one.text, Catch::Contains("INV-second"));
}

TEST_CASE("an entry that is matched again to the same end is as it was for who has just looked at it") {
  Desk desk;
  StatementOrder order;
  order.files = {desk.dir / "one.sta"};
  order.today = make_date(2026, 11, 6);
  write_file(order.files[0],
             ":20:X\n:25:37040044/0532013000\n:28C:1/1\n:60F:C261105EUR0,00\n:61:2611051105C77,00NTRFNONREF\n"
             ":86:166?20nothing that is known?32Niemand AG\n:62F:C261105EUR77,00\n-\n");
  payments_import_command(*desk.world, order);
  Store& store = desk.world->store;
  const auto version = [&] { return store.bank_entries(BankState::unmatched).at(0).version; };
  const std::int64_t before = version();
  CHECK(match_statements(*desk.world, order.today, {}, {}).entries.size() == 1);
  CHECK(version() == before);
  // What has changed is written.
  store.transaction([&] {
    BankRow row = store.bank_entries(BankState::unmatched).at(0);
    row.why = "said by an older rule";
    store.update(row);
  });
  match_statements(*desk.world, order.today, {}, {});
  CHECK(version() == before + 2);
}

TEST_CASE("equal rows of two exports whose running balance goes on are two, where the balances can tell") {
  Desk desk;
  const std::size_t page = GENERATE(500, 1);
  const auto take = [&](const std::string& name, const std::vector<std::pair<const char*, const char*>>& rows) {
    std::string text =
        "Buchungstag;Valutadatum;Beguenstigter/Zahlungspflichtiger;Verwendungszweck;Betrag;Waehrung;Saldo\n";
    for (const auto& [amount, balance] : rows)
      text += std::string("05.11.2026;05.11.2026;Eins GmbH;INV-main;") + amount + ";EUR;" + balance + "\n";
    write_file(desk.dir / name, text);
    StatementOrder order;
    order.files = {desk.dir / name}, order.today = make_date(2026, 11, 6), order.entries_a_page = page;
    INFO(payments_import_command(*desk.world, order).text);
    return desk.world->store.invoice_state("INV-main")->open;
  };
  CHECK(take("morning.csv", {{"100,00", "1.100,00"}}) == 900'00);
  CHECK(take("morning-again.csv", {{"100,00", "1.100,00"}}) == 900'00);
  CHECK(take("noon.csv", {{"100,00", "1.200,00"}}) == 800'00);
  CHECK(take("noon-again.csv", {{"100,00", "1.200,00"}}) == 800'00);
  // The whole day once more, and then its evening.
  CHECK(take("day.csv", {{"100,00", "1.100,00"}, {"100,00", "1.200,00"}}) == 800'00);
  CHECK(take("evening.csv", {{"100,00", "1.300,00"}}) == 700'00);
  // Begins where the last one ended; but what looks alike may be the same rows, there and back.
  CHECK(take("late.csv", {{"50,00", "1.350,00"}, {"-50,00", "1.300,00"}}) == 650'00);
  CHECK(take("later.csv", {{"50,00", "1.350,00"}, {"-50,00", "1.300,00"}, {"10,00", "1.310,00"}}) == 640'00);
}
