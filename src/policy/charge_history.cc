// Charges on a principal that changed while it was owed.
#include <algorithm>

#include "base/error.h"
#include "base/money.h"
#include "policy/charges.h"

namespace dunmail {
namespace {

void sort_by_day(std::vector<Reduction>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Reduction& a, const Reduction& b) { return a.day < b.day; });
}

void note(const std::vector<std::string>& warnings, std::vector<std::string>& to) {
  for (const std::string& warning : warnings)
    if (std::find(to.begin(), to.end(), warning) == to.end()) to.push_back(warning);
}

/// One debt on its way from its due day to the day that is asked for.
class Debt {
 public:
  Debt(const Regime& regime, const Rates& rates, Currency currency, Date due, const ChargeTerms& terms)
      : regime_(regime), rates_(rates), currency_(currency), due_(due), terms_(terms) {}

  /// The last day for payment, moved where the law moves it.
  Result<Date> last_day(std::int64_t principal, Date as_of) const {
    ChargeTerms terms = terms_;
    terms.interest = terms.lump_sum = false;
    const auto probe = charge(regime_, rates_, std::max<std::int64_t>(1, principal), currency_, due_, as_of, terms);
    if (!probe) return probe.problem();
    return probe->last_day;
  }

  Result<Charge> lump_sum(std::int64_t principal, Date as_of) const {
    ChargeTerms terms = terms_;
    terms.interest = false;
    return charge(regime_, rates_, principal, currency_, due_, as_of, terms);
  }

  /// Interest from the day after the last stretch (or `accrue_from`) to `to`, both included.
  Result<Charge> stretch(std::int64_t principal, Date to) {
    ChargeTerms terms = terms_;
    terms.lump_sum = false;
    if (from_) terms.accrue_from = std::max(*from_, terms_.accrue_from.value_or(*from_));
    from_ = to + Days(1);
    return charge(regime_, rates_, principal, currency_, due_, to, terms);
  }

 private:
  const Regime& regime_;
  const Rates& rates_;
  const Currency currency_;
  const Date due_;
  const ChargeTerms& terms_;
  std::optional<Date> from_;
};

}  // namespace

Result<ChargeHistory> charge_over(const Regime& regime, const Rates& rates, std::int64_t principal,
                                  std::vector<Reduction> taken_off, Currency currency, Date due, Date as_of,
                                  const ChargeTerms& terms) {
  ChargeHistory out;
  Debt debt(regime, rates, currency, due, terms);
  sort_by_day(taken_off);
  std::int64_t left = principal;
  for (const Reduction& r : taken_off) left = checked_add(left, r.amount);
  if (left <= 0) return Problem{"principal", "the principal must be above zero", ""};
  const auto last_day = debt.last_day(left, as_of);
  if (!last_day) return last_day.problem();
  std::size_t next = 0;
  for (; next < taken_off.size() && taken_off[next].day <= *last_day; ++next) left -= taken_off[next].amount;
  if (left <= 0 || as_of <= *last_day) return out;
  const auto add = [&](Date to) -> std::optional<Problem> {
    auto charged = debt.stretch(left, to);
    if (!charged) return charged.problem();
    out.interest = checked_add(out.interest, charged->interest);
    note(charged->warnings, out.warnings);
    if (charged->interest > 0) out.law = charged->law;
    out.stretches.push_back(std::move(*charged));
    return std::nullopt;
  };
  if (terms.lump_sum) {
    const auto charged = debt.lump_sum(left, as_of);
    if (!charged) return charged.problem();
    out.lump_sum = charged->lump_sum;
    note(charged->warnings, out.warnings);
  }
  if (!terms.interest) return out;
  for (; next < taken_off.size() && taken_off[next].day <= as_of && left > 0; ++next) {
    const bool more_that_day = next + 1 < taken_off.size() && taken_off[next + 1].day == taken_off[next].day;
    const std::int64_t after = left - taken_off[next].amount;
    if (more_that_day) {
      taken_off[next + 1].amount += taken_off[next].amount;
      continue;
    }
    if (auto problem = add(taken_off[next].day)) return *problem;
    left = after;
  }
  if (left > 0 && (out.stretches.empty() || out.stretches.back().as_of < as_of))
    if (auto problem = add(as_of)) return *problem;
  return out;
}

Result<ReckonedClaim> reckon_receipts(const Regime& regime, const Rates& rates, std::int64_t principal,
                                      Currency currency, Date due, std::vector<Reduction> receipts, ReceiptOrder order,
                                      Date as_of, const ChargeTerms& terms) {
  ReckonedClaim out;
  Debt debt(regime, rates, currency, due, terms);
  sort_by_day(receipts);
  out.principal = principal;
  const auto last_day = debt.last_day(principal, as_of);
  if (!last_day) return last_day.problem();
  bool lump_asked = false;
  const auto run_to = [&](Date day) -> std::optional<Problem> {
    if (out.principal <= 0 || day <= *last_day) return std::nullopt;
    if (!lump_asked && terms.lump_sum) {
      const auto charged = debt.lump_sum(out.principal, day);
      if (!charged) return charged.problem();
      out.costs = charged->lump_sum;
      lump_asked = true;
    }
    if (!terms.interest) return std::nullopt;
    auto charged = debt.stretch(out.principal, day);
    if (!charged) return charged.problem();
    out.interest = checked_add(out.interest, charged->interest);
    out.stretches.push_back(std::move(*charged));
    return std::nullopt;
  };
  std::optional<Date> reckoned;
  for (const Reduction& receipt : receipts) {
    if (receipt.amount <= 0) return Problem{"receipt", "a receipt must be above zero", ""};
    if (receipt.day > as_of) break;
    if (reckoned != receipt.day)
      if (auto problem = run_to(receipt.day)) return *problem;
    reckoned = receipt.day;
    ReceiptLine line{receipt.day, 0, 0, 0, receipt.amount};
    const auto pay = [&line](std::int64_t& owed, std::int64_t& paid) {
      const std::int64_t part = std::min(owed, line.rest);
      paid += part;
      owed -= part;
      line.rest -= part;
    };
    if (order == ReceiptOrder::costs_interest_principal) pay(out.costs, line.costs);
    if (order != ReceiptOrder::principal_interest_costs) pay(out.interest, line.interest);
    pay(out.principal, line.principal);
    pay(out.interest, line.interest);
    pay(out.costs, line.costs);
    out.receipts.push_back(line);
  }
  if (reckoned != as_of)
    if (auto problem = run_to(as_of)) return *problem;
  return out;
}

}  // namespace dunmail
