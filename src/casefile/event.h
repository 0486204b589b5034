// What happened to one case, in order, never edited. Every event carries the hash of the one before it, so that a
// changed or missing line shows (dunmail verify). Format: docs/formats.md.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"

namespace dunmail {

enum class EventKind {
  drafted,
  approved,
  refused,
  cancelled,  // a letter before it leaves
  attempted,
  accepted,
  deferred,
  rejected,
  unknown,
  settled,  // dispatch
  delivered,
  bounced,
  read,
  auto_replied,
  complained,  // what the mail system says
  replied,
  promised,
  promise_kept,
  promise_broken,
  disputed,
  dispute_settled,  // what the debtor says
  acknowledged,     // the debt, in writing or not
  paid,
  part_paid,
  payment_returned,
  held,
  released,
  reason_set,
  call_logged,
  decided,
  edited,        // what our people do
  claim_waived,  // nobody asks for it any more
  plan_agreed,   // payments promised together, by dates
  ledger_changed,
  merged,  // what the ledger's owner changed
};
const char* word(EventKind kind);
std::optional<EventKind> event_kind(std::string_view word);

/// What its data are, and which of them it must have, says the type of its kind (casefile/told.h). Money in minor
/// units, days in ISO form.
struct Event {
  std::string case_id;
  std::int64_t seq = 0;  ///< from 1, without gaps within a case
  Date day;              ///< the business day it counts for
  Instant at;            ///< when it was written
  EventKind kind = EventKind::decided;
  std::string letter_id;  ///< the letter it is about, or empty
  std::string by;         ///< a person, or "dunmail"
  nlohmann::json data = nlohmann::json::object();
  std::string previous;  ///< hash of the event before; empty for the first
  std::string hash;
};

/// Events as a `merged` event carries them into the case that goes on: its own chain holds what the other case said,
/// and neither chain is touched.
nlohmann::json carried(const std::vector<Event>& events);
/// A case's events and those that came with the cases merged into it, in the order in which they were written.
std::vector<Event> with_carried(const std::vector<Event>& events);

/// SHA-256 over a canonical text of every other field.
std::string hash_of(const Event& event);

/// The first place where the chain does not hold: its sequence number and what is wrong.
struct BrokenLink {
  std::int64_t seq;
  std::string what;
};
std::optional<BrokenLink> check_chain(const std::vector<Event>& events);

}  // namespace dunmail
