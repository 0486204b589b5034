// Values that several tables of policy.toml have in common.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/config_table.h"
#include "policy/risk.h"

namespace dunmail {

/// The curve, or an Error(config): both lists of one length, break points rising, points from 0 to 100 and not falling.
/// `at_key` of `at_table` and `gives` of `table` are where they stand.
Curve checked(Curve curve, const ConfigTable& at_table, const std::string& at_key, const ConfigTable& table,
              const char* gives);
/// Curves that share the list named `gives`, with `at` as a table of lists by currency, in major units.
std::map<std::string, Curve> read_curves_by_currency(const ConfigTable& table, const char* gives);
/// { CNY = "1000.00" } in minor units.
std::map<std::string, std::int64_t> read_amounts(const ConfigTable& table, const char* key);

}  // namespace dunmail
