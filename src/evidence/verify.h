// Is everything that is kept what was written? Every finding is named, and the search goes on after it.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"

namespace dunmail {

struct Finding {
  std::string where;  ///< a case, a letter, a mail, a document's hash, a table
  std::string what;
};

struct Verified {
  std::size_t cases = 0, events = 0, letters = 0, documents = 0;
  std::size_t archived = 0;  ///< documents that were read in an archive
  std::vector<Finding> findings;
  std::vector<Problem> lacks;  ///< what of the ledger is not in yet (ledger_lacks()); nothing is amiss with it
};

/// Case files: each event follows the one before it, and the last is the one that the case's head names. Letters: their
/// state, number and sum are what their events and frozen facts say, and what was approved is what stands there.
/// Documents (letters, mails, uploads): each is there, and its bytes are what its name says, in the database or in the
/// archive that it went to; an archive that is not there is one finding. Mails and bank entries say what came in. The
/// sums of the ledger and of the batches add up, no number was given that its counter does not know. And the database
/// engine finds its own pages, tables and indexes whole.
Verified verify(World& world, const Progress& progress = {});

}  // namespace dunmail
