// One case on one day, looked at by every rule: what is owed, where the case stands, which letter, and when. Pure; used
// by plan, explain and the check before a letter leaves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cadence/step.h"
#include "policy/decision.h"
#include "store/store.h"

namespace dunmail {

struct Examined {
  Standing standing;
  Arrears arrears;
  Decision decision;
  std::optional<Step> step;        ///< when the decision has a tier
  std::vector<Blocker> blockers;   ///< of decision and step, and the day when it lies ahead; empty: send now
  std::optional<Date> next_possible;
  std::vector<PromiseFinding> promises;  ///< that this day settles; already counted in `standing`
  bool send() const { return decision.tier && blockers.empty(); }
};

/// What an examination needs besides the case.
struct CaseRules {
  const Policy& policy;
  const Calendars& calendars;
  /// Whether a template for a kind stands in a locale itself.
  std::function<bool(const std::string& kind, const std::string& locale)> has_template;
  const Reasons& reasons = Reasons::none();
};

Examined examine(const CaseRules& rules, const CaseInput& input, Date today);

/// The first day on which a letter can leave if nothing more happens: `next_possible` knows of the first obstacle only, and
/// behind a deadline there may stand an interval or a holiday. Nothing when only an event can change the matter.
std::optional<Date> first_possible(const CaseRules& rules, const CaseInput& input, const Examined& today);

/// What the ledger and the case say of a letter's items: open and disputed sums, the credit. Changes when any of them does.
std::string ledger_mark(const Examined& examined, const std::vector<std::string>& invoices);

}  // namespace dunmail
