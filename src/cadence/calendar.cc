#include "cadence/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace dunmail {
namespace {

std::size_t weekday_index(Date day) { return std::chrono::weekday(day).iso_encoding() - 1; }

/// A file and, by way of `extends`, the files below it; `below` are the ones that led here. `own` is searched last, and
/// its file of the same name is added.
Calendar load_chain(const std::filesystem::path& path, const std::filesystem::path& own,
                    std::vector<std::string> below) {
  const std::string name = path.stem().string();
  below.push_back(name);
  const ConfigTable table = ConfigTable::load(path.string());
  Calendar out = Calendar::read(table, name, [&](const std::string& wanted) {
    if (std::find(below.begin(), below.end(), wanted) != below.end())
      throw table.error("extends", fmt::format("goes in a circle: {}, {}", fmt::join(below, ", "), wanted));
    auto file = path.parent_path() / (wanted + ".toml");
    if (wanted.find('/') == wanted.npos && !own.empty() && !std::filesystem::exists(file))
      file = own / (wanted + ".toml");
    if (wanted.find('/') != wanted.npos || !std::filesystem::exists(file))
      throw table.error("extends", "there is no calendar \"" + wanted + "\" beside this file");
    return load_chain(file, own, below);
  });
  const auto more = own / path.filename();
  if (!own.empty() && path.parent_path() != own && std::filesystem::exists(more))
    out.add_file(ConfigTable::load(more.string()));
  return out;
}

std::string years(int first, int last) {
  return first == last ? std::to_string(first) : fmt::format("{} to {}", first, last);
}

}  // namespace

std::string Planned::note() const {
  return provisional() ? fmt::format(" on the provisional calendar of {}", provisional_year) : "";
}

Calendar Calendar::load(const std::string& path, const std::string& own) { return load_chain(path, own, {}); }

Calendar Calendar::read(const ConfigTable& table, const std::string& name, const Parent& parent) {
  static const std::vector<std::string> days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  Calendar c;
  const std::string base = table.text("extends", "");
  if (!base.empty()) {
    if (!parent) throw table.error("extends", "is for files only");
    c = parent(base);
  }
  const int first = c.first_year_, last = c.last_year_;
  c.name_ = name;
  c.file_ = table.file();
  table.texts("countries");
  c.time_zone_ = base.empty() ? table.text("time_zone") : table.text("time_zone", c.time_zone_);
  const CalendarRows rows = read_calendar_rows(table);
  c.first_year_ = rows.first_year;
  c.last_year_ = rows.last_year;
  c.margin_ = static_cast<int>(table.number("provisional_margin_days", c.margin_, 0, 30));
  c.source_ = rows.source;
  c.verified_ = rows.verified;
  if (!base.empty() && (c.first_year_ < first || c.last_year_ > last))
    throw table.error(c.first_year_ < first ? "first_year" : "last_year",
                      fmt::format("{} knows {} to {} only", base, first, last), "extend that file first");
  auto weekend = table.texts("weekend");
  if (weekend.empty() && base.empty()) weekend = {"sat", "sun"};
  if (!weekend.empty()) std::fill(std::begin(c.weekend_), std::end(c.weekend_), false);
  for (const std::string& day : weekend) {
    const auto found = std::find(days.begin(), days.end(), day);
    if (found == days.end())
      throw table.error("weekend", "\"" + day + "\" is not one of: mon, tue, wed, thu, fri, sat, sun");
    c.weekend_[found - days.begin()] = true;
  }
  for (const ConfigTable& row : table.tables("fixed")) {
    const auto month = static_cast<unsigned>(row.number("month", 1, 12));
    const auto day = static_cast<unsigned>(row.number("day", 1, 31));
    if (!std::chrono::year_month_day(std::chrono::year(2024), std::chrono::month(month), std::chrono::day(day)).ok())
      throw row.error("day", "is no day of that month");
    c.fixed_.push_back({month, day, row.text("name", "")});
  }
  c.take_rows(rows);
  for (const ConfigTable& more : table.tables("added")) c.add(read_calendar_rows(more));
  table.finish();
  return c;
}

CalendarRows read_calendar_rows(const ConfigTable& table) {
  CalendarRows out;
  out.where = table.file();
  out.first_year = static_cast<int>(table.number("first_year", 1900, 2199));
  out.last_year = static_cast<int>(table.number("last_year", out.first_year, 2199));
  out.source = table.text("source", "");
  out.verified = table.flag("verified", true);
  const auto within = [&](const ConfigTable& row, const char* key) {
    const auto day = row.date(key);
    if (!day) throw row.error(key, "is missing");
    const int year = int(civil(*day).year());
    if (year < out.first_year || year > out.last_year) throw row.error(key, "lies outside first_year to last_year");
    return *day;
  };
  for (const ConfigTable& row : table.tables("off")) {
    const Date from = within(row, "from");
    const Date to = row.has("to") ? within(row, "to") : from;
    if (to < from) throw row.error("to", "is before from");
    out.rows.push_back({from, to, true, row.text("name", ""), row.where("from")});
  }
  for (const ConfigTable& row : table.tables("work")) {
    const Date day = within(row, "day");
    out.rows.push_back({day, day, false, row.text("name", ""), row.where("day")});
  }
  return out;
}

