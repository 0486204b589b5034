// What another policy would change on a day: every case is decided by both, and nothing is written.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "desk/case_trouble.h"
#include "desk/world.h"

namespace dunmail {

/// A case that would get something else.
struct PolicyChange {
  std::string case_id;
  Currency currency;
  std::int64_t demand = 0;
  std::string old_policy, new_policy;  ///< their names
  std::string was, is;  ///< what it gets: "reminder by email", "2 x reminder by post", "nothing: too-early"
  std::string why;      ///< of the new one
};

struct PolicyDiff {
  std::size_t examined = 0, different = 0;
  std::map<std::pair<std::string, std::string>, std::size_t> counts;  ///< by was and is
  std::vector<PolicyChange> changes;                                  ///< at most as many as were asked for
  CaseTroubles trouble;
};

struct PolicyDiffOrder {
  std::string before, after;  ///< a policy.toml each, or a folder of policies
  Date today;
  std::size_t most = static_cast<std::size_t>(-1);  ///< changes that are told one by one
};

PolicyDiff policy_diff(World& world, const PolicyDiffOrder& order);

}  // namespace dunmail
