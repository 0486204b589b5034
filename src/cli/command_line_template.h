// The part of the command line that describes commands_template.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/answer.h"

namespace dunmail {

/// Adds one command, to the program or below another command; main.cc's.
using AddCommandBelow =
    std::function<CLI::App*(const char* name, const char* help, std::function<Answer()> action, CLI::App* parent)>;

/// `config` is read when a command runs.
void describe_template(const AddCommandBelow& command, const std::string& config);

}  // namespace dunmail
