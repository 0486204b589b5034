// The part of the command line that is about tables of dated rows: dunmail data check, dunmail data add.
#pragma once

#include <string>

#include "cli/command_line_template.h"

namespace dunmail {

/// `config` is read when a command runs.
void describe_data(const AddCommandBelow& command, const std::string& config);

}  // namespace dunmail
