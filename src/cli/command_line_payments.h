// The part of the command line that describes commands_payments.h.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "cli/answer.h"

namespace dunmail {

/// `command` adds a command below another; `config` is where main.cc reads the settings file's name into.
void describe_payments(const std::function<CLI::App*(const char* name, const char* help, std::function<Answer()> action,
                                                     CLI::App* parent)>& command,
                       const std::string& config);

}  // namespace dunmail
