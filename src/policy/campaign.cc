#include "policy/campaign.h"

#include <algorithm>

namespace dunmail {
namespace {

Date needed_day(const ConfigTable& table, const char* key) {
  const auto day = table.date(key);
  if (!day)
    throw table.error(key, "is missing", "a campaign has a first and a last day: from = 2026-12-01, to = 2027-02-05");
  return *day;
}

}  // namespace

std::vector<Campaign> read_campaigns(const ConfigTable& policy) {
  std::vector<Campaign> out;
  for (const ConfigTable& table : policy.tables("campaign")) {
    Campaign c{table.text("name"), needed_day(table, "from"), needed_day(table, "to"),
               table.real("interval_factor", 1, 0.1, 1),
               static_cast<int>(table.number("minimum_percent", 100, 0, 100))};
    if (c.to < c.from) throw table.error("to", iso(c.to) + " lies before " + iso(c.from));
    for (const Campaign& other : out)
      if (c.from <= other.to && other.from <= c.to)
        throw table.error("from", "\"" + c.name + "\" and \"" + other.name + "\" share a day",
                          "one campaign at a time");
    out.push_back(std::move(c));
  }
  return out;
}

const Campaign* campaign_on(const std::vector<Campaign>& campaigns, Date day) {
  const auto found =
      std::find_if(campaigns.begin(), campaigns.end(), [&](const Campaign& c) { return c.from <= day && day <= c.to; });
  return found == campaigns.end() ? nullptr : &*found;
}

}  // namespace dunmail
