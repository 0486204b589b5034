#include "desk/debtor_day.h"

#include <algorithm>
#include <map>

#include "casefile/standing.h"

namespace dunmail {

std::vector<CallLogged> calls_of_debtor(World& world, const std::string& debtor) {
  std::map<std::string, std::vector<Event>> by_case;
  for (Event& e : world.store.calls_and_mergers(debtor)) by_case[e.case_id].push_back(std::move(e));
  std::vector<CallLogged> out;
  for (const auto& [id, events] : by_case) {
    const std::vector<CallLogged> calls = standing_of(events).calls;
    out.insert(out.end(), calls.begin(), calls.end());
  }
  std::stable_sort(out.begin(), out.end(), [](const CallLogged& a, const CallLogged& b) { return a.day < b.day; });
  return out;
}

std::string time_zone_of(const World& world, const Debtor& debtor) {
  const auto calendar = world.calendars.find(debtor.calendar, debtor.address.country);
  return !debtor.time_zone.empty() || !calendar ? debtor.time_zone : (*calendar)->time_zone();
}

}  // namespace dunmail
