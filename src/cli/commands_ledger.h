// init, columns, arrears. What import prints is in commands_import.h.
#pragma once

#include "cli/command_table.h"
#include "cli/listing.h"

namespace dunmail {

/// Makes a folder's dunmail.toml (unless there is one) and its database.
Answer init_command(const std::string& settings_file);
Answer columns_command(const std::string& kind);
Answer arrears_command(World& world, const std::string& debtor, Date today, const Extent& extent = {},
                       const Say& say = {});

void describe_init(CommandTable& table);
/// columns, arrears.
void describe_arrears(CommandTable& table);

}  // namespace dunmail
