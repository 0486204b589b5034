#include "store/store.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/error.h"
#include "support/temp_dir.h"

using namespace dunmail;

namespace {

Debtor debtor(const std::string& id) {
  Debtor d;
  d.id = id;
  d.name = "上海正信商贸有限公司";
  d.kind = "small-business";
  d.locale = "zh-CN";
  d.address = {"世纪大道100号", "200120", "上海市", "", "CN"};
  d.pay_days = {10, 25};
  return d;
}

const Currency cny = *Currency::find("CNY");

Invoice invoice(const std::string& number, std::int64_t minor, Date due, const std::string& debtor_id = "D1") {
  return {number, "main", debtor_id, "HT-1", due - Days(30), due, {minor, cny}, ""};
}

Payment payment(const std::string& reference, std::int64_t minor, const std::string& named = "") {
  return {reference, "main", "D1", make_date(2026, 10, 1), {minor, cny}, named};
}

std::vector<CaseInput> accounts(Store& store) {
  std::vector<CaseInput> out;
  store.each_account("", [&](CaseInput&& input) { out.push_back(std::move(input)); });
  return out;
}

}  // namespace

TEST_CASE("what is imported twice stands once") {
  Store store = Store::create(":memory:");
  CHECK(store.put(debtor("D1")).what == Put::What::added);
  CHECK(store.put(debtor("D1")).what == Put::What::same);
  Debtor moved = debtor("D1");
  moved.address.city = "北京市";
  CHECK(store.put(moved).what == Put::What::changed);
  CHECK(store.debtor("D1") == moved);

  const Invoice i = invoice("INV-1", 100'00, make_date(2026, 9, 1));
  CHECK(store.put(i, false).what == Put::What::added);
  CHECK(store.put(i, false).what == Put::What::same);
  Invoice other = i;
  other.amount.minor = 90'00;
  CHECK(store.put(other, false).what == Put::What::refused);
  CHECK(store.put(other, false).column == "amount");
  CHECK(store.put(other, true).what == Put::What::changed);
  CHECK(store.put(invoice("INV-9", 1, make_date(2026, 9, 1), "nobody"), false).what == Put::What::refused);
  CHECK(store.count("invoice") == 1);
}

TEST_CASE("a payment goes to the invoice it names, else to the oldest due, and the rest is credit") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-2", 200'00, make_date(2026, 9, 1)), false);
  store.put(invoice("INV-1", 100'00, make_date(2026, 8, 1)), false);
  std::vector<BookedPayment> booked;
  CHECK(store.put(payment("P1", 50'00, "INV-2"), booked).what == Put::What::added);
  CHECK(store.put(payment("P1", 50'00, "INV-2"), booked).what == Put::What::same);
  CHECK(store.put(payment("P2", 120'00), booked).what == Put::What::added);
  auto all = accounts(store);
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].account.items.size() == 1);
  CHECK(all[0].account.items[0].invoice.number == "INV-2");
  CHECK(all[0].account.items[0].open == 130'00);  // 200 - 50 - (120 - 100)
  CHECK(store.put(payment("P3", 200'00, "INV-1"), booked).what == Put::What::added);
  all = accounts(store);
  CHECK(all[0].account.credit == 200'00);  // INV-1 is paid, and the payer named it: nothing else takes it
  CHECK(booked.size() == 3);
  CHECK(booked[1].open_after == 130'00);
  CHECK(store.put(payment("P4", 1, "INV-404"), booked).column == "invoice");
}

TEST_CASE("accounts are told apart by creditor and currency, and a case without open items is still seen") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(debtor("D2"));
  store.put(invoice("INV-1", 100, make_date(2026, 9, 1)), false);
  Invoice foreign = invoice("INV-2", 100, make_date(2026, 9, 1));
  foreign.amount.currency = *Currency::find("EUR");
  store.put(foreign, false);
  Event e;
  e.case_id = "main/D2/CNY", e.day = make_date(2026, 9, 2), e.at = Instant(make_date(2026, 9, 2)),
  e.kind = EventKind::held, e.by = "李敏";
  store.append(e, "D2");
  const auto all = accounts(store);
  REQUIRE(all.size() == 3);
  CHECK(all[0].account.case_id() == "main/D1/CNY");
  CHECK(all[1].account.case_id() == "main/D1/EUR");
  CHECK(all[2].account.case_id() == "main/D2/CNY");
  CHECK(all[2].events.size() == 1);
}

TEST_CASE("case files are chains, and a changed line shows") {
  Store store = Store::create(":memory:");
  Event e;
  e.case_id = "main/D1/CNY", e.day = make_date(2026, 9, 2), e.at = Instant(make_date(2026, 9, 2)),
  e.kind = EventKind::promised, e.by = "李敏";
  e.data = {{"amount", 100}, {"due", "2026-09-10"}};
  store.append(e, "D1");
  store.append(e, "D1");
  auto events = store.events("main/D1/CNY");
  REQUIRE(events.size() == 2);
  CHECK(events[1].seq == 2);
  CHECK_FALSE(check_chain(events));
  events[0].data["amount"] = 1;
  REQUIRE(check_chain(events));
  CHECK(check_chain(events)->seq == 1);
  events.erase(events.begin());
  CHECK(check_chain(events)->seq == 1);
}

TEST_CASE("a second letter for the same occasion and channel cannot be kept") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  RunRow run;
  run.today = make_date(2026, 11, 21);
  LetterRow letter;
  letter.run_id = store.new_run(run);
  CHECK(letter.run_id == "R2026-0001");
  letter.id = "L1", letter.case_id = "main/D1/CNY", letter.debtor_id = "D1", letter.kind = "reminder",
  letter.occasion = "INV-1:1", letter.channel = "email";
  letter.currency = cny, letter.day = run.today;
  CHECK(store.add(letter));
  LetterRow second = letter;
  second.id = "L2";
  CHECK_FALSE(store.add(second));
  second.channel = "post";
  CHECK(store.add(second));
  letter.state = LetterState::cancelled;
  store.update(letter);
  LetterRow third = letter;
  third.id = "L3", third.state = LetterState::drafted;
  CHECK(store.add(third));
  CHECK(store.letters({.run_id = letter.run_id, .state = LetterState::drafted}).size() == 2);
}

TEST_CASE("documents are found by the hash of their bytes") {
  Store store = Store::create(":memory:");
  const std::string bytes("%PDF\0\xFF binary", 13);
  const std::string name = store.keep(bytes, "application/pdf");
  CHECK(store.keep(bytes, "application/pdf") == name);
  CHECK(store.document(name) == bytes);
  CHECK_FALSE(store.document("nothing"));
}

TEST_CASE("a transaction that fails leaves nothing") {
  Store store = Store::create(":memory:");
  CHECK_THROWS_AS(store.transaction([&] {
    store.put(debtor("D1"));
    throw Error(ErrorKind::input, "x", "y");
  }),
                  Error);
  CHECK(store.count("debtor") == 0);
}

TEST_CASE("a database that is newer, foreign or absent gets one clear line") {
  TempDir dir;
  CHECK_THROWS_WITH(Store::open(dir / "none.db"), Catch::Contains("no database") && Catch::Contains("dunmail init"));
  CHECK_THROWS_WITH(Store::create(dir / "no/such/folder.db"), Catch::Contains("folder"));
  { Store::create(dir / "a.db"); }
  CHECK(std::system(("sqlite3 '" + (dir / "a.db") + "' 'PRAGMA user_version = 99'").c_str()) == 0);
  CHECK_THROWS_WITH(Store::open(dir / "a.db"), Catch::Contains("newer"));
  std::FILE* f = std::fopen((dir / "b.db").c_str(), "w");
  std::fputs("this is a text file of more than a few bytes, and it is surely no database at all, is it?", f);
  std::fclose(f);
  CHECK_THROWS_WITH(Store::open(dir / "b.db"), Catch::Contains("not a database"));
}

TEST_CASE("what is printed counts against no limit of the relay") {
  Store store = Store::create(":memory:");
  for (const char* route : {"smtp://relay.example:25", "print:/out", "maildir:outbox", "print:other"}) {
    Event e;
    e.case_id = "main/D1/CNY";
    e.day = make_date(2026, 11, 20);
    e.at = Instant(e.day) + std::chrono::hours(9);
    e.kind = EventKind::attempted;
    e.data = {{"route", route}};
    store.append(e, "D1");
  }
  CHECK(store.attempts_since(Instant(make_date(2026, 11, 20))) == 2);
}
