// An entry is placed out of what it may be about as it would be out of the whole ledger.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <random>

#include "ledger/match_keys.h"
#include "ledger/payment_text.h"
#include "store/store.h"

using namespace dunmail;

namespace {

const Date issued = make_date(2026, 7, 1);

struct Known {
  Store store = Store::create(":memory:");
  KnownLedger all;

  void debtor(const std::string& id, const std::string& name) {
    Debtor d;
    d.id = id;
    d.name = name;
    d.kind = "small-business";
    d.locale = "en";
    d.address.country = "GB";
    REQUIRE(store.put(d).what == Put::What::added);
    all.debtors.push_back({id, name});
  }
  void invoice(const std::string& number, const std::string& debtor, const char* creditor, Currency currency,
               std::int64_t minor, Date due) {
    REQUIRE(store.put(Invoice{number, creditor, debtor, "", issued, due, {minor, currency}, ""}, false).what ==
            Put::What::added);
    all.invoices.push_back({number, debtor, creditor, currency, issued, due, minor});
  }
  void payer(const std::string& account, const std::string& debtor) {
    store.remember_payer(account, debtor, "", issued, "Lin");
    all.payers.push_back({account, debtor});
  }
};

std::string all_of(const Match& m) {
  std::string parts;
  for (const MatchPart& p : m.parts) parts += fmt::format(" {}:{}/{}", p.invoice, p.amount, p.written_off);
  return fmt::format("{} {} {} {}{} rest {} [{}] [{}] [{}] {}", word(m.confidence), m.rule, m.debtor, m.creditor, parts,
                     m.rest, fmt::join(m.evidence, ","), fmt::join(m.candidates, ","), fmt::join(m.named, ","), m.why);
}

}  // namespace

