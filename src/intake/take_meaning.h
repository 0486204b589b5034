// What follows when a clerk confirms that an answer is no promise and no dispute, but one of: paid, needs-document,
// wrong-contact, out-of-business, refuses. Each is an event, and has its effect on the next letter:
// - paid, with a reference or a proof: letters wait replies.paid_days for it; the next payment that is booked ends the
// wait.
//   Without either nothing waits, or the word alone would buy time.
// - needs-document: letters wait replies.document_days, with the document named in the reason.
// - wrong-contact: the letter's addressee gets no letter of this case any more; the next contact or channel takes over,
// or the
//   case is held back as no-contact.
// - out-of-business: letters stop until legal staff have looked (insolvency, register), and a referral is proposed.
// - refuses: further letters of the tier are not waited for; the printed deadline and all other conditions stay.
#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

struct MeaningOrder {
  std::string letter, mail, meaning;
  std::string evidence, reference, upload, note, by;
  Date today;
};

/// Writes the events and says in one line what follows. Needs a transaction around it.
std::string take_meaning(World& world, const MeaningOrder& order);

}  // namespace dunmail
