// New rows into the user's own folder of tables.
#pragma once

#include <optional>
#include <string>

#include "cli/answer.h"
#include "settings/settings.h"

namespace dunmail {

struct DataAddOrder {
  std::string file;    ///< .toml, .csv or .ics
  std::string table;   ///< cn, bgb-base; empty: the file's name without its ending
  std::string source;  ///< where the rows were read; empty: what a TOML file says, else its name
  bool verified = false;
  std::optional<Date> known_until;  ///< of rates out of a CSV file
};

/// All or nothing: the rows are held against every row that is known, the shipped ones and the user's, and stand in the
/// user's file after that, or an Error names what contradicts. Rows that stand there already change nothing. Two at
/// once take turns.
Answer data_add(const Settings& settings, const DataAddOrder& order);

}  // namespace dunmail
