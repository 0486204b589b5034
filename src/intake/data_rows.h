// Rows of calendars and rates out of the files that a person has (CSV, iCalendar, TOML), and into the user's own
// folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cadence/calendar.h"
#include "policy/rates.h"

namespace dunmail {

/// What a file brings: one of the two. From CSV and iCalendar nothing is known of source and verified, and of the last
/// day of rates.
struct DataRows {
  std::optional<CalendarRows> calendar;
  std::optional<RateRows> rates;
};

/// By its header: date,name,kind (off or work) or from,percent; comma, semicolon or tab. Throws Error(input) with file
/// and line.
DataRows data_rows_of_csv(std::string_view text, const std::string& file);
/// Throws Error(input).
DataRows data_rows_of_ics(std::string_view text, const std::string& file);

/// As a file of the user's own folder holds them: an [[added]] table with its rows.
std::string added_toml(const CalendarRows& rows);
std::string added_toml(const RateRows& rows);

}  // namespace dunmail
