// The names of time zones.
#pragma once

#include <string>
#include <vector>

namespace dunmail {

/// Every name that IANA knows ("Asia/Shanghai"), sorted, as far as the machine's ICU has them.
const std::vector<std::string>& time_zones();
bool is_time_zone(const std::string& name);

}  // namespace dunmail
