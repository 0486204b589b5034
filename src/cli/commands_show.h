// show, log, pdf; verify, settings.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

Answer show_command(World& world, const std::string& what, const Extent& extent = {});
Answer log_command(World& world, const std::string& debtor);
Answer pdf_command(World& world, const std::string& letter, const std::string& out);
Answer verify_command(World& world);
Answer settings_command();

/// show, log, pdf.
void describe_show(CommandTable& table);
/// verify, settings.
void describe_verify(CommandTable& table);

}  // namespace dunmail
