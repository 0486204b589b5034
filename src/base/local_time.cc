#include "base/local_time.h"

#include <unicode/timezone.h>

#include <memory>

namespace dunmail {

std::optional<std::chrono::seconds> utc_offset(const std::string& zone, Instant at) {
  const std::unique_ptr<icu::TimeZone> known(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  if (*known == icu::TimeZone::getUnknown()) return std::nullopt;
  int32_t raw = 0, summer = 0;
  UErrorCode failed = U_ZERO_ERROR;
  known->getOffset(static_cast<UDate>(at.time_since_epoch().count()) * 1000.0, 0, raw, summer, failed);
  if (U_FAILURE(failed)) return std::nullopt;
  return std::chrono::seconds((raw + summer) / 1000);
}

Instant SendWindow::next_open(const std::string& zone, Instant now) const {
  if (always()) return now;
  const auto offset = utc_offset(zone, now).value_or(std::chrono::seconds(0));
  const Instant local = now + offset;
  const Date day = std::chrono::floor<Days>(local);
  const auto time = local - Instant(day);
  if (time < from) return Instant(day) + from - offset;
  if (time < to) return now;
  return Instant(day + Days(1)) + from - offset;
}

std::optional<SendWindow> parse_send_window(std::string_view text) {
  auto minutes = [](std::string_view t) -> std::optional<std::chrono::minutes> {
    auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (t.size() != 5 || t[2] != ':' || !digit(t[0]) || !digit(t[1]) || !digit(t[3]) || !digit(t[4]))
      return std::nullopt;
    const int hour = (t[0] - '0') * 10 + t[1] - '0', minute = (t[3] - '0') * 10 + t[4] - '0';
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
    return std::chrono::minutes(hour * 60 + minute);
  };
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = minutes(text.substr(0, 5)), to = minutes(text.substr(6));
  if (!from || !to || *from >= *to) return std::nullopt;
  return SendWindow{*from, *to};
}

}  // namespace dunmail
