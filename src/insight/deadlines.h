// What no case may miss.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/case_trouble.h"
#include "desk/world.h"
#include "policy/deadlines.h"

namespace dunmail {

struct DeadlinesOrder {
  std::string debtor;         ///< empty: all
  std::optional<int> within;  ///< only what is so many days ahead, or past
  Date today;
  std::size_t most = static_cast<std::size_t>(-1);  ///< the first ones are kept
};
struct CaseDeadline {
  std::string debtor, name, case_id;
  Deadline deadline;
};
struct DeadlinesResult {
  std::vector<CaseDeadline> deadlines;  ///< by day
  std::size_t found = 0;                ///< of which they are the first
  CaseTroubles trouble;
};
/// Throws Error(usage) for an unknown debtor.
DeadlinesResult deadlines_of_cases(World& world, const DeadlinesOrder& order);

}  // namespace dunmail
