// What an import says and does beside its rows: news of the cases, complete lists, files that contradict each other,
// and what a person takes out by hand.
#include <catch2/catch.hpp>

#include "base/file.h"
#include "cli/commands_import.h"
#include "intake/parties.h"
#include "planning/plan.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

const Date day = make_date(2026, 11, 20);

/// Four debtors; D1 has two contacts and was reminded, so that it has a case file.
struct Desk {
  TempDir dir;
  std::unique_ptr<World> world;
  int files = 0;
  const bool in_pages = GENERATE(false, true);  ///< as a file of millions of rows is taken

  Desk() {
    const std::string source = DUNMAIL_SOURCE_DIR;
    write_file(dir / "dunmail.toml", read_file(source + "/samples/dunmail.toml"));
    Settings settings = Settings::load(dir / "dunmail.toml");
    settings.policies = {source + "/config/policy.toml"};
    settings.calendars = source + "/config/calendars";
    settings.templates = source + "/letter-templates";
    settings.fonts = source + "/fonts/fonts.toml";
    settings.database = ":memory:";
    world = std::make_unique<World>(World{settings, PolicyBook::load(settings.policies),
                                          Calendars::load(settings.calendars), Store::create(":memory:"), "test",
                                          [] { return Instant(day); }, nullptr});
    take("debtors",
         "id,name,kind,locale,street,postcode,city,country,blocked\n"
         "D1,Eins GmbH,small-business,de,Hauptstr. 1,10115,Berlin,DE,insolvency\nD2,Zwei "
         "GmbH,small-business,de,Hauptstr. 2,10115,Berlin,DE,\n"
         "D3,Drei GmbH,small-business,de,Hauptstr. 3,10115,Berlin,DE,\nD4,Vier GmbH,small-business,de,Hauptstr. "
         "4,10115,Berlin,DE,\n");
    take("contacts",
         "debtor,name,role,email\nD1,Anna Alt,payer,anna@d1.example\nD1,Ben Bald,finance,ben@d1.example\nD2,Cleo "
         "Klein,payer,cleo@d2.example\n");
    take("invoices",
         "number,debtor,issue_date,due_date,amount,currency,blocked\nINV-1,D1,2026-09-01,2026-10-01,1000.00,EUR,goods "
         "disputed\nINV-2,D2,2026-09-01,2026-10-01,500.00,EUR,\nINV-3,D3,2026-09-01,2026-10-01,300.00,EUR,\n");
    write("D1", EventKind::replied, {{"note", "hello"}});
  }

  void write(const std::string& debtor, EventKind kind, nlohmann::json data, const std::string& letter = "") {
    world->record(world->store.account("main", debtor, *Currency::find("EUR")), day, letter,
                  Told{kind, std::move(data)}, "lena");
  }

  std::string file(const std::string& text) {
    const std::string path = dir / ("f" + std::to_string(++files) + ".csv");
    write_file(path, text);
    return path;
  }

  Answer take(const std::string& kind, const std::string& text, ImportOrder order = {}) {
    order.kind = kind;
    order.files = {file(text)};
    if (in_pages) order.long_from = 0, order.rows_a_page = 2;
    if (order.as_of == Date()) order.as_of = day;
    return import_command(*world, order);
  }
  Answer complete(const std::string& kind, const std::string& text, bool allow = false, Date as_of = day) {
    ImportOrder order;
    order.complete = true;
    order.allow_vanish = allow;
    order.as_of = as_of;
    return take(kind, text, order);
  }

  std::vector<nlohmann::json> news(const std::string& debtor) {
    std::vector<nlohmann::json> out;
    for (const Event& e : world->store.events("main/" + debtor + "/EUR"))
      if (e.kind == EventKind::ledger_changed) out.push_back(e.data);
    return out;
  }
  std::int64_t owed(const std::string& debtor) {
    std::int64_t sum = 0;
    for (const OpenItem& item : world->store.account("main", debtor, *Currency::find("EUR")).account.items)
      sum += item.open;
    return sum;
  }
};

