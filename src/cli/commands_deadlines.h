// deadlines: what no case may miss, by day.
#pragma once

#include "cli/command_table.h"
#include "insight/deadlines.h"

namespace dunmail {

/// `order.most` lines.
Answer deadlines_command(World& world, const DeadlinesOrder& order, bool csv = false);

void describe_deadlines(CommandTable& table);

}  // namespace dunmail
