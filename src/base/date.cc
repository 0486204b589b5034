#include "base/date.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dunmail {
namespace {

/// Takes between min and max digits off the front.
std::optional<int> digits(std::string_view& text, std::size_t min, std::size_t max) {
  int value = 0;
  std::size_t n = 0;
  while (n < max && n < text.size() && text[n] >= '0' && text[n] <= '9') value = value * 10 + (text[n++] - '0');
  if (n < min) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

std::optional<Date> checked(int y, int m, int d) {
  const std::chrono::year_month_day ymd{std::chrono::year(y), std::chrono::month(static_cast<unsigned>(m)),
                                        std::chrono::day(static_cast<unsigned>(d))};
  if (!ymd.ok() || y < 1900 || y > 2199) return std::nullopt;
  return Date(ymd);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return parse_date(text, "Y-M-D");
}

std::optional<Date> parse_date(std::string_view text, std::string_view pattern) {
  int y = 0, m = 0, d = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    // Without a literal behind a field its width is fixed, else 20261121 could not be told apart.
    const bool fixed =
        i + 1 < pattern.size() && std::string_view("YyMD").find(pattern[i + 1]) != std::string_view::npos;
    std::optional<int> value;
    switch (pattern[i]) {
      case 'Y':
        value = digits(text, 4, 4);
        if (!value) return std::nullopt;
        y = *value;
        break;
      case 'y':
        value = digits(text, 2, 2);
        if (!value) return std::nullopt;
        y = 2000 + *value;
        break;
      case 'M':
        value = digits(text, fixed ? 2 : 1, 2);
        if (!value) return std::nullopt;
        m = *value;
        break;
      case 'D':
        value = digits(text, fixed ? 2 : 1, 2);
        if (!value) return std::nullopt;
        d = *value;
        break;
      default:
        if (text.empty() || text[0] != pattern[i]) return std::nullopt;
        text.remove_prefix(1);
    }
  }
  if (!text.empty()) return std::nullopt;
  return checked(y, m, d);
}

std::chrono::year_month_day civil(Date day) { return std::chrono::year_month_day(day); }

Date make_date(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year_month_day{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)});
}

std::string iso(Date day) {
  const auto c = civil(day);
  return fmt::format("{:04}-{:02}-{:02}", int(c.year()), unsigned(c.month()), unsigned(c.day()));
}

std::string iso(Instant at) {
  const Date day = std::chrono::floor<Days>(at);
  const long s = (at - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}Z", iso(day), s / 3600, s / 60 % 60, s % 60);
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z')
    return std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  std::string_view h = text.substr(11, 2), m = text.substr(14, 2), s = text.substr(17, 2);
  const auto hh = digits(h, 2, 2), mm = digits(m, 2, 2), ss = digits(s, 2, 2);
  if (!day || !hh || !mm || !ss || *hh > 23 || *mm > 59 || *ss > 60) return std::nullopt;
  return Instant(*day) + std::chrono::hours(*hh) + std::chrono::minutes(*mm) + std::chrono::seconds(*ss);
}

}  // namespace dunmail
