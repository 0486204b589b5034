#include "policy/letter_charges.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/charge_basis.h"

namespace dunmail {
namespace {

/// The oldest claims are paid first by what was received and not yet put to an invoice.
void take_off(std::int64_t credit, std::vector<ChargeClaim>& claims) {
  std::stable_sort(claims.begin(), claims.end(), [](const ChargeClaim& a, const ChargeClaim& b) { return a.due < b.due; });
  for (ChargeClaim& claim : claims) {
    const std::int64_t part = std::clamp<std::int64_t>(credit, 0, std::max<std::int64_t>(0, claim.principal));
    claim.principal -= part, credit -= part;
  }
  std::erase_if(claims, [](const ChargeClaim& c) { return c.principal <= 0; });
}

class Sum {
 public:
  Sum(const ChargeDemand& demand, const Rates& rates, Currency currency, const Standing& standing, Date as_of)
      : demand_(demand), rates_(rates), currency_(currency), standing_(standing), as_of_(as_of) {}

  Result<LetterCharges> over(const std::vector<ChargeClaim>& claims) {
    for (const ChargeClaim& claim : claims) {
      if (auto problem = by_law(claim)) return *problem;
      // An invoice in parts is one invoice: its fee is asked for once.
      if (demand_.fees && seen_.insert(claim.invoice).second) own_fees(claim.invoice);
    }
    if (out_.interest > 0) out_.interest_basis = charged_ == 1 ? last_.basis : law_of_several(last_, as_of_);
    return std::move(out_);
  }

 private:
  std::optional<Problem> by_law(const ChargeClaim& claim) {
    if (!demand_.regime || demand_.regime->pricing == Pricing::none) return std::nullopt;
    ChargeTerms terms = demand_.terms;
    terms.agreed_rate = claim.agreed;
    terms.lump_sum = false;
    if (demand_.interest)
      if (auto problem = interest_on(claim, terms)) return problem;
    terms.interest = false, terms.lump_sum = true;
    if (demand_.fees && !seen_.contains(claim.invoice)) return lump_sum_on(claim, terms);
    return std::nullopt;
  }

  std::optional<Problem> interest_on(const ChargeClaim& claim, const ChargeTerms& terms) {
    auto charged = charge(*demand_.regime, rates_, claim.principal, currency_, claim.due, as_of_, terms);
    if (!charged) return charged.problem();
    warn(charged->warnings);
    if (charged->interest == 0) return std::nullopt;
    out_.interest = checked_add(out_.interest, charged->interest);
    last_ = std::move(*charged);
    ++charged_;
    return std::nullopt;
  }

  std::optional<Problem> lump_sum_on(const ChargeClaim& claim, const ChargeTerms& terms) {
    auto charged = charge(*demand_.regime, rates_, claim.principal, currency_, claim.due, as_of_, terms);
    if (!charged) return charged.problem();
    warn(charged->warnings);
    if (charged->lump_sum == 0) return std::nullopt;
    out_.fees = checked_add(out_.fees, charged->lump_sum);
    out_.fees_basis = demand_.regime->lump_law;
    return std::nullopt;
  }

  void warn(std::vector<std::string>& warnings) {
    for (std::string& warning : warnings)
      if (std::find(out_.warnings.begin(), out_.warnings.end(), warning) == out_.warnings.end()) out_.warnings.push_back(std::move(warning));
  }

  void own_fees(const std::string& invoice) {
    bool asked = false;
    for (const SentLetter& letter : standing_.sent) {
      const auto found = letter.fees.find(invoice);
      if (letter.bounced || found == letter.fees.end()) continue;
      out_.fees = checked_add(out_.fees, found->second);
      asked = asked || letter.kind == demand_.tier;
    }
    if (asked || demand_.fee == 0) return;
    out_.fees = checked_add(out_.fees, demand_.fee);
    out_.new_fees[invoice] = demand_.fee;
  }

  const ChargeDemand& demand_;
  const Rates& rates_;
  Currency currency_;
  const Standing& standing_;
  Date as_of_;
  LetterCharges out_;
  Charge last_;
  int charged_ = 0;
  std::set<std::string> seen_;
};

}  // namespace

Result<LetterCharges> letter_charges(const ChargeDemand& demand, const Rates& rates, Currency currency,
                                     std::vector<ChargeClaim> claims, std::int64_t credit, const Standing& standing,
                                     Date as_of) {
  if (!demand.interest && !demand.fees) return LetterCharges{};
  take_off(credit, claims);
  return Sum(demand, rates, currency, standing, as_of).over(claims);
}

}  // namespace dunmail
