// serve: the page where debtors answer letters.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

void describe_serve(CommandTable& table);

}  // namespace dunmail
