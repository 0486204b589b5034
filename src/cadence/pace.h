// How fast a case goes: 1 at the start, higher is slower. Answered soon: slower; ignored: faster (docs/dunning.md, 4).
// The pace is a function of the case file, so it is never stored and can never disagree with it; every change names
// the letter or promise that caused it.
#pragma once

#include <string>
#include <vector>

#include "casefile/standing.h"
#include "policy/policy.h"

namespace dunmail {

struct PaceChange {
  Date day;
  double factor = 1, before = 1, pace = 1;  ///< before: the pace until then; pace: after the change, within pace_min and pace_max
  std::string reason;
  bool trust_lost = false;  ///< a broken promise: what earlier answers slowed down, the promise among them, is taken back
};

struct Pace {
  double value = 1;
  std::vector<PaceChange> changes;  ///< oldest first
};

Pace pace_of(const Standing& standing, const CadenceRules& rules, Date today);

}  // namespace dunmail
