// A draft that nobody approved, held against a later day: whether it still says what is true, and what a person changed
// in it. A draft that aged or changed gives way to the next plan's, which keeps its number (planning/plan_drafts.cc);
// until then it is not approved (planning/approve.cc).
#pragma once

#include <optional>
#include <set>
#include <string>

#include "desk/examine.h"
#include "desk/world.h"
#include "letters/facts.h"
#include "planning/still_true.h"

namespace dunmail {

/// What people changed in a draft, and in those that it replaced (planning/edit.h).
struct DraftEdits {
  std::set<std::string> by;            ///< they may not approve it
  std::optional<std::string> contact;  ///< name of the one whom they chose
  std::optional<std::string> extra;    ///< their sentence
  bool lowered = false;                ///< it is of the tier below the one that was planned
};
DraftEdits edits_of(const LetterRow& draft, const std::vector<Event>& events);

/// L2026-000017 -> L2026-000017-2 -> L2026-000017-3: another letter for whoever approves or refuses by id, and the same
/// number for the debtor.
std::string next_draft_id(const std::string& id);

/// Why time alone has made a draft stale: it is older than `draft_days` working days, or its printed deadline does not
/// lie ahead; or nothing. Without a calendar, or behind its end, Monday to Friday are working days.
std::optional<std::string> aged(const LetterRow& draft, int draft_days, const Calendar* calendar, Date today);

/// What another draft of the same day would say that this one does not: tier, way, person, items, principal, fees. The
/// interest that grew is no difference. Empty where there is none.
std::string difference(const LetterRow& draft, const LetterRow& next);

/// What became of a draft's items: settled, or another sum. Empty where nothing did.
std::string items_changed(const LetterFacts& draft, const Arrears& now);

/// What became of the draft's group, examined without its drafts; a demand and a confirmation are different matters. No
/// value where nothing of it is open any more.
const Examined* turn_of(const LetterRow& draft, const std::string& group, const std::vector<Examined>& groups);

/// Whether a draft of a case that gets no letter today stays as it is: what holds it up passes, and it is still true;
/// on hold it stays in any case. Else nothing waits for it any more.
bool stays(const LetterRow& draft, const Examined& now);

/// Why a draft may not be approved on a day: aged(), what no_longer_true() says, or a hold; or nothing. `input` is the
/// account as it is now.
std::optional<std::string> not_to_approve(const World& world, const CaseRules& rules, const LetterRow& draft,
                                          const CaseInput& input, Date today);

/// Monday to Friday, where no calendar is meant.
Date weekdays_after(Date day, int n);
/// So many working days on: without a calendar, or behind its end, Monday to Friday.
Date working_days_after(const Calendar* calendar, Date day, int n);

}  // namespace dunmail