const std::string invoice_head = "number,debtor,issue_date,due_date,amount,currency\n";
const std::string one = "INV-1,D1,2026-09-01,2026-10-01,1000.00,EUR\n",
                  two = "INV-2,D2,2026-09-01,2026-10-01,500.00,EUR\n",
                  three = "INV-3,D3,2026-09-01,2026-10-01,300.00,EUR\n";

}  // namespace

TEST_CASE("rows that a file has twice are counted, and said to be there twice") {
  Desk desk;
  const std::string contacts =
      "debtor,name,role,email\nD3,Dora Dick,payer,d@d3.example\nD3,Dora Dick,payer,d@d3.example\n";
  const std::string payments =
      "reference,debtor,date,amount,currency\nP1,D2,2026-11-02,10.00,EUR\nP1,D2,2026-11-02,10.00,EUR\n"
      "P2,D2,2026-11-02,10.00,EUR\nP1,D2,2026-11-02,10.00,EUR\n";
  const Answer once = desk.take("invoices", invoice_head + one + two);
  CHECK(once.data["files"][0]["twice"] == 0);
  CHECK_THAT(once.text, Catch::Contains("rows: 2 invoices\n"));
  const Answer invoices = desk.take("invoices", invoice_head + one + two + one);
  CHECK(invoices.data["files"][0]["twice"] == 1);
  CHECK_THAT(invoices.text, Catch::Contains("rows: 3 invoices; 1 of them said again what a row above says\n"));
  CHECK(desk.take("contacts", contacts).data["files"][0]["twice"] == 1);
  CHECK(desk.take("payments", payments).data["files"][0]["twice"] == 2);
}

TEST_CASE("a file without the column lifts no block, one with an empty cell does, says so and leaves an event") {
  Desk desk;
  const Answer moved = desk.take("debtors", "id,name,kind,street\nD1,Eins GmbH,small-business,Neue Str. 44\n");
  CHECK(desk.world->store.debtor("D1")->blocked == "insolvency");
  CHECK(desk.world->store.debtor("D1")->locale == "de");
  CHECK(desk.world->store.debtor("D1")->address.city == "Berlin");
  CHECK_THAT(moved.text, Catch::Contains("1 address changed: D1"));
  const Answer lifted = desk.take("debtors", "id,name,kind,blocked\nD1,Eins GmbH,small-business,\n");
  CHECK_THAT(lifted.text, Catch::Contains("1 block lifted: D1"));
  CHECK(lifted.data["files"][0]["news"][0]["which"][0] == "D1");
  const auto events = desk.news("D1");
  REQUIRE(events.size() == 2);
  CHECK(events[0]["what"] == "address");
  CHECK(events[0]["was"] == "Hauptstr. 1");
  CHECK(events[1]["what"] == "block");
  CHECK(events[1]["was"] == "insolvency");
  CHECK(events[1]["is"] == "");
  // An invoice's own block, and a debtor without a case file: said, but no file is begun for it.
  CHECK(desk.take("invoices", invoice_head + one).data["files"][0]["same"] == 1);
  CHECK_THAT(desk.take("invoices",
                       "number,debtor,issue_date,due_date,amount,currency,blocked\nINV-1,D1,2026-09-01,2026-10-01,1000."
                       "00,EUR,\n")
                 .text,
             Catch::Contains("1 block of an invoice lifted: INV-1"));
  CHECK_THAT(desk.take("debtors", "id,name,kind,locale\nD2,Zwei GmbH,small-business,en\n").text,
             Catch::Contains("1 language changed: D2 (de to en)"));
  CHECK_FALSE(desk.world->store.has_case("main/D2/EUR"));
}

