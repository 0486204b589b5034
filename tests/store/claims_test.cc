// Random ledgers with invoices, credit, claims and payments: what is owed never hangs on the order of things.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <random>
#include <string>

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
    const std::string named =
        below(2) ? out.invoices[static_cast<std::size_t>(below(static_cast<int>(out.invoices.size())))].number : "";
    const std::int64_t amount = 50 * (1 + below(60));
    out.payments.push_back(
        {std::string("P-") + std::to_string(i), "main", "D1", today - Days(below(20)), {amount, eur}, named, {}});
    out.paid += amount;
  }
  return out;
}

class Desk {
 public:
  Desk(const Ledger& ledger, AllocationRule rule, Date asserted = today) {
    store_.allocate_by({{"main", rule}});
    Debtor debtor;
    debtor.id = "D1", debtor.name = "Muster GmbH", debtor.kind = "small-business", debtor.locale = "de",
    debtor.address.country = "DE";
    store_.put(debtor);
    for (const Invoice& invoice : ledger.invoices) REQUIRE(store_.put(invoice, false).what == Put::What::added);
    Account account;
    account.debtor = debtor, account.creditor = "main", account.currency = eur;
    store_.add_claims(account, ledger.claims);
    for (const Claim& claim : ledger.claims) {
      Event left;
      left.case_id = "main/D1/EUR", left.day = asserted, left.kind = EventKind::accepted, left.letter_id = claim.letter;
      store_.append(left, "D1");
    }
  }

  void pay(const Payment& payment) {
    std::vector<BookedPayment> booked;
    REQUIRE(store_.put(payment, booked).what == Put::What::added);
  }
  /// As an import does: one transaction, by account and day. Gives what the case has to be told.
  std::vector<BookedPayment> pay_in_turn(const std::vector<Payment>& payments) {
    std::vector<BookedPayment> booked;
    store_.transaction([&] {
      PaymentsInTurn turn;
      for (const Payment& payment : payments) {
        turn.invoice = store_.named_invoice(payment.invoice);
        REQUIRE(store_.put(payment, booked, &turn).what == Put::What::added);
      }
    });
    return booked;
  }
  void give_back(const Payment& payment) {
    std::vector<BookedPayment> booked;
    REQUIRE(store_.reverse_payment(payment.reference, today, payment.reference + "-R", booked).what ==
            Put::What::added);
  }
  /// What is open of everything, what of which day went to which invoice, and what is a credit.
  std::map<std::string, std::int64_t> state() {
    const Account account = store_.account("main", "D1", eur).account;
    std::map<std::string, std::int64_t> out{{"credit", account.credit}};
    for (const OpenItem& item : account.items) {
      out["open " + item.invoice.number] += item.open;
      for (const auto& [day, sum] : store_.taken_off(item.invoice.number))
        out[item.invoice.number + " " + iso(day)] += sum;
    }
    for (const Claim& claim : account.claims) out["claim " + claim.id] += claim.open;
    std::erase_if(out, [](const auto& each) { return each.second == 0; });
    return out;
  }
  void assert_claims(const std::vector<Claim>& claims, Date day) {
    const Account account = store_.account("main", "D1", eur).account;
    store_.add_claims(account, claims);
    Event left;
    left.case_id = "main/D1/EUR", left.day = day, left.kind = EventKind::accepted,
    left.letter_id = claims.front().letter;
    store_.append(left, "D1");
  }
  Arrears owed() { return arrears_of(store_.account("main", "D1", eur).account, {}, today); }

 private:
  Store store_ = Store::create(":memory:");
};

std::string told(const std::map<std::string, std::int64_t>& state) {
  std::string out;
  for (const auto& [what, sum] : state) out += what + " " + std::to_string(sum) + "; ";
  return out;
}

std::string told(const Ledger& ledger) {
  std::string out;
  for (const Invoice& i : ledger.invoices)
    out += i.number + " due " + iso(i.due) + " " + std::to_string(i.amount.minor) + "; ";
  for (const Payment& p : ledger.payments)
    out += p.reference + " " + iso(p.day) + " " + std::to_string(p.amount.minor) + " " + p.invoice + "; ";
  return out;
}

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
    CHECK(one.state() == other.state());
    // Returns as well, wherever they stand among the receipts: each has its day, and paid until then.
    Desk third(ledger, static_cast<AllocationRule>(which));
    for (const Payment& payment : turned) {
      third.pay(payment);
      if (payment.reference == "P-1" || payment.reference == "P-2") third.give_back(payment);
    }
    for (const Payment& payment : ledger.payments)
      if (payment.reference == "P-1" || payment.reference == "P-2")
        for (Desk* desk : {&one, &other}) desk->give_back(payment);
    CHECK(one.state() == other.state());
    INFO(told(one.state()) << " / " << told(third.state()) << " / " << told(ledger));
    CHECK(one.state() == third.state());
  }
}

