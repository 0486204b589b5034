// archive: documents of what is over, out of the database into a folder.
#pragma once

#include "cli/command_table.h"
#include "evidence/archive.h"

namespace dunmail {

Answer archive_command(World& world, const ArchiveOrder& order, const Progress& progress);
Answer archives_command(World& world);
Answer move_archive_command(World& world, const MoveArchiveOrder& order);
Answer shrink_command(World& world);

void describe_archive(CommandTable& table);

}  // namespace dunmail
