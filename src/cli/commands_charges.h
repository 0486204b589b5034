// charges list and waive: what letters asserted beside the invoices, for the clerk and for the ERP that posts it.
#pragma once

#include <string>

#include "cli/command_table.h"

namespace dunmail {

/// Every claim of a debtor, or of all. `csv`: the answer's text is the list that an ERP posts, sums in plain figures.
Answer charges_list_command(World& world, const std::string& debtor, bool csv);

/// `charges`: the command that they stand below.
void describe_claims(CommandTable& table, CLI::App* charges);

}  // namespace dunmail