TEST_CASE("a changed due day and an invoice that moves are events, the latter of both cases") {
  Desk desk;
  desk.write("D2", EventKind::replied, {{"note", "x"}});
  CHECK_THAT(desk.take("invoices", invoice_head + "INV-1,D1,2026-09-01,2026-10-15,1000.00,EUR\n").text,
             Catch::Contains("1 due day changed: INV-1 (2026-10-01 to 2026-10-15)"));
  ImportOrder update;
  update.update = true;
  const std::string moved = invoice_head + "INV-1,D2,2026-09-01,2026-10-15,1000.00,EUR\n";
  CHECK(desk.take("invoices", moved).exit_code == 1);
  CHECK_THAT(desk.take("invoices", moved, update).text,
             Catch::Contains("1 invoice moved: INV-1 (main/D1/EUR to main/D2/EUR)"));
  CHECK(desk.news("D1").back()["is"] == "main/D2/EUR");
  CHECK(desk.news("D2").back()["was"] == "main/D1/EUR");
  CHECK(desk.owed("D1") == 0);
  CHECK(desk.owed("D2") == 1500'00);
}

TEST_CASE("a complete list of contacts ends who is gone of the debtors that it names, and of no other") {
  Desk desk;
  const Answer a = desk.complete(
      "contacts", "debtor,name,role,email\nD1,Nina Neu,payer,nina@d1.example\nD1,Ben Bald,finance,ben@d1.example\n");
  CHECK(a.exit_code == 0);
  CHECK_THAT(a.text, Catch::Contains("1 contact inactive: Anna Alt of D1"));
  std::vector<std::string> names;
  for (const Contact& c : desk.world->store.account("main", "D1", *Currency::find("EUR")).contacts)
    names.push_back(c.name);
  CHECK(names == std::vector<std::string>{"Ben Bald", "Nina Neu"});
  CHECK(desk.world->store.account("main", "D2", *Currency::find("EUR")).contacts.size() == 1);
  CHECK(desk.news("D1").back()["contact"] == "Anna Alt");
  CHECK_THAT(desk.take("contacts", "debtor,name,role,email\nD1,Anna Alt,payer,anna@d1.example\n").text,
             Catch::Contains("1 contact active again"));
}

TEST_CASE("a complete list of invoices closes what it lacks, once it is believed") {
  Desk desk;
  const Answer cut = desk.complete("invoices", invoice_head + two);
  CHECK(cut.exit_code == 1);
  CHECK_THAT(cut.text, Catch::Contains("2 of 3 open invoices are gone from it") && Catch::Contains("--allow-vanish"));
  CHECK(desk.owed("D1") == 1000'00);
  const Answer one_gone = desk.complete("invoices", invoice_head + two + three);
  CHECK(one_gone.exit_code == 0);
  CHECK_THAT(one_gone.text, Catch::Contains("1 invoice closed: INV-1"));
  CHECK(desk.owed("D1") == 0);
  CHECK(desk.news("D1").back()["reason"] == "gone from the export");
  CHECK(desk.complete("invoices", invoice_head + two + three).data["files"][0]["news"].empty());
  CHECK_THAT(desk.complete("invoices", invoice_head + one + two + three).text,
             Catch::Contains("1 invoice open again: INV-1"));
  CHECK(desk.owed("D1") == 1000'00);
  CHECK(desk.complete("invoices", invoice_head + two, true).exit_code == 0);
  CHECK(desk.owed("D1") + desk.owed("D3") == 0);
}

TEST_CASE("a complete list that is empty, cut off, older than a newer import or another creditor's is refused") {
  Desk desk;
  CHECK_THAT(desk.complete("invoices", invoice_head, true).text, Catch::Contains("without a row"));
  CHECK(desk.complete("invoices", invoice_head + two + "INV-3,D3,2026-", true).exit_code == 1);
  CHECK_THROWS_WITH(desk.complete("invoices", invoice_head + two, true, day - Days(1)),
                    Catch::Contains("2026-11-20 already"));
  CHECK_THROWS_WITH(desk.complete("payments", "reference,debtor,date,amount,currency\n"),
                    Catch::Contains("is for invoices"));
  CHECK(desk.complete("invoices",
                      "number,creditor,debtor,issue_date,due_date,amount,currency\nINV-1,other,D1,2026-09-01,2026-10-"
                      "01,1000.00,EUR\n",
                      true)
            .exit_code == 1);
  ImportOrder order;
  order.complete = order.skip_bad = true;
  CHECK_THROWS_WITH(desk.take("invoices", invoice_head + two, order), Catch::Contains("--skip-bad"));
  order.skip_bad = false, order.creditor = "nobody";
  CHECK_THROWS_WITH(desk.take("invoices", invoice_head + two, order), Catch::Contains("creditor.nobody"));
  CHECK(desk.owed("D1") + desk.owed("D2") + desk.owed("D3") == 1800'00);
}

TEST_CASE("a debtor that is gone gets nothing, says whether it owes, and is back with a later list") {
  Desk desk;
  const std::string head = "id,name,kind\n";
  const std::string others = "D2,Zwei GmbH,small-business\nD3,Drei GmbH,small-business\nD4,Vier GmbH,small-business\n";
  const Answer gone = desk.complete("debtors", head + others);
  CHECK_THAT(gone.text, Catch::Contains("1 debtor inactive: D1") && Catch::Contains("of them still owes"));
  CHECK_THAT(desk.world->store.account("main", "D1", *Currency::find("EUR")).account.debtor.blocked,
             Catch::Contains("inactive: gone from the export of 2026-11-20"));
  CHECK(desk.world->store.debtor("D1")->blocked == "insolvency");
  CHECK_THAT(desk.complete("debtors", head + "D1,Eins GmbH,small-business\n" + others).text,
             Catch::Contains("1 debtor active again: D1"));
  CHECK(desk.world->store.account("main", "D1", *Currency::find("EUR")).account.debtor.blocked == "insolvency");
}

TEST_CASE("what would go from a complete list is counted among all that there are when it is in") {
  Desk desk;
  const std::string head = "id,name,kind\n", two = "D3,Drei GmbH,small-business\nD4,Vier GmbH,small-business\n";
  std::string others;
  for (int i = 0; i < 18; ++i) others.append("N").append(std::to_string(i)).append(",Neu GmbH,small-business\n");
  CHECK_THAT(desk.complete("debtors", head + two).text, Catch::Contains("2 of 4 debtors are gone from it"));
  CHECK(desk.complete("debtors", head + two + others).exit_code == 0);  // 2 of 22
  CHECK(desk.world->store.inactive_debtor("D1") == "gone from the export of 2026-11-20");
}

TEST_CASE(
    "rows of one import that contradict each other are refused, in one file and in two, what one of them lacks does "
    "not") {
  Desk desk;
  const Answer inside =
      desk.take("debtors", "id,name,kind\nD7,Sieben GmbH,small-business\nD7,Sieben AG,small-business\n");
  CHECK(inside.exit_code == 1);
  CHECK_THAT(inside.text, Catch::Contains("f4.csv:3:2") && Catch::Contains("D7 stands on line 2 with \"Sieben GmbH\""));
  ImportOrder order;
  order.kind = "debtors", order.as_of = day;
  order.files = {desk.file("id,name,kind,locale\nD8,Acht GmbH,small-business,de\n"),
                 desk.file("id,name,kind,blocked\nD8,Acht GmbH,small-business,legal\n"),
                 desk.file("id,name,kind,locale\nD8,Acht GmbH,small-business,en\n")};
  const Answer across = import_command(*desk.world, order);
  CHECK(across.data["files"][0]["kept"] == true);
  CHECK(across.data["files"][1]["kept"] == true);
  CHECK(across.data["files"][2]["kept"] == false);  // against the first file; the second has no language
  order.files = {desk.file("id,name,kind,locale\nD9,Neun GmbH,small-business,de\n"),
                 desk.file("id,name,kind,locale\nD9,Neun GmbH,small-business,en\n")};
  const Answer two_files = import_command(*desk.world, order);
  CHECK(two_files.data["files"][1]["kept"] == false);
  CHECK_THAT(two_files.text, Catch::Contains("of f8.csv with \"de\""));
  CHECK(desk.world->store.debtor("D9")->locale == "de");
}

TEST_CASE("an import ends with its rows, what it passed over, its sums and how it was read") {
  Desk desk;
  const Answer a =
      desk.take("invoices",
                "number;kind;debtor;issue_date;due_date;amount;currency\nINV-8;invoice;D4;2026-09-01;2026-10-01;1.190,"
                "00;EUR\n;;;;;;\nCN-8;credit-note;D4;2026-09-02;;190,00;EUR\nSumme;;;;;1.000,00;EUR\n");
  CHECK(a.exit_code == 0);
  CHECK_THAT(a.text, Catch::Contains("rows: 1 credit note, 1 invoice; passed over: 1 blank row, 1 total row"));
  CHECK_THAT(a.text, Catch::Contains("sums: credit notes EUR 190.00, invoices EUR 1,190.00, as the file's own total"));
  CHECK_THAT(a.text, Catch::Contains("read as UTF-8, columns divided by semicolons, decimal comma"));
  CHECK(a.data["files"][0]["sheet"]["sums"]["invoice"]["EUR"] == 1190'00);
}

TEST_CASE("a payment of a later day than the file's waits, and the plan of its day puts it") {
  Desk desk;
  const Answer a =
      desk.take("payments", "reference,debtor,date,amount,currency,invoice\nP1,D2,2026-11-25,500.00,EUR,INV-2\n");
  CHECK_THAT(a.text, Catch::Contains("1 payment counts from its day on: P1 (2026-11-25)"));
  CHECK(desk.owed("D2") == 500'00);
  plan(*desk.world, {make_date(2026, 11, 24)});
  CHECK(desk.owed("D2") == 500'00);
  plan(*desk.world, {make_date(2026, 11, 25)});
  CHECK(desk.owed("D2") == 0);
}

TEST_CASE("a contact and an invoice that a person takes out stay out") {
  Desk desk;
  const ContactChanged out = set_contact(*desk.world, {"D1", "Anna Alt", "lena", false, day});
  CHECK(out.changed);
  CHECK_FALSE(out.none_left);
  CHECK(set_contact(*desk.world, {"D1", "Ben Bald", "lena", false, day}).none_left);
  desk.take("contacts", "debtor,name,role,email\nD1,Anna Alt,payer,anna@d1.example\n");
  CHECK(desk.world->store.account("main", "D1", *Currency::find("EUR")).contacts.empty());
  CHECK(set_contact(*desk.world, {"D1", "Anna Alt", "lena", true, day}).changed);
  CHECK(desk.world->store.account("main", "D1", *Currency::find("EUR")).contacts.size() == 1);
  CHECK_THROWS_WITH(set_contact(*desk.world, {"D1", "Ana Alt", "lena", false, day}), Catch::Contains("no contact"));

  CHECK(cancel_invoice(*desk.world, {"INV-1", "wrong price", "lena", day}).open == 1000'00);
  CHECK(desk.owed("D1") == 0);
  CHECK(desk.news("D1").back()["reason"] == "cancelled by lena: wrong price");
  CHECK(desk.take("invoices", invoice_head + one).data["files"][0]["same"] == 1);
  CHECK(desk.owed("D1") == 0);
  CHECK_THROWS_WITH(cancel_invoice(*desk.world, {"INV-1", "again", "lena", day}),
                    Catch::Contains("was cancelled by lena"));
  CHECK_THROWS_WITH(cancel_invoice(*desk.world, {"INV-9", "x", "lena", day}), Catch::Contains("no invoice"));
}

TEST_CASE("a merged debtor's letters, promises and money count for the one that goes on, and both chains hold") {
  Desk desk;
  desk.write("D1", EventKind::drafted,
             {{"kind", "reminder"},
              {"occasion", "INV-1:1"},
              {"channel", "email"},
              {"number", "1"},
              {"amount", 1000'00},
              {"invoices", {"INV-1"}}},
             "L1");
  desk.write("D1", EventKind::accepted, {}, "L1");
  desk.write("D1", EventKind::promised, {{"amount", 1000'00}, {"due", "2026-12-01"}});
  CHECK_THROWS_WITH(merge_debtor(*desk.world, {"D1", "D1", "lena", day}), Catch::Contains("itself"));
  CHECK_THROWS_WITH(merge_debtor(*desk.world, {"D1", "D99", "lena", day}), Catch::Contains("no debtor"));
  const Merged merged = merge_debtor(*desk.world, {"D1", "D2", "lena", day});
  CHECK(merged.moved.invoices == std::vector<std::string>{"INV-1"});
  CHECK(desk.owed("D2") == 1500'00);
  const auto now = desk.world->store.events("main/D2/EUR"), before = desk.world->store.events("main/D1/EUR");
  CHECK_FALSE(check_chain(now));
  CHECK_FALSE(check_chain(before));
  const Standing standing = standing_of(now), ended = standing_of(before);
  REQUIRE(standing.sent.size() == 1);
  CHECK(standing.sent[0].id == "L1");
  REQUIRE(standing.open_promise());
  CHECK(standing.open_promise()->due == make_date(2026, 12, 1));
  CHECK(ended.sent.empty());
  CHECK_FALSE(ended.open_promise());
  CHECK(before.back().data["into"] == "main/D2/EUR");
  CHECK_THROWS_WITH(merge_debtor(*desk.world, {"D2", "D1", "lena", day}), Catch::Contains("circle"));
  CHECK_THROWS_WITH(merge_debtor(*desk.world, {"D1", "D3", "lena", day}), Catch::Contains("already"));
  // The old number in later files is the new debtor.
  desk.take("payments", "reference,debtor,date,amount,currency,invoice\nP1,D1,2026-11-19,1000.00,EUR,INV-1\n");
  CHECK(desk.owed("D2") == 500'00);
  CHECK(desk.take("invoices", invoice_head + one).exit_code == 0);
  // Into a third: what came with the first merge comes along.
  merge_debtor(*desk.world, {"D2", "D3", "lena", day});
  const auto last = desk.world->store.events("main/D3/EUR");
  CHECK_FALSE(check_chain(last));
  CHECK(standing_of(last).sent.size() == 1);
  CHECK(desk.world->store.merged_debtors().at("D1") == "D3");
}

TEST_CASE("a file that is older than what is known changes nothing of it, and says so") {
  Desk desk;  // all rows are known as of `day`
  ImportOrder older, newer;
  older.as_of = day - Days(3), newer.as_of = day + Days(1);
  const auto rows = [](const Answer& answer) { return answer.data["files"][0]["changed"].get<int>(); };
  const std::string said = "1 row older than what is known, nothing changed by it: ";

  const Answer lifted = desk.take("debtors", "id,name,kind,blocked\nD1,Eins GmbH,small-business,\n", older);
  CHECK(desk.world->store.debtor("D1")->blocked == "insolvency");
  CHECK_THAT(lifted.text, Catch::Contains(said + "D1 (known as of 2026-11-20)"));
  CHECK(lifted.exit_code == 3);
  CHECK(rows(lifted) == 0);

  const Answer contact = desk.take("contacts", "debtor,name,role,email\nD1,Anna Alt,payer,\n", older);
  CHECK_THAT(contact.text, Catch::Contains(said + "Anna Alt of D1"));
  CHECK(desk.world->store.account("main", "D1", *Currency::find("EUR")).contacts.at(0).email == "anna@d1.example");

  const std::string open_head = "number,debtor,issue_date,due_date,amount,open,currency\n";
  CHECK(rows(desk.take("invoices", open_head + "INV-1,D1,2026-09-01,2026-10-01,1000.00,400.00,EUR\n", newer)) == 1);
  CHECK(desk.owed("D1") == 400'00);
  const Answer open = desk.take("invoices", open_head + "INV-1,D1,2026-09-01,2026-10-01,1000.00,700.00,EUR\n");
  CHECK_THAT(open.text, Catch::Contains(said + "INV-1 (known as of 2026-11-21)"));
  CHECK(desk.owed("D1") == 400'00);
  // Another amount of a known invoice is a contradiction in a file of today, and no news in an older one.
  CHECK(desk.take("invoices", invoice_head + "INV-1,D1,2026-09-01,2026-10-01,1200.00,EUR\n").exit_code == 3);
  CHECK(desk.take("invoices", invoice_head + "INV-1,D1,2026-09-01,2026-10-01,1200.00,EUR\n", newer).exit_code == 1);

  // The same again, and what is not known yet, is no trouble.
  CHECK(desk.take("debtors", "id,name,kind,blocked\nD1,Eins GmbH,small-business,insolvency\n", older).exit_code == 0);
  const Answer unknown = desk.take("invoices", invoice_head + "INV-9,D2,2026-09-01,2026-10-01,90.00,EUR\n", older);
  CHECK(unknown.exit_code == 0);
  CHECK(unknown.data["files"][0]["added"] == 1);
  // A newer file has the last word.
  CHECK_THAT(desk.take("debtors", "id,name,kind,blocked\nD1,Eins GmbH,small-business,\n", newer).text,
             Catch::Contains("1 block lifted: D1"));
}

TEST_CASE("a total row is held against every column of sums") {
  Desk desk;
  const std::string head = "number,debtor,issue_date,due_date,amount,open,currency\n";
  const std::string row =
      "INV-7,D2,2026-09-01,2026-10-01,100.00,60.00,EUR\nINV-8,D2,2026-09-01,2026-10-01,50.00,50.00,EUR\n";
  const Answer wrong = desk.take("invoices", head + row + "Total,,,,150.00,120.00,EUR\n");
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.text, Catch::Contains(":4: open: the file's total is EUR 120.00, its rows sum up to 110.00"));
  CHECK(desk.owed("D2") == 500'00);
  CHECK(desk.take("invoices", head + row + "Total,,,,150.00,110.00,EUR\n").exit_code == 0);
  CHECK(desk.owed("D2") == 610'00);
}

TEST_CASE("claims go along with an invoice that moves, and are asserted once") {
  Desk desk;
  const Currency eur = *Currency::find("EUR");
  Claim fee;
  fee.id = "L1-1", fee.letter = "L1", fee.kind = ClaimKind::fee, fee.invoice = "INV-1", fee.ground = "reminder",
  fee.from = fee.to = day, fee.amount = fee.open = 500;
  desk.write("D1", EventKind::drafted,
             {{"kind", "reminder"}, {"number", "1"}, {"amount", 1000'00}, {"invoices", {"INV-1"}}}, "L1");
  desk.world->store.add_claims(desk.world->store.account("main", "D1", eur).account, {fee});
  desk.write("D1", EventKind::accepted, {}, "L1");
  REQUIRE(desk.world->store.account("main", "D1", eur).account.claims.size() == 1);
  ImportOrder update;
  update.update = true;
  desk.take("invoices", invoice_head + "INV-1,D2,2026-09-01,2026-10-01,1000.00,EUR\n", update);
  CHECK(desk.world->store.account("main", "D1", eur).account.claims.empty());
  const auto claims = desk.world->store.account("main", "D2", eur).account.claims;
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].open == 500);
}

TEST_CASE("where a contact is reached is news: changed, or emptied, and an event of the case") {
  Desk desk;
  const Answer emptied = desk.take("contacts", "debtor,name,role,email\nD1,Anna Alt,payer,\n");
  CHECK_THAT(emptied.text, Catch::Contains("1 e-mail address emptied: Anna Alt of D1"));
  const Answer changed = desk.take("contacts", "debtor,name,role,email\nD1,Anna Alt,finance,anna@new.example\n");
  CHECK_THAT(changed.text, Catch::Contains("1 e-mail address changed: Anna Alt of D1") &&
                               Catch::Contains("1 role of a contact changed: Anna Alt of D1"));
  const auto events = desk.news("D1");
  REQUIRE(events.size() == 3);
  CHECK(events[0]["what"] == "email");
  CHECK(events[0]["was"] == "anna@d1.example");
  CHECK(events[0]["is"] == "");
  CHECK(events[2]["what"] == "role");
}

TEST_CASE("a payment that names an invoice is its creditor's, and no other creditor takes it") {
  Desk desk;
  desk.take(
      "invoices",
      "number,creditor,debtor,issue_date,due_date,amount,currency\nRS-1,second,D2,2026-09-01,2026-10-01,700.00,EUR\n");
  const std::string head = "reference,debtor,date,amount,currency,invoice\n";
  CHECK(desk.take("payments", head + "P1,D2,2026-11-19,700.00,EUR,RS-1\n").exit_code == 0);
  CHECK(desk.world->store.invoice_state("RS-1")->open == 0);
  CHECK(desk.world->store.account("main", "D2", *Currency::find("EUR")).account.credit == 0);
  const Answer wrong = desk.take(
      "payments", "reference,creditor,debtor,date,amount,currency,invoice\nP2,main,D2,2026-11-19,10.00,EUR,RS-1\n");
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.text, Catch::Contains("invoice RS-1 is owed to second, the payment came to main"));
}

TEST_CASE("a total that cannot be read is no agreement") {
  Desk desk;
  const Answer wrong =
      desk.take("payments", "reference;debtor;date;amount;currency\nP1;D2;2026-11-04;1000;EUR\nSumme;;;3O.00;EUR\n");
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.text, Catch::Contains(":3: amount: the file's total \"3O.00\" cannot be read"));
}

TEST_CASE("an export of a far day is a mistyped year") {
  Desk desk;
  ImportOrder order;
  order.as_of = make_date(2062, 11, 20);
  CHECK_THROWS_WITH(desk.take("debtors", "id,name,kind\nD1,Eins GmbH,small-business\n", order),
                    Catch::Contains("2062-11-20 is more than a year ahead"));
}

TEST_CASE("a complete list that tells credit notes apart ends those that it no longer has") {
  Desk desk;
  const std::string head = "number,kind,debtor,issue_date,due_date,amount,currency\n";
  desk.take("invoices", head + "CN-1,credit-note,D2,2026-11-01,,500.00,EUR\n");
  CHECK(desk.world->store.account("main", "D2", *Currency::find("EUR")).account.credit == 500'00);
  const std::string kept =
      "INV-1,invoice,D1,2026-09-01,2026-10-01,1000.00,EUR\nINV-2,invoice,D2,2026-09-01,2026-10-01,500.00,EUR\nINV-3,"
      "invoice,D3,2026-09-01,2026-10-01,300.00,EUR\n";
  // A list without the column cannot name one.
  CHECK(desk.complete("invoices", invoice_head + one + two + three).exit_code == 0);
  CHECK(desk.world->store.account("main", "D2", *Currency::find("EUR")).account.credit == 500'00);
  CHECK_THAT(desk.complete("invoices", head + kept + "CN-1,credit-note,D2,2026-11-01,,500.00,EUR\n").text,
             !Catch::Contains("credit note closed"));
  const Answer gone = desk.complete("invoices", head + kept);
  CHECK_THAT(gone.text, Catch::Contains("1 credit note closed: CN-1"));
  CHECK(desk.world->store.account("main", "D2", *Currency::find("EUR")).account.credit == 0);
}
