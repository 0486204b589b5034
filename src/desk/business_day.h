#pragma once

#include <string>

#include "base/date.h"
#include "cadence/calendar.h"
#include "settings/settings.h"

namespace dunmail {

/// The time zone whose wall shows the business day: the main creditor's own, else that of its country's calendar; empty
/// where neither says, and the machine's holds.
std::string business_zone(const Settings& settings, const Calendars& calendars);
/// The day in that zone at a moment; in the machine's where the zone is empty or nobody knows it.
Date business_day(const std::string& zone, Instant now);

}  // namespace dunmail
