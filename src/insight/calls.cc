#include "insight/calls.h"

#include <algorithm>

#include "desk/find.h"

namespace dunmail {

CallsResult calls_made(World& world, const CallsOrder& order) {
  CallsResult out;
  const auto take = [&](const std::vector<Event>& events) {
    for (const Event& e : events)
      if (e.kind == EventKind::call_logged && (order.by.empty() || e.by == order.by) &&
          (!order.since || e.day >= *order.since))
        out.calls.push_back(e);
  };
  if (order.debtor.empty()) {
    world.store.each_case([&](const std::string&, const std::vector<Event>& events) { take(events); },
                          [&](const std::string& id, const std::string& why) { out.trouble.add(id, why); });
  } else {
    need_debtor(world, order.debtor);
    take(world.store.events_of_debtor(order.debtor));
  }
  std::stable_sort(out.calls.begin(), out.calls.end(), [](const Event& a, const Event& b) { return a.day < b.day; });
  return out;
}

}  // namespace dunmail
