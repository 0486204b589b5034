// One payment told by two files: as MT940 and again as camt.053, announced by a camt.054 before the camt.053. Banks
// write another reference, another account number and another text into each, so an entry's id does not tell. Pure.
#pragma once

#include <vector>

#include "ledger/statement.h"

namespace dunmail {

enum class Likeness { different, perhaps, same };

/// Of two entries from files of two formats. One sum, one account, one day are needed. Then the payer's or the bank's
/// own reference decides, else the payer's account, else the text without blanks and marks. `perhaps`: nothing tells
/// them apart and nothing proves them one; counting it twice or not at all are both wrong, so a person looks.
Likeness likeness(const BankEntry& a, const BankEntry& b);

struct Twin {
  Likeness likeness = Likeness::different;
  std::size_t of = 0;  ///< index into `known`; of a collective entry whose parts are known: of the first of them
};

/// Which of `known` each entry of a new statement is. Every known entry is the twin of one at most, so that two equal
/// payments of one day stay two.
std::vector<Twin> twins_of(const std::vector<BankEntry>& fresh, const std::vector<BankEntry>& known);

/// Which announced entry each booked (or failed) one is: whatever its day, for a bank moves it when it books, but three
/// days earlier and fourteen later at most. That nothing tells them apart is enough here: what ends is a wait for
/// letters.
std::vector<Twin> announced_twins(const std::vector<BankEntry>& fresh, const std::vector<BankEntry>& announced);

/// Whether `part` is of the collective entry `whole`, as its own file wrote the batch.
bool is_part_of(const BankEntry& part, const BankEntry& whole);

}  // namespace dunmail
