// How far the tables of dated rows reach.
#pragma once

#include "cli/data_add.h"
#include "cli/data_tables.h"

namespace dunmail {

/// Every calendar, table of rates and law. Exit code 3 when one that is in use ends within sixty days, or has ended.
Answer data_check_command(World& world, Date today);

}  // namespace dunmail
