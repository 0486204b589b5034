#include "insight/claims.h"

#include "base/unreadable.h"
#include "desk/find.h"

namespace dunmail {

ClaimsResult claims_asserted(World& world, const std::string& debtor) {
  if (!debtor.empty()) need_debtor(world, debtor);
  ClaimsResult out;
  for (const std::string& id : debtor.empty() ? world.store.debtors_with_claims() : std::vector{debtor}) {
    try {
      for (Store::ListedClaim& row : world.store.asserted_claims(id)) out.claims.push_back(std::move(row));
    } catch (const UnreadableRecord& e) {
      out.trouble.add(id, e.problem().message);
    }
  }
  return out;
}

}  // namespace dunmail
