// Whether a long file is half in the ledger, or bank entries wait to be matched: a letter would ask for what they have
// paid.
#pragma once

#include <vector>

#include "base/error.h"
#include "desk/world.h"

namespace dunmail {

/// A person mends it by another command, and who works on and on may wait for that.
struct HalfLedger : Error {
  using Error::Error;
};

/// What of the ledger is half in, or not matched yet, as it stands: its figures are short by it. Nothing where all is
/// in.
std::vector<Problem> ledger_lacks(World& world);

/// Waits for a process that writes one down or matches, as patiently as for any other. Throws HalfLedger where one
/// was stopped, or died over it.
void need_whole_ledger(World& world);

}  // namespace dunmail