void Calendar::take_rows(const CalendarRows& rows) {
  for (const CalendarRow& row : rows.rows) {
    const std::string text =
        fmt::format("{} {}{}{} ({})", iso(row.from), row.to == row.from ? "" : "to " + iso(row.to) + " ",
                    row.off ? "off" : "worked", row.name.empty() ? "" : ", " + row.name, row.where);
    const auto& opposite = row.off ? work_ : off_;
    for (Date day = row.from; day <= row.to; day += Days(1)) {
      if (const auto other = opposite.find(day); other != opposite.end())
        throw Error(ErrorKind::config, row.where, fmt::format("{} contradicts {}", text, other->second),
                    "one of the two is wrong; take the wrong row out");
      (row.off ? off_ : work_).emplace(day, text);
    }
  }
}

void Calendar::check_fixed(const CalendarRows& rows, int year) const {
  for (const Fixed& each : fixed_) {
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(each.month),
                                           std::chrono::day(each.day)};
    if (!date.ok() || is_weekend(Date(date)) || off_.contains(Date(date)) || work_.contains(Date(date))) continue;
    throw Error(
        ErrorKind::config, rows.where,
        fmt::format("the rows of {} do not have {} ({}), a holiday of every year", year, iso(Date(date)), each.name),
        "give whole years; a day that is worked this time has a row that says so");
  }
}

void Calendar::add(const CalendarRows& rows) {
  const int first = rows.first_year, last = rows.last_year;
  if (first > last_year_ + 1)
    throw Error(
        ErrorKind::config, rows.where,
        fmt::format("{} is left out: {} ends with {} ({})", years(last_year_ + 1, first - 1), name_, last_year_, file_),
        "add that first");
  if (last < first_year_ - 1)
    throw Error(ErrorKind::config, rows.where,
                fmt::format("{} is left out: {} begins with {} ({})", years(last + 1, first_year_ - 1), name_,
                            first_year_, file_),
                "add that first");
  take_rows(rows);
  for (int year = first; year <= last; ++year)
    if (year < first_year_ || year > last_year_) check_fixed(rows, year);
  if (last > last_year_) {
    source_ = rows.source;
    verified_ = rows.verified;
    file_ = rows.where;
  }
  last_year_ = std::max(last_year_, last);
  first_year_ = std::min(first_year_, first);
}

void Calendar::add_file(const ConfigTable& file) {
  const auto same = [&](const char* key, bool is_same) {
    if (file.has(key) && !is_same)
      throw file.error(key, "is not what the calendar says that this file is added to", "leave the key out");
  };
  file.texts("countries");
  file.tables("fixed");
  file.texts("weekend");
  same("extends", false);
  same("time_zone", file.text("time_zone", time_zone_) == time_zone_);
  file.number("provisional_margin_days", margin_, 0, 30);
  if (file.has("first_year") || !file.has("added")) add(read_calendar_rows(file));
  for (const ConfigTable& rows : file.tables("added")) add(read_calendar_rows(rows));
  file.finish();
}

std::optional<Problem> Calendar::unknown(Date day) const {
  const int year = int(civil(day).year());
  if (year >= first_year_ && year <= last_year_) return std::nullopt;
  return Problem{
      file_,
      fmt::format("the calendar {} knows {} to {}, but {} was asked for", name_, first_year_, last_year_, iso(day)),
      "add the year's holidays to the file and raise last_year"};
}

Result<bool> Calendar::is_holiday(Date day) const {
  if (auto problem = unknown(day)) return *problem;
  return off_.contains(day);
}

Result<bool> Calendar::is_working(Date day) const {
  if (auto problem = unknown(day)) return *problem;
  return planned_working(day);
}

Result<Date> Calendar::add_working(Date day, int n) const {
  if (n == 0) {
    day -= Days(1);
    n = 1;
  }
  while (n > 0) {
    day += Days(1);
    const auto working = is_working(day);
    if (!working) return working.problem();
    if (*working) --n;
  }
  return day;
}

Result<Date> Calendar::subtract_working(Date day, int n) const {
  while (n > 0) {
    day -= Days(1);
    const auto working = is_working(day);
    if (!working) return working.problem();
    if (*working) --n;
  }
  return day;
}

bool Calendar::knows(Date day) const {
  const int year = int(civil(day).year());
  return year >= first_year_ && year <= last_year_;
}

bool Calendar::is_weekend(Date day) const { return weekend_[weekday_index(day)]; }

bool Calendar::is_fixed(Date day) const {
  const auto date = civil(day);
  return std::any_of(fixed_.begin(), fixed_.end(), [&](const Fixed& each) {
    return each.month == unsigned(date.month()) && each.day == unsigned(date.day());
  });
}

bool Calendar::planned_holiday(Date day) const { return off_.contains(day) || (!knows(day) && is_fixed(day)); }

bool Calendar::planned_working(Date day) const {
  return work_.contains(day) || (!is_weekend(day) && !planned_holiday(day));
}

