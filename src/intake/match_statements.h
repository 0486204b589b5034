// From bank entries to payments: what is sure is booked, what may be somebody's holds the letters.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"
#include "store/bank_row.h"

namespace dunmail {

/// An entry that was looked at, as it is now.
struct PlacedEntry {
  std::string entry;
  Date booked;
  Money amount;
  BankState state = BankState::fresh;
  std::string rule, debtor, why;
  std::vector<std::string> payments;
};
struct MatchResult {
  std::vector<PlacedEntry> entries;
  std::map<BankState, std::int64_t> states;  ///< how many of them are in which
  bool stopped = false;                      ///< as asked, behind a page: the next match looks at the others
};

/// Books what is sure, suggests the rest. Entries that were suggested or unmatched are looked at again: the ledger may
/// have learned since. By pages (docs/decisions/0026); when all are placed payments count as imported, and letters may
/// leave, which wait for it.
/// `stop` is asked between two pages.
MatchResult match_statements(World& world, Date today, const std::function<bool()>& stop = {},
                             const Progress& progress = {});
/// The same for who has the import to himself already.
MatchResult match_what_is_in(World& world, Date today, const std::function<bool()>& stop, const Progress& progress);

}  // namespace dunmail
