#include "planning/waiting.h"

#include <algorithm>
#include <limits>

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

}  // namespace

Waiting waiting_for_approval(World& world, const std::string& run, Date today) {
  Waiting out;
  out.days = std::numeric_limits<int>::max();
  for (const Policy& policy : world.policies.all()) out.days = std::min(out.days, policy.cadence.approval_days);
  const Calendar* calendar = house_calendar(world);
  Date too_long = today - Days(1);
  while (working_days_after(calendar, too_long, out.days) >= today) too_long -= Days(1);
  out.letters = world.store.waiting_for_approval(run, too_long);
  return out;
}

}  // namespace dunmail
