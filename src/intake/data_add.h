// New rows into the user's own folder of tables.
#pragma once

#include <optional>
#include <string>

#include "settings/settings.h"

namespace dunmail {

struct DataAddOrder {
  std::string file;    ///< .toml, .csv or .ics
  std::string table;   ///< cn, bgb-base; empty: the file's name without its ending
  std::string source;  ///< where the rows were read; empty: what a TOML file says, else its name
  bool verified = false;
  std::optional<Date> known_until;  ///< of rates out of a CSV file
};

struct DataAdded {
  std::string table;
  bool added = false;     ///< else every row stood there already, and nothing was written
  std::string what;       ///< what is known now, in a few words
  bool verified = false;  ///< the rows were held against the original
};

/// All or nothing: the rows are held against every row that is known, the shipped ones and the user's, and stand in the
/// user's file after that, or an Error names what contradicts. Rows that stand there already change nothing. Two at
/// once take turns.
DataAdded add_data(const Settings& settings, const DataAddOrder& order);

}  // namespace dunmail
