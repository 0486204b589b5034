// When a debtor may be called: the caps of the policy, the debtor's holidays and weekends, and its hours of the day.
#pragma once

#include <string>
#include <vector>

#include "cadence/calendar.h"
#include "casefile/standing.h"
#include "policy/call_rules.h"

namespace dunmail {

struct CallDay {
  Date day;                      ///< the first one, not before the day that was asked for, on which a call is allowed
  std::vector<std::string> why;  ///< what forbids the days before it; empty: the day itself is good
};

/// `calls` are those about every account of the debtor: the caps protect the person, not the case. Only calls up to the
/// day are looked at. Beyond the calendar's rows its weekends and holidays of fixed date hold.
CallDay call_day(const CallRules& rules, const std::string& debtor_kind, const std::vector<CallLogged>& calls,
                 const Calendar& calendar, Date from);

}  // namespace dunmail
