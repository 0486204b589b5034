#include "policy/groups.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

using namespace dunmail;

namespace {

const Currency cny = *Currency::find("CNY");

OpenItem item(const std::string& number, const std::string& contract, int due_day, std::int64_t open) {
  const Date due = make_date(2026, 9, static_cast<unsigned>(due_day));
  return {{number, "main", "D1", contract, due - Days(30), due, {open, cny}, ""}, open};
}

Account account(std::vector<OpenItem> items, std::int64_t credit) {
  Account a;
  a.debtor.id = "D1";
  a.creditor = "main";
  a.currency = cny;
  a.items = std::move(items);
  a.credit = credit;
  return a;
}

}  // namespace

TEST_CASE("credit goes to the oldest items first, across the groups, and is never counted twice") {
  // 1,200.00 of credit: 1,000.00 for I1 (A), 200.00 of I2's 500.00 (B), nothing for I3 (A).
  const auto groups =
      groups_of(account({item("I1", "A", 1, 1000'00), item("I2", "B", 2, 500'00), item("I3", "A", 3, 300'00)}, 1200'00),
                {}, Grouping::contract);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].key == "contract:A");
  CHECK(groups[0].account.credit == 1000'00);
  CHECK(groups[0].account.items.size() == 2);
  CHECK(groups[1].account.credit == 200'00);
}

TEST_CASE("a disputed part takes no credit, and what covers nothing stays with the first group") {
  Standing s;
  s.disputes["I1"] = {400'00, "quality", make_date(2026, 9, 5)};
  const auto groups =
      groups_of(account({item("I1", "A", 1, 1000'00), item("I2", "B", 2, 500'00)}, 2000'00), s, Grouping::invoice);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].account.credit == 600'00 + 900'00);  // 2,000 less 600 and 500: 900 cover nothing
  CHECK(groups[1].account.credit == 500'00);
}

TEST_CASE("a payment that waits to be placed holds the groups that it may settle, and all of them where nobody knows") {
  Account a = account({item("I1", "A", 1, 1000'00), item("I2", "B", 2, 500'00), item("I3", "A", 3, 300'00)}, 0);
  const Date day = make_date(2026, 9, 10);
  a.waiting = {{"BE-1", {500'00, cny}, day, day + Days(6), {"I2"}}, {"BE-2", {77'00, cny}, day, day + Days(6), {}}};
  const auto groups = groups_of(a, {}, Grouping::contract);
  REQUIRE(groups.size() == 2);
  REQUIRE(groups[0].account.waiting.size() == 1);
  CHECK(groups[0].account.waiting[0].entry == "BE-2");
  CHECK(groups[1].account.waiting.size() == 2);
}

TEST_CASE("each group knows the letters, drafts and payments about it, blocks are everybody's") {
  Standing s;
  SentLetter a, both;
  a.id = "a";
  a.group = "contract:A";
  a.invoices = {"I0", "I1"};  // I0 is paid by now
  both.id = "both";
  both.invoices = {"I1", "I2"};  // from before the account was grouped
  s.sent = {both, a};
  PendingLetter b;
  b.id = "b";
  b.group = "contract:B";
  b.invoices = {"I2"};
  s.pending = {b};
  s.payments = {{100, make_date(2026, 9, 9), "P1", {"I0"}}, {100, make_date(2026, 9, 9), "P2", {}}};
  s.hold = Hold{"talks", "李敏", {}};
  const auto groups = groups_of(account({item("I1", "A", 1, 10), item("I2", "B", 2, 10), item("I3", "", 3, 10)}, 0), s,
                                Grouping::contract);
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].standing.sent.size() == 2);
  CHECK(groups[0].standing.pending.empty());
  REQUIRE(groups[0].standing.payments.size() == 1);
  CHECK(groups[0].standing.payments[0].reference == "P1");
  CHECK(groups[1].standing.sent.size() == 1);
  CHECK(groups[1].standing.pending.size() == 1);
  CHECK(groups[2].key == "contract:");
  CHECK(groups[2].standing.sent.empty());
  for (const AccountGroup& g : groups) CHECK(g.standing.hold);
}

TEST_CASE("what was new debt once and is at law since goes with what is at law") {
  Standing s;
  const auto sent = [&](const char* id, const char* group, std::vector<std::string> invoices) {
    SentLetter letter;
    letter.id = id, letter.group = group, letter.invoices = std::move(invoices);
    s.sent.push_back(letter);
  };
  sent("both", "", {"I1", "I2"});
  sent("law-1", "", {"I1"});
  sent("second", "#new", {"I2"});
  sent("law-2", "#new", {"I2"});
  sent("third", "#new", {"I3"});
  sent("paid", "#new", {"I9"});  // of this cycle, and paid by now
  const auto ids = [](const AccountGroup& group) {
    std::string out;
    for (const SentLetter& l : group.standing.sent) out += l.id + " ";
    return out;
  };
  const Account a = account({item("I1", "", 1, 1000'00), item("I2", "", 2, 500'00), item("I3", "", 3, 300'00)}, 0);
  const auto groups = groups_of(a, s, Grouping::debtor, {"I1", "I2"});
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].key == "#at-law");
  CHECK(ids(groups[0]) == "both law-1 second law-2 ");
  CHECK(groups[1].key == "#new");
  CHECK(ids(groups[1]) == "third paid ");
  // Paid since, what was at law is no history of the new debt either.
  const auto later =
      groups_of(account({item("I1", "", 1, 1000'00), item("I3", "", 3, 300'00)}, 0), s, Grouping::debtor, {"I1", "I2"});
  CHECK(ids(later[1]) == "third paid ");
}

TEST_CASE("groups neither lose nor double items and credit") {
  std::mt19937 random(11);
  for (int round = 0; round < 2000; ++round) {
    std::vector<OpenItem> items;
    for (int i = 0, n = static_cast<int>(random() % 8); i < n; ++i)
      items.push_back(item(fmt::format("I{}", i), std::string(1, static_cast<char>('A' + random() % 3)), i + 1,
                           static_cast<std::int64_t>(random() % 1000 + 1)));
    const Account whole = account(items, static_cast<std::int64_t>(random() % 4000));
    for (const Grouping grouping : {Grouping::debtor, Grouping::contract, Grouping::invoice}) {
      std::size_t count = 0;
      std::int64_t credit = 0;
      for (const AccountGroup& g : groups_of(whole, {}, grouping)) {
        count += g.account.items.size();
        credit += g.account.credit;
      }
      REQUIRE(count == whole.items.size());
      REQUIRE(credit == whole.credit);
    }
  }
}
