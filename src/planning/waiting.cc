#include "planning/waiting.h"

#include <algorithm>
#include <limits>

#include "desk/case_trouble.h"
#include "planning/redraft.h"

namespace dunmail {
namespace {

/// Our own people's calendar: of the country of the first creditor that says one. Null: none is known.
const Calendar* house_calendar(const World& world) {
  for (const auto& [id, by_locale] : world.settings.creditors)
    for (const auto& [locale, facts] : by_locale)
      if (!facts.address.country.empty()) {
        const auto found = world.calendars.find("", facts.address.country);
        return found ? *found : nullptr;
      }
  return nullptr;
}

/// Drafts that stay as they are until a hold is over.
std::vector<std::string> on_hold(World& world, Date today) {
  std::vector<std::string> out;
  for (const std::string& id : world.store.waiting_in_held_cases()) {
    const auto row = world.store.letter(id);
    if (!row) continue;
    try {
      const auto hold = standing_of(world.store.events(row->case_id)).hold;
      if (hold && (!hold->until || today <= *hold->until)) out.push_back(id);
    } catch (...) {
      trouble_caught();  // a case in trouble is named by the plan
    }
  }
  return out;
}

}  // namespace

InDoubt letters_in_doubt(World& world) {
  InDoubt out;
  for (const std::string& id : world.store.letter_ids({.state = LetterState::unknown})) {
    const auto row = world.store.letter(id);
    if (!row) continue;
    Date since = row->since;
    try {
      for (const Event& e : world.store.events(row->case_id))
        if (e.letter_id == id && e.kind == EventKind::unknown) since = e.day;
    } catch (...) {
      trouble_caught();  // a case in trouble is named by the plan
    }
    out.since = out.count == 0 ? since : std::min(out.since, since);
    ++out.count;
  }
  return out;
}

Waiting waiting_for_approval(World& world, const std::string& run, Date today) {
  Waiting out;
  out.days = std::numeric_limits<int>::max();
  for (const Policy& policy : world.policies.all()) out.days = std::min(out.days, policy.cadence.approval_days);
  const Calendar* calendar = house_calendar(world);
  Date too_long = today - Days(1);
  while (working_days_after(calendar, too_long, out.days) >= today) too_long -= Days(1);
  const std::vector<std::string> resting = on_hold(world, today);
  out.resting = resting.size();
  out.letters = world.store.waiting_for_approval(run, too_long, resting);
  out.to_print = world.store.waiting_to_print(too_long);
  out.mail = world.store.waiting_mail(too_long);
  return out;
}

}  // namespace dunmail
