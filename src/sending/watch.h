// Sending that keeps going: `dunmail send --watch`.
#pragma once

#include <functional>

#include "sending/send.h"

namespace dunmail {

struct Watch {
  std::function<Date()> today;                     ///< asked before every pass
  std::function<void(std::chrono::seconds)> wait;  ///< returns early when it is told to stop
  std::function<void(const Sent&)> tell;           ///< after a pass in which something happened
};

/// Passes until order.stop() is true. Between them it waits as delivery.poll_seconds says; after a stopped route twice
/// as long each time, up to a quarter of an hour. A database that is busy or full for a while is waited for in the same
/// way: its error is in the remarks. The sum of all passes.
Sent watch(World& world, Couriers& couriers, SendOrder order, const Watch& how);

}  // namespace dunmail
