// Handing letters over to the post. `send` leaves letters by post approved (delivery.post = "batch"); this is where
// they leave, and it keeps send's promise: a letter is handed over once.
//
//   1. The account is read again, as send does; a letter that is no longer due is cancelled.
//   2. The intent is committed: the batch (making), its letters (printing), an `attempted` event in each case file. A
//      letter stands in one batch at most; a unique key of the database says so.
//   3. The folder OUT/BATCH appears whole or not at all: it is made beside its place as OUT/.BATCH.part, flushed,
//   renamed.
//   4. The receipts are committed: the letters are accepted, the batch is made.
//
// What is in the folder depends on the frozen letters and the batch's row only. So a process that dies between 2 and 4
// leaves no doubt, other than with mail: the next print finds the folder there and writes the receipts, or makes the
// same bytes under the same name. A batch that cannot be made (disk full) is undone and its letters are approved as
// before.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/world.h"
#include "store/batch_row.h"

namespace dunmail {

struct PrintOrder {
  std::string run_id;  ///< empty: every run
  std::string folder;  ///< OUT; made if missing
  Date today;
  std::string stale_ledger_by;  ///< as SendOrder's
  bool duplex = true, marks = true;
  std::size_t most = 500;  ///< letters of one batch: bounds memory, and what one person puts into envelopes
};

struct MadeBatch {
  BatchRow row;
  std::string path;  ///< of its folder
  std::size_t registered = 0;
  std::map<std::string, std::size_t> classes;  ///< letters by how many sheets they take: "1-3", "4-8", "over 8"
  bool taken_up = false;                       ///< begun by a process that died
  std::string creditor = {};                   ///< whose letters: a stack has one sender
};

struct PrintedBatches {
  std::vector<MadeBatch> made;
  std::vector<std::string> before;  ///< batches that held letters of the order already
  std::vector<Problem> remarks;     ///< one a letter that stayed out
  std::size_t cancelled = 0, held = 0;
  std::size_t not_approved = 0;  ///< letters by post that are drafted
};

/// A batch is one stack: one paper, one envelope, at most `most` letters, by country, postcode and debtor.
PrintedBatches print_batches(World& world, const PrintOrder& order, const Progress& progress);

/// A made batch once more, the same bytes. Throws Error(usage) for an unknown one; Error(internal) where the bytes of
/// the PDF are not the same (another version of a library), and then writes nothing.
MadeBatch print_again(World& world, const std::string& batch_id, const std::string& folder);

/// "1-3", "4-8", "over 8" from the most sheets of each class.
std::string sheet_class(std::int64_t sheets, const std::string& classes);

}  // namespace dunmail
