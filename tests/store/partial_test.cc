// What a file does not have stays; what it says is open is news; what it no longer has is gone until it is back.
#include <catch2/catch.hpp>
#include <random>

#include "base/key_set.h"
#include "store/store.h"

using namespace dunmail;

namespace {

using What = Put::What;
const Currency eur = *Currency::find("EUR");
const Date day = make_date(2026, 11, 20);

Debtor debtor(const std::string& id) {
  Debtor d;
  d.id = id, d.name = id + " GmbH", d.kind = "small-business", d.locale = "de",
  d.address = {"Hauptstr. 1", "10115", "Berlin", "", "DE"};
  return d;
}

InvoiceRow invoice(const std::string& number, std::int64_t minor, std::optional<std::int64_t> open = {},
                   const std::string& of = "D1") {
  return {Invoice{number, "main", of, "HT-1", day - Days(50), day - Days(20), {minor, eur}, ""}, open};
}

Source only(Given::Columns columns, Date as_of = day) { return {Given::only(std::move(columns)), as_of}; }
Source all(Date as_of = day) { return {{}, as_of}; }

std::int64_t open_of(Store& store, const std::string& number) { return store.invoice_state(number).value().open; }
std::int64_t owed(Store& store, const std::string& id = "D1") {
  std::int64_t sum = 0;
  for (const OpenItem& item : store.account("main", id, eur).account.items) sum += item.open;
  return sum;
}

}  // namespace

