// What one letter costs, for the key figures.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/config_table.h"

namespace dunmail {

/// Price of one letter by channel (email, fax, post, registered) and currency; a channel without a price is not
/// counted.
using LetterPrices = std::map<std::string, std::map<std::string, std::int64_t>>;

/// Lines such as post = { CNY = "1.20" }. Throws Error(config) with file, line and column.
LetterPrices parse_prices(const ConfigTable& table);

}  // namespace dunmail
