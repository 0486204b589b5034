// Drafts of earlier runs: held against what would be planned today, they stay, go, or give way to another.
#include <fmt/format.h>

#include <algorithm>

#include "casefile/letter_events.h"
#include "desk/frozen.h"
#include "planning/planner.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

/// Much less than a standing: it is asked of every case.
bool has_letter_under_way(const std::vector<Event>& events) {
  std::vector<std::string_view> open;
  for (const Event& e : events) {
    switch (e.kind) {
      case EventKind::drafted:
        open.emplace_back(e.letter_id);
        break;
      case EventKind::refused:
      case EventKind::cancelled:
      case EventKind::rejected:
      case EventKind::accepted:
      case EventKind::settled:
        std::erase(open, e.letter_id);
        break;
      default:
        break;
    }
  }
  return !open.empty();
}

}  // namespace

/// Those that nobody approved, and those that are held: that could not be printed, or were refused for a reason of
/// ours. The letters' rows are read only where one may wait.
std::vector<LetterRow> Planner::drafts_of(const CaseInput& input) const {
  std::vector<LetterRow> out;
  if (!has_letter_under_way(input.events)) return out;
  for (const PendingLetter& letter : standing_of(input.events).pending)
    if (auto row = world_.store.letter(letter.id);
        row && (row->state == LetterState::drafted || row->state == LetterState::held))
      out.push_back(std::move(*row));
  return out;
}

/// Compares each with what would be planned today if there were no draft.
void Planner::look_at(const std::vector<LetterRow>& drafts, CaseInput& input) {
  const std::vector<PendingLetter> pending = standing_of(input.events).pending;
  CaseInput without = input;
  for (const LetterRow& draft : drafts) {
    Event e;
    e.case_id = draft.case_id;
    e.day = today_;
    e.kind = EventKind::cancelled;
    e.letter_id = draft.id;
    without.events.push_back(std::move(e));
  }
  const std::vector<Examined> groups = examine_each_group(rules_, without, today_);
  settle_promises(input, groups);
  for (const LetterRow& draft : drafts) {
    const auto of =
        std::find_if(pending.begin(), pending.end(), [&](const PendingLetter& l) { return l.id == draft.id; });
    if (const Examined* e = turn_of(draft, of->group, groups))
      compare(draft, *e, without, input);
    else
      withdraw(draft, "nothing of it is open any more", input);
  }
}

void Planner::compare(const LetterRow& draft, const Examined& e, const CaseInput& without, CaseInput& input) {
  if (!e.send()) return not_now(draft, e, input);
  if (is_confirmation(e.decision.tier->id) != is_confirmation(draft.kind))
    return withdraw(draft, fmt::format("a {} is due now", e.decision.tier->id), input);
  const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
  std::optional<std::string> why = aged(draft, e.policy->cadence.draft_days, calendar ? *calendar : nullptr, today_);
  if (!why) why = heard_since(draft, input.events);  // nobody may approve it any more
  // Its contact or its font may be mended by now: tried again, under the number that it has.
  if (!why && draft.state == LetterState::held) why = "held: " + draft.reason;
  const DraftEdits edits = edits_of(draft, input.events);
  Examined kept = e;
  std::vector<std::string> lost;
  if (edits.contact) keep_contact(*edits.contact, without, kept, lost);
  auto next = composer_.compose(without, kept, out_.run_id, next_draft_id(draft.id), draft.number);
  if (!next) return hold(without, "charges", next.problem().line(), kept.arrears.demand);  // the draft stays
  if (edits.extra) keep_extra(*edits.extra, next->row);
  if (edits.lowered) {
    if (!why && e.decision.tier->below == draft.kind && draft.ledger_mark == next->row.ledger_mark) return;
    lost.push_back(fmt::format("it was lowered to a {} by {}", draft.kind, draft.drafted_by));
  }
  if (!why) {
    std::string different = difference(draft, next->row);
    if (different.empty()) return;
    why = std::move(different);
  }
  replace(draft, std::move(*next), *why, edits, std::move(lost), input);
}

/// A contact whom a person chose stays the addressee while the letter reaches him.
void Planner::keep_contact(const std::string& name, const CaseInput& input, Examined& e,
                           std::vector<std::string>& lost) {
  const auto found =
      std::find_if(input.contacts.begin(), input.contacts.end(), [&](const Contact& c) { return c.name == name; });
  Step& step = *e.step;
  const auto cannot = [&](const std::string& why) {
    lost.push_back(fmt::format("{} was chosen as the contact, and {}", name, why));
  };
  if (found == input.contacts.end()) return cannot("is none any more");
  if (e.standing.wrong_contacts.contains(name)) return cannot("is not responsible");
  const std::string& where = step.channel == "fax" ? found->fax : found->email;
  if (step.channel != "post" && (where.empty() || e.standing.is_dead(where)))
    return cannot("cannot be reached by " + step.channel);
  step.contact = *found;
  step.recipient = step.channel == "post" ? "" : where;
}

void Planner::keep_extra(const std::string& extra, LetterRow& row) {
  LetterFacts facts = facts_of(row);
  facts.extra = extra;
  row.facts = to_json(facts).dump();
  if (row.approval == "auto") row.approval = "credit";  // as planning/edit.cc has it
}

/// Today no letter goes.
void Planner::not_now(const LetterRow& draft, const Examined& e, CaseInput& input) {
  if (stays(draft, e)) return;
  const std::string changed = items_changed(facts_of(draft), e.arrears), &held = e.blockers.front().text;
  withdraw(draft, changed.empty() ? held : changed + "; " + held, input);
}

void Planner::withdraw(LetterRow draft, const std::string& why, CaseInput& input) {
  draft.state = LetterState::cancelled;
  draft.reason = why;
  world_.store.update(draft);
  world_.record_next(input, today_, draft.id, told::TakenOut{EventKind::cancelled, why}, "dunmail");
  ++out_.withdrawn;
  if (out_.gone.size() < examples_kept) out_.gone.push_back({draft.id, why});
}

void Planner::replace(LetterRow draft, Composed next, const std::string& why, const DraftEdits& edits,
                      std::vector<std::string> lost, CaseInput& input) {
  draft.state = LetterState::cancelled;
  draft.reason = fmt::format("replaced by {}: {}", next.row.id, why);
  world_.store.update(draft);
  world_.record_next(input, today_, draft.id, told::TakenOut{EventKind::cancelled, draft.reason, next.row.id},
                     "dunmail");
  next.row.since = draft.since;
  next.event.replaces = draft.id;
  next.event.since = draft.since;
  if (!edits.by.empty()) {
    told::Edits& kept = next.event.edits;
    kept.by = edits.by;
    if (edits.contact && facts_of(next.row).addressee.name == *edits.contact) kept.contact = *edits.contact;
    kept.extra = edits.extra;
    kept.lost = std::move(lost);
  }
  redrafted_.insert(next.row.id);
  ++out_.replaced;
  if (out_.gone.size() < examples_kept) out_.gone.push_back({draft.id, draft.reason});
  write(input, std::move(next));
}

/// Its group's letter was written a moment ago: it is no case that is held back.
bool Planner::is_redrafted(const Examined& e) const {
  return !redrafted_.empty() && std::any_of(e.standing.pending.begin(), e.standing.pending.end(),
                                            [&](const PendingLetter& l) { return redrafted_.contains(l.id); });
}

}  // namespace dunmail
