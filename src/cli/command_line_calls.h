// The part of the command line that describes the day's tasks and the log of calls.
#pragma once

#include <string>

#include "cli/command_line_assess.h"

namespace dunmail {

/// `config`: the settings file, read when a command runs.
void describe_calls(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    const std::string& config, const DayOrToday& day);

}  // namespace dunmail
