#include "ledger/match.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "ledger/match_index.h"
#include "ledger/match_keys.h"
#include "ledger/payment_text.h"
#include "ledger/subset_sum.h"

namespace dunmail {
namespace {

constexpr std::size_t none = PaymentText::npos;
constexpr std::size_t most_candidates = 5;

/// Whoever is named has to be kept from getting letters, however many they are.
constexpr std::size_t most_named = 500;

void add_candidate(Match& m, const std::string& debtor, std::size_t most = most_candidates) {
  if (m.candidates.size() < most && std::find(m.candidates.begin(), m.candidates.end(), debtor) == m.candidates.end())
    m.candidates.push_back(debtor);
}

}  // namespace

bool is_cash_discount(const MatchRules& rules, std::int64_t open, std::int64_t paid, long days_after_invoice) {
  const std::int64_t missing = open - paid;
  if (rules.discount <= 0 || missing <= 0 || paid <= 0 || days_after_invoice > rules.discount_days) return false;
  // By parts, so that no product leaves 64 bits.
  constexpr std::int64_t whole = 10'000;
  return missing <= open / whole * rules.discount + open % whole * rules.discount / whole + 1;
}

const char* word(Match::Confidence c) {
  return c == Match::Confidence::sure ? "sure" : c == Match::Confidence::suggested ? "suggested" : "none";
}

namespace {

std::vector<std::string> numbers(const std::vector<MatchPart>& parts) {
  std::vector<std::string> out;
  for (const MatchPart& p : parts) out.push_back(p.invoice);
  return out;
}

/// Formats cut names off (27, 35 or 70 characters).
bool is_same_name(const std::string& plain, const std::string& wanted) {
  constexpr std::size_t telling = 12;
  if (plain.empty()) return false;
  return plain == wanted || (plain.size() >= telling && wanted.size() >= telling &&
                             (wanted.starts_with(plain) || plain.starts_with(wanted)));
}

}  // namespace

/// One entry on its way through the rules.
class Judgement {
 public:
  Judgement(const Matcher::Index& x, const BankEntry& e, const std::string& creditor);
  Match take();

 private:
  using Confidence = Match::Confidence;
  struct Named {
    std::size_t invoice;
    bool telling;
  };

  bool no_payment();
  bool of_many();
  bool by_reference();
  bool by_number();
  bool by_payer();
  bool by_amount();
  void settle_reference(const std::string& id);
  void settle_named(std::vector<std::size_t> named, bool telling, bool checked);
  void choose(const std::vector<std::size_t>& items);
  bool exactly(const std::vector<std::size_t>& items, std::int64_t sum);
  bool exactly(const std::vector<std::size_t>& items, std::int64_t sum, bool with_claims);
  bool nearly(const std::vector<std::size_t>& items, std::int64_t sum);
  void oldest_first(const std::vector<std::size_t>& items);
  void settle_payer(const std::string& debtor);
  /// Whether the payer is the debtor, is somebody else, or is not told.
  enum class Payer { same, other, unknown };
  Payer payer_is(const std::string& debtor) const;
  std::string money(std::int64_t minor) const {
    return fmt::format("{} {}", e_.amount.currency.code(), grouped(minor, e_.amount.currency.digits()));
  }
  void say(Confidence c, std::string why) { m_.confidence = c, m_.why = std::move(why); }
  bool done(const char* rule) { return m_.rule = rule, true; }
  /// What an entry of its day may pay of the invoice: what is open, and where it names it what an export had said
  /// before.
  std::int64_t due(std::size_t i) const {
    const KnownInvoice& invoice = x_.invoices[i];
    return named_ && e_.booked <= invoice.told_on ? checked_add(invoice.open, invoice.told) : invoice.open;
  }

