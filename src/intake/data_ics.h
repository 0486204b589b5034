// Holidays out of an iCalendar file (RFC 5545): whole days only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cadence/calendar.h"

namespace dunmail {

/// Each VEVENT with DTSTART, and DTEND (the day after the last) or DURATION in days or neither, as days off; one whose
/// SUMMARY tells of a worked weekend (补班, 補班, 调休上班, 班 in brackets) as worked days. RRULE: FREQ=YEARLY with
/// COUNT or UNTIL, each year the same date. A cancelled event is passed over. A Problem with file and line: no event;
/// an event without a day of a year, with an hour, or repeated in another way or without an end; text that is no
/// calendar. Never more than 2,000 days.
Result<std::vector<CalendarRow>> holidays_of_ics(std::string_view text, const std::string& file);

}  // namespace dunmail
