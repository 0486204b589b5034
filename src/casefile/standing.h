// Where a case stands: its events folded into the few facts that the rules ask for. A pure function of the events.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casefile/event.h"

namespace dunmail {

/// A letter that left the house, and what came back to it.
struct SentLetter {
  std::string id, kind, occasion, channel, number;
  Date day;                          ///< handed over
  std::optional<Date> deadline;      ///< as printed
  std::int64_t amount = 0;
  std::vector<std::string> invoices;
  bool bounced = false;              ///< does not count as sent any more
  bool address_dead = false;         ///< bounced, and for good
  bool proven = false;               ///< delivery proven: report, read receipt, answer, or a person's evidence
  std::optional<Date> answered;      ///< first answer of the debtor to it: reply, promise, dispute
  std::optional<Date> paid_after;    ///< first payment since
};

/// A letter that is drafted or on its way: its items are reserved.
struct PendingLetter {
  std::string id, kind, occasion, channel, number;
  Date day;
  std::optional<Date> deadline;
  std::int64_t amount = 0;
  std::vector<std::string> invoices;
  bool in_doubt = false;  ///< unknown: neither sent nor not
};

struct Promise {
  std::int64_t amount = 0;  ///< 0: the whole sum
  Date due;                 ///< the exact day
  Date made;
  std::int64_t paid_since = 0;
  enum class State { open, kept, broken } state = State::open;
  Date settled;             ///< when it was kept or broken
};

struct Hold {
  std::string reason, by;
  std::optional<Date> until;  ///< last day of it; empty: until released
};

struct Dispute {
  std::int64_t amount = 0;
  std::string type;
  Date day;
};

struct PaymentSeen {
  std::int64_t amount = 0;
  Date day;
  std::string reference;
};

struct Standing {
  std::vector<SentLetter> sent;               ///< in the order they left
  std::vector<PendingLetter> pending;
  std::vector<Promise> promises;              ///< in the order they were made
  std::map<std::string, Dispute> disputes;    ///< open ones, by invoice number
  std::optional<Hold> hold;
  std::vector<PaymentSeen> payments;          ///< since dunning began
  std::set<std::string> closed_channels;      ///< after a complaint
  std::set<std::string> dead_addresses;       ///< that bounced for good or were refused as unknown
  std::optional<Date> deferred_until;         ///< return date of an automatic reply
  Date last_event;                            ///< day of the latest one; the epoch when there is none

  const SentLetter* last_sent() const { return sent.empty() ? nullptr : &sent.back(); }
  /// The last letter of the ladder (any tier) that counts, or nothing.
  const Promise* open_promise() const;
  std::map<std::string, std::int64_t> disputed_amounts() const;
};

Standing standing_of(const std::vector<Event>& events);

}  // namespace dunmail
