#include "sending/run_day.h"

#include <utility>

namespace dunmail {
namespace {

constexpr int detours_at_most = 2;  // email, fax, post: two changes of channel

}  // namespace

DayReport run_day(World& world, Couriers& couriers, const SendOrder& order, const Progress& planning,
                  const Progress& sending) {
  DayReport day;
  day.proposal = plan(world, {.today = order.today, .stop = order.stop}, planning);
  if (!day.proposal.stopped.empty()) return day;
  day.sent = send(world, couriers, order, sending);
  for (int round = 0; round < detours_at_most && !day.sent.next_channel.empty(); ++round) {
    for (const std::string& debtor : std::exchange(day.sent.next_channel, {}))
      day.detours.push_back(plan(world, {.today = order.today, .debtor = debtor, .run = day.proposal.run_id}));
    add(day.sent, send(world, couriers, order, sending));
  }
  return day;
}

}  // namespace dunmail
