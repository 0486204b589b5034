// Payments from bank statements: read, matched, booked or suggested. Importing and matching write nothing half: a file
// is taken whole or not at all, and an entry is booked once, however often its file comes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

struct StatementOrder {
  std::vector<std::string> files;
  std::string profile;        ///< of CSV: a name in config/bank-profiles, or a file; empty: the one that fits best
  std::optional<Date> as_of;  ///< until when the statements tell all; default: their newest day
  Date today;
  bool match = true;
};
/// Takes the entries in, and matches what is new.
Answer payments_import_command(World& world, const StatementOrder& order);
/// Books what is sure, suggests the rest. Entries that were suggested or unmatched are looked at again: the ledger may
/// have learned since. Only now do payments count as imported, and letters may leave.
Answer payments_match_command(World& world, Date today);
/// Suggestions, with what shows them and the command that confirms them.
Answer payments_suggest_command(World& world);

struct AssignOrder {
  std::string entry, debtor, by;
  std::vector<std::string> invoices;  ///< "INV-1" or "INV-1:500.00"; none: as suggested, else oldest due first
  Date today;
};
/// Books an entry as a person says, and learns the payer's account.
Answer payments_assign_command(World& world, const AssignOrder& order);
/// Takes a booking back: the invoices are open again, the payer's account is forgotten, and the entry waits for
/// another assignment.
Answer payments_reverse_command(World& world, const std::string& entry, const std::string& by,
                                const std::string& reason, Date today);
/// An entry that is no payment of a debtor: it waits no more, and holds no letter.
Answer payments_ignore_command(World& world, const std::string& entry, const std::string& by,
                               const std::string& reason);
/// Empty state: all.
Answer payments_list_command(World& world, const std::string& state);

}  // namespace dunmail
