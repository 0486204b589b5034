#include "app/given_day.h"

#include <ctime>
#include <filesystem>

#include "base/error.h"
#include "base/local_time.h"

namespace dunmail {
namespace {

std::string& settings_file() {
  static std::string file;
  return file;
}

std::string zone_of(const std::string& file) {
  if (file.empty() || !std::filesystem::exists(file)) return "";
  const Settings settings = Settings::load(file);
  return business_zone(settings, Calendars::load(settings.calendars, settings.own_calendars()));
}

}  // namespace

Date day_given(const std::string& text, const char* option) {
  if (const auto day = parse_date(text)) return *day;
  throw Error(ErrorKind::usage, option, "\"" + text + "\" is not a date", "write 2026-11-21");
}

std::optional<Date> day_if_given(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  return day_given(text, option);
}

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

void days_by_settings(const std::string& file) { settings_file() = file; }

Date day_or_today(const std::string& text, const char* option) {
  if (!text.empty()) return day_given(text, option);
  static const std::string zone = zone_of(settings_file());  // asked for in every round of a watch, too
  return business_day(zone, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace dunmail