  const Matcher::Index& x_;
  const BankEntry& e_;
  const std::string& creditor_;
  PaymentText text_;
  Match m_;
  bool exact_ = false, named_ = false;
};

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
  const auto add = [&](const std::string& debtor) { add_candidate(m_, debtor, most_named); };
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

/// A reference is either ours, of the debtor, or the ERP's, of an invoice. Where it could be both, of two debtors, a
/// person decides.
bool Judgement::by_reference() {
  for (const std::string& body : text_.creditor_references()) {
    const std::size_t invoice = Matcher::Index::look_up(x_.by_number, body);
    std::size_t debtor = Matcher::Index::look_up(x_.by_reference, body);
    if (debtor == none) debtor = Matcher::Index::look_up(x_.by_id, body);
    if (invoice != none && debtor != none && x_.invoices[invoice].debtor != x_.debtors[debtor].id) {
      add_candidate(m_, x_.debtors[debtor].id);
      add_candidate(m_, x_.invoices[invoice].debtor);
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
                                    fmt::join(numbers(m_.parts), ", ")));
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

Judgement::Payer Judgement::payer_is(const std::string& debtor) const {
  if (const auto found = x_.by_account.find(e_.payer_account);
      !e_.payer_account.empty() && found != x_.by_account.end() && found->second.contains(debtor))
    return Payer::same;
  if (e_.payer.empty() && e_.on_behalf_of.empty()) return Payer::unknown;
  const auto known = x_.names.find(debtor);
  for (const std::string* name : {&e_.payer, &e_.on_behalf_of})
    if (known != x_.names.end() &&
        std::any_of(known->second.begin(), known->second.end(),
                    [plain = plain_name(*name)](const std::string& wanted) { return is_same_name(plain, wanted); }))
      return Payer::same;
  return Payer::other;
}

void Judgement::settle_named(std::vector<std::size_t> named, bool telling, bool checked) {
  x_.sort_by_due(named);
  const KnownInvoice& first = x_.invoices[named.front()];
  for (const std::size_t i : named) add_candidate(m_, x_.invoices[i].debtor, most_named);
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
  const std::string what = fmt::format("{} of {}", fmt::join(numbers(m_.parts), ", "), m_.debtor);
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

/// Puts the sum to items: exactly, or less a discount or charges, or as far as it reaches.
void Judgement::choose(const std::vector<std::size_t>& items) {
  m_.parts.clear();
  m_.rest = 0;
  m_.creditor = x_.invoices[items.front()].creditor;
  exact_ = exactly(items, e_.amount.minor);
  if (!exact_ && !nearly(items, e_.amount.minor)) oldest_first(items);
}

bool Judgement::exactly(const std::vector<std::size_t>& items, std::int64_t sum) {
  if (exactly(items, sum, false)) return true;
  const bool any_claims =
      std::any_of(items.begin(), items.end(), [&](std::size_t i) { return x_.invoices[i].claims > 0; });
  return any_claims && exactly(items, sum, true);
}

/// `with_claims`: with the interest and costs that our letters demanded of each.
bool Judgement::exactly(const std::vector<std::size_t>& items, std::int64_t sum, bool with_claims) {
  std::vector<std::int64_t> amounts;
  std::int64_t all = 0;
  for (const std::size_t i : items) {
    const KnownInvoice& invoice = x_.invoices[i];
    amounts.push_back(with_claims ? checked_add(due(i), invoice.claims) : due(i));
    all = checked_add(all, amounts.back());
  }
  std::vector<std::size_t> chosen;
  if (all == sum) {
    for (std::size_t i = 0; i < items.size(); ++i) chosen.push_back(i);
  } else if (auto found = only_subset(amounts, sum)) {
    chosen = std::move(*found);
  } else {
    return false;
  }
  for (const std::size_t i : chosen) m_.parts.push_back({x_.invoices[items[i]].number, amounts[i], 0});
  return true;
}

/// Less by a cash discount that was paid in time, or by what banks on the way may keep.
bool Judgement::nearly(const std::vector<std::size_t>& items, std::int64_t sum) {
  std::int64_t all = 0;
  long days = 0;
  for (const std::size_t i : items) {
    all = checked_add(all, due(i));
    days = std::max<long>(days, days_between(x_.invoices[i].issued, e_.value));
  }
  const std::int64_t missing = all - sum;
  if (missing <= 0 || all > 900'000'000'000'000) return false;
  const auto charges = x_.rules.charges.find(std::string(e_.amount.currency.code()));
  const bool discount = is_cash_discount(x_.rules, all, sum, days);
  // What the payer sent tells charges from a short payment; else the tolerance has to.
  const bool kept = charges != x_.rules.charges.end() && missing <= charges->second;
  if (!discount && !kept) return false;
  m_.write_off = discount ? "cash-discount" : "bank-charges";
  // All of it is missing from the last one that is large enough to bear it, so that only one invoice is touched.
  std::int64_t left = missing;
  for (auto i = items.rbegin(); i != items.rend(); ++i) {
    const KnownInvoice& invoice = x_.invoices[*i];
    const std::int64_t off = std::min(left, due(*i));
    left -= off;
    m_.parts.insert(m_.parts.begin(), {invoice.number, due(*i) - off, off});
  }
  std::stable_sort(m_.parts.begin(), m_.parts.end(),
                   [](const MatchPart& a, const MatchPart& b) { return a.written_off > b.written_off; });
  return true;
}

void Judgement::oldest_first(const std::vector<std::size_t>& items) {
  std::int64_t left = e_.amount.minor;
  for (const std::size_t i : items) {
    const std::int64_t part = std::min(left, due(i));
    if (part > 0) m_.parts.push_back({x_.invoices[i].number, part, 0});
    left -= part;
  }
  m_.rest = left;
}

bool Judgement::by_payer() {
  const auto names_are = [&](const char* rule, const std::vector<std::string>& debtors, std::string evidence) {
    if (debtors.empty()) return false;
    m_.evidence.push_back(std::move(evidence));
    for (const std::string& d : debtors) add_candidate(m_, d);
    if (debtors.size() == 1)
      settle_payer(debtors.front());
    else {
      say(Confidence::suggested, fmt::format("the payer may be {}", fmt::join(m_.candidates, ", ")));
      m_.rest = e_.amount.minor;
    }
    return done(rule);
  };
  if (const auto found = x_.by_account.find(e_.payer_account);
      !e_.payer_account.empty() && found != x_.by_account.end())
    return names_are("payer-account", {found->second.begin(), found->second.end()}, "account " + e_.payer_account);
  for (const std::string* name : {&e_.on_behalf_of, &e_.payer}) {
    const auto found = x_.by_name.find(plain_name(*name));
    if (name->empty() || found == x_.by_name.end()) continue;
    std::vector<std::string> debtors;
    for (const std::size_t d : found->second) debtors.push_back(x_.debtors[d].id);
    return names_are("payer-name", debtors, "payer \"" + *name + "\"");
  }
  const auto hits =
      text_.find(x_.id_lengths, [this](std::string_view key) { return Matcher::Index::look_up(x_.by_id, key); });
  std::vector<std::string> debtors;
  for (const auto& hit : hits)
    if (const std::string& id = x_.debtors[hit.what].id; std::find(debtors.begin(), debtors.end(), id) == debtors.end())
      debtors.push_back(id);
  return names_are("customer-number", debtors, debtors.empty() ? "" : "\"" + text_.quote(hits.front()) + "\"");
}

/// The debtor is known, the invoices are not: the sum has to tell them.
void Judgement::settle_payer(const std::string& debtor) {
  m_.debtor = debtor;
  m_.rest = e_.amount.minor;
  m_.teaches = payer_is(debtor) != Payer::other;
  const auto open = x_.open_of(debtor, e_.amount.currency, creditor_);
  if (open.empty())
    return say(Confidence::suggested, fmt::format("{} has nothing open in {}", debtor, e_.amount.currency.code()));
  std::vector<std::size_t> same;
  for (const std::size_t i : open)
    if (x_.invoices[i].open == e_.amount.minor) same.push_back(i);
  if (!same.empty()) {
    // Several of one sum: the oldest, as the law has it (BGB 366 (2), PRC Civil Code 560).
    choose({same.front()});
    return say(Confidence::sure, same.size() == 1
                                     ? fmt::format("{} has one invoice of that sum, {}", debtor, m_.parts[0].invoice)
                                     : fmt::format("{} is the oldest of {} invoices of that sum of {}",
                                                   m_.parts[0].invoice, same.size(), debtor));
  }
  if (std::any_of(open.begin(), open.end(),
                  [&](std::size_t i) { return x_.invoices[i].creditor != x_.invoices[open.front()].creditor; }))
    return say(Confidence::suggested, fmt::format("{} owes several creditors; which is paid?", debtor));
  choose(open);
  if (exact_)
    return say(Confidence::sure,
               fmt::format("the sum is that of {} of {}", fmt::join(numbers(m_.parts), " and "), debtor));
  for (const std::size_t i : open) {
    const Match before = m_;
    m_.parts.clear();
    m_.rest = 0;
    if (nearly({i}, e_.amount.minor))
      return say(Confidence::suggested,
                 fmt::format("{} of {}, less {}", m_.parts[0].invoice, debtor,
                             m_.write_off == "cash-discount" ? "cash discount" : "bank charges"));
    m_ = before;
  }
  say(Confidence::suggested,
      fmt::format("{} pays a sum that fits none of its {} open invoice(s); oldest due first", debtor, open.size()));
}

bool Judgement::by_amount() {
  const auto found = x_.by_amount.find({e_.amount.currency, e_.amount.minor});
  if (found == x_.by_amount.end()) return false;
  std::vector<std::size_t> fits;
  for (const std::size_t i : found->second)
    if (x_.invoices[i].open == e_.amount.minor && (creditor_.empty() || x_.invoices[i].creditor == creditor_))
      fits.push_back(i);
  if (fits.empty()) return false;
  for (const std::size_t i : fits) add_candidate(m_, x_.invoices[i].debtor);
  m_.rest = e_.amount.minor;
  if (fits.size() == 1) {
    m_.debtor = x_.invoices[fits[0]].debtor;
    choose(fits);
    say(Confidence::suggested, fmt::format("only {} of {} is open with that sum", m_.parts[0].invoice, m_.debtor));
  } else {
    say(Confidence::suggested, fmt::format("{} invoices are open with that sum", fits.size()));
  }
  return done("amount");
}

Matcher::Matcher(KnownLedger ledger, MatchRules rules)
    : index_(std::make_unique<Index>(std::move(ledger), std::move(rules))) {}
Matcher::~Matcher() = default;

Match Matcher::match(const BankEntry& entry, const std::string& creditor) const {
  return Judgement(*index_, entry, creditor).take();
}

}  // namespace dunmail
