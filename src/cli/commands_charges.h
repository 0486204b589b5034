// What letters asserted beside the invoices, for the clerk and for the ERP that posts it; and a receipt over a claim.
#pragma once

#include <string>
#include <vector>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

/// Every claim of a debtor, or of all. `csv`: the answer's text is the list that an ERP posts, sums in plain figures.
Answer charges_list_command(World& world, const std::string& debtor, bool csv);

struct WaiveOrder {
  std::string claim;  ///< L2026-000012-1
  std::string by, reason;
  Date on;
};
/// Gives up what is open of a claim: no letter asks for it any more, and no later letter asserts it again. Throws
/// Error(usage) where there is no such claim, or nothing of it is open.
Answer charges_waive_command(World& world, const WaiveOrder& order);

}  // namespace dunmail
