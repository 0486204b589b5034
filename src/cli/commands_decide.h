// What a policy puts before our own people (the internal notice to legal staff, final actions), and their answer.
#pragma once

#include <string>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

struct DecideOrder {
  std::string debtor;
  std::string action;  ///< legal-notice, legal-referral, stop-supply, write-off
  std::string by, note;
  std::string currency;  ///< when the debtor has cases in several
  Date on;
};

/// Takes note of the notice, or agrees to a proposal. Some actions need two different persons (persons_needed); the
/// answer says whether it is decided. Throws Error(usage) where nothing of the kind was put before anybody.
Answer decide_command(World& world, const DecideOrder& order);

}  // namespace dunmail