TEST_CASE("a debtor file without a column leaves its value, an empty cell clears it") {
  Store store = Store::create(":memory:");
  Debtor d = debtor("D1");
  d.blocked = "insolvency", d.credit_limit = Money{1000'00, eur}, d.pay_days = {10, 25};
  store.put(d);
  Debtor row;  // as a file with id, name and kind gives it
  row.id = "D1", row.name = "D1 Neu GmbH", row.kind = "small-business", row.locale = "zh-CN",
  row.address.country = "CN";
  const Put put = store.put(row, only({"id", "name", "kind"}));
  CHECK(put.what == What::changed);
  REQUIRE(put.changes.size() == 1);
  CHECK(put.changes[0].column == "name");
  d.name = "D1 Neu GmbH";
  CHECK(store.debtor("D1") == d);
  CHECK(store.put(row, only({"id", "name", "kind"})).what == What::same);
  const Put cleared = store.put(row, only({"id", "name", "kind", "blocked"}));
  REQUIRE(cleared.changes.size() == 1);
  CHECK(cleared.changes[0].was == "insolvency");
  d.blocked.clear();
  CHECK(store.debtor("D1") == d);
}

TEST_CASE("a credit limit without its currency is in the one that is known") {
  Store store = Store::create(":memory:");
  const Currency jpy = *Currency::find("JPY");
  Debtor d = debtor("D1");
  d.credit_limit = Money{5000, jpy};
  store.put(d);
  Debtor row = debtor("D1");
  row.credit_limit = Money{7000'00, *Currency::find("CNY")};  // "7000", read as CNY for want of a currency
  store.put(row, only({"id", "name", "kind", "credit_limit"}));
  CHECK(store.debtor("D1")->credit_limit == Money{7000, jpy});
}

TEST_CASE("a guarantee has a last day or a length, whichever the file gives last") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  Guarantor g;
  g.debtor_id = "D1", g.name = "Bürge AG", g.kind = "joint", g.months = 12, g.email = "b@example.com";
  store.put(g);
  Guarantor row;
  row.debtor_id = "D1", row.name = "Bürge AG", row.kind = "joint", row.until = make_date(2027, 6, 30);
  store.put(row, only({"debtor", "name", "kind", "until"}));
  const Guarantor known = store.account("main", "D1", eur).guarantors.at(0);
  CHECK(known.until == make_date(2027, 6, 30));
  CHECK(known.months == 0);
  CHECK(known.email == "b@example.com");
}

TEST_CASE("an invoice keeps its block, contract, rate and creditor where the file has no such column") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  InvoiceRow known = invoice("INV-1", 900'00);
  known.blocked = "goods disputed", known.rate = 5'0000, known.secured = 100'00, known.creditor = "second";
  store.put(known, all());
  InvoiceRow row = invoice("INV-1", 900'00);
  row.contract.clear();
  CHECK(store.put(row, only({"number", "debtor", "issue_date", "due_date", "amount", "currency"})).what == What::same);
  const Put lifted =
      store.put(row, only({"number", "debtor", "issue_date", "due_date", "amount", "currency", "blocked"}));
  REQUIRE(lifted.changes.size() == 1);
  CHECK(lifted.changes[0].column == "blocked");
}

TEST_CASE("an open sum below ours is news, one above it is a receipt that the ERP lacks") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-1", 1000'00), all());
  const Put lower = store.put(invoice("INV-1", 1000'00, 400'00), all(day + Days(1)));
  REQUIRE(lower.changes.size() == 1);
  CHECK(lower.changes[0].was == "100000");
  CHECK(lower.changes[0].is == "40000");
  CHECK(open_of(store, "INV-1") == 400'00);
  CHECK(store.put(invoice("INV-1", 1000'00, 400'00), all(day + Days(1))).what == What::same);
  // The receipt for what was settled comes in afterwards: it does not count twice. One of a later day does.
  std::vector<BookedPayment> booked;
  store.put(Payment{"P1", "main", "D1", day, {600'00, eur}, "INV-1"}, booked);
  CHECK(open_of(store, "INV-1") == 400'00);
  CHECK(store.account("main", "D1", eur).account.credit == 0);
  store.put(Payment{"P2", "main", "D1", day + Days(2), {100'00, eur}, "INV-1"}, booked);
  CHECK(open_of(store, "INV-1") == 300'00);
  CHECK(store.put(invoice("INV-1", 1000'00, 400'00), all(day + Days(3))).what == What::same);
  CHECK(open_of(store, "INV-1") == 300'00);
  CHECK(store.put(invoice("INV-1", 1000'00, 0), all(day + Days(3))).what == What::changed);
  CHECK(owed(store) == 0);
}

TEST_CASE("what the export settled and takes back is open again, and no more than that") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-1", 1000'00, 1000'00), all());
  std::vector<BookedPayment> booked;
  store.put(Payment{"P1", "main", "D1", day + Days(1), {300'00, eur}, "INV-1"}, booked);
  store.put(invoice("INV-1", 1000'00, 500'00), all(day + Days(1)));
  CHECK(open_of(store, "INV-1") == 500'00);
  store.put(invoice("INV-1", 1000'00, 1000'00), all(day + Days(2)));
  CHECK(open_of(store, "INV-1") == 700'00);
}

TEST_CASE("a lower amount is a correction with update, and settlement in a complete list of open items") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-1", 1000'00), all());
  CHECK(store.put(invoice("INV-1", 900'00), all()).column == "amount");
  Source list = all();
  list.open_items = true;
  CHECK(store.put(invoice("INV-1", 900'00), list).what == What::changed);
  CHECK(store.put(invoice("INV-1", 900'00), list).what == What::same);
  CHECK(open_of(store, "INV-1") == 900'00);
  CHECK(store.invoice_state("INV-1")->amount == 1000'00);
}

TEST_CASE("an invoice moves with update only, with its parts") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(debtor("D2"));
  store.put(invoice("INV-1", 100'00), all());
  store.put_parts("INV-1", eur, {{1, day, 40'00}, {2, day + Days(30), 60'00}}, false);
  const InvoiceRow moved = invoice("INV-1", 100'00, {}, "D2");
  CHECK(store.put(moved, all()).what == What::refused);
  Source update = all();
  update.update = true;
  CHECK(store.put(moved, update).changes.at(0).column == "debtor");
  CHECK(store.account("main", "D1", eur).account.items.empty());
  CHECK(store.account("main", "D2", eur).account.items.size() == 2);
  CHECK(store.put(invoice("INV-1", 100'00, {}, "D9"), update).column == "debtor");
}

TEST_CASE("who is gone is not written to, and is back with a newer file only, what a person said stands") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  const Contact anna{"D1", "Anna", "", "payer", "", "a@d1.example", "", "", ""},
      ben{"D1", "Ben", "", "finance", "", "b@d1.example", "", "", ""};
  store.put(anna, all());
  store.put(ben, all());
  const Vanished gone = store.vanished_contacts({"D1", Store::contact_key("D1", "Ben")});
  CHECK(gone.of == 2);
  REQUIRE(gone.keys.size() == 1);
  CHECK(gone.keys[0].second == "Anna");
  store.set_contact_inactive("D1", "Anna", "gone from the export", day, "");
  REQUIRE(store.account("main", "D1", eur).contacts.size() == 1);
  CHECK(store.account("main", "D1", eur).contacts[0].name == "Ben");
  CHECK(store.put(anna, all(day - Days(1))).what == What::same);
  CHECK(store.put(anna, all(day + Days(1))).changes.at(0).column == "inactive");
  CHECK(store.account("main", "D1", eur).contacts.size() == 2);
  store.set_contact_inactive("D1", "Anna", "deactivated by lena", day, "lena");
  CHECK(store.put(anna, all(day + Days(9))).what == What::same);
  CHECK(store.account("main", "D1", eur).contacts.size() == 1);
}

TEST_CASE(
    "an invoice that is gone is closed, open again when it is back, and stays cancelled when a person cancelled it") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-1", 100'00), all());
  store.put(invoice("INV-2", 50'00), all());
  const Vanished gone = store.vanished_invoices("main", day, {"INV-2"});
  CHECK(gone.of == 2);
  REQUIRE(gone.keys.size() == 1);
  CHECK(gone.keys[0].first == "INV-1");
  CHECK(store.vanished_invoices("main", day - Days(51), {}).keys.empty());  // issued after that list was made
  CHECK(store.vanished_invoices("second", day, {}).keys.empty());
  store.close_invoice("INV-1", "gone from the export", day, "");
  CHECK(owed(store) == 50'00);
  const Put back = store.put(invoice("INV-1", 100'00), all(day + Days(1)));
  CHECK(back.what == What::changed);
  CHECK(owed(store) == 150'00);
  store.close_invoice("INV-1", "cancelled by lena: wrong price", day, "lena");
  CHECK(store.put(invoice("INV-1", 100'00), all(day + Days(2))).what == What::same);
  CHECK(owed(store) == 50'00);
}

TEST_CASE("a payment of a day to come counts from that day on") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(invoice("INV-1", 100'00), all());
  const Payment p{"P1", "main", "D1", day + Days(5), {100'00, eur}, "INV-1"};
  CHECK(store.put_for_later(p).what == What::added);
  CHECK(store.put_for_later(p).what == What::same);
  std::vector<BookedPayment> booked;
  CHECK(store.put(p, booked).what == What::same);
  store.put_due_payments(day + Days(4), booked);
  CHECK(booked.empty());
  CHECK(owed(store) == 100'00);
  CHECK(store.account("main", "D1", eur).account.credit == 0);
  store.put_due_payments(day + Days(5), booked);
  REQUIRE(booked.size() == 1);
  CHECK(booked[0].payment.reference == "P1");
  CHECK(owed(store) == 0);
  store.put_due_payments(day + Days(6), booked);
  CHECK(booked.size() == 1);
}

TEST_CASE("a merged debtor gives all it has, and its number means the other from then on") {
  Store store = Store::create(":memory:");
  store.put(debtor("D1"));
  store.put(debtor("D2"));
  store.put(invoice("INV-1", 100'00), all());
  store.put(invoice("INV-2", 50'00, {}, "D2"), all());
  store.put(Contact{"D1", "Anna", "", "payer", "", "a@d1.example", "", "", ""});
  store.put(Contact{"D2", "Anna", "", "payer", "", "a@d2.example", "", "", ""});
  std::vector<BookedPayment> booked;
  store.put(Payment{"P1", "main", "D1", day, {120'00, eur}, ""}, booked);
  const Moved moved = store.merge_debtors("D1", "D2", day);
  CHECK(moved.invoices == std::vector<std::string>{"INV-1"});
  CHECK(moved.payments == std::vector<std::string>{"P1"});
  const CaseInput all_of_it = store.account("main", "D2", eur);
  CHECK(all_of_it.account.items.size() == 1);
  CHECK(all_of_it.account.credit == 20'00);
  REQUIRE(all_of_it.contacts.size() == 1);
  CHECK(all_of_it.contacts[0].email == "a@d2.example");
  CHECK(store.inactive_debtor("D1") == "merged into D2");
  CHECK(store.merged_debtors() == std::map<std::string, std::string>{{"D1", "D2"}});
  // A list that still has the number does not bring it back.
  CHECK(store.put(debtor("D1"), all(day + Days(3))).what == What::same);
}

TEST_CASE("random ledgers: a partial file changes only what it names, and a file twice changes nothing") {
  std::mt19937 dice(20261120);
  const auto pick = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
  const char* columns[] = {"locale",       "street",          "postcode",    "city",      "region",   "country",
                           "segment",      "risk_class",      "calendar",    "time_zone", "pay_days", "blocked",
                           "credit_limit", "credit_currency", "distance_km", "size"};
  const auto random_debtor = [&](const std::string& id) {
    const auto word = [&] { return pick(3) ? "w" + std::to_string(pick(5)) : std::string(); };
    Debtor d;
    d.id = id, d.name = "n" + std::to_string(pick(3)), d.kind = "small-business", d.locale = pick(2) ? "de" : "en";
    d.address = {word(), word(), word(), word(), pick(2) ? "DE" : "CN"};
    d.segment = word(), d.risk_class = word(), d.calendar = word(), d.time_zone = word(), d.blocked = word(),
    d.size = word();
    if (pick(2)) d.pay_days = {pick(28) + 1};
    if (pick(2)) d.credit_limit = Money{pick(1000) * 100, eur};
    if (pick(2)) d.distance_km = pick(100);
    return d;
  };
  for (int round = 0; round < 300; ++round) {
    Store store = Store::create(":memory:");
    const Debtor known = random_debtor("D1"), other = random_debtor("D2");
    store.put(known);
    store.put(other);
    const Debtor row = random_debtor("D1");
    Given::Columns given{"id", "name", "kind"};
    for (const char* column : columns)
      if (pick(2)) given.insert(column);
    if (!given.contains("credit_limit")) given.erase("credit_currency");
    const Put put = store.put(row, only(given));
    for (const Change& change : put.changes) CHECK(given.contains(change.column));
    const Debtor now = store.debtor("D1").value();
    CHECK(now.blocked == (given.contains("blocked") ? row.blocked : known.blocked));
    CHECK(now.locale == (given.contains("locale") ? row.locale : known.locale));
    CHECK(now.address.street == (given.contains("street") ? row.address.street : known.address.street));
    CHECK(now.address.country == (given.contains("country") ? row.address.country : known.address.country));
    CHECK(now.pay_days == (given.contains("pay_days") ? row.pay_days : known.pay_days));
    CHECK(now.credit_limit == (given.contains("credit_limit") ? row.credit_limit : known.credit_limit));
    CHECK(now.distance_km == (given.contains("distance_km") ? row.distance_km : known.distance_km));
    CHECK(store.debtor("D2") == other);
    CHECK(store.put(row, only(given)).what == What::same);
    CHECK(store.debtor("D1") == now);
  }
}
