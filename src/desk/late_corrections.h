// Interest on invoices that are paid by now, where a payment came to be known later than its day.
#pragma once

#include "desk/charging.h"

namespace dunmail {

/// What letters asserted too much of interest on invoices that no item is open of, by claim: more than the principal's
/// history gives, as it is known today. Nothing for a claim whose regime or rates are not there any more.
std::vector<ClaimPayment> late_corrections(const ChargeTables& tables, const Settings& settings,
                                           const Calendars& calendars, const CaseInput& input,
                                           const TakenOff& taken_off, Date today);

}  // namespace dunmail
