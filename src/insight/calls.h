// The log of calls and visits (docs/dunning.md, 6).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/event.h"
#include "desk/case_trouble.h"
#include "desk/world.h"

namespace dunmail {

struct CallsOrder {
  std::string debtor, by;  ///< empty: all
  std::optional<Date> since;
};
struct CallsResult {
  std::vector<Event> calls;  ///< every call and visit, oldest first
  CaseTroubles trouble;
};
/// Throws Error(usage) for an unknown debtor.
CallsResult calls_made(World& world, const CallsOrder& order);

}  // namespace dunmail
