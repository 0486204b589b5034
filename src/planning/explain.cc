#include "planning/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "desk/find.h"
#include "desk/rules.h"
#include "planning/redraft.h"
#include "policy/priority.h"

namespace dunmail {
namespace {

void take_out(const std::string& letter, CaseInput& input, Date today) {
  Event gone;
  gone.case_id = input.account.case_id();
  gone.day = today;
  gone.kind = EventKind::cancelled;
  gone.letter_id = letter;
  input.events.push_back(std::move(gone));
}

/// Drafts that are not true any more hold their case back no longer than until the next plan: taken out of `input`
/// here, as that plan takes them out. Returns each with the reason.
std::vector<DraftGivesWay> drafts_that_give_way(World& world, const CaseRules& rules, CaseInput& input, Date today) {
  const std::vector<PendingLetter> pending = standing_of(input.events).pending;
  CaseInput without = input;
  std::map<std::string, LetterRow> drafts;
  for (const PendingLetter& letter : pending)
    if (auto row = world.store.letter(letter.id); row && row->state == LetterState::drafted) {
      take_out(letter.id, without, today);
      drafts.emplace(letter.id, std::move(*row));
    }
  std::vector<DraftGivesWay> out;
  if (drafts.empty()) return out;
  const std::vector<Examined> groups = examine_groups(rules, without, today);
  for (const PendingLetter& letter : pending) {
    const auto draft = drafts.find(letter.id);
    if (draft == drafts.end()) continue;
    const auto why = not_to_approve(world, rules, draft->second, input, today);
    const Examined* turn = turn_of(draft->second, letter.group, groups);
    if (why && !(turn && !turn->send() && stays(draft->second, *turn))) out.push_back({letter.id, *why});
  }
  for (const DraftGivesWay& draft : out) take_out(draft.letter, input, today);
  return out;
}

/// The letter that a plan would not write a second time: of the same kind, occasion and way, and not taken out. Those
/// that give way leave their place.
bool stands_already(World& world, const CaseInput& input, const Examined& e, const std::vector<DraftGivesWay>& gone) {
  using enum LetterState;
  for (const LetterRow& l : world.store.letters({.debtor_id = input.account.debtor.id, .kind = e.decision.tier->id})) {
    if (l.case_id != input.account.case_id() || l.occasion != e.decision.occasion || l.channel != e.step->channel)
      continue;
    if (l.state == cancelled || l.state == refused || l.state == rejected || l.state == bounced) continue;
    if (std::none_of(gone.begin(), gone.end(), [&](const auto& draft) { return draft.letter == l.id; })) return true;
  }
  return false;
}

const Tier* paced_tier(const Examined& e) {
  if (e.decision.tier && e.decision.tier->rank > 0) return e.decision.tier;
  if (const Tier* reached = e.policy->find(e.decision.figures.reached)) return reached;
  for (auto letter = e.standing.sent.rbegin(); letter != e.standing.sent.rend(); ++letter)
    if (const Tier* tier = e.policy->find(letter->kind); tier && tier->rank > 0 && !letter->bounced) return tier;
  return nullptr;
}

ExplainedPart part_of(World& world, const CaseInput& input, Examined&& e, Date today) {
  ExplainedPart part;
  part.pace = pace_of(e.standing, e.policy->cadence, today, &e.cycle);
  part.paced = paced_tier(e);
  part.pays = pay_days_of(input.account.debtor, input.history, e.standing, e.policy->cadence, e.arrears.as_of);
  part.touched = last_touch(e.arrears, e.standing, e.arrears.as_of);
  if (e.decision.figures.demand > 0) part.silent = days_between(part.touched, e.arrears.as_of);
  if (e.decision.tier) part.charges = world.charges_for(input, e, today);
  part.examined = std::move(e);
  return part;
}

}  // namespace

Explained explain(World& world, const std::string& debtor, Date today) {
  need_debtor(world, debtor);
  Explained out;
  const CaseRules rules = rules_of(world);
  each_account_apart(world, debtor, out.trouble, [&](CaseInput&& input) {
    check_for_rules(world, input);
    ExplainedCase explained;
    explained.gives_way = drafts_that_give_way(world, rules, input, today);
    for (Examined& e : examine_groups(rules, input, today)) {
      if (!e.send())
        e.next_possible = first_possible(rules, input, e);
      else if (stands_already(world, input, e, explained.gives_way))
        e.blockers.push_back({"sent-already",
                              fmt::format("a {} for {} stands already", e.decision.tier->id, e.decision.occasion),
                              std::nullopt});
      explained.parts.push_back(part_of(world, input, std::move(e), today));
    }
    explained.account = std::move(input.account);
    out.cases.push_back(std::move(explained));
  });
  return out;
}

}  // namespace dunmail
