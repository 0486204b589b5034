// From a receipt to what becomes of its letter: row, event, counters. Part of the promise in sending/send.h.
#pragma once

#include "casefile/letter_events.h"
#include "sending/send.h"

namespace dunmail {

/// What the database is told about a letter that was on its way.
struct Outcome {
  LetterRow row;
  std::optional<Told> told;                 ///< the event, or none is written
  LetterState from = LetterState::sending;  ///< the state that it comes from; approved: no intent was committed
};

/// Judged already, with its route's breaker. Counts it in `sent`, and adds the remark where there is something to say.
Outcome outcome_of(LetterRow row, const Receipt& receipt, Verdict verdict, Instant now, Sent& sent);
/// Its intent was committed, and then no thread began it: it is as free as before.
Outcome not_begun(LetterRow row);

/// What to do about a letter in doubt.
std::string how_to_settle(const LetterRow& row);

}  // namespace dunmail
