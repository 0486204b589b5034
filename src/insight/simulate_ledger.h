// The ledger played forward, with what it needs put together: the policies, the model, calendars that reach far enough.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "desk/case_trouble.h"
#include "desk/world.h"
#include "insight/simulate.h"

namespace dunmail {

struct SimulateOrder {
  Date from;
  int days = 90;
  std::uint64_t seed = 1;
  int repeat = 1;            ///< seeds: seed, seed + 1, ...
  std::string policy;        ///< instead of the settings' own
  std::string model;         ///< empty: the product's config/response-model.toml
  bool sensitivity = false;  ///< the same again with each timing effect of the model changed
};

/// One assumption changed: means over the seeds, in the currency with the most cases.
struct VariedPlay {
  std::string assumption;
  std::string currency;
  double letters_fixed = 0, letters_adaptive = 0;
  double received_fixed = 0, received_adaptive = 0;      ///< minor units
  double per_letter_fixed = 0, per_letter_adaptive = 0;  ///< what letters brought, divided by their number
  std::size_t adaptive_higher = 0, seeds = 0;            ///< in so many of the seeds a letter brought more
};

struct SimulateResult {
  std::vector<SimulatedRun> runs;  ///< one a seed, at least one
  std::string policies, model;     ///< names
  std::vector<std::string> assumed_calendars;
  std::vector<VariedPlay> varied;  ///< of `sensitivity`; none for an empty ledger
  CaseTroubles trouble;
};
/// Plays the ledger forward and changes nothing of it: no letters, fixed and adaptive cadence side by side. Throws
/// Error(usage) for days or seeds out of bounds, Error(config) for a model about tiers that no policy has.
SimulateResult simulate_ledger(World& world, const SimulateOrder& order, const Progress& progress);

}  // namespace dunmail
