// New letters, and what our own people are told or asked to decide.
#include <fmt/format.h>

#include <algorithm>

#include "casefile/letter_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "desk/letter_facts.h"
#include "planning/approval.h"
#include "planning/planner.h"

namespace dunmail {

void Planner::propose(CaseInput& input, const Examined& e) {
  put_before_people(input, e);
  if (e.send()) return draft(input, e);
  const Blocker& first = e.blockers.front();
  hold(input, first.code, first.text, e.arrears.demand);
}

/// What our own people are told or asked to decide goes into the case file, once for each occasion.
void Planner::put_before_people(CaseInput& input, const Examined& e) {
  if (e.decision.notify_legal)
    decided(input, "notify-legal", e.decision.figures.driver,
            fmt::format("a lawyer's letter over {} comes next",
                        grouped(e.decision.notified_of, e.arrears.currency.digits())));
  for (const std::string& credit : e.foreign_credits)
    decided(input, "foreign-credit", credit, "a credit in another currency: is it meant for what is overdue here?");
  if (e.decision.waive_claims)
    for (Claim& claim : input.account.claims) waive(input, claim, claim.open, e.blockers.front().text);
  if (e.decision.final_action != FinalAction::none)
    decided(input, word(e.decision.final_action), e.decision.figures.driver, e.blockers.front().text);
}

void Planner::waive(CaseInput& input, Claim& claim, std::int64_t amount, const std::string& reason) {
  if (amount <= 0) return;
  world_.store.waive(claim.id, amount, reason);
  claim.open -= amount;
  tell_waived(input, claim, amount, reason);
}

void Planner::tell_waived(CaseInput& input, const Claim& claim, std::int64_t amount, const std::string& reason) {
  world_.record_next(input, today_, claim.letter, told::ClaimWaived{claim.id, amount, claim.invoice, reason},
                     "dunmail");
}

/// A payment that came to be known late shows that earlier letters asserted too much interest: that is given up.
void Planner::correct(CaseInput& input, const std::vector<ClaimPayment>& corrections) {
  for (const ClaimPayment& too_much : corrections) {
    const auto claim = std::find_if(input.account.claims.begin(), input.account.claims.end(),
                                    [&](const Claim& c) { return c.id == too_much.claim; });
    world_.store.lower(claim->id, too_much.amount);
    claim->open -= too_much.amount;
    claim->amount -= too_much.amount;
    tell_waived(input, *claim, too_much.amount, "a payment came to be known later than its day");
  }
}

void Planner::decided(CaseInput& input, const std::string& action, const std::string& occasion,
                      const std::string& reason) {
  const Standing standing = standing_of(input.events);  // as it is after the groups before this one
  const bool known = std::any_of(standing.decided.begin(), standing.decided.end(),
                                 [&](const Decided& d) { return d.action == action && d.occasion == occasion; });
  if (known) return;
  world_.record_next(input, today_, "", told::ActionDecided{action, "proposed", occasion, reason, out_.run_id},
                     "dunmail");
}

void Planner::hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand) {
  hold_back(out_.held, input.account, code, text, demand);
}

void Planner::draft(CaseInput& input, const Examined& e) {
  const int year = int(civil(today_).year());
  const std::int64_t serial = last_serial_ + 1;
  auto letter = composer_.compose(input, e, out_.run_id, fmt::format("L{}-{:06}", year, serial),
                                  letter_number(world_.settings, input.account.debtor.locale, year, serial));
  if (!letter) return hold(input, "charges", letter.problem().line(), e.arrears.demand);
  if (letter->row.amount <= 0 && demands(e.decision)) {  // all that was left had been asserted too much
    correct(input, letter->corrections);
    return hold(input, "charges-waived", "what earlier letters asserted was too much, and is taken back", 0);
  }
  if (write(input, std::move(*letter))) last_serial_ = serial;  // a number that no letter has would be a gap
}

/// False where a letter for the same occasion stands already: the case is held back.
bool Planner::write(CaseInput& input, Composed letter) {
  const LetterRow& row = letter.row;
  if (!world_.store.add(row)) {
    hold(input, "sent-already", fmt::format("a {} for {} stands already", row.kind, row.occasion), letter.demand);
    return false;
  }
  correct(input, letter.corrections);
  world_.store.add_claims(input.account, letter.claims);
  letter.event.seal = draft_seal(row);
  world_.record_next(input, today_, row.id, letter.event);
  if (!letter.too_late.empty() && ++out_.too_late <= examples_kept)
    out_.too_late_examples.push_back({row.case_id, letter.too_late.front()});
  Proposal::Group& group = out_.groups[{row.kind, row.channel}];
  ++group.letters;
  group.amount[std::string(row.currency.code())] += row.amount;
  return true;
}

}  // namespace dunmail
