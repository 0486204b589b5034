// The part of the command line that describes commands_report.h.
#pragma once

#include "base/progress.h"
#include "cli/command_line_assess.h"

namespace dunmail {

/// `config` is read when a command runs.
void describe_report(const AddCommand& command, const std::string& config, const DayOrToday& day,
                     const Progress& progress);

}  // namespace dunmail
