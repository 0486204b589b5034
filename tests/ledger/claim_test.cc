#include "ledger/claim.h"

#include <catch2/catch.hpp>

#include "ledger/allocation.h"
#include "ledger/arrears.h"

using namespace dunmail;

namespace {

const Currency eur = *Currency::find("EUR");

Claim claim(const char* id, ClaimKind kind, const char* invoice, std::int64_t open, int month = 9) {
  Claim c;
  c.id = id, c.kind = kind, c.invoice = invoice, c.amount = c.open = open,
  c.asserted = make_date(2026, static_cast<unsigned>(month), 1);
  return c;
}

OpenItem item(const char* number, int due_month, std::int64_t open) {
  OpenItem out;
  out.invoice.number = number, out.invoice.due = make_date(2026, static_cast<unsigned>(due_month), 1),
  out.invoice.amount = {open, eur};
  out.open = open;
  return out;
}

/// "A 300, B 100; F 5, I 2; rest 0"
std::string told(const Settled& s) {
  std::string out;
  for (const Allocation& a : s.items) out += a.invoice + " " + std::to_string(a.amount) + ", ";
  out += "| ";
  for (const ClaimPayment& c : s.claims) out += c.claim + " " + std::to_string(c.amount) + ", ";
  return out + "rest " + std::to_string(s.rest);
}

std::string receipt(std::int64_t amount, AllocationRule rule, const std::string& named = "") {
  std::vector<OpenItem> items{item("A", 6, 300), item("B", 7, 100)};
  std::vector<Claim> claims{claim("I-A", ClaimKind::interest, "A", 20), claim("F-A", ClaimKind::fee, "A", 5),
                            claim("F-B", ClaimKind::fee, "B", 5, 10)};
  return told(settle_receipt(amount, named, items, claims, rule, make_date(2026, 11, 1)));
}

}  // namespace

TEST_CASE("where a receipt goes, by the creditor's rule") {
  using enum AllocationRule;
  SECTION("costs, interest, principal: PRC Civil Code 561, BGB 367") {
    for (const AllocationRule rule : {civil_code_561, bgb_367}) {
      CHECK(receipt(8, rule) == "| F-A 5, F-B 3, rest 0");
      CHECK(receipt(130, rule) == "A 100, | F-A 5, F-B 5, I-A 20, rest 0");
      CHECK(receipt(430, rule) == "A 300, B 100, | F-A 5, F-B 5, I-A 20, rest 0");
    }
  }
  SECTION("principal first, then costs, then interest") {
    CHECK(receipt(310, oldest_first) == "A 300, B 10, | rest 0");
    CHECK(receipt(407, oldest_first) == "A 300, B 100, | F-A 5, F-B 2, rest 0");
    CHECK(receipt(440, oldest_first) == "A 300, B 100, | F-A 5, F-B 5, I-A 20, rest 10");
    CHECK(receipt(407, civil_code_560) == "A 300, B 100, | F-A 5, F-B 2, rest 0");
  }
  SECTION("invoice by invoice") {
    CHECK(receipt(330, designation) == "A 300, B 5, | F-A 5, I-A 20, rest 0");
    CHECK(receipt(430, designation) == "A 300, B 100, | F-A 5, I-A 20, F-B 5, rest 0");
  }
  SECTION("who names an invoice pays it and its claims; what is left pays other claims, and no other invoice") {
    CHECK(receipt(100, oldest_first, "B") == "B 100, | rest 0");
    CHECK(receipt(105, oldest_first, "B") == "B 100, | F-B 5, rest 0");
    CHECK(receipt(105, bgb_367, "B") == "B 100, | F-B 5, rest 0");
    CHECK(receipt(104, bgb_367, "B") == "B 99, | F-B 5, rest 0");
    CHECK(receipt(150, oldest_first, "B") == "B 100, | F-B 5, F-A 5, I-A 20, rest 20");
  }
}

TEST_CASE("free credit covers the oldest line first, in what is asked for and in what it is asked for") {
  Account account;
  account.currency = eur;
  account.items = {item("OLD", 6, 500), item("NEW", 9, 3000), item("LATER", 12, 1000)};
  const Date today = make_date(2026, 10, 1);
  const auto seen = [&](std::int64_t credit, std::map<std::string, std::int64_t> disputes = {}) {
    account.credit = credit;
    return arrears_of(account, disputes, today);
  };
  CHECK(seen(0).demand == 3500);
  const Arrears some = seen(700);
  CHECK(some.demand == 2800);
  CHECK(some.lines[0].demandable() == 0);
  CHECK(some.lines[1].demandable() == 2800);
  CHECK(some.lines[1].undisputed() == 3000);
  CHECK(some.covered == 700);
  // More than what is overdue covers what is due later.
  const Arrears more = seen(4000);
  CHECK(more.demand == 0);
  CHECK(more.covered == 3500);
  CHECK(more.lines[2].demandable() == 500);
  // It is not used up by what is disputed, nor by what is blocked.
  CHECK(seen(700, {{"OLD", 400}}).demand == 100 + 3000 - 700);
  account.items[0].invoice.blocked = "clerical";
  CHECK(seen(700).demand == 2300);
}

TEST_CASE("claims are asked for but where their invoice is disputed or blocked, and credit covers them last") {
  Account account;
  account.currency = eur;
  account.items = {item("A", 6, 300)};
  account.claims = {claim("F-A", ClaimKind::fee, "A", 5), claim("I-GONE", ClaimKind::interest, "GONE", 20)};
  const Date today = make_date(2026, 10, 1);
  CHECK(arrears_of(account, {}, today).claims == 25);
  CHECK(arrears_of(account, {{"A", 100}}, today).claims == 20);
  account.items[0].invoice.blocked = "clerical";
  CHECK(arrears_of(account, {}, today).claims == 20);
  account.items[0].invoice.blocked.clear();
  account.credit = 310;
  CHECK(arrears_of(account, {}, today).demand == 0);
  CHECK(arrears_of(account, {}, today).claims == 15);
  account.credit = 1000;
  CHECK(arrears_of(account, {}, today).claims == 0);
}
