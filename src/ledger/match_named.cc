// What an entry is for when it names it: a creditor reference, or numbers of invoices.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ledger/match_judgement.h"

namespace dunmail {

/// A reference is either ours, of the debtor, or the ERP's, of an invoice. Where it could be both, of two debtors, a
/// person decides.
bool Judgement::by_reference() {
  for (const std::string& body : text_.creditor_references()) {
    const std::size_t invoice = Matcher::Index::look_up(x_.by_number, body);
    std::size_t debtor = Matcher::Index::look_up(x_.by_reference, body);
    if (debtor == none) debtor = Matcher::Index::look_up(x_.by_id, body);
    if (invoice != none && debtor != none && x_.invoices[invoice].debtor != x_.debtors[debtor].id) {
      add_candidate(x_.debtors[debtor].id);
      add_candidate(x_.invoices[invoice].debtor);
      m_.rest = e_.amount.minor;
      say(Confidence::suggested, fmt::format("the reference may be that of {} or of invoice {}", x_.debtors[debtor].id,
                                             x_.invoices[invoice].number));
      return done("creditor-reference");
    }
    if (invoice != none) {
      m_.evidence.push_back("creditor reference of " + x_.invoices[invoice].number);
      settle_named({invoice}, true, true);
      return done("creditor-reference");
    }
    if (debtor != none) {
      settle_reference(x_.debtors[debtor].id);
      return done("creditor-reference");
    }
  }
  return false;
}

/// The debtor is certain. Invoices that the text names besides are what it pays, if they are its own and open.
void Judgement::settle_reference(const std::string& id) {
  m_.debtor = id;
  m_.evidence.push_back("creditor reference of " + id);
  const auto open = x_.open_of(id, e_.amount.currency, creditor_);
  if (open.empty()) {
    m_.rest = e_.amount.minor;
    return say(Confidence::suggested, fmt::format("{} has nothing open in {}", id, e_.amount.currency.code()));
  }
  const auto known = [this](std::string_view key) { return Matcher::Index::look_up(x_.by_number, key); };
  std::vector<std::size_t> named;
  for (const PaymentText::Hit& hit : text_.find(x_.lengths, known))
    if (std::find(open.begin(), open.end(), hit.what) != open.end() &&
        std::find(named.begin(), named.end(), hit.what) == named.end())
      named.push_back(hit.what);
  x_.sort_by_due(named);
  choose(named.empty() ? open : named);
  say(Confidence::sure, fmt::format("the reference names {}; {} {}", id,
                                    exact_          ? "the sum is that of"
                                    : named.empty() ? "oldest due first:"
                                                    : "it pays",
                                    fmt::join(numbers(), ", ")));
}

bool Judgement::by_number() {
  const auto known = [this](std::string_view key) {
    const std::size_t whole = Matcher::Index::look_up(x_.by_number, key);
    return whole != none ? whole : Matcher::Index::look_up(x_.by_tail, key);
  };
  std::vector<std::size_t> named, weak;
  for (const PaymentText::Hit& hit : text_.find(x_.lengths, known)) {
    const std::string quote = text_.quote(hit), plain = plain_number(quote);
    // A tail of digits is less than the number itself.
    auto& list = is_telling(plain) && x_.by_number.contains(plain) ? named : weak;
    if (std::find(list.begin(), list.end(), hit.what) == list.end()) {
      list.push_back(hit.what);
      m_.evidence.push_back("\"" + quote + "\"");
    }
  }
  if (!named.empty()) {
    settle_named(std::move(named), true, false);
    return done("invoice-number");
  }
  if (weak.empty()) return false;
  settle_named(std::move(weak), false, false);
  if (m_.confidence == Confidence::sure || !m_.parts.empty()) return done("invoice-number");
  const std::string id = m_.entry;
  m_ = Match();  // mere digits that fit nothing are no number of ours
  m_.entry = id;
  return false;
}

void Judgement::settle_named(std::vector<std::size_t> named, bool telling, bool checked) {
  x_.sort_by_due(named);
  const KnownInvoice& first = x_.invoices[named.front()];
  for (const std::size_t i : named) add_candidate(x_.invoices[i].debtor, most_named);
  m_.rest = e_.amount.minor;
  if (m_.candidates.size() > 1 && telling)
    for (const std::size_t i : named) m_.named.push_back(x_.invoices[i].number);
  if (m_.candidates.size() > 1)
    return say(Confidence::suggested,
               fmt::format("the invoices belong to several debtors: {}", fmt::join(m_.candidates, ", ")));
  m_.debtor = first.debtor;
  m_.creditor = first.creditor;
  if (first.currency != e_.amount.currency)
    return say(Confidence::suggested,
               fmt::format("invoice {} is in {}, the payment in {}; the exchange is booked in the ERP", first.number,
                           first.currency.code(), e_.amount.currency.code()));
  if (!creditor_.empty() && first.creditor != creditor_)
    return say(Confidence::suggested,
               fmt::format("invoice {} is owed to {}, the account is of {}", first.number, first.creditor, creditor_));
  named_ = true;
  std::erase_if(named, [&](std::size_t i) {
    return due(i) == 0 || x_.invoices[i].currency != first.currency || x_.invoices[i].creditor != first.creditor;
  });
  if (named.empty()) return say(Confidence::suggested, fmt::format("invoice {} is paid already", first.number));
  choose(named);
  const Payer payer = payer_is(m_.debtor);
  m_.teaches = payer != Payer::other;  // who pays for another once may pay for a third one next
  const std::string what = fmt::format("{} of {}", fmt::join(numbers(), ", "), m_.debtor);
  if (exact_)
    return say(Confidence::sure, payer == Payer::other
                                     ? fmt::format("the sum is that of {}, paid by somebody else ({})", what, e_.payer)
                                     : fmt::format("the sum is that of {}", what));
  if (payer == Payer::other && !checked)
    return say(Confidence::suggested,
               fmt::format("{} is named, but the payer is {} and the sum another", what, e_.payer));
  if (!telling && payer != Payer::same)
    return say(Confidence::suggested, fmt::format("the digits may be those of {}, the sum is another", what));
  if (!m_.write_off.empty())
    return say(Confidence::sure, fmt::format("{}, less {} of {}", what,
                                             m_.write_off == "cash-discount" ? "cash discount" : "bank charges",
                                             money(m_.parts.front().written_off)));
  if (m_.rest > 0)
    return say(Confidence::sure, fmt::format("{}, and {} more than is open of that", what, money(m_.rest)));
  say(Confidence::sure, fmt::format("part payment of {}", what));
}

}  // namespace dunmail
