#include "ledger/history.h"

#include <algorithm>

namespace dunmail {

PaymentHistory PaymentHistory::before(Date day) const {
  PaymentHistory out;
  std::copy_if(paid.begin(), paid.end(), std::back_inserter(out.paid),
               [&](const PaidInvoice& i) { return i.paid < day; });
  return out;
}

std::optional<double> average_days_late(const PaymentHistory& history) {
  double days = 0, amount = 0;
  for (const PaidInvoice& i : history.paid) {
    days += static_cast<double>(i.days_late()) * static_cast<double>(i.amount);
    amount += static_cast<double>(i.amount);
  }
  if (amount <= 0) return std::nullopt;
  return days / amount;
}

std::optional<long> median_days_late(const PaymentHistory& history) {
  if (history.paid.empty()) return std::nullopt;
  std::vector<long> days;
  for (const PaidInvoice& i : history.paid) days.push_back(i.days_late());
  const auto middle = days.begin() + static_cast<std::ptrdiff_t>((days.size() - 1) / 2);
  std::nth_element(days.begin(), middle, days.end());
  return *middle;
}

}  // namespace dunmail
