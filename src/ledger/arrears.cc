#include "ledger/arrears.h"

#include <algorithm>

namespace dunmail {

std::size_t bucket_of(long days) {
  if (days <= 0) return 0;
  if (days <= 30) return 1;
  if (days <= 60) return 2;
  if (days <= 90) return 3;
  return days <= 180 ? 4 : 5;
}

Arrears arrears_of(const Account& account, const std::map<std::string, std::int64_t>& disputes, Date as_of) {
  Arrears out;
  out.as_of = as_of;
  out.currency = account.currency;
  out.credit = account.credit;
  std::int64_t demandable = 0;
  for (const OpenItem& item : account.items) {
    if (item.open <= 0) continue;
    ArrearsLine line{item.invoice, days_between(item.invoice.due, as_of), item.open, 0};
    if (const auto d = disputes.find(item.invoice.number); d != disputes.end()) line.disputed = std::clamp<std::int64_t>(d->second, 0, item.open);
    out.open = checked_add(out.open, line.open);
    auto& bucket = out.buckets[bucket_of(line.days_overdue)];
    bucket = checked_add(bucket, line.open);
    if (line.overdue()) {
      out.overdue += line.open;
      out.disputed += line.disputed;
      if (!line.invoice.blocked.empty()) out.blocked += line.open;
      demandable += line.demandable();
    }
    out.lines.push_back(std::move(line));
  }
  out.demand = std::max<std::int64_t>(0, demandable - out.credit);
  return out;
}

}  // namespace dunmail
