#include "policy/letter_charges.h"

#include <algorithm>
#include <optional>

#include "base/money.h"
#include "policy/charge_basis.h"

namespace dunmail {
namespace {

/// Open instalments of one invoice stand together: a claim is about the invoice.
struct OneInvoice {
  std::string number;
  std::vector<const ChargeItem*> items;
};

std::vector<OneInvoice> by_invoice(const std::vector<ChargeItem>& items) {
  std::vector<OneInvoice> out;
  for (const ChargeItem& item : items) {
    if (item.principal <= 0) continue;
    auto known = std::find_if(out.begin(), out.end(), [&](const OneInvoice& i) { return i.number == item.invoice; });
    if (known == out.end()) known = out.insert(out.end(), OneInvoice{item.invoice, {}});
    known->items.push_back(&item);
  }
  return out;
}

class Sum {
 public:
  Sum(const ChargeDemand& demand, const Rates& rates, Currency currency, const std::vector<Claim>& asserted, Date as_of)
      : demand_(demand), rates_(rates), currency_(currency), asserted_(asserted), as_of_(as_of) {}

  Result<LetterCharges> over(const std::vector<OneInvoice>& invoices) {
    const bool by_law = demand_.regime && demand_.regime->pricing != Pricing::none;
    for (const OneInvoice& invoice : invoices) {
      if (by_law && demand_.interest)
        if (auto problem = interest_on(invoice)) return *problem;
      if (by_law && demand_.fees)
        if (auto problem = lump_sum_on(invoice)) return *problem;
      if (demand_.fees) own_fee(invoice.number);
    }
    if (out_.interest > 0)
      out_.interest_basis = single_ ? single_->basis : law_of_several(law_, as_of_, since_letters_);
    return std::move(out_);
  }

 private:
  ChargeTerms terms_for(const ChargeItem& item, bool interest) const {
    ChargeTerms terms = demand_.terms;
    terms.agreed_rate = item.agreed;
    terms.interest = interest;
    terms.lump_sum = !interest;
    return terms;
  }

  Result<ChargeHistory> charged(const ChargeItem& item, bool interest) const {
    return charge_over(*demand_.regime, rates_, item.principal, item.taken_off, currency_, item.due, as_of_,
                       terms_for(item, interest));
  }

  /// The whole interest to date, less what earlier letters asserted of it.
  std::optional<Problem> interest_on(const OneInvoice& invoice) {
    std::int64_t to_date = 0;
    Charge last;
    std::optional<Date> first_day;
    for (const ChargeItem* item : invoice.items) {
      const auto history = charged(*item, true);
      if (!history) return history.problem();
      warn(history->warnings);
      to_date = checked_add(to_date, history->interest);
      for (const Charge& stretch : history->stretches) {
        if (stretch.interest == 0) continue;
        first_day = std::min(first_day.value_or(stretch.last_day + Days(1)), stretch.last_day + Days(1));
        last = stretch;
      }
    }
    std::int64_t before = 0;
    std::optional<Date> until;
    for (const Claim& claim : asserted_) {
      if (claim.kind != ClaimKind::interest || claim.invoice != invoice.number) continue;
      before = checked_add(before, claim.amount);
      until = std::max(until.value_or(claim.to), claim.to);
    }
    if (to_date < before) correct(invoice.number, before - to_date);
    if (to_date <= before) return std::nullopt;
    const std::int64_t since = to_date - before;
    since_letters_ |= until.has_value();
    const Date from = until ? std::max(*first_day, *until + Days(1)) : *first_day;
    if (auto problem = say_ground(invoice, from, last)) return problem;
    out_.interest = checked_add(out_.interest, since);
    Claim claim{{}, ClaimKind::interest, invoice.number, {}, demand_.regime->id, from, as_of_, {}, since, since, {},
                {}};
    if (!last.segments.empty())
      claim.rate = percent_text(last.segments.back().rate) + (last.segments.back().daily ? "/d" : "");
    out_.claims.push_back(std::move(claim));
    return std::nullopt;
  }

