#include "ledger/invoice.h"

#include <algorithm>
#include <tuple>

namespace dunmail {

std::vector<OpenItem> open_parts(const Invoice& invoice, std::int64_t open, std::vector<Part> parts) {
  if (parts.empty()) return {{invoice, open, {}}};
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return std::tie(a.due, a.seq) < std::tie(b.due, b.seq); });
  Date last = parts.front().due;
  for (const Part& part : parts)
    if (part.kind == "instalment") last = part.due;
  std::vector<OpenItem> out;
  std::int64_t paid = invoice.amount.minor - open;
  for (const Part& part : parts) {
    const std::int64_t covered = std::min(paid, part.amount);
    paid -= covered;
    if (covered == part.amount) continue;
    OpenItem item{invoice, part.amount - covered,
                  PartOf{part, static_cast<int>(parts.size()), part.kind == "instalment" ? last : part.due}};
    item.invoice.due = part.due;
    item.invoice.amount.minor = part.amount;
    out.push_back(std::move(item));
  }
  return out;
}

std::string item_name(const OpenItem& item) {
  if (!item.part) return item.invoice.number;
  return item.invoice.number + " (" + std::to_string(item.part->part.seq) + "/" + std::to_string(item.part->count) +
         ")";
}

bool names_invoice(std::string_view item, std::string_view number) {
  if (!item.starts_with(number)) return false;
  item.remove_prefix(number.size());
  return item.empty() || (item.starts_with(" (") && item.ends_with(")") && item.find('/') != item.npos);
}

}  // namespace dunmail
