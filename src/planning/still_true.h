// Whether a letter still says what is so.
#pragma once

#include <optional>
#include <string>

#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

/// The day of its draft by its event, whatever day it was dated anew: its figures are of that day.
Date drafted_on(const LetterRow& letter, const CaseInput& input);

/// What the case says against a letter that was drafted from it: another ledger, another name or address of the debtor
/// or of the contact, a block, a promise, a payment that waits, a contact who is not responsible; or nothing.
std::optional<std::string> no_longer_true(const LetterRow& letter, const CaseInput& input, const Examined& now);

/// The hold that its case is on: the letter waits, as true as before, until that is over.
const Blocker* resting(const Examined& now);

/// That the debtor answered since the letter was drafted, changed or approved, or nothing; a demand is looked at anew
/// then. A confirmation is what an answer asks for.
std::optional<std::string> heard_since(const LetterRow& letter, const std::vector<Event>& events);

/// Whether its figures are too old to be sent: drafted more than ledger_max_age_days ago, and more working days than a
/// draft may wait (draft_days; a week of holidays makes none too old).
bool too_old(const World& world, const LetterRow& letter, const CaseInput& input, const Examined& now, Date today);

}  // namespace dunmail
