#include "sending/send.h"

#include <fmt/format.h>

#include <cstdlib>
#include <iterator>

#include "base/file.h"
#include "base/text.h"
#include "desk/due_payments.h"
#include "dispatch/print_folder.h"
#include "sending/hand_off.h"
#include "sending/sender.h"

namespace dunmail {

Couriers Couriers::from(const Settings& settings) {
  const DeliverySettings& d = settings.delivery;
  RouteOptions route = d.route;
  if (!d.password_file.empty()) route.password = std::string(trim(read_file(d.password_file)));
  if (!d.password_env.empty()) {
    const char* value = std::getenv(d.password_env.c_str());
    if (!value) throw Error(ErrorKind::config, "delivery.password_env", "the environment has no " + d.password_env);
    route.password = value;
  }
  Couriers out;
  for (int i = 0; i < d.connections; ++i) out.mail.push_back(make_courier(route));
  out.mail_hosts = mail_host_finder(settings);
  if (d.post == "folder") out.post = make_print_courier(d.print_folder);
  return out;
}

Sent send(World& world, Couriers& couriers, const SendOrder& order, const Progress& progress) {
  if (!order.run_id.empty() && !world.store.run(order.run_id))
    throw Error(ErrorKind::usage, "send", "there is no run " + order.run_id, "dunmail show lists the runs");
  const bool stale = ledger_is_stale(world, order.today, order.stale_ledger_by);
  put_due_payments(world, order.today);
  return Sender(world, couriers, order, stale).run(progress);
}

void add(Sent& all, Sent&& more) {
  all.accepted += more.accepted;
  all.deferred += more.deferred;
  all.rejected += more.rejected;
  all.unknown += more.unknown;
  all.cancelled += more.cancelled;
  all.held += more.held;
  all.recovered += more.recovered;
  all.waiting = more.waiting;
  all.to_print = more.to_print;
  if (!more.stopped.empty()) all.stopped = more.stopped;
  std::move(more.remarks.begin(), more.remarks.end(), std::back_inserter(all.remarks));
  all.next_channel = std::move(more.next_channel);
}

}  // namespace dunmail
