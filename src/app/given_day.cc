#include "app/given_day.h"

#include <ctime>

#include "base/error.h"

namespace dunmail {

Date day_given(const std::string& text, const char* option) {
  if (const auto day = parse_date(text)) return *day;
  throw Error(ErrorKind::usage, option, "\"" + text + "\" is not a date", "write 2026-11-21");
}

std::optional<Date> day_if_given(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  return day_given(text, option);
}

Date day_or_today(const std::string& text, const char* option) {
  if (!text.empty()) return day_given(text, option);
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  return make_date(local.tm_year + 1900, static_cast<unsigned>(local.tm_mon + 1), static_cast<unsigned>(local.tm_mday));
}

}  // namespace dunmail
