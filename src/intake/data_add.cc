#include "intake/data_add.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "intake/data_rows.h"

namespace dunmail {
namespace {

namespace fs = std::filesystem;

/// Held while a folder's files are read, judged and written: of two at once the second sees what the first wrote.
class FolderLock {
 public:
  explicit FolderLock(const fs::path& folder) : fd_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (fd_ < 0 || ::flock(fd_, LOCK_EX) != 0) {
      const int why = errno;
      if (fd_ >= 0) ::close(fd_);
      throw Error(ErrorKind::system, folder.string(), std::strerror(why));
    }
  }
  ~FolderLock() { ::close(fd_); }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int fd_;
};

Date end_of_half_year(Date from) {
  const auto c = civil(from);
  return unsigned(c.month()) == 1 ? make_date(int(c.year()), 6, 30) : make_date(int(c.year()), 12, 31);
}

class Adder {
 public:
  Adder(const Settings& settings, const DataAddOrder& order)
      : settings_(settings),
        order_(order),
        name_(order.table.empty() ? fs::path(order.file).stem().string() : order.table),
        ending_(lower_ascii(fs::path(order.file).extension().string())) {
    if (ending_ != ".toml" && ending_ != ".csv" && ending_ != ".ics")
      throw Error(ErrorKind::usage, order.file, "is none of .toml, .csv, .ics", "docs/formats.md has each of them");
    if (name_.empty() || name_.find_first_of("/\\") != name_.npos || name_.starts_with('.'))
      throw Error(ErrorKind::usage, "table", "\"" + name_ + "\" is no name of a table",
                  "cn, bgb-base; dunmail data check lists them");
    for (const std::string& folder : {settings.own_calendars(), settings.own_rates()}) {
      std::error_code failed;
      fs::create_directories(folder, failed);
      if (failed) throw Error(ErrorKind::storage, folder, failed.message());
    }
  }

  DataAdded run() {
    const FolderLock lock(settings_.data);
    calendars_ = Calendars::load(settings_.calendars, settings_.own_calendars());
    rates_ = Rates::load(settings_.rates, settings_.own_rates());
    if (ending_ == ".toml") return from_toml();
    DataRows rows = ending_ == ".csv" ? data_rows_of_csv(read_file(order_.file), order_.file)
                                      : data_rows_of_ics(read_file(order_.file), order_.file);
    if (rows.calendar) {
      described(*rows.calendar, order_.verified);
      return add(need_calendar(), {*rows.calendar});
    }
    const RateTable& table = need_rates();
    described(*rows.rates, order_.verified);
    for (RateRow& row : rows.rates->rows) {
      row.verified = order_.verified;
      row.source = rows.rates->source;
    }
    rows.rates->known_until = last_day_known(table, *rows.rates);
    return add(table, {*rows.rates});
  }

 private:
  const Calendar& need_calendar() {
    const auto found = calendars_.all().find(name_);
    if (found != calendars_.all().end()) return found->second;
    unknown("calendar", rates_.all().contains(name_), names(calendars_.all()));
  }
  const RateTable& need_rates() {
    const auto found = rates_.all().find(name_);
    if (found != rates_.all().end()) return found->second;
    unknown("table of rates", calendars_.all().contains(name_), names(rates_.all()));
  }
  template <class Map>
  static std::vector<std::string> names(const Map& map) {
    std::vector<std::string> out;
    for (const auto& [name, each] : map) out.push_back(name);
    return out;
  }
  [[noreturn]] void unknown(const char* what, bool other_kind, const std::vector<std::string>& known) const {
    const std::string hint = did_you_mean(name_, known);
    throw Error(ErrorKind::usage, "table",
                other_kind ? fmt::format("\"{}\" is no {}, and the file holds rows of one", name_, what)
                           : fmt::format("there is no {} \"{}\"", what, name_),
                hint.empty()
                    ? fmt::format("there are: {}; a new one is a TOML file with all its keys", fmt::join(known, ", "))
                    : hint);
  }

  template <class Rows>
  void described(Rows& rows, bool verified) const {
    if (!order_.source.empty()) rows.source = order_.source;
    if (rows.source.empty()) rows.source = fs::path(order_.file).filename().string();
    rows.verified = verified;
  }

  Date last_day_known(const RateTable& table, const RateRows& rows) const {
    if (order_.known_until) {
      if (*order_.known_until < rows.rows.back().from)
        throw Error(
            ErrorKind::usage, "known-until",
            fmt::format("{} lies before the last row, {}", iso(*order_.known_until), iso(rows.rows.back().from)));
      return *order_.known_until;
    }
    if (table.by_half_years()) return end_of_half_year(rows.rows.back().from);
    throw Error(ErrorKind::usage, "known-until",
                "is needed: " + name_ +
                    " has a row where its rate changes, and nobody else knows until when the last one holds",
                "--known-until 2026-12-20, the last day for which you looked it up");
  }

