// What a clerk may change of a proposed letter before it leaves. Every change is an event with who and why; a change of
// an approved letter voids its approval; whoever changed a letter cannot approve it (planning/approve.h).
#pragma once

#include <optional>
#include <string>

#include "desk/world.h"

namespace dunmail {

struct EditOrder {
  std::string letter_id, by, reason;  ///< all needed
  std::string contact;                ///< name of another contact of the debtor, or empty
  std::optional<std::string> extra;  ///< a sentence of one's own; "" takes it out. The letter then needs a credit clerk
  bool lower = false;                ///< the letter of the tier below instead, under a number of its own
  bool hold = false;                 ///< not this letter, and none until `until` (or until released)
  std::optional<Date> until;
  bool drop = false;  ///< not this letter
  Date today;
  std::int64_t seen = 0;  ///< the version that was looked at; 0: whatever stands there now
};

struct Edited {
  std::string letter_id;  ///< the letter as it stands now; another one when it was lowered, "" when nothing is left
  std::string said;       ///< one line for the clerk
  bool voided = false;    ///< it was approved, and is not any more
  std::string approved_by = {};  ///< voided: by whom
  bool changed = true;           ///< false: the letter says so already, and nothing was written
};

/// All or nothing. The changed letter is printed once, so that what cannot be printed or may not be said is refused
/// here and not at its approval. Throws Error(usage).
Edited edit(World& world, const EditOrder& order);

}  // namespace dunmail
