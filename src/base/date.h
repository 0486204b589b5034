// Days and instants. Nothing below desk/ asks a clock: today is an argument.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dunmail {

using Date = std::chrono::sys_days;  ///< a calendar day, proleptic Gregorian
using Days = std::chrono::days;
using Instant = std::chrono::sys_seconds;  ///< a moment in UTC, to the second

/// "2026-11-21" (ISO 8601, four-digit year 1900 to 2199) and nothing else.
std::optional<Date> parse_date(std::string_view text);
/// A date by a pattern of Y (4 digits), y (2 digits, 2000-2099), M, D (one or two digits) and literal characters:
/// "D.M.Y", "Y年M月D日", "M/D/Y", "YMD" (fixed widths where no literal divides them).
std::optional<Date> parse_date(std::string_view text, std::string_view pattern);
std::string iso(Date day);
/// "2026-11-21T08:30:00Z", RFC 3339.
std::string iso(Instant at);
std::optional<Instant> parse_instant(std::string_view text);
std::chrono::year_month_day civil(Date day);
inline long days_between(Date from, Date to) { return (to - from).count(); }
Date make_date(int year, unsigned month, unsigned day);

}  // namespace dunmail
