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

const char* limitation_clause(const std::string& law) {
  if (law == "cn") return "PRC Civil Code 188";
  if (law == "tw") return "Taiwan Civil Code 127 no. 8";
  if (law == "de") return "BGB 195, 199";
  if (law == "gb") return "Limitation Act 1980 s 5";
  if (law == "us") return "UCC 2-725";
  return "";
}

std::optional<Date> limitation_ends(const std::string& law, Date due, std::vector<Interruption> interruptions) {
  Date end;
  int years = 0;
  if (law == "cn")
    years = 3;
  else if (law == "tw")
    years = 2;
  else if (law == "de")
    years = 3;
  else if (law == "gb")
    years = 6;
  else if (law == "us")
    years = 4;
  else
    return std::nullopt;
  // The first period runs to the year's end in Germany (BGB 199); one that an acknowledgement starts anew does not
  // (212).
  end = law == "de" ? make_date(int(civil(due).year()) + years, 12, 31) : years_later(due, years);
  std::sort(interruptions.begin(), interruptions.end(),
            [](const Interruption& a, const Interruption& b) { return a.day < b.day; });
  for (const Interruption& i : interruptions) {
    if (i.day > end || (!i.acknowledged && law != "cn")) continue;
    end = std::max(end, years_later(i.day, years));
  }
  return end;
}

}  // namespace dunmail
