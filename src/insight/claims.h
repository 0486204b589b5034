// What letters asserted beside the invoices.
#pragma once

#include <string>
#include <vector>

#include "desk/case_trouble.h"
#include "desk/world.h"

namespace dunmail {

struct ClaimsResult {
  std::vector<Store::ListedClaim> claims;
  CaseTroubles trouble;  ///< debtors of whom a row cannot be read
};
/// Every claim of a debtor, or of all where `debtor` is empty. Throws Error(usage) for an unknown one.
ClaimsResult claims_asserted(World& world, const std::string& debtor);

}  // namespace dunmail
