// The log of calls and visits (docs/dunning.md, 6).
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "cli/answer.h"

namespace dunmail {

struct World;

struct CallsOrder {
  std::string debtor, by;  ///< empty: all
  std::optional<Date> since;
};
/// Every call and visit, oldest first.
Answer calls_command(World& world, const CallsOrder& order);

}  // namespace dunmail
