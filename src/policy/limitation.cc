#include "policy/limitation.h"

#include <algorithm>

namespace dunmail {
namespace {

/// The corresponding day, or the month's last day where there is none (Civil Code 202).
Date years_later(Date day, int years) {
  const auto c = civil(day);
  const std::chrono::year_month_day same{c.year() + std::chrono::years(years), c.month(), c.day()};
  if (same.ok()) return Date(same);
  return Date(std::chrono::year_month_day_last{same.year(), std::chrono::month_day_last{same.month()}});
}

}  // namespace

std::string limitation_law(const std::string& country) {
  if (country == "CN") return "cn";
  if (country == "TW") return "tw";
  if (country == "DE") return "de";
  if (country == "GB") return "gb";
  if (country == "US") return "us";
  return "";
}

std::optional<Date> limitation_ends(const std::string& law, Date due, std::optional<Date> demand_arrived, std::optional<Date> acknowledged) {
  Date base = due;
  if (acknowledged) base = std::max(base, *acknowledged);
  if (law == "cn") {
    if (demand_arrived) base = std::max(base, *demand_arrived);
    return years_later(base, 3);
  }
  // A demand interrupts in Taiwan too, but the interruption lapses without a suit within six months (art. 130).
  if (law == "tw") return years_later(base, 2);
  // An acknowledgement restarts three full years from its day (BGB 212), not from the year's end.
  if (law == "de") {
    const Date from_year_end = make_date(int(civil(due).year()) + 3, 12, 31);
    return acknowledged ? std::max(from_year_end, years_later(*acknowledged, 3)) : from_year_end;
  }
  if (law == "gb") return years_later(base, 6);
  if (law == "us") return years_later(base, 4);
  return std::nullopt;
}

}  // namespace dunmail
