// The part of the command line that describes commands_inspect.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/answer.h"

namespace dunmail {

/// Adds one command to the program; main.cc's.
using AddCommand = std::function<CLI::App*(const char* name, const char* help, std::function<Answer()> action)>;

/// `charges` alone is a question; below it stand the claims of the ledger (commands_charges.h), added to what this
/// returns. `config` is read when a command runs; there need not be such a file.
CLI::App* describe_inspect(const AddCommand& command, const std::string& config);

}  // namespace dunmail
