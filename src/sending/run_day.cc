#include "sending/run_day.h"

#include <utility>

namespace dunmail {
namespace {

constexpr int detours_at_most = 2;  // email, fax, post: two changes of channel

}  // namespace

DayReport run_day(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress) {
  DayReport day;
  day.proposal = plan(world, order.today, "", progress);
  day.sent = send(world, couriers, order, progress);
  for (int round = 0; round < detours_at_most && !day.sent.next_channel.empty(); ++round) {
    for (const std::string& debtor : std::exchange(day.sent.next_channel, {}))
      day.detours.push_back(plan(world, order.today, debtor, {}));
    add(day.sent, send(world, couriers, order, progress));
  }
  return day;
}

}  // namespace dunmail
