// Working days by country, as dated rows (config/calendars/NAME.toml). What the law reckons by (BGB 193, limitation) is
// strict: a day outside the rows is a Problem that names the file to extend, never a guess. What we choose ourselves (a
// printed deadline, an interval, a sending day, the grace of a promise) never waits for next year's rows: beyond them
// it is planned on the provisional calendar, which knows weekends and the holidays of fixed date; a planned deadline is
// then moved later by a margin, for the holidays that nobody has announced yet, and whoever plans says so.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "base/date.h"
#include "base/result.h"

namespace dunmail {

/// A day that we chose.
struct Planned {
  Date day;
  int provisional_year = 0;  ///< of the first day on the way that no row tells of; 0: every day was known
  bool provisional() const { return provisional_year != 0; }
  /// " on the provisional calendar of 2027", or nothing: to be hung onto what is said of the day.
  std::string note() const;
};

/// Rows as a file holds them, with where each stands.
struct CalendarRow {
  Date from, to;    ///< both included; one day where it is worked
  bool off = true;  ///< false: a weekend that is worked
  std::string name, where;
};
struct CalendarRows {
  int first_year = 0, last_year = 0;  ///< whole years
  std::string source;
  bool verified = false;  ///< held against the original by somebody
  std::vector<CalendarRow> rows;
  std::string where;  ///< the file, for what no row is to blame for
};
/// first_year, last_year, source, verified, [[off]] from, to, name and [[work]] day, name. Throws Error(config).
CalendarRows read_calendar_rows(const ConfigTable& table);

class Calendar {
 public:
  /// first_year, last_year, time_zone, weekend = ["sat", "sun"], [[off]] from, to, name and [[work]] day: weekends
  /// worked instead; [[fixed]] month, day, name: holidays on the same date of every year, for the provisional calendar;
  /// provisional_margin_days (3); source, verified. extends = "de": the rows, weekend and time zone of de.toml come
  /// first; first_year and last_year are said again, within the other's, so that a year without a state's own holidays
  /// is not taken for known. Behind them [[added]], as add() has it. Throws Error(config) with file and line; for files
  /// that extend each other in a circle as well.
  static Calendar load(const std::string& path) { return load(path, ""); }
  /// `own`: a folder of the user's; its file of the same name is added to the shipped one, and to each that it extends.
  static Calendar load(const std::string& path, const std::string& own);
  /// `parent` gives the calendar that `extends` names.
  using Parent = std::function<Calendar(const std::string& name)>;
  static Calendar read(const ConfigTable& table, const std::string& name, const Parent& parent = {});

  /// Years that are known already may get further rows, none that says the opposite of what stands there; new years
  /// follow the last one without a gap, and have every holiday of fixed date. Throws Error(config) that names both
  /// rows.
  void add(const CalendarRows& rows);
  /// A file of the user's: rows as add() takes them, in the file itself or in [[added]], or both.
  void add_file(const ConfigTable& file);

  const std::string& name() const { return name_; }
  const std::string& time_zone() const { return time_zone_; }
  Result<bool> is_working(Date day) const;
  /// A public holiday: stands in the rows. A weekend is none.
  Result<bool> is_holiday(Date day) const;
  /// The n-th working day after `day`, the day itself not counted; n = 0: the day itself or the next working day.
  Result<Date> add_working(Date day, int n) const;
  /// The n-th working day before `day`.
  Result<Date> subtract_working(Date day, int n) const;

  /// The same for days that we choose: never fail. Only a deadline (plan_working) is moved by the margin.
  bool knows(Date day) const;
  bool planned_working(Date day) const;
  bool planned_holiday(Date day) const;
  Planned plan_working(Date day, int n) const;
  Planned plan_before(Date day, int n) const;

  int first_year() const { return first_year_; }
  int last_year() const { return last_year_; }
  /// Where the rows of the last year come from, and whether somebody held them against the original.
  const std::string& source() const { return source_; }
  bool verified() const { return verified_; }
  /// Days off that are no weekend, and weekends worked, of one year.
  std::pair<int, int> count(int year) const;

  /// Saturdays and Sundays and nothing more: for a debtor whose country has no calendar. All of it is provisional.
  static const Calendar& weekends_only();
  /// For looking ahead only, never for a letter: the holidays of the last known year on the same dates of every year
  /// until `year`; weekends that are worked instead are not guessed.
  Calendar assumed_until(int year) const;

 private:
  std::optional<Problem> unknown(Date day) const;
  void take_rows(const CalendarRows& rows);
  void check_fixed(const CalendarRows& rows, int year) const;
  bool is_weekend(Date day) const;
  bool is_fixed(Date day) const;

  struct Fixed {
    unsigned month, day;
    std::string name;
  };
  std::string name_, file_, time_zone_, source_;
  int first_year_ = 0, last_year_ = 0, margin_ = 3;
  bool weekend_[7] = {};  // by ISO weekday - 1
  bool verified_ = true;
  std::map<Date, std::string> off_, work_;  // the row as a message names it
  std::vector<Fixed> fixed_;
};

/// Every calendar of a folder, by name.
class Calendars {
 public:
  /// `own`: a folder of the user's, read over the first; it may be missing, and may hold calendars of its own.
  static Calendars load(const std::string& folder, const std::string& own = "");
  /// By name, or by country where the name is empty; a Problem when there is none.
  Result<const Calendar*> find(const std::string& name, const std::string& country) const;
  /// Calendar::assumed_until for each of them; `extended` is told the names of those that did not reach so far.
  Calendars assumed_until(int year, std::vector<std::string>& extended) const;

  const std::map<std::string, Calendar>& all() const { return by_name_; }
  /// The countries that a calendar stands for.
  std::vector<std::string> countries_of(const std::string& name) const;

 private:
  void take(const ConfigTable& table, Calendar calendar);
  std::map<std::string, Calendar> by_name_;
  std::map<std::string, std::string> by_country_;
  std::string folder_;
};

}  // namespace dunmail
