// The part of the command line that describes commands_edit.h.
#pragma once

#include "cli/command_line_template.h"

namespace dunmail {

/// `config` is read when the command runs.
void describe_edit(const AddCommandBelow& command, const std::string& config);

}  // namespace dunmail
