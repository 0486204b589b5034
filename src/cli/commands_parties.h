// contact, invoice, debtor: what a person takes out of the ledger by hand.
#pragma once

#include "cli/command_table.h"

namespace dunmail {

void describe_parties(CommandTable& table);

}  // namespace dunmail
