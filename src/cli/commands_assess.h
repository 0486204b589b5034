// Why a debtor is late, and what a person decides about it.
#pragma once

#include <string>

#include "cli/command_table.h"
#include "planning/assess.h"

namespace dunmail {

/// The catalogue of config/reasons.toml: all of it, one group, or one reason with everything it says. `settings_file`
/// may be missing: then the product's own catalogue is shown.
Answer reasons_command(const std::string& settings_file, const std::string& code, const std::string& locale);

/// Writes the assessment when every step is there, and says which is missing when some are; without any of them it
/// shows the form as it stands, with what the case suggests for each step.
Answer assess_command(World& world, const AssessOrder& order);

/// reasons, worklist, assess.
void describe_assess(CommandTable& table);

}  // namespace dunmail
