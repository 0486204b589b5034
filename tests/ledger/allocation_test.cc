#include "ledger/allocation.h"

#include <catch2/catch.hpp>

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");
const Date day = make_date(2026, 11, 21);

OpenItem item(const std::string& number, long days_overdue, std::int64_t open, std::int64_t secured = 0,
              std::int64_t rate = 0) {
  const Date due = day - Days(days_overdue);
  return {{number, "main", "D1", "", due - Days(30), due, {open, cny}, "", secured, rate}, open, {}};
}

std::string paid(std::int64_t amount, std::vector<OpenItem> items, AllocationRule rule, const std::string& named = "") {
  std::string out;
  std::int64_t sum = 0;
  for (const Allocation& a : allocate(amount, named, items, rule, day)) {
    out += (out.empty() ? "" : ", ") + a.invoice + " " + std::to_string(a.amount);
    sum += a.amount;
  }
  CHECK(sum <= amount);
  for (const OpenItem& i : items) CHECK(i.open >= 0);
  return out;
}

constexpr auto law = AllocationRule::civil_code_560;

}  // namespace

TEST_CASE("PRC Civil Code 560, one criterion after the other") {
  // Due before not due, however secured or cheap; what falls due on the day itself is due.
  CHECK(paid(100, {item("LATER", -1, 100, 0, 90000), item("DUE", 0, 100, 100)}, law) == "DUE 100");
  // Least secured: 200 of 1,000 is less than 100 of 100.
  CHECK(paid(50, {item("FULLY", 40, 100, 100), item("PARTLY", 10, 1000, 200)}, law) == "PARTLY 50");
  // Equally unsecured: the more burdensome, then the one that fell due first.
  CHECK(paid(150, {item("OLD", 40, 100), item("DEAR", 10, 100, 0, 80000)}, law) == "DEAR 100, OLD 50");
  CHECK(paid(150, {item("NEW", 10, 100), item("OLD", 40, 100)}, law) == "OLD 100, NEW 50");
  // Oldest first asks for nothing but the order of the list.
  CHECK(paid(150, {item("OLD", 40, 100), item("DEAR", 10, 100, 0, 80000)}, AllocationRule::oldest_first) ==
        "OLD 100, DEAR 50");
  CHECK(paid(150, {item("OLD", 40, 100), item("DEAR", 10, 100, 0, 80000)}, AllocationRule::civil_code_561) ==
        "DEAR 100, OLD 50");
}

TEST_CASE("what is equal in all of it is paid pro rata, to the last minor unit") {
  // 100 on 100 : 200 : 300 is 16.67, 33.33, 50; the unit left over goes to the largest remainder, .67.
  CHECK(paid(100, {item("A", 9, 100), item("B", 9, 200), item("C", 9, 300)}, law) == "A 17, B 33, C 50");
  CHECK(paid(1, {item("A", 9, 100), item("B", 9, 100)}, law) == "A 1");
  CHECK(paid(700, {item("A", 9, 100), item("B", 9, 200), item("C", 9, 300)}, law) == "A 100, B 200, C 300");
  constexpr std::int64_t large = 1'000'000'000'000'000;
  CHECK(paid(large, {item("A", 9, large), item("B", 9, large)}, law) == "A 500000000000000, B 500000000000000");
}

TEST_CASE("the debtor's designation comes before every rule") {
  CHECK(paid(500, {item("A", 40, 100), item("B", 10, 300)}, law, "B") == "B 300");
  CHECK(paid(500, {item("A", 40, 100)}, law, "GONE").empty());
}

TEST_CASE("rules have words") {
  for (const std::string& word : allocation_rules()) CHECK(allocation_rule(word));
  CHECK(allocation_rule("civil-code-560") == law);
  CHECK_FALSE(allocation_rule("fifo"));
}
