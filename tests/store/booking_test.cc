// What changes open sums: payments and their return, credit notes, parts; and what debtors and guarantors carry.
#include <catch2/catch.hpp>

#include "base/error.h"
#include "sql/db.h"
#include "store/store.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date issued = make_date(2026, 7, 1);

struct Books {
  Store store = Store::create(":memory:");
  std::vector<BookedPayment> booked;

  Books() {
    Debtor d;
    d.id = "D1";
    d.name = "上海正信商贸有限公司";
    d.kind = "small-business";
    d.locale = "zh-CN";
    d.address.country = "CN";
    store.put(d);
  }
  void invoice(const std::string& number, std::int64_t minor, Date due) {
    Invoice i{number, "main", "D1", "", issued, due, {minor, cny}, ""};
    REQUIRE(store.put(i, false).what == Put::What::added);
  }
  Put pay(const std::string& reference, std::int64_t minor, const std::string& named = "",
          const std::string& reverses = "") {
    return store.put(Payment{reference, "main", "D1", make_date(2026, 10, 1), {minor, cny}, named, reverses}, booked);
  }
  Put credit(const std::string& number, std::int64_t minor, const std::string& applies_to) {
    return store.put(CreditNote{number, "main", "D1", make_date(2026, 10, 2), {minor, cny}, applies_to});
  }
  Account account() { return store.account("main", "D1", cny).account; }
  /// "INV-1 10000, INV-2 (1/2) 500; credit 0": open sums in the order of the ledger.
  std::string open() {
    std::string out;
    const Account a = account();
    for (const OpenItem& item : a.items)
      out += (out.empty() ? "" : ", ") + item_name(item) + " " + std::to_string(item.open);
    return out + "; credit " + std::to_string(a.credit);
  }
};

constexpr auto is_added = Put::What::added, is_same = Put::What::same, is_changed = Put::What::changed,
               is_refused = Put::What::refused;

}  // namespace

