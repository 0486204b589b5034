// The day's order of work.
#pragma once

#include <string>

#include "base/date.h"
#include "cli/answer.h"

namespace dunmail {

struct World;

struct WorklistOrder {
  std::string by;  ///< letter, call, visit, boss; empty: all
  std::size_t limit = 50;
  Date today;
};
/// The most urgent cases with something to do, why, and whom to speak to.
Answer worklist_command(World& world, const WorklistOrder& order, bool csv = false);

}  // namespace dunmail
