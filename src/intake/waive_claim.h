// Giving up what a letter asserted.
#pragma once

#include <string>

#include "casefile/event.h"
#include "desk/world.h"

namespace dunmail {

struct WaiveOrder {
  std::string claim;  ///< L2026-000012-1
  std::string by, reason;
  Date on;
};
struct Waived {
  Event event;
  std::string claim;
  Money amount{};  ///< what was open of it
};
/// Gives up what is open of a claim: no letter asks for it any more, and no later letter asserts it again. Throws
/// Error(usage) where there is no such claim, or nothing of it is open.
Waived waive_claim(World& world, const WaiveOrder& order);

/// waived, lowered, settled, part-settled, open.
std::string claim_state(const Claim& claim);

}  // namespace dunmail
