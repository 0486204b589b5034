// Where a case stands: its events folded into the few facts that the rules ask for. A pure function of the events.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "casefile/promise.h"

namespace dunmail {

/// A letter that left the house, and what came back to it.
struct SentLetter {
  std::string id, kind, occasion, channel, number;
  Date day;                      ///< handed over
  std::optional<Date> deadline;  ///< as printed
  std::int64_t amount = 0;
  std::vector<std::string> invoices;
  bool bounced = false;            ///< does not count as sent any more
  bool address_dead = false;       ///< bounced, and for good
  bool proven = false;             ///< delivery proven: report, read receipt, written answer, or a person's evidence
  std::string proof = {};          ///< which: what proved it first
  Date proven_on = {};             ///< the day of that; one that lies ahead proves nothing yet
  std::optional<Date> answered;    ///< first answer of the debtor to it: reply, promise, dispute
  bool refused = false;            ///< the answer was that the debtor will not pay, as a person read it
  bool misdirected = false;        ///< the answer came from somebody who is not responsible, as a person confirmed
  std::optional<Date> paid_after;  ///< first payment since
  bool news_since = false;         ///< the debtor paid or said something since, or our people did
  std::string policy, group;       ///< by which policy it was written, and about which group of the account
};

/// A letter that is drafted or on its way: its items are reserved.
struct PendingLetter {
  std::string id, kind, occasion, channel, number;
  Date day;  ///< that it bears: of its draft, or for which it was dated since
  std::optional<Date> deadline;
  std::int64_t amount = 0;
  std::vector<std::string> invoices;
  bool in_doubt = false;  ///< unknown: neither sent nor not
  bool approved = false;  ///< for its day
  std::string policy, group;
};

/// A letter that a person took out before it left.
struct Refusal {
  std::string kind, number, reason, by;
  Date day;
  std::int64_t amount = 0;
  std::vector<std::string> invoices;
  bool changed_since = false;  ///< the ledger's owner changed something of the case after it
};

struct Hold {
  std::string reason, by;
  std::optional<Date> until;  ///< last day of it; empty: until released
  bool for_payment = false;   ///< the debtor says it paid: ends with the next payment
};

struct Dispute {
  std::int64_t amount = 0;
  std::string type;
  Date day;
};

/// The debtor said that it owes. Only what is written can be proven, and counts.
struct Acknowledgement {
  Date day;
  bool written = false;
  std::string invoice;  ///< empty: the whole account
};

/// A decision of our own people, or what is put before them.
struct Decided {
  std::string action;    ///< notify-legal, legal-referral, stop-supply, write-off
  std::string occasion;  ///< what it is about: the driving invoice
  std::string state;     ///< proposed, agreed, noted
  std::string by;
  Date day;
};

/// Why the debtor is late, as somebody learned it. The newest counts.
struct ReasonGiven {
  std::string code, note, by;  ///< code: of config/reasons.toml
  Date day;
};

/// The four-step assessment: keep cooperating, find the cause, judge the risk, decide. A newer one replaces the older.
struct Assessment {
  bool cooperative = false;              ///< step 1
  std::string cause;                     ///< step 2: code of a reason
  std::string ability, sincerity, risk;  ///< step 3: codes; controllable, uncertain, high
  std::string decision, why, by;         ///< step 4: soften, keep, harden
  Date day;
};

struct CallLogged {
  std::string outcome;  ///< reached, no-answer, refused, wrong-number, message-left
  std::string by;
  Date day;
  std::string way = "call", contact = {}, phone = {};
  bool incoming = false;  ///< the debtor called us

  bool is_visit() const { return way == "visit"; }
  /// Somebody of the debtor's was spoken to.
  bool conversation() const { return outcome == "reached" || outcome == "refused"; }
};

/// promise-confirmation, payment-plan, dispute-acknowledgement, thanks: letters that confirm the debtor's own word, and
/// demand nothing (policy/confirmation.h).
bool is_confirmation(const std::string& kind);

struct Standing {
  std::vector<SentLetter> sent;  ///< by the day they left, then as drafted: connections hand over in any order
  std::vector<PendingLetter> pending;
  std::vector<Promise> promises;            ///< in the order they were made
  std::map<std::string, Dispute> disputes;  ///< open ones, by invoice number
  std::vector<Refusal> refusals;
  std::optional<Hold> hold;
  std::optional<Date> released;       ///< when the last hold was taken away
  std::vector<PaymentSeen> payments;  ///< since dunning began, without those that were returned
  std::vector<Acknowledgement> acknowledgements;
  std::set<std::string> closed_channels;      ///< after a complaint
  std::set<std::string> dead_addresses;       ///< that bounced for good or were refused as unknown (is_dead)
  std::map<std::string, Date> returned_post;  ///< postal addresses (place_of) that a letter came back from, and when;
                                              ///< "": the debtor's own, as old files say it, until it changes
  std::set<std::string> wrong_contacts;       ///< names of contacts who are not responsible, as a person confirmed
  std::vector<Decided> decided;               ///< in the order it was written
  std::optional<Date> deferred_until;         ///< return date of an automatic reply
  std::string group;                          ///< of the account that this is about; empty: all of it
  std::optional<ReasonGiven> reason;
  std::optional<Assessment> assessment;
  std::vector<CallLogged> calls;  ///< and visits, in the order they were made
  Date last_event;                ///< day of the latest one; the epoch when there is none

  /// What an answer that names no letter is about: the last demand, without one the last letter.
  const SentLetter* last_demand() const;
  /// The open promise that is due first, or nothing.
  const Promise* open_promise() const;
  std::map<std::string, std::int64_t> disputed_amounts() const;
  /// A mail address, fax or telephone number that bounced; a domain has no case.
  bool is_dead(const std::string& address) const;
  /// A letter by post came back from there, that day.
  std::optional<Date> post_returned(const std::string& address_in_one_line) const;
};

Standing standing_of(const std::vector<Event>& events);

}  // namespace dunmail
