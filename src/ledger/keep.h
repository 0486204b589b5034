// A row of a file laid over the row that is known: what the file does not have stays, an empty cell clears. Pure.
#pragma once

#include <vector>

#include "ledger/given.h"
#include "ledger/invoice.h"

namespace dunmail {

Debtor keep(Debtor row, const Debtor& known, const Given& given);
Contact keep(Contact row, const Contact& known, const Given& given);
/// `until` and `months` exclude each other: the one that the file gives ends the other.
Guarantor keep(Guarantor row, const Guarantor& known, const Given& given);
Invoice keep(Invoice row, const Invoice& known, const Given& given);

/// What differs, by column.
std::vector<Change> changes_of(const Debtor& was, const Debtor& is);
std::vector<Change> changes_of(const Contact& was, const Contact& is);
std::vector<Change> changes_of(const Invoice& was, const Invoice& is);

}  // namespace dunmail