Planned Calendar::plan_working(Date day, int n) const {
  Planned out{day, 0};
  if (n == 0) {
    out.day -= Days(1);
    n = 1;
  }
  const auto walk = [&](int steps) {
    while (steps > 0) {
      out.day += Days(1);
      if (!out.provisional() && !knows(out.day)) out.provisional_year = int(civil(out.day).year());
      if (planned_working(out.day)) --steps;
    }
  };
  walk(n);
  // Holidays that nobody has announced yet may lie between: who is given more time than meant has no ground to
  // complain.
  if (out.provisional()) walk(margin_);
  return out;
}

Planned Calendar::plan_before(Date day, int n) const {
  Planned out{day, 0};
  while (n > 0) {
    out.day -= Days(1);
    if (!out.provisional() && !knows(out.day)) out.provisional_year = int(civil(out.day).year());
    if (planned_working(out.day)) --n;
  }
  return out;
}

std::pair<int, int> Calendar::count(int year) const {
  std::pair<int, int> out{0, 0};
  for (Date day = make_date(year, 1, 1); day < make_date(year + 1, 1, 1); day += Days(1)) {
    out.first += !is_weekend(day) && off_.contains(day);
    out.second += is_weekend(day) && work_.contains(day);
  }
  return out;
}

const Calendar& Calendar::weekends_only() {
  static const Calendar plain = [] {
    Calendar c;
    c.name_ = "weekends";
    c.first_year_ = 1;
    c.last_year_ = 0;
    c.weekend_[5] = c.weekend_[6] = true;
    return c;
  }();
  return plain;
}

Calendar Calendar::assumed_until(int year) const {
  Calendar out = *this;
  for (const auto& [day, row] : off_) {
    const auto known = civil(day);
    if (int(known.year()) != last_year_) continue;
    for (int later = last_year_ + 1; later <= year; ++later)
      if (const std::chrono::year_month_day same{std::chrono::year(later), known.month(), known.day()}; same.ok())
        out.off_.emplace(Date(same), row);
  }
  out.last_year_ = std::max(last_year_, year);
  return out;
}

void Calendars::take(const ConfigTable& table, Calendar calendar) {
  for (const std::string& country : table.texts("countries")) {
    const auto [taken, fresh] = by_country_.emplace(country, calendar.name());
    if (!fresh)
      throw table.error("countries", fmt::format("{} has the calendar {} already", country, taken->second),
                        "leave it out here; a debtor can name this calendar itself");
  }
  by_name_.emplace(calendar.name(), std::move(calendar));
}

Calendars Calendars::load(const std::string& folder, const std::string& own) {
  Calendars out;
  out.folder_ = folder;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".toml") continue;
    out.take(ConfigTable::load(entry.path().string()), Calendar::load(entry.path().string(), own));
  }
  if (failed) throw Error(ErrorKind::config, folder, failed.message(), "the folder of working calendars is missing");
  if (own.empty()) return out;
  for (const auto& entry : std::filesystem::directory_iterator(own, failed)) {
    if (entry.path().extension() != ".toml" || out.by_name_.contains(entry.path().stem().string())) continue;
    // One of the user's own stands on a shipped one by way of `extends`: that is looked for in the shipped folder.
    const ConfigTable table = ConfigTable::load(entry.path().string());
    const Calendar::Parent parent = [&](const std::string& wanted) {
      const auto file = std::filesystem::path(folder) / (wanted + ".toml");
      return Calendar::load(wanted.find('/') == wanted.npos && std::filesystem::exists(file)
                                ? file.string()
                                : (std::filesystem::path(own) / (wanted + ".toml")).string(),
                            own);
    };
    out.take(table, Calendar::read(table, entry.path().stem().string(), parent));
  }
  return out;
}

std::vector<std::string> Calendars::countries_of(const std::string& name) const {
  std::vector<std::string> out;
  for (const auto& [country, calendar] : by_country_)
    if (calendar == name) out.push_back(country);
  return out;
}

Calendars Calendars::assumed_until(int year, std::vector<std::string>& extended) const {
  Calendars out = *this;
  for (auto& [name, calendar] : out.by_name_) {
    if (calendar.last_year() >= year) continue;
    extended.push_back(name);
    calendar = calendar.assumed_until(year);
  }
  return out;
}

Result<const Calendar*> Calendars::find(const std::string& name, const std::string& country) const {
  std::string wanted = name;
  if (wanted.empty()) {
    const auto found = by_country_.find(country);
    if (found == by_country_.end())
      return Problem{folder_, "no calendar of working days names the country " + country,
                     "add a file with countries = [\"" + country + "\"], or set the debtor's calendar"};
    wanted = found->second;
  }
  const auto found = by_name_.find(wanted);
  if (found != by_name_.end()) return &found->second;
  std::vector<std::string> names;
  for (const auto& [known, calendar] : by_name_) names.push_back(known);
  std::string hint = did_you_mean(wanted, names);
  return Problem{folder_, "there is no calendar \"" + wanted + "\"",
                 hint.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : hint};
}

}  // namespace dunmail
