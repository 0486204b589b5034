#include "desk/who_did.h"

#include <fmt/format.h>

#include <algorithm>

#include "casefile/letter_events.h"
#include "casefile/payment_events.h"

namespace dunmail {
namespace {

/// What a letter is comes of these; that it was read or answered does not change it.
bool makes_the_state(EventKind kind) {
  using enum EventKind;
  switch (kind) {
    case drafted:
    case approved:
    case refused:
    case cancelled:
    case attempted:
    case accepted:
    case deferred:
    case rejected:
    case unknown:
    case settled:
    case bounced:
    case edited:
      return true;
    default:
      return false;
  }
}

std::string reason_of(const Event& e) {
  switch (e.kind) {
    case EventKind::refused:
    case EventKind::cancelled:
      return told::TakenOut::read(e).reason;
    case EventKind::settled:
      return told::Settled::read(e).evidence;
    case EventKind::edited:
      return told::Edited::read(e).reason;
    case EventKind::claim_waived:
      return told::ClaimWaived::read(e).reason;
    default:
      return {};
  }
}

}  // namespace

std::string in_words(const Event& event) {
  std::string out = word(event.kind);
  if (event.kind == EventKind::settled) out += told::Settled::read(event).sent ? " as sent" : " as not sent";
  if (!event.by.empty()) out += " by " + event.by;
  out += " on " + iso(event.day);
  if (const std::string reason = reason_of(event); !reason.empty()) out += ": \"" + reason + "\"";
  return out;
}

std::string who_did(World& world, const LetterRow& row) {
  const std::vector<Event> events = world.store.events(row.case_id);
  const auto last = std::find_if(events.rbegin(), events.rend(),
                                 [&](const Event& e) { return e.letter_id == row.id && makes_the_state(e.kind); });
  return last == events.rend() ? "" : ": " + in_words(*last);
}

void need_seen(World& world, const LetterRow& row, std::int64_t seen) {
  if (seen == 0 || seen == row.version) return;
  throw Overtaken(
      row.id, fmt::format("was changed since it was looked at, it is {} now{}", word(row.state), who_did(world, row)));
}

}  // namespace dunmail
