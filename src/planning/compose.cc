#include "planning/compose.h"

#include <fmt/format.h>

#include <algorithm>

#include "desk/letter_facts.h"
#include "planning/approval.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

/// What the letter asks for beside its invoices stands in the case file.
void add_charges(const LetterCharges& charges, told::Drafted& drafted) {
  drafted.interest = charges.interest;
  drafted.all_fees = charges.fees;
  drafted.earlier_charges = charges.earlier;
  for (const Claim& claim : charges.claims) drafted.claims.push_back(claim.id);
  drafted.warnings = charges.warnings;
}

/// In the time that a lawyer's letter gives, whatever else is demanded of the debtor passes legal staff as well.
Approval approval_of(const Examined& e, const Tier& tier, std::int64_t amount, Currency currency) {
  const SentLetter* last = e.standing.last_demand();
  const Tier* before = last ? e.policy->find(last->kind) : nullptr;
  if (before && before->approval == Approval::legal && tier.rank == 0 && !is_confirmation(tier.id))
    return Approval::legal;
  return approval_for(tier, amount, currency);
}

}  // namespace

Result<Composed> Composer::compose(const CaseInput& input, const Examined& e, const std::string& run,
                                   const std::string& id, const std::string& number) const {
  const Tier& tier = *e.decision.tier;
  std::optional<Date> deadline;
  std::string provisional;
  if (const int days = deadline_days(tier, input.account.debtor.locale, input.account.debtor.kind); days > 0) {
    const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
    const Planned day = deadline_after(today_, days, **calendar);
    deadline = day.day;
    if (day.provisional()) provisional = "; deadline" + day.note();
  }
  auto charges = world_.charges_for(input, e, today_);
  if (!charges) return charges.problem();
  Composed out;
  LetterRow& row = out.row;
  row.id = id;
  row.number = number;
  for (std::size_t i = 0; i < charges->claims.size(); ++i)
    charges->claims[i].id = fmt::format("{}-{}", row.id, i + 1), charges->claims[i].letter = row.id;
  Examined corrected = e;
  for (const ClaimPayment& too_much : charges->corrections) {
    corrected.arrears.claims -= std::min(corrected.arrears.claims, too_much.amount);
    charges->earlier -= std::min(charges->earlier, too_much.amount);
  }
  LetterFacts facts = letter_facts(world_.settings, input, e, *charges, row.number, deadline, today_);
  if (facts.kind != "lawyers-letter")
    facts.response_url = links_.url(row.id, today_);  // that one is answered to the lawyer
  row.run_id = run;
  row.case_id = input.account.case_id();
  row.debtor_id = input.account.debtor.id;
  row.kind = tier.id;
  row.occasion = e.decision.occasion;
  row.channel = e.step->channel;
  row.recipient = e.step->recipient;
  row.currency = input.account.currency;
  row.amount = facts.total;
  row.day = row.since = today_;
  row.deadline = deadline;
  row.rule = e.decision.rule + provisional;
  row.approval = word(approval_of(e, tier, row.amount, row.currency));
  row.drafted_by = world_.actor;
  row.facts = to_json(facts).dump();
  row.ledger_mark = ledger_mark(corrected, e.decision.invoices);
  out.event = {.run = row.run_id,
               .letter_kind = row.kind,
               .occasion = row.occasion,
               .channel = row.channel,
               .number = row.number,
               .amount = e.decision.amount,
               .deadline = deadline,
               .invoices = e.decision.invoices,
               .rule = row.rule,
               .why = e.step->why,
               .policy = e.policy->name,
               .listed = e.decision.listed,
               .group = e.group};
  add_charges(*charges, out.event);
  out.claims = std::move(charges->claims);
  out.corrections = std::move(charges->corrections);
  out.too_late = e.too_late;
  out.demand = e.arrears.demand;
  return out;
}

}  // namespace dunmail