  DataAdded from_toml() {
    const ConfigTable file = ConfigTable::load(order_.file);
    const bool known_calendar = calendars_.all().contains(name_), known_rates = rates_.all().contains(name_);
    std::vector<ConfigTable> parts = file.tables("added");
    if (file.has("first_year") || file.has("known_until") || parts.empty()) parts.insert(parts.begin(), file);
    if (known_calendar) {
      std::vector<CalendarRows> all;
      for (const ConfigTable& part : parts) {
        all.push_back(read_calendar_rows(part));
        described(all.back(), order_.verified || part.flag("verified", false));
      }
      Calendar check = calendars_.all().at(name_);
      check.add_file(ConfigTable::load(order_.file));  // its other keys, too
      return add(calendars_.all().at(name_), all);
    }
    if (known_rates) {
      const RateTable& table = rates_.all().at(name_);
      std::vector<RateRows> all;
      for (const ConfigTable& part : parts) {
        all.push_back(table.read_rows(part));
        described(all.back(), order_.verified || part.flag("verified", false));
        for (RateRow& row : all.back().rows) row.verified = row.verified && all.back().verified;
      }
      RateTable check = table;
      check.add_file(ConfigTable::load(order_.file));
      return add(table, all);
    }
    return new_table(file);
  }

  /// Nobody ships one of that name: the file is the table, as it is.
  DataAdded new_table(const ConfigTable& file) {
    std::string head;
    if (!file.has("source")) head += "source = \"" + described_source() + "\"\n";
    if (!file.has("verified")) head += fmt::format("verified = {}\n", order_.verified);
    const std::string text = head + read_file(order_.file);
    const ConfigTable table = ConfigTable::parse(text, order_.file);
    const bool rates = table.has("rate");
    if (rates) {
      const RateTable read = RateTable::read(table, name_);
      write_file(fs::path(settings_.own_rates()) / (name_ + ".toml"), text);
      return added(fmt::format("the rates are known until {}", iso(read.known_until())),
                   file.has("verified") ? file.flag("verified", false) : order_.verified);
    }
    for (const std::string& country : table.texts("countries"))
      if (const auto taken = calendars_.find("", country))
        throw table.error("countries", fmt::format("{} has the calendar {} already", country, (*taken)->name()),
                          "leave it out; a debtor can name this calendar itself");
    const Calendar read = Calendar::read(table, name_, [&](const std::string& wanted) {
      const auto found = calendars_.find(wanted, "");
      if (!found) throw table.error("extends", found.problem().message, found.problem().hint);
      return **found;
    });
    write_file(fs::path(settings_.own_calendars()) / (name_ + ".toml"), text);
    return added(fmt::format("{} to {} are known", read.first_year(), read.last_year()), read.verified());
  }

  std::string described_source() const {
    CalendarRows rows;
    described(rows, false);
    std::string out;
    for (const char c : rows.source)
      if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) out += c;
    return out;
  }

  DataAdded add(Calendar calendar, const std::vector<CalendarRows>& all) {
    const int until = calendar.last_year();
    std::string text, said;
    bool verified = true;
    for (const CalendarRows& rows : all) {
      const bool new_row = std::any_of(rows.rows.begin(), rows.rows.end(), [&](const CalendarRow& row) {
        for (Date day = row.from; day <= row.to; day += Days(1))
          if (!calendar.knows(day) || (row.off ? !calendar.planned_holiday(day) : !calendar.planned_working(day)))
            return true;
        return false;
      });
      const bool new_years = rows.first_year < calendar.first_year() || rows.last_year > calendar.last_year();
      calendar.add(rows);
      if (!new_row && !new_years) continue;
      text += added_toml(rows);
      verified = verified && rows.verified;
    }
    if (text.empty()) return nothing_new();
    append(settings_.own_calendars(), text);
    for (int year = until + 1; year <= calendar.last_year(); ++year) {
      const auto [off, worked] = calendar.count(year);
      said += fmt::format("{}{}: {} days off beside weekends, {} weekend days worked", said.empty() ? "" : "; ", year,
                          off, worked);
    }
    return added(said.empty() ? "its years have further rows" : said, verified);
  }

  DataAdded add(RateTable table, const std::vector<RateRows>& all) {
    std::string text;
    bool verified = true;
    for (const RateRows& rows : all) {
      const std::vector<RateRow> before = table.rows();
      const Date until = table.known_until();
      table.add(rows);
      const auto same = [](const RateRow& a, const RateRow& b) {
        return a.from == b.from && a.rate == b.rate && a.verified == b.verified;
      };
      if (table.known_until() == until &&
          std::equal(before.begin(), before.end(), table.rows().begin(), table.rows().end(), same))
        continue;
      text += added_toml(rows);
      verified = verified && rows.verified;
    }
    if (text.empty()) return nothing_new();
    append(settings_.own_rates(), text);
    const RateRow& last = table.rows().back();
    return added(
        fmt::format("{} % from {}, known until {}", percent_text(last.rate), iso(last.from), iso(table.known_until())),
        verified);
  }

  void append(const std::string& folder, const std::string& text) const {
    const fs::path path = fs::path(folder) / (name_ + ".toml");
    const std::string before =
        fs::exists(path)
            ? read_file(path)
            : fmt::format(
                  "# Rows of our own for {}, read over the product's. dunmail data add writes here; so may you.\n",
                  name_);
    write_file(path, before + text);
  }

  DataAdded nothing_new() const { return {name_, false, "", false}; }
  DataAdded added(std::string what, bool verified) const { return {name_, true, std::move(what), verified}; }

  const Settings& settings_;
  const DataAddOrder& order_;
  const std::string name_, ending_;
  Calendars calendars_;
  Rates rates_;
};

}  // namespace

DataAdded add_data(const Settings& settings, const DataAddOrder& order) { return Adder(settings, order).run(); }

}  // namespace dunmail
