// From bank entries to payments: what is sure is booked, what may be somebody's holds the letters.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "desk/world.h"
#include "store/bank_row.h"

namespace dunmail {

struct MatchResult {
  std::vector<BankRow> entries;              ///< each that was looked at, as it is now
  std::map<BankState, std::int64_t> states;  ///< how many of them are in which
};

/// Books what is sure, suggests the rest. Entries that were suggested or unmatched are looked at again: the ledger may
/// have learned since. By pages (docs/decisions/0026); when all are placed payments count as imported, and letters may
/// leave.
MatchResult match_statements(World& world, Date today);

}  // namespace dunmail
