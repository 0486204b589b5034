// How an account has paid so far: invoices that are paid in full, with the day on which the last part came in.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/date.h"

namespace dunmail {

struct PaidInvoice {
  Date issued, due;
  Date paid;                                                  ///< the last payment that was put to it
  std::int64_t amount = 0;                                    ///< minor units of the account's currency
  long days_late() const { return days_between(due, paid); }  ///< negative: early
};

struct PaymentHistory {
  std::vector<PaidInvoice> paid;  ///< by day of payment
  /// What was known before a day.
  PaymentHistory before(Date day) const;
};

/// Lateness weighted by amount, so that one large invoice counts for more than many small ones; early payment counts as
/// negative days. Nothing without a paid invoice.
std::optional<double> average_days_late(const PaymentHistory& history);
/// The middle one; of an even number the lower of the two in the middle.
std::optional<long> median_days_late(const PaymentHistory& history);

}  // namespace dunmail
