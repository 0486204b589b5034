// A sum put to invoices: exactly, or less a discount or charges, or as far as it reaches.
#include <algorithm>

#include "ledger/match_judgement.h"
#include "ledger/subset_sum.h"

namespace dunmail {

bool is_cash_discount(const MatchRules& rules, std::int64_t open, std::int64_t paid, long days_after_invoice) {
  const std::int64_t missing = open - paid;
  if (rules.discount <= 0 || missing <= 0 || paid <= 0 || days_after_invoice > rules.discount_days) return false;
  // By parts, so that no product leaves 64 bits.
  constexpr std::int64_t whole = 10'000;
  return missing <= open / whole * rules.discount + open % whole * rules.discount / whole + 1;
}

std::int64_t Judgement::due(std::size_t i) const {
  const KnownInvoice& invoice = x_.invoices[i];
  return named_ && e_.booked <= invoice.told_on ? checked_add(invoice.open, invoice.told) : invoice.open;
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

}  // namespace dunmail
