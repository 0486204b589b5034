// When a letter may leave, by the debtor's own clock and calendar.
#pragma once

#include <string>

#include "base/local_time.h"
#include "cadence/calendar.h"

namespace dunmail {

/// The moment itself when the window is open in that zone, else when it opens next; with a calendar only on its working
/// days. Beyond the calendar's rows its
/// weekends and holidays of fixed date hold.
Instant next_send_time(const SendWindow& window, const Calendar* working_days, const std::string& zone, Instant now);

}  // namespace dunmail
