// explain: why a debtor gets this letter, another, or none on a day.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

Answer explain_command(World& world, const std::string& debtor, Date today);

void describe_explain(CommandTable& table);

}  // namespace dunmail
