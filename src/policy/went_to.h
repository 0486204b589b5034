// Which receipts are about an item.
#pragma once

#include <algorithm>

#include "casefile/promise.h"
#include "ledger/arrears.h"

namespace dunmail {

/// Of a part its invoice is what a receipt names. Where it is not known what a receipt went to, it may be any of them.
inline bool went_to(const PaymentSeen& payment, const ArrearsLine& line) {
  if (payment.invoices.empty() && payment.sums.empty()) return true;
  return std::any_of(payment.invoices.begin(), payment.invoices.end(),
                     [&](const std::string& invoice) { return line.is_of(invoice); });
}

}  // namespace dunmail
