// Approval freezes a letter: it is printed, and the exact bytes that were printed are what may be sent. Whatever
// changes the letter afterwards voids it. A draft that aged, or whose account says something else by now, is not
// approved: the next plan writes it anew (planning/redraft.h).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"

namespace dunmail {

struct ApprovalResult {
  std::size_t approved = 0;
  std::vector<Problem> held;  ///< letters that cannot go as they stand, and why
  std::vector<Problem>
      decided;  ///< letters that somebody has approved, sent or taken out, before or meanwhile, and who
  std::vector<Problem> warnings;
};

/// What to approve: letters of a run that are drafted, of one tier or all.
struct ApprovalOrder {
  std::string run_id = {}, tier = {}, letter_id = {};
  std::string by = {};  ///< a person; for automatic tiers the policy itself
  bool automatic_only = false;
  bool also_held = true;  ///< print what could not be printed once more; what a relay refused stays held in any case
  std::function<bool()> stop = {};  ///< true: the letters that are not printed yet stay drafted
  std::optional<Date> today = {};   ///< the day of the act, which its event bears; absent: the clock's
  std::int64_t seen = 0;            ///< with letter_id: the version that was looked at; 0: whatever stands there now
};

/// Throws Error(usage) when a lawyer's letter would be approved by the person who drafted it, or by nobody.
ApprovalResult approve(World& world, const ApprovalOrder& order, const Progress& progress);

/// Takes a letter out before it leaves: refused by a person, with a reason. Fields as in ApprovalOrder.
struct RefusalOrder {
  std::string letter_id, reason, by;
  std::optional<Date> today = {};
  std::int64_t seen = 0;
};
/// Gives who had approved it (as who_did() says it), or nothing. Throws Error(usage) where the letter is none that can
/// be refused, or nobody knows the person.
std::string refuse(World& world, const RefusalOrder& order);

}  // namespace dunmail
