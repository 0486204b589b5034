// Published rates of interest as dated rows (config/rates/NAME.toml). A day outside the rows is a Problem that names
// the file to extend, never a guess: a demand with a wrong rate is a wrong demand. A folder of the user's holds what
// was published since (dunmail data add).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_table.h"
#include "base/date.h"
#include "base/result.h"

namespace dunmail {

/// A rate in millionths of a percent: 11.27 % is 11,270,000. Whole numbers, so that sums of interest stay exact.
using Rate = std::int64_t;
inline constexpr Rate one_percent = 1'000'000;

/// "3.45" (percent, a point, at most four decimals, -10 to 100) to a Rate. Base rates have been negative.
Result<Rate> parse_percent(std::string_view text);
/// "3.45", "16": without needless zeros.
std::string percent_text(Rate rate);

struct RateRow {
  Date from;  ///< first day on which it holds
  Rate rate = 0;
  bool verified = true;     ///< false: the file says that nobody has checked it with the publisher
  std::string where = {};   ///< file, line and column
  std::string source = {};  ///< where it was read; empty: where the table's head says
};

/// A stretch of days under one row.
struct RateSpan {
  Date from, to;  ///< both included
  RateRow row;
};

/// Further rows as a file holds them.
struct RateRows {
  Date known_until;       ///< the last day for which they are complete
  bool verified = false;  ///< of what no row says for itself: that nothing changed since
  std::string source;
  std::vector<RateRow> rows;
  std::string where;  ///< the file, for what no row is to blame for
};

class RateTable {
 public:
  /// title, publisher, known_until, step = "change" (a row where the rate changes) or "half-year" (a row for each 1
  /// January and 1 July), source, verified, [[rate]] from, percent, verified, source; behind them [[added]], as add()
  /// has it. Throws Error(config) with file and line for a row out of order, a row twice, a half-year left out, rows
  /// behind known_until.
  static RateTable read(const ConfigTable& table, const std::string& name);

  /// They follow what is known, or go before it; a row that stands already may be said again, and a verified one may
  /// correct one that was not. Throws Error(config) that names both rows for one that contradicts another or falls into
  /// days whose rate is known; for a half-year left out.
  void add(RateRows rows);
  /// known_until, source, verified, [[rate]] of a file or of its [[added]], by this table's step. Throws Error(config).
  RateRows read_rows(const ConfigTable& table) const;
  /// A file of the user's: rows as add() takes them, in the file itself or in [[added]], or both.
  void add_file(const ConfigTable& file);

  const std::string& name() const { return name_; }
  const std::string& publisher() const { return publisher_; }
  Date known_until() const { return known_until_; }
  bool by_half_years() const { return half_years_; }
  const std::vector<RateRow>& rows() const { return rows_; }
  Result<RateRow> on(Date day) const;
  /// The days from..to (both included) by row, in order.
  Result<std::vector<RateSpan>> over(Date from, Date to) const;

 private:
  void follow(std::vector<RateRow> after, const RateRows& all);
  void precede(const std::vector<RateRow>& rows);
  bool said_before(const RateRow& row);

  std::string name_, file_, publisher_;
  Date known_until_;
  bool half_years_ = false;
  std::vector<RateRow> rows_;  // oldest first, never empty
};

/// Every table of a folder, by name.
class Rates {
 public:
  /// `own`: a folder of the user's, read over the first; it may be missing, and may hold tables of its own.
  static Rates load(const std::string& folder, const std::string& own = "");
  /// Throws Error(config) for a name that no file has.
  const RateTable& table(const std::string& name) const;
  const std::map<std::string, RateTable>& all() const { return tables_; }

 private:
  std::string folder_;
  std::map<std::string, RateTable> tables_;
};

}  // namespace dunmail
