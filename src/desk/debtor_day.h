// What a debtor's day allows: its clock, and whom somebody spoke to already.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"

namespace dunmail {

/// Calls and visits about every account of a debtor, by day.
std::vector<CallLogged> calls_of_debtor(World& world, const std::string& debtor);

/// IANA name: the debtor's own, else its calendar's; empty where neither is known.
std::string time_zone_of(const World& world, const Debtor& debtor);

}  // namespace dunmail
