#include "desk/business_day.h"

#include <ctime>

#include "base/local_time.h"

namespace dunmail {

std::string business_zone(const Settings& settings, const Calendars& calendars) {
  const std::string creditor = settings.main_creditor();
  if (const auto own = settings.time_zones.find(creditor); own != settings.time_zones.end()) return own->second;
  const auto facts = settings.creditors.find(creditor);
  if (facts == settings.creditors.end()) return "";
  const auto calendar = calendars.find("", facts->second.at("").address.country);
  return calendar ? (*calendar)->time_zone() : "";
}

Date business_day(const std::string& zone, Instant now) {
  if (const auto ahead = utc_offset(zone, now); ahead && !zone.empty()) return std::chrono::floor<Days>(now + *ahead);
  const std::time_t seconds = now.time_since_epoch().count();
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return make_date(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1), static_cast<unsigned>(local.tm_mday));
}

}  // namespace dunmail
