// The loop played forward on a copy of the ledger: the rules that plan and send use (examine) decide day by day, a
// response model says what the debtors do, nothing is written. Three plays with the same fortune stand side by side: no
// letters at all, a fixed cadence as classic systems have it, and the adaptive cadence of the policy.
//
// Taken for granted: every letter is approved and leaves on the day it is proposed; nothing new is invoiced; the ledger
// is always fresh; a call is counted, but moves nobody.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "desk/case_trouble.h"
#include "desk/examine.h"
#include "insight/response_model.h"
#include "insight/tally.h"

namespace dunmail {

enum class CadenceKind { none, fixed, adaptive };

struct SimulationOrder {
  Date from;
  int days = 90;
  std::uint64_t seed = 1;
  int seeds = 1;           ///< plays with seed, seed + 1, ...
  bool every_day = false;  ///< look at each case on each day instead of only when something can change; for tests
};

/// One fortune, three cadences.
struct SimulatedRun {
  std::uint64_t seed = 0;
  Tally none, fixed, adaptive;
};

/// The same policies as classic systems would run them: the interval of the tier whatever the debtor does.
PolicyBook fixed_cadence(const PolicyBook& policies);

/// Plays one case to the end of the period. Pure.
Tally play_case(const CaseRules& rules, const ResponseModel& model, const SimulationOrder& order, std::uint64_t seed,
                CadenceKind cadence, CaseInput input);

/// Hands every case of the ledger to its argument.
using EachCase = std::function<void(const std::function<void(CaseInput&&)>&)>;

/// `fixed` and `adaptive` are the rules with either cadence; each is used by one thread at a time. A case that cannot
/// be played by one of the three is played by none of them, and named in `trouble`.
std::vector<SimulatedRun> simulate(const CaseRules& fixed, const CaseRules& adaptive, const ResponseModel& model,
                                   const SimulationOrder& order, const EachCase& each_case,
                                   const std::function<void(std::size_t cases)>& progress,
                                   CaseTroubles* trouble = nullptr);

}  // namespace dunmail
