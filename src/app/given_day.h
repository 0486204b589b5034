// Days as options of the command line give them.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"

namespace dunmail {

/// Throws Error(usage) that names the option.
Date day_given(const std::string& text, const char* option);
std::optional<Date> day_if_given(const std::string& text, const char* option);
/// Without a text the business day: the one on this machine's wall, not in Greenwich.
Date day_or_today(const std::string& text, const char* option);

}  // namespace dunmail
