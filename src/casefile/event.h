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

/// Data by kind (all optional unless noted; money in minor units, days in ISO form):
///   drafted        run, kind*, occasion*, channel*, number*, amount* (charges not included), deadline, invoices*
///   [numbers],
///                  listed [numbers], policy (its name), group (of the account; empty: all of it), interest and
///                  all_fees (asserted by this letter), earlier_charges, claims [ids], warnings [of charges], replaces
///                  (the draft that gave way to it), since (when the first of them was drafted), edits {by* [who
///                  changed what was replaced], contact, extra: kept; lost [what could not be kept]}; written before
///                  there were claims: fees {invoice: the policy's fee, asked for the first time}
///   approved       by*, date and deadline (as printed, where they are not the draft's); refused, cancelled: reason*,
///   replaced_by (the draft that has its number) attempted      message_id*, recipient*, route*, sha256* of the bytes;
///   accepted/deferred/rejected/unknown: code, status,
///                  text, queue_id, verdict, recipient
///   settled        outcome* (sent, not-sent), evidence
///   delivered      evidence*; bounced: recipient*, status, text, hard*
///   auto_replied   until (return date)
///   promised       amount*, due* (exact day), written, renews [{due, made, plan}: the promises of the same money whose
///   place
///                  it takes], plan (whose date it moves); disputed: invoice*, amount*, type; dispute_settled: invoice*
///   plan_agreed    plan* (its name: the day it was made), dates* [{due, amount}], written, replaces [days of what it
///   replaces] promise_kept, promise_broken  due*, made (day of the promise that is settled; absent in old files: all
///   open ones are),
///                  plan (of which it is a date), paid
///   acknowledged   written (true: a document that the debtor signed or sent), invoice (empty: the whole account), note
///   paid/part_paid reference*, amount*, day*, invoices [that it went to; absent: not known], sums {invoice: what went
///   to it},
///                  claims {id: sum that it settled}
///   payment_returned  reference* of the payment that came back, amount*, day*, reversal* (its own reference)
///   decided        action* (notify-legal, legal-referral, stop-supply, write-off), state* (proposed, agreed, noted),
///                  occasion* (the driving invoice), reason
///   decided        what* (paid, needs-document, wrong-contact, out-of-business, refuses: how a person read an answer),
///   evidence,
///                  mail, reference, note, contact (wrong-contact: the name of who is not responsible)
///   held           reason*, until, for (payment: the next payment ends it); released: reason
///   edited         reason*, contact {was, is}, extra {was, is}, date and deadline (dated anew): a proposed letter was
///   changed reason_set     code*, note* call_logged    outcome* (reached, no-answer, refused, wrong-number,
///   message-left), note, way (call, visit; absent: call),
///                  contact, phone, incoming (the debtor called us), override (who takes a call beyond the caps upon
///                  themselves)
///   ledger_changed what* (block, locale, address, name, due, amount, owner, open, contact, debtor, email, fax, phone,
///   role), was*, is* (as text; of
///                  `open` minor units), invoice, contact, reason, file
///   merged         in the case that ends: into* (the case that goes on). In the one that goes on: from* (the case that
///                  ended), events* [its events: kind, seq, day, at, letter_id, by, data], invoices, payments,
///                  credit_notes
///   claim_waived   claim*, amount*, invoice, reason*: interest or costs that a letter asserted are given up
///   decided        form*; of form "assessment": cooperative*, cause*, ability*, sincerity*, risk*, decision*, why*,
///   suggested,
///                  score
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
