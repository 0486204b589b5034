#include "desk/late_corrections.h"

#include <algorithm>
#include <map>

namespace dunmail {
namespace {

/// Open interest by invoice, of those that are paid.
std::map<std::string, std::vector<const Claim*>> of_paid_invoices(const Account& account) {
  std::map<std::string, std::vector<const Claim*>> out;
  for (const Claim& claim : account.claims) {
    const bool still_open = std::any_of(account.items.begin(), account.items.end(),
                                        [&](const OpenItem& i) { return i.invoice.number == claim.invoice; });
    if (claim.kind == ClaimKind::interest && !still_open) out[claim.invoice].push_back(&claim);
  }
  std::erase_if(out, [](const auto& each) {
    return std::all_of(each.second.begin(), each.second.end(), [](const Claim* c) { return c->open == 0; });
  });
  return out;
}

/// The claim's own rate where its regime takes the contract's.
std::optional<Rate> agreed_rate(const Regime& regime, const Claim& claim) {
  if (regime.agreed == Regime::Agreed::refused || claim.rate.empty() || claim.rate.ends_with("/d")) return std::nullopt;
  if (regime.agreed != Regime::Agreed::needed && regime.pricing != Pricing::daily) return std::nullopt;
  const auto rate = parse_percent(claim.rate);
  return rate ? std::optional(*rate) : std::nullopt;
}

/// All of it by the last day for payment: there was no default, and no letter may ask for anything.
bool paid_in_time(const std::vector<Reduction>& off, Date last_day) {
  return std::all_of(off.begin(), off.end(), [&](const Reduction& r) { return r.day <= last_day; });
}

}  // namespace

std::vector<ClaimPayment> late_corrections(const ChargeTables& tables, const Settings& settings,
                                           const Calendars& calendars, const CaseInput& input,
                                           const TakenOff& taken_off, Date today) {
  std::vector<ClaimPayment> out;
  const Debtor& debtor = input.account.debtor;
  const ChargeSettings& ours = settings.charges(input.account.creditor);
  for (auto& [invoice, claims] : of_paid_invoices(input.account)) {
    std::stable_sort(claims.begin(), claims.end(), [](const Claim* a, const Claim* b) { return a->from < b->from; });
    const auto regime = tables.regimes.find(claims.front()->ground);
    const std::vector<Reduction> off = taken_off(invoice);
    if (!regime || off.empty()) continue;
    if (paid_in_time(off, claims.front()->from - Days(1))) {
      for (const Claim& claim : input.account.claims)
        if (claim.invoice == invoice && claim.open > 0) out.push_back({claim.id, claim.open});
      continue;
    }
    ChargeTerms terms;
    terms.lump_sum = false;
    terms.day_count = ours.day_count;
    if ((*regime)->uplift) terms.uplift = ours.uplift;
    terms.agreed_rate = agreed_rate(**regime, *claims.front());
    if (const auto calendar = calendars.find(debtor.calendar, debtor.address.country))
      terms.next_working = [calendar = *calendar](Date day) { return calendar->add_working(day, 0); };
    // The day before the first day of default is the last for payment, moved already where the law moves it.
    const auto history = charge_over(**regime, tables.rates, 0, off, input.account.currency,
                                     claims.front()->from - Days(1), today, terms);
    if (!history) continue;
    std::int64_t too_much = -history->interest;
    for (const Claim* claim : claims) too_much = checked_add(too_much, claim->amount);
    for (auto claim = claims.rbegin(); claim != claims.rend() && too_much > 0; ++claim) {
      const std::int64_t part = std::min((*claim)->open, too_much);
      if (part > 0) out.push_back({(*claim)->id, part});
      too_much -= part;
    }
  }
  return out;
}

}  // namespace dunmail
