// edit: a proposed letter, changed by a person.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

void describe_edit(CommandTable& table);

}  // namespace dunmail
