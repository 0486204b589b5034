#include "cadence/send_time.h"

namespace dunmail {

Instant next_send_time(const SendWindow& window, const Calendar* working_days, const std::string& zone, Instant now) {
  Instant at = window.next_open(zone, now);
  if (!working_days) return at;
  const auto day_of = [&](Instant moment) {
    return std::chrono::floor<Days>(moment + utc_offset(zone, moment).value_or(std::chrono::seconds(0)));
  };
  const Date day = day_of(at);
  Date opens = day;
  while (!working_days->planned_working(opens)) opens += Days(1);
  if (opens == day) return at;
  // Midnight of that day where the debtor lives, by the offset that holds then and not now.
  const Instant midnight = Instant(opens) - utc_offset(zone, Instant(opens)).value_or(std::chrono::seconds(0));
  return window.next_open(zone, midnight);
}

}  // namespace dunmail
