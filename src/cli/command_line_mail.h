// The part of the command line that describes commands_inbox.h: track and inbox.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/answer.h"
#include "cli/command_line_template.h"

namespace dunmail {

void describe_mail(const AddCommandBelow& command, const std::string& config);

}  // namespace dunmail
