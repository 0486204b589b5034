// simulate: the ledger played forward.
#pragma once

#include <optional>
#include <string>

#include "cli/command_table.h"
#include "insight/simulate_ledger.h"

namespace dunmail {

/// Plays the ledger forward and changes nothing of it: no letters, fixed and adaptive cadence side by
/// side. `svg`: writes a chart to this file.
Answer simulate_command(World& world, const SimulateOrder& order, const std::string& svg, const Progress& progress);

void describe_simulate(CommandTable& table);

}  // namespace dunmail
