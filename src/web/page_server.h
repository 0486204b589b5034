// dunmail serve: the response page over HTTP (http/http_server.h).
#pragma once

#include <functional>
#include <string>

#include "desk/world.h"

namespace dunmail {

struct ServeOrder {
  std::function<Date()> today;
  std::function<void(const std::string& line)> say;  ///< where it listens, what was recorded
  std::function<void()> wait;                        ///< returns when the server shall end
};

/// Serves until `wait` returns, then finishes the requests at hand. Throws Error(config) without response.base_url,
/// Error(system) when the address is taken.
void serve(World& world, const ServeOrder& order);

}  // namespace dunmail
