#include "casefile/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "casefile/people_events.h"

namespace dunmail {
namespace {

constexpr std::array<const char*, 35> words{
    "drafted",      "approved", "refused",   "cancelled",        "attempted",      "accepted",       "deferred",
    "rejected",     "unknown",  "settled",   "delivered",        "bounced",        "read",           "auto-replied",
    "complained",   "replied",  "promised",  "promise-kept",     "promise-broken", "disputed",       "dispute-settled",
    "acknowledged", "paid",     "part-paid", "payment-returned", "held",           "released",       "reason-set",
    "call-logged",  "decided",  "edited",    "claim-waived",     "plan-agreed",    "ledger-changed", "merged"};
static_assert(words.size() == static_cast<std::size_t>(EventKind::merged) + 1);

}  // namespace

const char* word(EventKind kind) { return words[static_cast<std::size_t>(kind)]; }

std::optional<EventKind> event_kind(std::string_view text) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (text == words[i]) return static_cast<EventKind>(i);
  return std::nullopt;
}

nlohmann::json carried(const std::vector<Event>& events) {
  nlohmann::json out = nlohmann::json::array();
  for (const Event& e : events)
    out.push_back({{"case", e.case_id},
                   {"seq", e.seq},
                   {"day", iso(e.day)},
                   {"at", iso(e.at)},
                   {"kind", word(e.kind)},
                   {"letter_id", e.letter_id},
                   {"by", e.by},
                   {"data", e.data}});
  return out;
}

std::vector<Event> with_carried(const std::vector<Event>& events) {
  std::vector<Event> out;
  for (const Event& e : events) {
    out.push_back(e);
    if (e.kind != EventKind::merged) continue;
    for (Event& each : with_carried(told::MergedFrom::read(e).events)) out.push_back(std::move(each));
  }
  std::stable_sort(out.begin(), out.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return out;
}

std::string hash_of(const Event& e) {
  // nlohmann's objects are sorted by key, so the dump is canonical.
  return sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", e.previous, e.case_id, e.seq, iso(e.day),
                                iso(e.at), word(e.kind), e.letter_id, e.by, e.data.dump()));
}

std::optional<BrokenLink> check_chain(const std::vector<Event>& events) {
  std::string previous;
  std::int64_t seq = 0;
  for (const Event& e : events) {
    if (e.seq != ++seq) return BrokenLink{seq, fmt::format("event {} is missing", seq)};
    if (e.previous != previous) return BrokenLink{seq, "it does not follow the event before it"};
    if (e.hash != hash_of(e)) return BrokenLink{seq, "its text was changed after it was written"};
    previous = e.hash;
  }
  return std::nullopt;
}

}  // namespace dunmail
