// Working days by country, as dated rows (config/calendars/NAME.toml). A day outside the rows is a Problem that names
// the file to extend, never a guess: a deadline that falls on an unknown holiday is worth nothing.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "base/date.h"
#include "base/result.h"

namespace dunmail {

class Calendar {
 public:
  /// first_year, last_year, time_zone, weekend = ["sat", "sun"], [[off]] from, to, name and [[work]] day: weekends worked
  /// instead. extends = "de": the rows, weekend and time zone of de.toml in the same folder come first; first_year and
  /// last_year are said again, within the other's, so that a year without a state's own holidays is not taken for known.
  /// Throws Error(config) with file and line; for files that extend each other in a circle as well.
  static Calendar load(const std::string& path);
  /// `parent` gives the calendar that `extends` names.
  using Parent = std::function<Calendar(const std::string& name)>;
  static Calendar read(const ConfigTable& table, const std::string& name, const Parent& parent = {});

  const std::string& name() const { return name_; }
  const std::string& time_zone() const { return time_zone_; }
  Result<bool> is_working(Date day) const;
  /// A public holiday: stands in the rows. A weekend is none.
  Result<bool> is_holiday(Date day) const;
  /// The n-th working day after `day`, the day itself not counted; n = 0: the day itself or the next working day.
  Result<Date> add_working(Date day, int n) const;
  /// The n-th working day before `day`.
  Result<Date> subtract_working(Date day, int n) const;

  int last_year() const { return last_year_; }
  /// For looking ahead only, never for a letter: the holidays of the last known year on the same dates of every year until
  /// `year`; weekends that are worked instead are not guessed.
  Calendar assumed_until(int year) const;

 private:
  std::optional<Problem> unknown(Date day) const;

  std::string name_, file_, time_zone_;
  int first_year_ = 0, last_year_ = 0;
  bool weekend_[7] = {};          // by ISO weekday - 1
  std::set<Date> off_, work_;
};

/// Every calendar of a folder, by name.
class Calendars {
 public:
  static Calendars load(const std::string& folder);
  /// By name, or by country where the name is empty; a Problem when there is none.
  Result<const Calendar*> find(const std::string& name, const std::string& country) const;
  /// Calendar::assumed_until for each of them; `extended` is told the names of those that did not reach so far.
  Calendars assumed_until(int year, std::vector<std::string>& extended) const;

 private:
  std::map<std::string, Calendar> by_name_;
  std::map<std::string, std::string> by_country_;
  std::string folder_;
};

}  // namespace dunmail
