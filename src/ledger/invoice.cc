#include "ledger/invoice.h"

#include <algorithm>

namespace dunmail {

std::vector<Allocation> allocate(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items) {
  std::vector<Allocation> out;
  for (OpenItem& item : items) {
    if (amount <= 0) break;
    if (!named.empty() && item.invoice.number != named) continue;
    const std::int64_t part = std::min(amount, item.open);
    if (part <= 0) continue;
    item.open -= part;
    amount -= part;
    out.push_back({item.invoice.number, part});
  }
  return out;
}

}  // namespace dunmail
