// import: what became of each file.
#pragma once

#include "cli/command_table.h"
#include "intake/import_ledger.h"

namespace dunmail {

/// Exit code 1 where a file was not kept, 3 where rows were left out or were older than what is known, 130 where a
/// signal stopped it.
Answer import_command(World& world, const ImportOrder& order, const Progress& progress = {});

void describe_import(CommandTable& table);

}  // namespace dunmail
