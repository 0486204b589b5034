#include "ledger/claim.h"

#include <algorithm>

#include "base/money.h"

namespace dunmail {

std::int64_t open_sum(const std::vector<Claim>& claims) {
  std::int64_t sum = 0;
  for (const Claim& claim : claims) sum = checked_add(sum, claim.open);
  return sum;
}

std::vector<ClaimPayment> settle_claims(std::int64_t& sum, std::vector<Claim>& claims, std::string_view invoice) {
  std::vector<Claim*> order;
  for (Claim& claim : claims)
    if (claim.open > 0 && (invoice.empty() || claim.invoice == invoice)) order.push_back(&claim);
  const auto costs = [](const Claim* c) { return c->kind != ClaimKind::interest; };
  std::stable_sort(order.begin(), order.end(), [&](const Claim* a, const Claim* b) {
    if (costs(a) != costs(b)) return costs(a);
    return a->asserted < b->asserted;
  });
  std::vector<ClaimPayment> out;
  for (Claim* claim : order) {
    const std::int64_t part = std::min(sum, claim->open);
    if (part <= 0) break;
    claim->open -= part;
    sum -= part;
    out.push_back({claim->id, part});
  }
  return out;
}

}  // namespace dunmail
