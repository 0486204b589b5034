// What a debtor or a colleague said goes into the case file.
#pragma once

#include <optional>
#include <string>

#include "casefile/event.h"
#include "desk/world.h"

namespace dunmail {

struct RecordOrder {
  std::string kind;  ///< response, promise, plan, acknowledgement, dispute, settled, hold, release, delivered, bounced,
                     ///< reason; call is what log_call writes
  std::string debtor, currency, letter, invoice, amount, note, by;
  std::string code;        ///< reason, dispute: of config/reasons.toml
  std::string outcome;     ///< call: reached, no-answer, refused
  std::string type, mail;  ///< of a dispute as a mail words it: goods, quantity, ...; the mail in which it was said
  std::string dates;       ///< plan: DAY:SUM,DAY:SUM
  std::optional<Date> due, until;
  bool written = false;  ///< response, acknowledgement, promise, plan: in a document of the debtor's
  std::string creditor;  ///< when the debtor has cases with several
  bool beside = false;   ///< promise: it renews none of those before it
  Date on;
};

struct Recorded {
  Event event;
  std::string said;  ///< what was written down, in a few words
};

/// Writes the event; a letter that bounced gets its state. One transaction. Throws Error(usage) where something is
/// missing, or does not fit what the case file says.
Recorded record(World& world, const RecordOrder& order);

}  // namespace dunmail