TEST_CASE("a payment that comes back opens what it paid, once") {
  Books b;
  b.invoice("INV-1", 100'00, make_date(2026, 8, 1));
  b.invoice("INV-2", 200'00, make_date(2026, 9, 1));
  REQUIRE(b.pay("P1", 350'00).what == is_added);
  CHECK(b.booked[0].invoices == std::vector<std::string>{"INV-1", "INV-2"});
  CHECK(b.open() == "; credit 5000");
  REQUIRE(b.store.reverse_payment("P1", make_date(2026, 10, 8), "R1", b.booked).what == is_added);
  CHECK(b.open() == "INV-1 10000, INV-2 20000; credit 0");
  REQUIRE(b.booked.size() == 2);
  CHECK(b.booked[1].returned);
  CHECK(b.booked[1].open_after == 300'00);
  CHECK(b.booked[1].payment.reverses == "P1");

  CHECK(b.store.reverse_payment("P1", make_date(2026, 10, 8), "R1", b.booked).what == is_same);
  CHECK(b.store.reverse_payment("P1", make_date(2026, 10, 9), "R2", b.booked).column == "reverses");
  CHECK(b.open() == "INV-1 10000, INV-2 20000; credit 0");
  CHECK(b.pay("P1", 350'00).what == is_same);  // the ERP's export still holds the row: it is not booked again
  CHECK(b.open() == "INV-1 10000, INV-2 20000; credit 0");
  CHECK(b.booked.size() == 2);
  CHECK(b.pay("R1", 1).column == "reference");  // the return's own reference is used up
  CHECK(b.pay("P2", 300'00).what == is_added);  // paid anew
  CHECK(b.open() == "; credit 0");
}

TEST_CASE("a return that cannot be is refused, with the column") {
  Books b;
  b.invoice("INV-1", 100'00, make_date(2026, 8, 1));
  b.pay("P1", 100'00);
  b.pay("P2", 1);
  CHECK(b.pay("R1", 100'00, "", "P9").column == "reverses");
  CHECK(b.pay("R1", 99'99, "", "P1").column == "amount");
  CHECK(b.store.reverse_payment("P1", make_date(2026, 9, 30), "R1", b.booked).column ==
        "date");  // before it was received
  CHECK(b.store.reverse_payment("P1", make_date(2026, 10, 8), "P2", b.booked).column == "reference");
  CHECK(b.open() == "; credit 1");
  CHECK(b.pay("R1", 100'00, "", "P1").what == is_added);
  CHECK(b.open() == "INV-1 9999; credit 0");  // it came and went on the day of P2, which pays what is owed then
}

TEST_CASE("a credit note lowers its invoice as far as that is open, the rest is credit, and it is applied once") {
  Books b;
  b.invoice("INV-1", 100'00, make_date(2026, 8, 1));
  b.invoice("INV-2", 200'00, make_date(2026, 9, 1));
  b.pay("P1", 70'00, "INV-1");
  REQUIRE(b.credit("CN-1", 50'00, "INV-1").what == is_added);  // 30.00 was open
  CHECK(b.open() == "INV-2 20000; credit 2000");
  CHECK(b.credit("CN-1", 50'00, "INV-1").what == is_same);
  CHECK(b.credit("CN-1", 50'00, "INV-2").what == is_refused);
  CHECK(b.credit("CN-1", 60'00, "INV-1").what == is_refused);
  CHECK(b.open() == "INV-2 20000; credit 2000");
  REQUIRE(b.credit("CN-2", 15'00, "").what == is_added);
  CHECK(b.open() == "INV-2 20000; credit 3500");
  CHECK(b.credit("CN-3", 1, "INV-9").column == "applies_to");
  CHECK(b.credit("INV-2", 1, "").column == "number");
  std::vector<CaseInput> all;
  b.store.each_account("", [&](CaseInput&& input) { all.push_back(std::move(input)); });
  REQUIRE(all.size() == 1);
  CHECK(all[0].account.credit == 35'00);
  CHECK(b.store.count("payment") == 1);
}

TEST_CASE("the parts of an invoice sum up to it, and are paid oldest first") {
  Books b;
  b.invoice("INV-1", 1000'00, make_date(2026, 12, 1));
  b.invoice("INV-2", 300'00, make_date(2026, 9, 1));
  const std::vector<Part> parts{{1, make_date(2026, 8, 1), 600'00, "instalment"},
                                {2, make_date(2026, 10, 1), 350'00, "instalment"},
                                {3, make_date(2027, 8, 1), 50'00, "retention"}};
  CHECK(b.store.put_parts("INV-1", cny, {parts[0], parts[1]}, false).column == "amount");
  CHECK_THAT(b.store.put_parts("INV-1", cny, {parts[0], parts[1]}, false).message,
             Catch::Contains("950.00") && Catch::Contains("1,000.00"));
  CHECK(b.store.put_parts("INV-9", cny, parts, false).column == "invoice");
  CHECK(b.store.put_parts("INV-1", *Currency::find("EUR"), parts, false).column == "currency");
  REQUIRE(b.store.put_parts("INV-1", cny, parts, false).what == is_added);
  CHECK(b.store.put_parts("INV-1", cny, parts, false).what == is_same);
  CHECK(b.open() == "INV-1 (1/3) 60000, INV-2 30000, INV-1 (2/3) 35000, INV-1 (3/3) 5000; credit 0");

  // 700.00: the first part (1 August), then 100.00 of INV-2 (1 September), though INV-1 as a whole is due in December.
  b.pay("P1", 700'00);
  CHECK(b.open() == "INV-2 20000, INV-1 (2/3) 35000, INV-1 (3/3) 5000; credit 0");
  CHECK(b.booked[0].invoices == std::vector<std::string>{"INV-1", "INV-2"});
  b.pay("P2", 360'00, "INV-1");
  CHECK(b.open() == "INV-2 20000, INV-1 (3/3) 4000; credit 0");

  auto later = parts;
  later[2].due = make_date(2028, 8, 1);
  CHECK(b.store.put_parts("INV-1", cny, later, false).column == "part");
  CHECK(b.store.put_parts("INV-1", cny, later, true).what == is_changed);
  CHECK(b.account().items[1].invoice.due == make_date(2028, 8, 1));
  Invoice other{"INV-1", "main", "D1", "", issued, make_date(2026, 12, 1), {900'00, cny}, ""};
  CHECK(b.store.put(other, true).column == "amount");  // its parts would no longer sum up
  b.store.reverse_payment("P2", make_date(2026, 10, 8), "R2", b.booked);
  CHECK(b.open() == "INV-2 20000, INV-1 (2/3) 35000, INV-1 (3/3) 5000; credit 0");
}

TEST_CASE("a creditor's rule decides which items a receipt pays that names none") {
  Books b;
  b.store.allocate_by({{"main", AllocationRule::civil_code_560}});
  b.invoice("INV-1", 100'00, make_date(2026, 8, 1));
  Invoice burden{"INV-2", "main", "D1", "", issued, make_date(2026, 9, 1), {100'00, cny}, "", 0, 5'0000};
  b.store.put(burden, false);
  b.pay("P1", 100'00);
  CHECK(b.open() == "INV-1 10000; credit 0");  // 5 percent a year weighs more than the older day
}

TEST_CASE("what a debtor's risk is judged by, and who answers for it, comes back as it went in") {
  Books b;
  Debtor d = *b.store.debtor("D1");
  CHECK_FALSE(d.credit_limit);
  CHECK_FALSE(d.distance_km);
  d.credit_limit = Money{0, *Currency::find("EUR")}, d.distance_km = 0, d.size = "micro";
  CHECK(b.store.put(d).what == is_changed);
  CHECK(b.store.debtor("D1") == d);
  CHECK(b.store.put(d).what == is_same);

  Guarantor g{"D1",
              "上海安衡担保有限公司",
              "joint",
              make_date(2027, 6, 30),
              0,
              "周建国",
              "风险部经理",
              {"世纪大道1号", "200120", "上海市", "", "CN"},
              "zhou@example.com",
              "",
              "",
              ""};
  CHECK(b.store.put(g).what == is_added);
  CHECK(b.store.put(g).what == is_same);
  g.until.reset(), g.months = 12;
  CHECK(b.store.put(g).what == is_changed);
  CHECK(b.store.account("main", "D1", cny).guarantors == std::vector{g});
  g.debtor_id = "D9";
  CHECK(b.store.put(g).column == "debtor");
}

TEST_CASE("what is written apart goes alone, and the first failure is the one that is told") {
  Db db(":memory:", true);
  db.run("CREATE TABLE note (text TEXT)");
  const auto fails = [&](const char* more) {
    return [&db, more] {
      db.run("INSERT INTO note VALUES ('second')");
      if (*more) db.run(more);
      throw Error(ErrorKind::storage, "note", "the disk is full");
    };
  };
  db.begin();
  db.run("INSERT INTO note VALUES ('first')");
  CHECK_THROWS_WITH(db.apart(fails("")), Catch::Contains("the disk is full"));
  CHECK(db.rows<std::string>("SELECT text FROM note") == std::vector<std::tuple<std::string>>{{"first"}});
  // As SQLite does by itself on some failures: there is nothing left to go back to.
  CHECK_THROWS_WITH(db.apart(fails("ROLLBACK")), Catch::Contains("the disk is full"));
  db.rollback();
  CHECK(db.rows<std::string>("SELECT text FROM note").empty());
}
