// A campaign: days of the year on which everybody collects, such as the weeks before Chinese New Year (年底催账,
// docs/dunning.md, 9). Within its dates the intervals are shorter and smaller sums are asked for; nothing else changes,
// and caps, deadlines that were given and the gate before a lawyer's letter stand.
#pragma once

#include <string>
#include <vector>

#include "base/config_table.h"
#include "base/date.h"

namespace dunmail {

struct Campaign {
  std::string name;
  Date from, to;               ///< both included
  double interval_factor = 1;  ///< on the interval, within interval_min and interval_max
  int minimum_percent = 100;   ///< of each tier's minimum_amount
};

/// [[campaign]] of policy.toml; asks for the key. Two that share a day are an error.
std::vector<Campaign> read_campaigns(const ConfigTable& policy);

/// The one that runs on the day, or null.
const Campaign* campaign_on(const std::vector<Campaign>& campaigns, Date day);

}  // namespace dunmail
