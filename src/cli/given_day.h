// Days as options of the command line give them.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "cadence/calendar.h"
#include "desk/business_day.h"

namespace dunmail {

/// Throws Error(usage) that names the option.
Date day_given(const std::string& text, const char* option);
std::optional<Date> day_if_given(const std::string& text, const char* option);
/// Without a text the business day: the one where the creditor works, not where the server stands. The settings are
/// read once, when the first day is asked for without a text; where there is no such file the machine's wall counts.
Date day_or_today(const std::string& text, const char* option);
/// The settings file of this command line: a process has one, and main says which, before a command runs.
void days_by_settings(const std::string& file);

}  // namespace dunmail
