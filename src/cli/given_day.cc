#include "cli/given_day.h"

#include <filesystem>

#include "base/error.h"
#include "desk/business_day.h"

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

void days_by_settings(const std::string& file) { settings_file() = file; }

Date day_or_today(const std::string& text, const char* option) {
  if (!text.empty()) return day_given(text, option);
  static const std::string zone = zone_of(settings_file());  // asked for in every round of a watch, too
  return business_day(zone, std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace dunmail
