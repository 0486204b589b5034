// Payments from bank statements: read, matched, booked or suggested.
#pragma once

#include "cli/command_table.h"
#include "intake/import_statements.h"

namespace dunmail {

/// Exit code 1 where a file was not kept, 3 where one has remarks.
Answer payments_import_command(World& world, const StatementOrder& order, const Extent& extent = {},
                               const Progress& importing = {}, const Progress& matching = {});

void describe_payments(CommandTable& table);

}  // namespace dunmail
