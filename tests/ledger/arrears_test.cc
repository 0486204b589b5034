#include "ledger/arrears.h"

#include <catch2/catch.hpp>

#include "ledger/allocation.h"

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date today = make_date(2026, 11, 21);

OpenItem item(const std::string& number, long days_overdue, std::int64_t open, const std::string& blocked = "") {
  const Date due = today - Days(days_overdue);
  return {{number, "main", "D1", "", due - Days(30), due, {open + 100, cny}, blocked}, open};
}

Account account(std::vector<OpenItem> items, std::int64_t credit = 0) {
  return {{}, "main", cny, std::move(items), credit};
}

}  // namespace

TEST_CASE("ageing buckets begin and end on the right day") {
  struct Row {
    long days;
    std::size_t bucket;
  };
  for (const Row r : {Row{-5, 0},
                      {0, 0},
                      {1, 1},
                      {30, 1},
                      {31, 2},
                      {60, 2},
                      {61, 3},
                      {90, 3},
                      {91, 4},
                      {180, 4},
                      {181, 5},
                      {4000, 5}}) {
    INFO(r.days);
    CHECK(bucket_of(r.days) == r.bucket);
  }
}

TEST_CASE("thirty days from invoicing, on day fifty it is twenty days late") {
  const Date invoiced = today - Days(50);
  const Account a = account({{{"INV-1", "main", "D1", "", invoiced, invoiced + Days(30), {1000, cny}, ""}, 1000}});
  CHECK(arrears_of(a, {}, today).lines.at(0).days_overdue == 20);
}

TEST_CASE("a demand is what is overdue, less what is disputed, blocked, or covered by credit") {
  const Account a = account(
      {item("OLD", 40, 1000), item("BLOCKED", 35, 300, "clerical"), item("NEW", 5, 500), item("LATER", -3, 9000)}, 200);
  const Arrears r = arrears_of(a, {{"OLD", 400}}, today);
  CHECK(r.open == 10800);
  CHECK(r.overdue == 1800);
  CHECK(r.disputed == 400);
  CHECK(r.blocked == 300);
  CHECK(r.demand == 1000 - 400 + 500 - 200);
  CHECK(r.buckets[0] == 9000);
  CHECK(r.buckets[1] == 500);
  CHECK(r.buckets[2] == 1300);
}

TEST_CASE("credit beyond what is overdue demands nothing, and a dispute beyond what is open counts as all of it") {
  CHECK(arrears_of(account({item("A", 10, 500)}, 900), {}, today).demand == 0);
  CHECK(arrears_of(account({item("A", 10, 500)}), {{"A", 9999}}, today).demand == 0);
  CHECK(arrears_of(account({item("A", 10, 500)}), {{"GONE", 9999}}, today).demand == 500);
}

TEST_CASE("payments go to the invoice that was named, else oldest due first") {
  std::vector<OpenItem> items{item("A", 30, 100), item("B", 20, 200), item("C", 10, 300)};
  auto parts = allocate(250, "", items);
  REQUIRE(parts.size() == 2);
  CHECK((parts[0].invoice == "A" && parts[0].amount == 100));
  CHECK((parts[1].invoice == "B" && parts[1].amount == 150));
  parts = allocate(1000, "C", items);
  REQUIRE(parts.size() == 1);
  CHECK(parts[0].amount == 300);  // the rest stays the payer's credit
  CHECK(items[1].open == 50);
  CHECK(allocate(10, "GONE", items).empty());
}

TEST_CASE("where less than the debt is disputed, the rest is demanded") {
  const Arrears r = arrears_of(account({item("A", 40, 10000'00)}), {{"A", 3000'00}}, today);
  CHECK(r.demand == 7000'00);
  CHECK(r.disputed == 3000'00);
  CHECK(r.lines.at(0).demandable() == 7000'00);
}

TEST_CASE("an invoice in parts is overdue part by part, and retention money on its own day only") {
  Invoice i{"INV-1", "main", "D1", "", today - Days(90), today, {1000, cny}, ""};
  const std::vector<Part> parts{{1, today - Days(40), 500, "instalment"},
                                {2, today - Days(5), 400, "instalment"},
                                {3, today + Days(300), 100, "retention"}};
  const Arrears r = arrears_of(account(open_parts(i, 800, parts)), {}, today);  // 200 were paid: of the first part
  REQUIRE(r.lines.size() == 3);
  CHECK(r.lines[0].invoice.number == "INV-1 (1/3)");
  CHECK(r.lines[0].of == "INV-1");
  CHECK(r.lines[0].open == 300);
  CHECK(r.lines[0].days_overdue == 40);
  CHECK(r.lines[1].days_overdue == 5);
  CHECK(r.lines[2].days_overdue == -300);
  CHECK(r.overdue == 700);
  CHECK(r.demand == 700);
  CHECK(r.open == 800);
  // Civil Code 189: instalments run from the last one's day; retention money is a debt of its own.
  CHECK(r.lines[0].part->last_instalment == today - Days(5));
  CHECK(r.lines[2].part->last_instalment == today + Days(300));
}

TEST_CASE("a dispute of an invoice in parts takes the oldest open part first, one of a part that part") {
  Invoice i{"INV-1", "main", "D1", "", today - Days(90), today, {900, cny}, ""};
  const Account a =
      account(open_parts(i, 900, {{1, today - Days(40), 500, "instalment"}, {2, today - Days(5), 400, "instalment"}}));
  Arrears r = arrears_of(a, {{"INV-1", 600}}, today);
  CHECK(r.lines[0].disputed == 500);
  CHECK(r.lines[1].disputed == 100);
  CHECK(r.demand == 300);
  r = arrears_of(a, {{"INV-1 (2/2)", 150}}, today);
  CHECK(r.lines[0].disputed == 0);
  CHECK(r.lines[1].disputed == 150);
  CHECK(arrears_of(a, {{"INV-1 (2/2)", 150}, {"INV-1", 2000}}, today).demand == 0);
}

TEST_CASE("an item's name tells whose it is") {
  CHECK(names_invoice("INV-1", "INV-1"));
  CHECK(names_invoice("INV-1 (2/3)", "INV-1"));
  CHECK_FALSE(names_invoice("INV-12", "INV-1"));
  CHECK_FALSE(names_invoice("INV-1 (2/3)", "INV-1 (2/3) x"));
  CHECK_FALSE(names_invoice("INV-1", "INV-1 (2/3)"));
}
