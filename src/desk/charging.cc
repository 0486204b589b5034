#include "desk/charging.h"

#include <algorithm>

namespace dunmail {
namespace {

/// What was paid of an invoice in parts went to the oldest part first; a part has had its share when those before it
/// have theirs.
std::vector<Reduction> share_of(const ArrearsLine& line, const std::vector<ArrearsLine>& lines,
                                std::vector<Reduction> all) {
  if (!line.part) return all;
  // Parts that are paid are not among the lines: what all open lines lack of their amounts is theirs, the rest went
  // before.
  std::int64_t before = 0;
  for (const Reduction& r : all) before += r.amount;
  for (const ArrearsLine& other : lines)
    if (other.of == line.of) before -= other.invoice.amount.minor - other.open;
  for (const ArrearsLine& other : lines) {
    if (other.of != line.of) continue;
    if (other.invoice.number == line.invoice.number) break;
    before += other.invoice.amount.minor - other.open;
  }
  std::int64_t own = line.invoice.amount.minor - line.open;
  std::vector<Reduction> out;
  for (Reduction& r : all) {
    const std::int64_t skipped = std::min(std::max<std::int64_t>(0, before), r.amount);
    before -= skipped;
    const std::int64_t part = std::min(own, r.amount - skipped);
    own -= part;
    if (part > 0) out.push_back({r.day, part});
  }
  return out;
}

/// The invoices that the letter lists and demands. A rate of the contract's own goes only to a law that takes one.
std::vector<ChargeItem> items_of(const Examined& examined, const Regime* regime, bool with_history,
                                 const TakenOff& taken_off) {
  std::vector<ChargeItem> out;
  const auto& listed = examined.decision.invoices;
  for (const ArrearsLine& line : examined.arrears.lines) {
    if (!line.overdue() || std::find(listed.begin(), listed.end(), line.invoice.number) == listed.end()) continue;
    ChargeItem item{line.of, line.demandable(), line.invoice.due, std::nullopt, {}};
    // The ledger keeps percent times 10,000, a Rate is in millionths of a percent.
    if (regime && regime->agreed != Regime::Agreed::refused && line.invoice.rate > 0)
      item.agreed = line.invoice.rate * 100;
    if (with_history) item.taken_off = share_of(line, examined.arrears.lines, taken_off(line.of));
    out.push_back(std::move(item));
  }
  return out;
}

}  // namespace

Result<LetterCharges> charges_of(const ChargeTables& tables, const Settings& settings, const Calendars& calendars,
                                 const CaseInput& input, const Examined& examined, const TakenOff& taken_off,
                                 Date today) {
  const Tier& tier = *examined.decision.tier;
  ChargeDemand demand;
  demand.tier = tier.id;
  demand.interest = tier.charges == ChargesMode::interest || tier.charges == ChargesMode::both;
  demand.fees = tier.charges == ChargesMode::fee || tier.charges == ChargesMode::both;
  const Debtor& debtor = input.account.debtor;
  const ChargeSettings& ours = settings.charges(input.account.creditor);
  if (const std::string id = tier.regime.empty() ? ours.regime_for(debtor) : tier.regime; !id.empty()) {
    const auto regime = tables.regimes.find(id);
    if (!regime) return regime.problem();
    demand.regime = *regime;
    if (demand.regime->uplift) demand.terms.uplift = ours.uplift;
  }
  demand.terms.day_count = ours.day_count;
  if (const auto calendar = calendars.find(debtor.calendar, debtor.address.country))
    demand.terms.next_working = [calendar = *calendar](Date day) { return calendar->add_working(day, 0); };
  if (const auto fee = tier.fee.find(std::string(input.account.currency.code())); fee != tier.fee.end())
    demand.fee = fee->second;
  auto out = letter_charges(demand, tables.rates, input.account.currency,
                            items_of(examined, demand.regime, demand.interest || demand.fees, taken_off),
                            input.account.claims, today);
  if (out && demands(examined.decision)) out->earlier = examined.arrears.claims;
  return out;
}

}  // namespace dunmail
