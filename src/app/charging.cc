#include "app/charging.h"

#include <algorithm>

namespace dunmail {
namespace {

/// The invoices that the letter lists and demands, as claims. A rate of the contract's own goes only to a law that takes one.
std::vector<ChargeClaim> claims_of(const Examined& examined, const Regime* regime) {
  std::vector<ChargeClaim> out;
  const auto& listed = examined.decision.invoices;
  for (const ArrearsLine& line : examined.arrears.lines) {
    if (!line.overdue() || std::find(listed.begin(), listed.end(), line.invoice.number) == listed.end()) continue;
    ChargeClaim claim{line.of.empty() ? line.invoice.number : line.of, line.demandable(), line.invoice.due, std::nullopt};
    // The ledger keeps percent times 10,000, a Rate is in millionths of a percent.
    if (regime && regime->agreed != Regime::Agreed::refused && line.invoice.rate > 0) claim.agreed = line.invoice.rate * 100;
    out.push_back(std::move(claim));
  }
  return out;
}

}  // namespace

Result<LetterCharges> charges_of(const ChargeTables& tables, const Settings& settings, const Calendars& calendars,
                                 const CaseInput& input, const Examined& examined, Date today) {
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
  if (const auto fee = tier.fee.find(std::string(input.account.currency.code())); fee != tier.fee.end()) demand.fee = fee->second;
  return letter_charges(demand, tables.rates, input.account.currency, claims_of(examined, demand.regime), examined.arrears.credit,
                        examined.standing, today);
}

}  // namespace dunmail
