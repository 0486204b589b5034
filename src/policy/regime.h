// The regimes of late-payment charges as data (config/regimes.toml): one table a regime, its clause of the law beside
// each key. charges.h computes by them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "policy/rates.h"

namespace dunmail {

enum class Pricing {
  none,      ///< charges nothing
  fixed,     ///< one rate for the whole time, read on one day
  repriced,  ///< the rate follows the table's rows
  daily,     ///< so many percent a day
  agreed,    ///< what the contract says
};

/// How many days a year has. Days are counted from the first day of default to the as-of day, both included.
enum class DayCount {
  of_365,      ///< actual days by 365
  of_360,      ///< actual days by 360
  actual,      ///< actual days by 365, by 366 within a leap year
  thirty_360,  ///< months of 30 days, years of 360
};
std::optional<DayCount> find_day_count(std::string_view word);  ///< "365", "360", "actual", "30/360"
const char* word(DayCount count);

/// Words by locale: zh-CN, zh-TW, en, de.
using LawWords = std::map<std::string, std::string, std::less<>>;

struct LumpSum {
  std::int64_t from = 0;    ///< for a principal of this much and more, minor units
  std::int64_t amount = 0;  ///< minor units
};

struct Regime {
  enum class Agreed { refused, allowed, needed };
  struct Uplift {
    int from = 0, to = 0, otherwise = 0;  ///< percent of the rate itself
  };

  std::string id, title;
  Pricing pricing = Pricing::none;
  std::string rate_table;         ///< of `fixed` and `repriced`
  bool fixed_on_due_day = false;  ///< `fixed`: read on the last day for payment, not on the first of default
  Rate margin = 0;                ///< percentage points on top
  std::optional<Uplift> uplift;
  Rate daily = 0;                      ///< percent a day
  Agreed agreed = Agreed::refused;     ///< whether a rate of the contract's own is taken
  std::string floor_table, cap_table;  ///< an agreed rate below is warned of; above it is cut
  std::string excess_table;            ///< an agreed rate above excess_percent of this table's is warned of
  int excess_percent = 0;
  DayCount day_count = DayCount::of_365;
  std::optional<Date> in_force;  ///< a default that began earlier is under another law
  bool moves_due_day = false;    ///< BGB 193: a last day on a weekend or holiday moves to the next working day
  Currency lump_currency;
  std::vector<LumpSum> lump_sums;        ///< by rising `from`
  std::vector<std::string> whole_units;  ///< currencies in which charges have no decimals
  LawWords basis, agreed_basis, lump_basis;
  LawWords lump_law;  ///< the clause alone, for the sentence about compensation
};

class Regimes {
 public:
  /// Throws Error(config) with file and line: an unknown key, a locale without its words, numbers that contradict.
  static Regimes load(const std::string& path);
  static Regimes parse(std::string_view toml, const std::string& name);

  /// A Problem with a suggestion for a name that the file does not have.
  Result<const Regime*> find(const std::string& id) const;
  const std::vector<Regime>& all() const { return regimes_; }

 private:
  static Regimes read(const ConfigTable& table);
  std::string file_;
  std::vector<Regime> regimes_;
};

}  // namespace dunmail
