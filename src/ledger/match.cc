#include "ledger/match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "ledger/match_judgement.h"
#include "ledger/match_keys.h"

namespace dunmail {

const char* word(Match::Confidence c) {
  return c == Match::Confidence::sure ? "sure" : c == Match::Confidence::suggested ? "suggested" : "none";
}

Judgement::Judgement(const Matcher::Index& x, const BankEntry& e, const std::string& creditor)
    : x_(x), e_(e), creditor_(creditor), text_(text_of(e)) {
  m_.entry = e.id;
}

Match Judgement::take() {
  if (no_payment() || by_reference() || by_number() || by_payer() || by_amount()) return std::move(m_);
  say(Confidence::none, "neither a reference, an invoice number, a known payer nor an open sum fits");
  m_.rest = e_.amount.minor;
  return std::move(m_);
}

void Judgement::add_candidate(const std::string& debtor, std::size_t most) {
  if (m_.candidates.size() < most &&
      std::find(m_.candidates.begin(), m_.candidates.end(), debtor) == m_.candidates.end())
    m_.candidates.push_back(debtor);
}

std::vector<std::string> Judgement::numbers() const {
  std::vector<std::string> out;
  for (const MatchPart& p : m_.parts) out.push_back(p.invoice);
  return out;
}

bool Judgement::no_payment() {
  if (e_.amount.minor < 0 && e_.reversal) {
    say(Confidence::none, "a payment came back");
    return done("returned");
  }
  if (e_.amount.minor <= 0) {
    say(Confidence::none, "money went out");
    return done("not-a-payment");
  }
  if (e_.reversal) {
    say(Confidence::none, "a payment of our own came back");
    return done("not-a-payment");
  }
  return e_.collective && of_many();
}

/// Several payments in one sum that nobody can divide. It is never booked here; but whom its text names may have paid.
bool Judgement::of_many() {
  m_.rest = e_.amount.minor;
  const auto add = [&](const std::string& debtor) { add_candidate(debtor, most_named); };
  for (const std::string& body : text_.creditor_references()) {
    if (const std::size_t i = Matcher::Index::look_up(x_.by_number, body); i != none)
      m_.named.push_back(x_.invoices[i].number), add(x_.invoices[i].debtor);
    std::size_t debtor = Matcher::Index::look_up(x_.by_reference, body);
    if (debtor == none) debtor = Matcher::Index::look_up(x_.by_id, body);
    if (debtor != none) add(x_.debtors[debtor].id);
  }
  const auto known = [this](std::string_view key) { return Matcher::Index::look_up(x_.by_number, key); };
  for (const PaymentText::Hit& hit : text_.find(x_.lengths, known)) {
    const std::string quote = text_.quote(hit);
    if (!is_telling(plain_number(quote))) continue;
    const KnownInvoice& invoice = x_.invoices[hit.what];
    if (std::find(m_.named.begin(), m_.named.end(), invoice.number) != m_.named.end()) continue;
    m_.named.push_back(invoice.number);
    m_.evidence.push_back("\"" + quote + "\"");
    add(invoice.debtor);
  }
  const std::size_t by_invoice = m_.candidates.size();
  for (const std::string_view line : split(e_.text, '\n')) {
    const auto found = x_.by_name.find(plain_name(line));
    if (line.empty() || found == x_.by_name.end()) continue;
    const std::size_t before = m_.candidates.size();
    for (const std::size_t d : found->second) add(x_.debtors[d].id);
    if (m_.candidates.size() > before) m_.evidence.push_back("payer \"" + std::string(line) + "\"");
  }
  // Whom a name alone brings has no invoice named: then all that is open may be meant.
  if (m_.candidates.size() > by_invoice) m_.named.clear();
  if (m_.candidates.empty()) {
    say(Confidence::none,
        "a collective entry whose parts are not told; its details come as a camt.054, or assign it by hand");
    return done("none");
  }
  say(Confidence::suggested,
      fmt::format(
          "a collective entry in one sum, which may be of {}; its details come as a camt.054, or assign it by hand",
          fmt::join(m_.candidates, ", ")));
  return done("collective");
}

Matcher::Matcher(KnownLedger ledger, MatchRules rules)
    : index_(std::make_unique<Index>(std::move(ledger), std::move(rules))) {}
Matcher::~Matcher() = default;

Match Matcher::match(const BankEntry& entry, const std::string& creditor) const {
  return Judgement(*index_, entry, creditor).take();
}

}  // namespace dunmail