TEST_CASE("random ledgers: receipts that are put in turn settle as each alone, behind what was known before them") {
  std::size_t told_of = 0, without_case = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    Ledger ledger = random_ledger(seed);
    std::mt19937 dice(seed + 5000);
    // Without claims and without a case file, as most debtors of a long file are, or with both.
    if (seed % 3 != 0) ledger.claims.clear();
    const bool bare = ledger.claims.empty();
    for (unsigned i = 0; i < 8; ++i)
      ledger.payments.push_back({std::string("Q-") + std::to_string(i),
                                 "main",
                                 "D1",
                                 today - Days(dice() % 20),
                                 {50 + static_cast<std::int64_t>(dice() % 2000), eur},
                                 dice() % 3 ? ledger.invoices[dice() % ledger.invoices.size()].number : "",
                                 {}});
    std::vector<Payment> known, coming;
    for (const Payment& payment : ledger.payments) (dice() % 3 ? coming : known).push_back(payment);
    std::sort(coming.begin(), coming.end(), [](const Payment& a, const Payment& b) {
      return std::tie(a.day, a.reference) < std::tie(b.day, b.reference);
    });
    const auto rule = static_cast<AllocationRule>(seed % allocation_rules().size());
    INFO("seed " << seed << ": " << told(ledger));
    Desk one(ledger, rule), other(ledger, rule);
    for (Desk* desk : {&one, &other})
      for (std::size_t i = 0; i < known.size(); ++i) {
        desk->pay(known[i]);
        if (i == 1 && seed % 2) desk->give_back(known[i]);
      }
    for (const Payment& payment : coming) one.pay(payment);
    const auto booked = other.pay_in_turn(coming);
    CHECK(one.state() == other.state());
    if (bare) {
      CHECK(booked.size() <= coming.size());
      without_case += coming.size() - booked.size();
    } else {
      CHECK(booked.size() == coming.size());
      told_of += booked.size();
      if (!booked.empty()) {
        std::int64_t open = 0;
        for (const auto& [what, sum] : other.state())
          if (what.starts_with("open ")) open += sum;
        CHECK(booked.back().open_after == open);
      }
    }
  }
  CHECK(told_of > 100);
  CHECK(without_case > 100);  // the short way was taken
}

TEST_CASE("receipts settle by their days and not by their order in the file") {
  // A reminder with charges over two invoices, and four receipts, two of which name the invoice that is due last.
  Ledger ledger;
  const auto invoice = [](const char* number, Date due, std::int64_t amount) {
    return Invoice{number, "main", "D1", "", due - Days(30), due, {amount, eur}, ""};
  };
  ledger.invoices = {invoice("I0", make_date(2026, 2, 25), 340'86), invoice("I1", make_date(2026, 2, 4), 2607'50)};
  Claim costs, interest;
  costs.id = "C1", costs.letter = interest.letter = "L1", costs.kind = ClaimKind::lump_sum, costs.invoice = "I1";
  costs.from = costs.to = make_date(2026, 3, 3), costs.amount = 40'00;
  interest.id = "C2", interest.invoice = "I1", interest.from = make_date(2026, 2, 5),
  interest.to = make_date(2026, 3, 3);
  interest.amount = 72'37;
  ledger.claims = {costs, interest};
  const auto receipt = [](const char* reference, int day, std::int64_t amount, const char* named) {
    return Payment{reference, "main", "D1", make_date(2026, 3, unsigned(day)), {amount, eur}, named, {}};
  };
  std::vector<Payment> payments = {receipt("P1", 7, 1100'77, "I0"), receipt("P2", 8, 889'51, ""),
                                   receipt("P3", 4, 485'65, "I0"), receipt("P4", 7, 584'80, "")};
  // By hand (BGB 367 with a named invoice: that one first, the rest is a credit). 4 March: 485.65 pays I0 whole, of the
  // 144.79 left the costs of 40.00 and the interest of 72.37 of I1, and 32.42 stay a credit. 7 March: 1,100.77 for I0,
  // which is paid: a credit; 584.80 to I1, 2,022.70 left. 8 March: 889.51 to I1, 1,133.19 left.
  const std::map<std::string, std::int64_t> wanted{
      {"credit", 32'42 + 1100'77}, {"open I1", 1133'19}, {"I1 2026-03-07", 584'80}, {"I1 2026-03-08", 889'51}};
  std::sort(payments.begin(), payments.end(),
            [](const Payment& a, const Payment& b) { return a.reference < b.reference; });
  do {
    Desk desk(ledger, AllocationRule::bgb_367, make_date(2026, 3, 3));
    for (const Payment& payment : payments) desk.pay(payment);
    CHECK(desk.state() == wanted);
  } while (std::next_permutation(payments.begin(), payments.end(),
                                 [](const Payment& a, const Payment& b) { return a.reference < b.reference; }));
}

TEST_CASE(
    "a receipt pays what letters had asserted by its day, and what was asserted later once nothing else is open") {
  Ledger ledger;
  ledger.invoices = {{"I1", "main", "D1", "", make_date(2026, 1, 1), make_date(2026, 2, 1), {1000'00, eur}, ""}};
  Desk desk(ledger, AllocationRule::bgb_367);
  desk.pay({"P2", "main", "D1", make_date(2026, 3, 10), {300'00, eur}, "", {}});
  Claim costs;
  costs.id = "C1", costs.letter = "L1", costs.kind = ClaimKind::lump_sum, costs.invoice = "I1";
  costs.from = costs.to = make_date(2026, 3, 15), costs.amount = 40'00;
  desk.assert_claims({costs}, make_date(2026, 3, 15));
  // Known late: neither it nor the one behind it could be for costs of a letter that had not left.
  desk.pay({"P1", "main", "D1", make_date(2026, 3, 9), {100'00, eur}, "", {}});
  CHECK(desk.state() ==
        std::map<std::string, std::int64_t>{
            {"open I1", 600'00}, {"claim C1", 40'00}, {"I1 2026-03-09", 100'00}, {"I1 2026-03-10", 300'00}});
  // 650 of a day before the letter's: the invoice, and 50 are left over, of which 40 settle the costs.
  desk.pay({"P3", "main", "D1", make_date(2026, 3, 14), {650'00, eur}, "", {}});
  CHECK(desk.state() == std::map<std::string, std::int64_t>{{"credit", 10'00}});
}
