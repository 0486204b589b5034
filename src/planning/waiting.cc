#include "planning/waiting.h"

#include <algorithm>
#include <limits>

#include "planning/redraft.h"

namespace dunmail {

Waiting waiting_for_approval(World& world, const std::string& run, Date today) {
  Waiting out;
  out.days = std::numeric_limits<int>::max();
  for (const Policy& policy : world.policies.all()) out.days = std::min(out.days, policy.cadence.approval_days);
  Date too_long = today - Days(1);
  while (weekdays_after(too_long, out.days) >= today) too_long -= Days(1);
  out.letters = world.store.waiting_for_approval(run, too_long);
  return out;
}

}  // namespace dunmail
