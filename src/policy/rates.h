// Published rates of interest as dated rows (config/rates/NAME.toml). A day outside the rows is a Problem that names
// the file to extend, never a guess: a demand with a wrong rate is a wrong demand.
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
  bool verified = true;  ///< false: the file says that nobody has checked it with the publisher
};

/// A stretch of days under one row.
struct RateSpan {
  Date from, to;  ///< both included
  RateRow row;
};

class RateTable {
 public:
  /// title, publisher, known_until, step = "change" (a row where the rate changes) or "half-year" (a row for each 1
  /// January and 1 July), [[rate]] from, percent, verified. Throws Error(config) with file and line for a row out of
  /// order, a row twice, a half-year left out, rows behind known_until.
  static RateTable read(const ConfigTable& table, const std::string& name);

  const std::string& name() const { return name_; }
  Result<RateRow> on(Date day) const;
  /// The days from..to (both included) by row, in order.
  Result<std::vector<RateSpan>> over(Date from, Date to) const;

 private:
  std::string name_, file_;
  Date known_until_;
  std::vector<RateRow> rows_;  // oldest first, never empty
};

/// Every table of a folder, by name.
class Rates {
 public:
  static Rates load(const std::string& folder);
  /// Throws Error(config) for a name that no file has.
  const RateTable& table(const std::string& name) const;

 private:
  std::string folder_;
  std::map<std::string, RateTable> tables_;
};

}  // namespace dunmail
