// outbox, outbox settle, restore confirm: what waits or is in doubt.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

void describe_outbox(CommandTable& table);

}  // namespace dunmail
