// Hours of the day where somebody else lives. Zones are IANA names ("Asia/Shanghai"), by ICU's table.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace dunmail {

/// What the clocks of a zone are ahead of UTC at a moment; nothing for a zone that nobody knows.
std::optional<std::chrono::seconds> utc_offset(const std::string& zone, Instant at);

/// Hours between which something may happen: "08:00-18:00". From == to: at any time.
struct SendWindow {
  std::chrono::minutes from{0}, to{0};
  bool always() const { return from == to; }
  /// The moment itself when the window is open in that zone, else when it opens next. An unknown zone counts as UTC. On
  /// the day that clocks change it may be an hour off, never closed for good.
  Instant next_open(const std::string& zone, Instant now) const;
};
/// Nothing for what is no window; the end must lie behind the start, both within one day.
std::optional<SendWindow> parse_send_window(std::string_view text);

}  // namespace dunmail
