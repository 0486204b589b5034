// How fast a case goes: 1 at the start, higher is slower. Answered soon: slower; ignored: faster (docs/dunning.md, 4).
// The pace is a function of the case file, so it is never stored and can never disagree with it; every change names
// the letter or promise that caused it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "policy/policy.h"

namespace dunmail {

struct PaceChange {
  Date day;
  double factor = 1, before = 1,
         pace = 1;  ///< before: the pace until then; pace: after the change, within pace_min and pace_max
  std::string reason;
  bool trust_lost =
      false;  ///< a broken promise: what earlier answers slowed down, the promise among them, is taken back
};

/// What is dunned together: the invoices, the letters that named one of them, what those letters named besides, and so
/// on. When all of it is settled the cycle is over, and the next one has a pace and intervals of its own.
struct Cycle {
  Date since;                     ///< the first letter's day, or the day from which the invoices are overdue
  std::set<std::string> letters;  ///< ids
  bool has(const SentLetter& letter) const { return letters.contains(letter.id); }
};
Cycle cycle_about(const Standing& standing, const std::vector<std::string>& invoices, Date overdue_since);

struct Pace {
  double value = 1;
  std::vector<PaceChange> changes;  ///< oldest first
};

/// Of one cycle; what went before it stands as its first change, a share of the earlier pace that fades
/// (cadence.memory, memory_days). Without a cycle all letters are of one.
Pace pace_of(const Standing& standing, const CadenceRules& rules, Date today, const Cycle* cycle = nullptr);

}  // namespace dunmail
