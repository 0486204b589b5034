// dunmail serve: the response page over HTTP. Meant to stand on loopback behind a reverse proxy that has the certificate;
// X-Forwarded-For is believed from loopback only, and only its last address, which the proxy itself wrote.
#pragma once

#include <functional>
#include <string>

#include "app/world.h"

namespace dunmail {

struct ServeOrder {
  std::function<Date()> today;
  std::function<void(const std::string& line)> say;  ///< where it listens, what was recorded
  std::function<void()> wait;                        ///< returns when the server shall end
};

/// Serves until `wait` returns, then finishes the requests at hand. Throws Error(config) without response.base_url,
/// Error(system) when the address is taken.
void serve(World& world, const ServeOrder& order);

/// The address a request counts for: the peer, or what a proxy on loopback says. Of IPv6 the network only (/64), since
/// one line has as many addresses as it likes.
std::string source_of(const std::string& peer, const std::string& forwarded_for);

}  // namespace dunmail
