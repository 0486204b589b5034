#pragma once

#include <optional>
#include <string>

#include "base/progress.h"
#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

struct SimulateOrder {
  Date from;
  int days = 90;
  std::uint64_t seed = 1;
  int repeat = 1;            ///< seeds: seed, seed + 1, ...
  std::string policy;        ///< instead of the settings' own
  std::string model;         ///< empty: the product's config/response-model.toml
  std::string svg;           ///< writes a chart to this file
  bool sensitivity = false;  ///< the same again with each timing effect of the model changed
};

/// Plays the ledger forward and changes nothing of it: no letters, fixed and adaptive cadence side by side.
Answer simulate_command(World& world, const SimulateOrder& order, const Progress& progress);

}  // namespace dunmail
