// A letter bears the day on which it leaves, and gives the days of its policy from there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/examine.h"
#include "desk/world.h"

namespace dunmail {

/// Dates the letter, its facts and its deadline. The row is not written. Does nothing when it bears the day already.
void date_letter(const World& world, const CaseRules& rules, const CaseInput& input, LetterRow& row, Date day);

/// The first moment of the day where the debtor lives.
Instant begin_of_day(const World& world, const Debtor& debtor, Date day);

/// When the send window is open for the debtor: `now`, or later.
Instant window_opens(const World& world, const Debtor& debtor, Instant now);

/// Letters that were approved for a day that is over, of a run or of all, on a day on which they may leave: they are
/// dated today and are drafts again. Automatic ones are approved anew before they are sent; the others wait for a
/// person, and are named. What may not leave today, and what is too old to be sent at all, is left as it is: whoever
/// hands it over cancels it. A letter by post, which waits for a person to print it, is cancelled here.
struct DatedAnew {
  std::size_t automatic = 0;
  std::vector<Problem> cancelled;
  std::vector<Problem> waiting;  ///< for a person
};
DatedAnew date_anew(World& world, const CaseRules& rules, const std::string& run_id, Date today);

}  // namespace dunmail
