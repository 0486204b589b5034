#include "sending/lease.h"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "casefile/letter_events.h"

namespace dunmail {
namespace {

std::int64_t number_in(const std::string& name) {
  std::int64_t number = 0;
  const auto [end, error] =
      std::from_chars(name.data() + (name.starts_with('S') ? 1 : 0), name.data() + name.size(), number);
  return error == std::errc() && end == name.data() + name.size() ? number : 0;
}

}  // namespace

SenderMark::SenderMark(World& world) : store_(world.store) {
  const std::int64_t number = store_.next_number("sender");
  name_ = fmt::format("S{}", number);
  present_ = store_.present_as(number);
}

bool SenderMark::has_ended(const std::string& other) const {
  const std::int64_t number = number_in(other);
  return number <= 0 || !store_.is_present(number);
}

std::vector<LetterRow> recover(World& world, const SenderMark& mark, Date today) {
  std::vector<LetterRow> in_doubt;
  std::map<std::string, bool> ended;
  const Instant now = world.now();
  for (const Store::Claim& claim : world.store.claims()) {
    if (claim.by == mark.name()) continue;
    const auto until = parse_instant(claim.until);
    // A lease that ends further ahead than any lease lasts was written by a clock that has been set back since: it says
    // nothing, and the lock alone tells.
    const bool expired = !until || *until < now;
    const auto [known, fresh] = ended.emplace(claim.by, false);
    if (fresh) known->second = mark.has_ended(claim.by);
    if (!expired && !known->second) continue;
    world.store.transaction([&] {
      if (claim.state != LetterState::sending) return world.store.release(claim.by, claim.id);
      auto row = world.store.letter(claim.id);
      if (!row) return;
      row->state = LetterState::unknown;
      row->reason = "the sending process ended before the answer was kept";
      if (!world.store.advance(*row, LetterState::sending, claim.by, false)) return;
      world.record(*row, today, told::RouteSaid{.kind = EventKind::unknown, .text = row->reason}, "dunmail");
      in_doubt.push_back(std::move(*row));
    });
  }
  return in_doubt;
}

}  // namespace dunmail
