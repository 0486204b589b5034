// The part of the command line that describes the claims of the ledger (commands_charges.h), below `charges`.
#pragma once

#include <string>

#include "cli/command_line_assess.h"

namespace dunmail {

/// `config`: the settings file, read when a command runs. `charges`: the command that they stand below.
void describe_claims(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    CLI::App* charges, const std::string& config, const DayOrToday& day);

}  // namespace dunmail
