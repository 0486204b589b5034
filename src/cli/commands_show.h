// show, log, pdf; verify, settings.
#pragma once

#include "cli/command_table.h"
#include "cli/listing.h"

namespace dunmail {

Answer show_command(World& world, const std::string& what, const Extent& extent = {}, const Say& say = {});
Answer log_command(World& world, const std::string& debtor, const Extent& extent = {});
Answer pdf_command(World& world, const std::string& letter, const std::string& out);
Answer verify_command(World& world);
Answer settings_command();

/// show, log, pdf.
void describe_show(CommandTable& table);
/// verify, settings.
void describe_verify(CommandTable& table);

}  // namespace dunmail
