// The part of the command line that describes commands_report.h.
#pragma once

#include "cli/command_line_assess.h"
#include "base/progress.h"

namespace dunmail {

/// `config` is read when a command runs.
void describe_report(const AddCommand& command, const std::string& config, const DayOrToday& day, const Progress& progress);

}  // namespace dunmail
