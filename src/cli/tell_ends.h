// Tables of dated rows that end soon, as commands say it.
#pragma once

#include <string>
#include <vector>

#include "cli/answer.h"
#include "desk/world.h"

namespace dunmail {

/// A line for each table in use that ends soon: what follows, and what to do.
std::vector<std::string> lines_of_ending(World& world, Date today);
/// The same for a command that did its work and says it beside: never throws, and opens the database only where a table
/// ends. Empty without a settings file.
std::vector<std::string> reminders(const std::string& settings_file, Instant now);
/// Hung onto the answer of plan and run: lines, `tables_ending`, and exit code 3 instead of 0.
void tell_ends(World& world, Date today, Answer& answer);

}  // namespace dunmail
