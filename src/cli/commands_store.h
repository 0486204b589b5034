// store copy.
#pragma once

#include "cli/command_table.h"
#include "evidence/copy_installation.h"

namespace dunmail {

Answer store_copy_command(const std::string& settings_file, const CopyOrder& order, const Progress& progress = {});

void describe_store(CommandTable& table);

}  // namespace dunmail
