// What a message that came back does to its letter: one place for the mailbox (track) and for a person who ties a
// message to a letter by hand (inbox assign).
#pragma once

#include <optional>
#include <string>

#include "desk/world.h"
#include "tracking/report.h"

namespace dunmail {

struct CameBack {
  const ForeignMail& mail;
  const MailReport& report;
  Date today;
  bool by_person = false;  ///< a person says that it belongs to the letter: its addresses are not compared
  std::string by = "dunmail";
};

/// True while the letter is on its way out: its receipt is not written yet, so what came back has to wait a moment.
bool being_sent(World& world, const std::string& letter_id);

/// Writes the event, sets the letter's state, and fills in the row's letter, state and reason. The row has its id;
/// called within a transaction.
///   failure, for good        bounced (hard): the address is dead, the letter goes the next way
///   failure, not for good    bounced: the letter did not arrive, and goes another way; the address stays
///   failure that is our own  (policy, reputation): a person looks; changing the way would hide it
///   delay                    nothing, but it is noted
///   delivered, read          proof of delivery
///   complaint                complained: e-mail is closed for the case
///   auto-reply               auto_replied until its day, at most cadence.auto_reply_days away
///   reply                    replied, so that the pace slows down; and open, since a person decides what it means
/// A gateway's report about a fax is read by the gateway's own patterns: an MTA that took the mail has not sent the
/// fax. What is said twice about one letter is noted and changes nothing. Nothing happens to a letter that did not
/// leave, and a report about another address than the letter's is for a person. A letter in doubt is settled: whoever
/// reports on it got it.
void take_report(World& world, const CameBack& back, const std::string& letter_id, MailRow& row);

}  // namespace dunmail
