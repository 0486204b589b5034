// Faxes that were never confirmed.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

struct GivenUpFax {
  std::string letter, debtor, reason;
};

/// Calls bounced, so that the next plan goes another way, what the gateway took more than its give_up_hours ago and
/// never confirmed. Nothing where the gateway has no patterns of confirmations. To be called when the mailbox has just
/// been read to its end: else the confirmation may lie there.
std::vector<GivenUpFax> give_up_faxes(World& world, Date today);

}  // namespace dunmail
