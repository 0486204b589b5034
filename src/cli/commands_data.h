// data check and add: tables of dated rows.
#pragma once

#include "cli/command_table.h"
#include "intake/data_add.h"

namespace dunmail {

/// Every calendar, table of rates and law. Exit code 3 when one that is in use ends within sixty days, or has ended.
Answer data_check_command(World& world, Date today);
Answer data_add_command(const Settings& settings, const DataAddOrder& order);

void describe_data(CommandTable& table);

}  // namespace dunmail
