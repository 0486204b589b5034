// Random ledgers with invoices, credit, claims and payments: what is owed never hangs on the order of things.
#include <catch2/catch.hpp>
#include <random>

#include "casefile/event.h"
#include "ledger/arrears.h"
#include "store/store.h"

using namespace dunmail;

namespace {

const Currency eur = *Currency::find("EUR");
const Date today = make_date(2026, 11, 20);

/// One account with invoices that are all overdue, and claims that letters asserted.
struct Ledger {
  std::vector<Invoice> invoices;
  std::vector<Claim> claims;
  std::vector<Payment> payments;
  std::int64_t owed = 0, paid = 0;
};

Ledger random_ledger(unsigned seed) {
  std::mt19937 dice(seed);
  const auto below = [&](int n) { return static_cast<int>(dice() % static_cast<unsigned>(n)); };
  Ledger out;
  for (int i = 0, n = 1 + below(5); i < n; ++i) {
    const Date due = make_date(2026, 6, 1) + Days(below(120));
    const std::int64_t amount = 100 * (1 + below(50));
    out.invoices.push_back({"INV-" + std::to_string(i), "main", "D1", "", due - Days(30), due, {amount, eur}, ""});
    out.owed += amount;
    for (int k = below(3); k > 0; --k) {
      Claim claim;
      claim.id = "L" + std::to_string(i) + "-" + std::to_string(k), claim.letter = "L" + std::to_string(i);
      claim.kind = static_cast<ClaimKind>(below(3)), claim.invoice = out.invoices.back().number;
      claim.from = claim.to = today, claim.amount = 10 * (1 + below(20));
      out.owed += claim.amount;
      out.claims.push_back(claim);
    }
  }
  for (int i = 0, n = below(5); i < n; ++i) {
    const std::string named = below(2) ? out.invoices[static_cast<std::size_t>(below(static_cast<int>(out.invoices.size())))].number : "";
    const std::int64_t amount = 50 * (1 + below(60));
    out.payments.push_back({std::string("P-") + std::to_string(i), "main", "D1", today - Days(below(20)), {amount, eur}, named, {}});
    out.paid += amount;
  }
  return out;
}

class Desk {
 public:
  Desk(const Ledger& ledger, AllocationRule rule) {
    store_.allocate_by({{"main", rule}});
    Debtor debtor;
    debtor.id = "D1", debtor.name = "Muster GmbH", debtor.kind = "small-business", debtor.locale = "de", debtor.address.country = "DE";
    store_.put(debtor);
    for (const Invoice& invoice : ledger.invoices) REQUIRE(store_.put(invoice, false).what == Put::What::added);
    Account account;
    account.debtor = debtor, account.creditor = "main", account.currency = eur;
    store_.add_claims(account, ledger.claims);
    for (const Claim& claim : ledger.claims) {
      Event left;
      left.case_id = "main/D1/EUR", left.day = today, left.kind = EventKind::accepted, left.letter_id = claim.letter;
      store_.append(left, "D1");
    }
  }

  void pay(const Payment& payment) {
    std::vector<BookedPayment> booked;
    REQUIRE(store_.put(payment, booked).what == Put::What::added);
  }
  Arrears owed() { return arrears_of(store_.account("main", "D1", eur).account, {}, today); }

 private:
  Store store_ = Store::create(":memory:");
};

std::vector<std::int64_t> by_line(const Arrears& arrears) {
  std::vector<std::int64_t> out;
  for (const ArrearsLine& line : arrears.lines)
    if (line.demandable() > 0) out.push_back(line.demandable());
  return out;
}

}  // namespace

TEST_CASE("random ledgers: demands are principal and claims less what came, and a receipt of them leaves nothing") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    const Ledger ledger = random_ledger(seed);
    const auto rule = static_cast<AllocationRule>(seed % allocation_rules().size());
    INFO("seed " << seed << ", " << allocation_rules()[seed % allocation_rules().size()]);
    Desk desk(ledger, rule);
    for (const Payment& payment : ledger.payments) desk.pay(payment);
    const Arrears before = desk.owed();
    CHECK(before.demand + before.claims == std::max<std::int64_t>(0, ledger.owed - ledger.paid));
    if (before.demand + before.claims == 0) continue;
    desk.pay({"LAST", "main", "D1", today, {before.demand + before.claims, eur}, "", {}});
    const Arrears after = desk.owed();
    CHECK(after.demand == 0);
    CHECK(after.claims == 0);
    CHECK(by_line(after).empty());
  }
}

TEST_CASE("random ledgers: the order of payments never changes what is owed") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    const Ledger ledger = random_ledger(seed);
    const std::size_t which = seed % allocation_rules().size();
    INFO("seed " << seed << ", " << allocation_rules()[which]);
    Desk one(ledger, static_cast<AllocationRule>(which)), other(ledger, static_cast<AllocationRule>(which));
    std::vector<Payment> turned = ledger.payments;
    std::shuffle(turned.begin(), turned.end(), std::mt19937(seed + 1000));
    for (const Payment& payment : ledger.payments) one.pay(payment);
    for (const Payment& payment : turned) other.pay(payment);
    CHECK(one.owed().demand + one.owed().claims == other.owed().demand + other.owed().claims);
  }
}

TEST_CASE("random ledgers: oldest first, the order of payments never changes what is demanded of which invoice") {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    Ledger ledger = random_ledger(seed);
    ledger.claims.clear();
    for (Payment& payment : ledger.payments) payment.invoice.clear();
    INFO("seed " << seed);
    Desk one(ledger, AllocationRule::oldest_first), other(ledger, AllocationRule::oldest_first);
    for (const Payment& payment : ledger.payments) one.pay(payment);
    for (auto payment = ledger.payments.rbegin(); payment != ledger.payments.rend(); ++payment) other.pay(*payment);
    CHECK(by_line(one.owed()) == by_line(other.owed()));
  }
}
