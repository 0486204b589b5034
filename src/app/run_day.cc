#include "app/run_day.h"

#include <iterator>

namespace dunmail {
namespace {

constexpr int detours_at_most = 2;  // email, fax, post: two changes of channel

void add(Sent& all, Sent&& more) {
  all.accepted += more.accepted, all.deferred += more.deferred, all.rejected += more.rejected, all.unknown += more.unknown;
  all.cancelled += more.cancelled, all.held += more.held, all.recovered += more.recovered;
  all.waiting = more.waiting;
  if (!more.stopped.empty()) all.stopped = more.stopped;
  std::move(more.remarks.begin(), more.remarks.end(), std::back_inserter(all.remarks));
  all.next_channel = std::move(more.next_channel);
}

}  // namespace

DayReport run_day(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress) {
  DayReport day;
  day.proposal = plan(world, order.today, "", progress);
  day.sent = send(world, couriers, order, progress);
  for (int round = 0; round < detours_at_most && !day.sent.next_channel.empty(); ++round) {
    for (const std::string& debtor : std::exchange(day.sent.next_channel, {})) day.detours.push_back(plan(world, order.today, debtor, {}));
    add(day.sent, send(world, couriers, order, progress));
  }
  return day;
}

}  // namespace dunmail
