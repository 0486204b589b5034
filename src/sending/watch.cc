#include "sending/watch.h"

#include <algorithm>

#include "desk/whole_ledger.h"

namespace dunmail {
namespace {

using std::chrono::seconds;

constexpr seconds longest{15 * 60};

bool says_something(const Sent& s) {
  return s.accepted + s.deferred + s.rejected + s.unknown + s.cancelled + s.held + s.recovered > 0 ||
         !s.stopped.empty() || !s.remarks.empty();
}

Sent none_because(const Error& e) {
  Sent out;
  out.remarks.push_back({"", e.what(), ""});
  return out;
}

/// A pass, or why there was none. Only the storage may come back by itself, and somebody may import a file again.
Sent one_pass(World& world, Couriers& couriers, const SendOrder& order, bool& failed) {
  try {
    if (order.again && !world.store.has_work(world.now(), couriers.post != nullptr)) return {};
    return send(world, couriers, order, {});
  } catch (const HalfLedger& e) {
    failed = true;
    return none_because(e);
  } catch (const Error& e) {
    if (e.kind() != ErrorKind::storage) throw;
    failed = true;
    return none_because(e);
  }
}

}  // namespace

Sent watch(World& world, Couriers& couriers, SendOrder order, const Watch& how) {
  Sent all;
  const seconds poll(world.settings.delivery.poll_seconds);
  for (seconds wait = poll; !order.stop();) {
    order.today = how.today();
    bool failed = false;
    Sent sent = one_pass(world, couriers, order, failed);
    order.again = !failed;
    if (says_something(sent)) how.tell(sent);
    wait = failed || !sent.stopped.empty() ? std::min(wait * 2, longest) : poll;
    all.stopped.clear();
    add(all, std::move(sent));
    all.remarks.clear();
    all.next_channel.clear();  // told already; a watch may last for months
    if (!order.stop()) how.wait(wait);
  }
  return all;
}

}  // namespace dunmail
