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

namespace {

/// What is disputed of an item; what a dispute of a whole invoice takes is gone for the next part.
std::int64_t disputed_of(std::map<std::string, std::int64_t>& disputes, const OpenItem& item) {
  std::int64_t sum = 0;
  if (disputes.empty()) return sum;
  for (const std::string& name : {item_name(item), item.invoice.number}) {
    const auto found = disputes.find(name);
    if (found == disputes.end()) continue;
    const std::int64_t taken = std::clamp<std::int64_t>(found->second, 0, item.open - sum);
    found->second -= taken;
    sum += taken;
  }
  return sum;
}

/// Nobody is asked for the costs of an invoice that is disputed or blocked.
std::int64_t demandable_claims(const Account& account, const Arrears& arrears) {
  std::int64_t sum = 0;
  for (const Claim& claim : account.claims) {
    const auto in_question = [&](const ArrearsLine& line) {
      return line.of == claim.invoice && (line.disputed > 0 || !line.invoice.blocked.empty());
    };
    if (claim.open > 0 && std::none_of(arrears.lines.begin(), arrears.lines.end(), in_question))
      sum = checked_add(sum, claim.open);
  }
  return sum;
}

}  // namespace

Arrears arrears_of(const Account& account, const std::map<std::string, std::int64_t>& disputes, Date as_of) {
  Arrears out;
  out.as_of = as_of;
  out.currency = account.currency;
  out.credit = account.credit;
  std::int64_t credit = std::max<std::int64_t>(0, account.credit);
  auto left = disputes;
  for (const OpenItem& item : account.items) {
    if (item.open <= 0) continue;
    ArrearsLine line{
        item.invoice, days_between(item.invoice.due, as_of), item.open, disputed_of(left, item), 0, item.invoice.number,
        item.part};
    if (item.part) line.invoice.number = item_name(item);
    line.covered = std::min(credit, line.undisputed());
    credit -= line.covered;
    out.open = checked_add(out.open, line.open);
    auto& bucket = out.buckets[bucket_of(line.days_overdue)];
    bucket = checked_add(bucket, line.open);
    if (line.overdue()) {
      out.overdue += line.open;
      out.disputed += line.disputed;
      if (!line.invoice.blocked.empty()) out.blocked += line.open;
      out.demand += line.demandable();
      out.covered += line.covered;
    }
    out.lines.push_back(std::move(line));
  }
  out.claims = std::max<std::int64_t>(0, demandable_claims(account, out) - credit);
  return out;
}

}  // namespace dunmail
