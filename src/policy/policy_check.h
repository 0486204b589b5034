#pragma once

#include <vector>

#include "policy/policy.h"

namespace dunmail {

/// What a policy that loads may still have wrong: tiers nothing can reach, numbers that contradict each other. Each
/// with the tier's place in the file.
std::vector<Problem> check(const Policy& policy);
/// The same for several: a policy behind others that take everybody it could take.
std::vector<Problem> check_scopes(const std::vector<Policy>& policies);

}  // namespace dunmail
