// After a backup was restored: what may have left since it was made is put in doubt, so that nothing goes out twice.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

struct RestoreOrder {
  std::string by;
  Date today;
};

struct Restored {
  std::vector<std::string> in_doubt;  ///< letters, unknown now: evidence or a person settles each
  std::vector<std::string> held;  ///< cases whose letter left and is not here: they rest until somebody releases them
  bool older = false;             ///< more had left than the database knew of
  std::string before = {};        ///< not older: who confirmed a restore last and when, "Ben on 2026-11-21", or empty
};

/// Everything that was approved or on its way when the backup was made becomes unknown; a case of which the mark names
/// a letter that the database does not have is held, and that letter's number is not given out again. Then the database
/// may send. Where nothing is amiss nothing is changed. Throws Error(usage) without a name.
Restored confirm_restore(World& world, const RestoreOrder& order);

}  // namespace dunmail
