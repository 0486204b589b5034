// What stands between an approved letter and the world's edge, whichever way it leaves: send and print ask the same
// questions in the same words.
#pragma once

#include <optional>
#include <string>

#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

/// Whether payments were last imported too long ago, and `taken_by` took that upon themselves. Throws Error(input) when
/// they are too old and nobody did.
bool ledger_is_stale(World& world, Date today, const std::string& taken_by);

/// Why the letter is not what its case file says was drafted and approved, is over by it, or that the file itself does
/// not hold: somebody changed the database. Such a letter is held, so that nothing is written over what can be seen.
std::optional<std::string> not_what_stands(const LetterRow& letter, const std::vector<Event>& events);

/// Why an approved letter may not leave any more (payment, hold, dispute, promise, deadline), or nothing. `input` is
/// the account as it is now, `now` its examination of today (examine_letter).
std::optional<std::string> no_longer_due(const World& world, const CaseRules& rules, const LetterRow& letter,
                                         const CaseInput& input, const Examined& now, Date today);

}  // namespace dunmail
