// The tables of dated rows that an installation rests on (calendars, rates, laws), how far each reaches, and which of
// those that are in use end soon. A table that ends is said before it does: a run must not learn it from the letters it
// lacks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cadence/calendar.h"
#include "desk/world.h"
#include "policy/policy_book.h"
#include "settings/settings.h"
#include "store/store.h"

namespace dunmail {

constexpr int days_of_warning = 60;  ///< before a table's last day

/// Where the tables lie: by the settings file, and where there is none, the product's.
struct TableFolders {
  std::string calendars, own_calendars, rates, own_rates, regimes;
};
TableFolders table_folders(const std::string& settings_file);

struct DataTable {
  std::string kind;  ///< calendar, rates, law
  std::string name;
  std::string last_row;
  std::optional<Date> ends;  ///< the last day that is known; nothing: has no end of its own
  std::string source;
  std::vector<std::string> unverified;  ///< rows that nobody held against the publisher; a calendar's last year
};

/// Every calendar, table of rates and regime, in this order, by name. Throws Error(config).
std::vector<DataTable> data_tables(const Settings& settings, const Calendars& calendars);

/// What is in use: the calendars of the debtors in the ledger and of the creditors' own countries; the rates that the
/// regimes read which dunmail.toml and the policies name.
class TablesInUse {
 public:
  TablesInUse(const Settings& settings, const Calendars& calendars, const PolicyBook& policies, Store& store);
  bool has(const DataTable& table);

 private:
  const Settings& settings_;
  const Calendars& calendars_;
  Store& store_;
  std::vector<std::string> regimes_, rates_;
};

/// Those in use that end within days_of_warning of a day, or have ended.
std::vector<DataTable> tables_ending(World& world, Date today);

/// Within days_of_warning of a day, or before it.
bool ends_soon(const DataTable& table, Date today);

}  // namespace dunmail
