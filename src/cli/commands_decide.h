// decide: legal staff take note, or people agree to what a policy proposes.
#pragma once

#include "cli/command_table.h"
#include "planning/decide.h"

namespace dunmail {

Answer decide_command(World& world, const DecideOrder& order);

void describe_decide(CommandTable& table);

}  // namespace dunmail