  /// One invoice whose principal stood still since `from` is told with rate and days; several by their law.
  std::optional<Problem> say_ground(const OneInvoice& invoice, Date from, const Charge& last) {
    law_ = last;
    ++grounds_;
    single_.reset();
    if (grounds_ > 1 || invoice.items.size() > 1) return std::nullopt;
    const ChargeItem& item = *invoice.items.front();
    const bool moved = std::any_of(item.taken_off.begin(), item.taken_off.end(),
                                   [&](const Reduction& r) { return r.day >= from && r.day < as_of_; });
    if (moved) return std::nullopt;
    ChargeTerms terms = terms_for(item, true);
    terms.accrue_from = from;
    auto charge_since = charge(*demand_.regime, rates_, item.principal, currency_, item.due, as_of_, terms);
    if (!charge_since) return charge_since.problem();
    single_ = std::move(*charge_since);
    return std::nullopt;
  }

  void correct(const std::string& invoice, std::int64_t too_much) {
    for (auto claim = asserted_.rbegin(); claim != asserted_.rend() && too_much > 0; ++claim) {
      if (claim->kind != ClaimKind::interest || claim->invoice != invoice || claim->open == 0) continue;
      const std::int64_t part = std::min(claim->open, too_much);
      out_.corrections.push_back({claim->id, part});
      too_much -= part;
    }
  }

  bool was_asserted(ClaimKind kind, const std::string& invoice, const std::string& ground) const {
    return std::any_of(asserted_.begin(), asserted_.end(), [&](const Claim& c) {
      return c.kind == kind && c.invoice == invoice && (ground.empty() || c.ground == ground);
    });
  }

  std::optional<Problem> lump_sum_on(const OneInvoice& invoice) {
    if (was_asserted(ClaimKind::lump_sum, invoice.number, "")) return std::nullopt;
    const auto history = charged(*invoice.items.front(), false);
    if (!history) return history.problem();
    warn(history->warnings);
    if (history->lump_sum == 0) return std::nullopt;
    add_fee({{},
             ClaimKind::lump_sum,
             invoice.number,
             {},
             demand_.regime->id,
             as_of_,
             as_of_,
             {},
             history->lump_sum,
             history->lump_sum,
             {},
             {}});
    out_.lump_sums = checked_add(out_.lump_sums, history->lump_sum);
    out_.fees_basis = demand_.regime->lump_law;
    return std::nullopt;
  }

  void own_fee(const std::string& invoice) {
    if (demand_.fee == 0 || was_asserted(ClaimKind::fee, invoice, demand_.tier)) return;
    add_fee({{}, ClaimKind::fee, invoice, {}, demand_.tier, as_of_, as_of_, {}, demand_.fee, demand_.fee, {}, {}});
  }

  void add_fee(Claim claim) {
    out_.fees = checked_add(out_.fees, claim.amount);
    out_.claims.push_back(std::move(claim));
  }

  void warn(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings)
      if (std::find(out_.warnings.begin(), out_.warnings.end(), warning) == out_.warnings.end())
        out_.warnings.push_back(warning);
  }

  const ChargeDemand& demand_;
  const Rates& rates_;
  const Currency currency_;
  const std::vector<Claim>& asserted_;
  const Date as_of_;
  LetterCharges out_;
  std::optional<Charge> single_;  ///< the one ground there is
  Charge law_;
  int grounds_ = 0;
  bool since_letters_ = false;  ///< of one of them earlier letters asserted interest
};

}  // namespace

Result<LetterCharges> letter_charges(const ChargeDemand& demand, const Rates& rates, Currency currency,
                                     const std::vector<ChargeItem>& items, const std::vector<Claim>& asserted,
                                     Date as_of) {
  if (!demand.interest && !demand.fees) return LetterCharges{};
  return Sum(demand, rates, currency, asserted, as_of).over(by_invoice(items));
}

}  // namespace dunmail
