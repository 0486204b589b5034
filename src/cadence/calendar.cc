#include "cadence/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace dunmail {
namespace {

std::size_t weekday_index(Date day) { return std::chrono::weekday(day).iso_encoding() - 1; }

/// A file and, by way of `extends`, the files below it; `below` are the ones that led here.
Calendar load_chain(const std::filesystem::path& path, std::vector<std::string> below) {
  const std::string name = path.stem().string();
  below.push_back(name);
  const ConfigTable table = ConfigTable::load(path.string());
  return Calendar::read(table, name, [&](const std::string& wanted) {
    if (std::find(below.begin(), below.end(), wanted) != below.end())
      throw table.error("extends", fmt::format("goes in a circle: {}, {}", fmt::join(below, ", "), wanted));
    const auto file = path.parent_path() / (wanted + ".toml");
    if (wanted.find('/') != wanted.npos || !std::filesystem::exists(file))
      throw table.error("extends", "there is no calendar \"" + wanted + "\" beside this file");
    return load_chain(file, below);
  });
}

}  // namespace

Calendar Calendar::load(const std::string& path) { return load_chain(path, {}); }

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
  c.first_year_ = static_cast<int>(table.number("first_year", 1900, 2199));
  c.last_year_ = static_cast<int>(table.number("last_year", c.first_year_, 2199));
  if (!base.empty() && (c.first_year_ < first || c.last_year_ > last))
    throw table.error(c.first_year_ < first ? "first_year" : "last_year", fmt::format("{} knows {} to {} only", base, first, last), "extend that file first");
  auto weekend = table.texts("weekend");
  if (weekend.empty() && base.empty()) weekend = {"sat", "sun"};
  if (!weekend.empty()) std::fill(std::begin(c.weekend_), std::end(c.weekend_), false);
  for (const std::string& day : weekend) {
    const auto found = std::find(days.begin(), days.end(), day);
    if (found == days.end()) throw table.error("weekend", "\"" + day + "\" is not one of: mon, tue, wed, thu, fri, sat, sun");
    c.weekend_[found - days.begin()] = true;
  }
  auto within = [&](const ConfigTable& row, const char* key) {
    const auto day = row.date(key);
    if (!day) throw row.error(key, "is missing");
    const int year = int(civil(*day).year());
    if (year < c.first_year_ || year > c.last_year_) throw row.error(key, "lies outside first_year to last_year");
    return *day;
  };
  for (const ConfigTable& row : table.tables("off")) {
    const Date from = within(row, "from");
    const Date to = row.has("to") ? within(row, "to") : from;
    row.text("name", "");
    if (to < from) throw row.error("to", "is before from");
    for (Date day = from; day <= to; day += Days(1)) c.off_.insert(day);
  }
  for (const ConfigTable& row : table.tables("work")) {
    row.text("name", "");
    c.work_.insert(within(row, "day"));
  }
  table.finish();
  return c;
}

std::optional<Problem> Calendar::unknown(Date day) const {
  const int year = int(civil(day).year());
  if (year >= first_year_ && year <= last_year_) return std::nullopt;
  return Problem{file_, fmt::format("the calendar {} knows {} to {}, but {} was asked for", name_, first_year_, last_year_, iso(day)),
                 "add the year's holidays to the file and raise last_year"};
}

Result<bool> Calendar::is_holiday(Date day) const {
  if (auto problem = unknown(day)) return *problem;
  return off_.contains(day);
}

Result<bool> Calendar::is_working(Date day) const {
  if (auto problem = unknown(day)) return *problem;
  if (work_.contains(day)) return true;
  return !weekend_[weekday_index(day)] && !off_.contains(day);
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

Calendar Calendar::assumed_until(int year) const {
  Calendar out = *this;
  for (const Date day : off_) {
    const auto known = civil(day);
    if (int(known.year()) != last_year_) continue;
    for (int later = last_year_ + 1; later <= year; ++later)
      if (const std::chrono::year_month_day same{std::chrono::year(later), known.month(), known.day()}; same.ok()) out.off_.insert(Date(same));
  }
  out.last_year_ = std::max(last_year_, year);
  return out;
}

Calendars Calendars::load(const std::string& folder) {
  Calendars out;
  out.folder_ = folder;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".toml") continue;
    Calendar calendar = Calendar::load(entry.path().string());
    const ConfigTable table = ConfigTable::load(entry.path().string());
    for (const std::string& country : table.texts("countries")) {
      const auto [taken, fresh] = out.by_country_.emplace(country, calendar.name());
      if (!fresh) throw table.error("countries", fmt::format("{} has the calendar {} already", country, taken->second), "leave it out here; a debtor can name this calendar itself");
    }
    out.by_name_.emplace(calendar.name(), std::move(calendar));
  }
  if (failed) throw Error(ErrorKind::config, folder, failed.message(), "the folder of working calendars is missing");
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
      return Problem{folder_, "no calendar of working days names the country " + country, "add a file with countries = [\"" + country + "\"], or set the debtor's calendar"};
    wanted = found->second;
  }
  const auto found = by_name_.find(wanted);
  if (found != by_name_.end()) return &found->second;
  std::vector<std::string> names;
  for (const auto& [known, calendar] : by_name_) names.push_back(known);
  std::string hint = did_you_mean(wanted, names);
  return Problem{folder_, "there is no calendar \"" + wanted + "\"", hint.empty() ? fmt::format("there are: {}", fmt::join(names, ", ")) : hint};
}

}  // namespace dunmail
