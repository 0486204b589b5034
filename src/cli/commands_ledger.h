// init, columns, arrears. What import prints is in commands_import.h.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

/// Makes a folder's dunmail.toml (unless there is one) and its database.
Answer init_command(const std::string& settings_file);
Answer columns_command(const std::string& kind);
/// Takes what can be said before the answer is whole; nothing: all of it is in the answer.
using Say = std::function<void(const std::string& text)>;
Answer arrears_command(World& world, const std::string& debtor, Date today, const Extent& extent = {},
                       const Say& say = {});

void describe_init(CommandTable& table);
/// columns, arrears.
void describe_arrears(CommandTable& table);

}  // namespace dunmail
