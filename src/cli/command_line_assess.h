// The part of the command line that describes commands_assess.h.
#pragma once

#include <functional>
#include <string>

#include "base/date.h"
#include "cli/command_line_inspect.h"

namespace dunmail {

/// The day of an option, or the business day when it is empty; main.cc's.
using DayOrToday = std::function<Date(const std::string& text, const char* option)>;

/// `config` is read when a command runs.
void describe_assess(const AddCommand& command, const std::string& config, const DayOrToday& day);

}  // namespace dunmail
