// The part of the command line that describes commands_parties.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/answer.h"

namespace dunmail {

/// `config` is the settings file as it is when a command runs.
void describe_parties(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    const std::string& config);

}  // namespace dunmail
