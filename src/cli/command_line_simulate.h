// The part of the command line that describes commands_simulate.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/progress.h"
#include "cli/answer.h"

namespace dunmail {

/// `config` is read when the command runs; `progress` shows how far it is.
void describe_simulate(
    const std::function<CLI::App*(const char* name, const char* help, std::function<Answer()> action)>& command,
    const std::string& config, const Progress& progress);

}  // namespace dunmail