TEST_CASE("an entry is placed out of what it may be about as out of the whole ledger") {
  Known known;
  std::mt19937 dice(20261130);
  const auto one_of = [&](const auto& list) { return list[dice() % std::size(list)]; };
  const Currency currencies[] = {*Currency::find("EUR"), *Currency::find("CNY")};
  const char* names[] = {"Müller & Söhne GmbH",
                         "Mueller Soehne",
                         "Acme Trading Ltd.",
                         "上海正信商贸有限公司",
                         "正信商贸",
                         "Zeta AG",
                         "Zeta GmbH",
                         "Nordlicht Energie Holding GmbH",
                         "Nordlicht Energie H",
                         "Alpha Beta Gamma SA"};
  std::vector<std::string> ids, numbers;
  for (int d = 0; d < 40; ++d) {
    ids.push_back(fmt::format(fmt::runtime(d % 3 == 0 ? "KD-{:04}" : d % 3 == 1 ? "D{}" : "{:05}"), d));
    known.debtor(ids.back(), d % 4 == 0 ? fmt::format("Company {} Ltd", d) : one_of(names));
  }
  for (int i = 0; i < 160; ++i) {
    // Near misses on purpose: 1 and 12, INV-2026-7 and INV20267, mere digits, tails that two numbers share.
    const char* forms[] = {"INV-2026-{:04}", "INV2026{}", "RE {:06}", "R{}", "2026{:05}", "X-{:06}"};
    const std::string number = fmt::format(fmt::runtime(one_of(forms)), i % 97);
    if (std::find(numbers.begin(), numbers.end(), number) != numbers.end()) continue;
    numbers.push_back(number);
    known.invoice(number, one_of(ids), dice() % 5 ? "main" : "other", one_of(currencies),
                  static_cast<std::int64_t>(dice() % 40 + 1) * 100, issued + Days(static_cast<int>(dice() % 60)));
  }
  for (int p = 0; p < 12; ++p) known.payer(fmt::format("DE{:020}", p % 9), one_of(ids));
  std::sort(known.all.debtors.begin(), known.all.debtors.end(),
            [](const KnownDebtor& a, const KnownDebtor& b) { return a.id < b.id; });
  std::sort(known.all.invoices.begin(), known.all.invoices.end(),
            [](const KnownInvoice& a, const KnownInvoice& b) { return a.number < b.number; });
  MatchRules rules;
  rules.discount = 300;
  rules.charges = {{"EUR", 200}};
  const Matcher whole(known.all, rules);

  const auto text = [&] {
    std::string out;
    for (std::size_t words = dice() % 5; words > 0; --words) {
      const std::string piece = dice() % 2   ? one_of(numbers)
                                : dice() % 2 ? one_of(ids)
                                             : std::string("Rechnung vom 12.11.");
      out += (dice() % 4 ? " " : dice() % 2 ? "\n" : "") + (dice() % 3 ? piece : plain_number(piece));
    }
    return out;
  };
  std::map<std::string, int> rules_seen;
  for (int i = 0; i < 4000; ++i) {
    BankEntry e;
    e.id = fmt::format("BE-{}", i);
    e.booked = e.value = issued + Days(static_cast<int>(dice() % 30));
    e.amount = {static_cast<std::int64_t>(dice() % 60 + 1) * 100, one_of(currencies)};
    if (dice() % 20 == 0) e.amount.minor = -e.amount.minor;
    e.collective = dice() % 15 == 0;
    e.text = text();
    if (dice() % 3 == 0) e.payer = dice() % 2 ? std::string(one_of(names)) : fmt::format("Company {} Ltd", dice() % 44);
    if (dice() % 8 == 0) e.on_behalf_of = one_of(names);
    if (dice() % 3 == 0) e.payer_account = fmt::format("DE{:020}", dice() % 12);
    if (e.collective) e.text += std::string("\n") + one_of(names);
    if (dice() % 6 == 0) {
      const std::string body = dice() % 2 ? reference_body(one_of(ids)) : plain_number(one_of(numbers)).substr(0, 21);
      for (int check = 2; check < 99; ++check)
        if (const std::string all = fmt::format("RF{:02}{}", check, body);
            !PaymentText(all).creditor_references().empty())
          e.reference = all;
    }
    const std::string creditor = dice() % 3 ? "" : "main";
    const MatchKeys keys = keys_of(e);
    Match few = Matcher(known.store.known_ledger(keys), rules).match(e, creditor);
    if (few.rule == "none") few = Matcher(known.store.known_ledger(keys, e.amount), rules).match(e, creditor);
    const Match all = whole.match(e, creditor);
    ++rules_seen[all.rule];
    INFO(e.reference << " | " << e.text << " | " << e.payer << " | " << e.payer_account << " | " << e.amount.minor);
    REQUIRE(all_of(few) == all_of(all));
  }
  for (const char* rule : {"creditor-reference", "invoice-number", "payer-account", "payer-name", "customer-number",
                           "amount", "collective", "none", "not-a-payment"})
    CHECK(rules_seen[rule] > 10);
}

TEST_CASE("the keys of a renamed and of a merged debtor find it") {
  Known known;
  known.debtor("KD-1000", "Alte Weberei GmbH");
  known.debtor("KD-2000", "Neue Weberei GmbH");
  known.invoice("INV-2026-0001", "KD-1000", "main", *Currency::find("EUR"), 500, issued);
  known.store.merge_debtors("KD-1000", "KD-2000", issued);
  Debtor renamed = *known.store.debtor("KD-2000");
  renamed.name = "Weberei am Fluss AG";
  REQUIRE(known.store.put(renamed).what == Put::What::changed);
  const auto placed = [&](const std::string& payer, const std::string& text) {
    BankEntry e;
    e.booked = e.value = issued;
    e.amount = {500, *Currency::find("EUR")};
    e.payer = payer;
    e.text = text;
    const Match m = Matcher(known.store.known_ledger(keys_of(e)), {}).match(e);
    return m.rule + " " + m.debtor;
  };
  CHECK(placed("Alte Weberei", "") == "payer-name KD-2000");
  CHECK(placed("Weberei am Fluss", "") == "payer-name KD-2000");
  CHECK(placed("Neue Weberei", "") == "none ");
  CHECK(placed("", "Kunde KD-1000") == "customer-number KD-2000");
  CHECK(placed("", "Kunde KD-2000") == "customer-number KD-2000");
}
