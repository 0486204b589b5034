#include "policy/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/money.h"
#include "base/text.h"

namespace dunmail {
namespace {

constexpr int percent_decimals = 6;  // of a Rate
constexpr int written_decimals = 4;  // that a file or a person may write: an uplift by whole percents stays exact

bool begins_half_year(Date day) {
  const auto c = civil(day);
  return unsigned(c.day()) == 1 && (unsigned(c.month()) == 1 || unsigned(c.month()) == 7);
}

Date next_half_year(Date day) {
  const auto c = civil(day);
  return unsigned(c.month()) == 1 ? make_date(int(c.year()), 7, 1) : make_date(int(c.year()) + 1, 1, 1);
}

RateRow read_row(const ConfigTable& row) {
  RateRow out;
  const auto from = row.date("from");
  if (!from) throw row.error("from", "is missing", "add the line from = 2026-07-01");
  out.from = *from;
  const auto rate = parse_percent(row.text("percent"));
  if (!rate) throw row.error("percent", rate.problem().message, rate.problem().hint);
  out.rate = *rate;
  out.verified = row.flag("verified", true);
  out.source = row.text("source", "");
  out.where = row.where("from");
  return out;
}

std::string text_of(const RateRow& row) {
  return fmt::format("{} % from {} ({}{})", percent_text(row.rate), iso(row.from), row.where,
                     row.verified ? "" : ", not verified");
}

/// The rows of a table or of an addition, oldest first and each once.
std::vector<RateRow> rows_of(const ConfigTable& table, bool half_years, Date known_until) {
  std::vector<RateRow> out;
  for (const ConfigTable& row : table.tables("rate")) {
    const RateRow read = read_row(row);
    if (half_years && !begins_half_year(read.from))
      throw row.error("from", "is neither 1 January nor 1 July", "step = \"half-year\" has one row for each");
    if (read.from > known_until)
      throw row.error("from", "lies behind known_until, " + iso(known_until), "raise known_until");
    if (!out.empty()) {
      const Date last = out.back().from;
      if (read.from == last) throw row.error("from", "there are two rows for " + iso(last));
      if (read.from < last)
        throw row.error("from", fmt::format("{} stands after {}", iso(read.from), iso(last)), "oldest first");
      if (half_years && read.from != next_half_year(last))
        throw row.error("from", fmt::format("there is a gap: no row for {}", iso(next_half_year(last))),
                        "a half-year has its row even when the rate stays");
    }
    out.push_back(read);
  }
  return out;
}

Date known_until_of(const ConfigTable& table) {
  const auto day = table.date("known_until");
  if (!day) throw table.error("known_until", "is missing", "the last day for which the rows are known to be complete");
  return *day;
}

}  // namespace

Result<Rate> parse_percent(std::string_view text) {
  const auto parsed = parse_minor(text, written_decimals);
  if (!parsed)
    return Problem{"", "\"" + std::string(text) + "\" is not a rate",
                   "percent a year with at most four decimals: 3.45"};
  if (*parsed < -100'000 || *parsed > 1'000'000)
    return Problem{"", "a rate of " + std::string(text) + " % is out of bounds", "it lies between -10 and 100 %"};
  return *parsed * 100;
}

std::string percent_text(Rate rate) {
  std::string out = plain(rate, percent_decimals);
  out.erase(out.find_last_not_of('0') + 1);
  if (out.back() == '.') out.pop_back();
  return out;
}

RateTable RateTable::read(const ConfigTable& table, const std::string& name) {
  RateTable out;
  out.name_ = name;
  out.file_ = table.file();
  table.text("title");  // for readers of the file
  out.publisher_ = table.text("publisher", "");
  const std::string source = table.text("source", "");
  out.half_years_ = table.choice("step", "change", {"change", "half-year"}) == "half-year";
  out.known_until_ = known_until_of(table);
  out.rows_ = rows_of(table, out.half_years_, out.known_until_);
  const bool verified = table.flag("verified", true);
  for (RateRow& row : out.rows_) {
    row.verified = row.verified && verified;
    if (row.source.empty()) row.source = source;
  }
  if (out.rows_.empty()) throw table.error("rate", "there is no row", "write [[rate]] with from and percent");
  if (out.half_years_ && out.known_until_ >= next_half_year(out.rows_.back().from))
    throw table.error("known_until", "goes beyond the half-year of the last row",
                      "add the row for " + iso(next_half_year(out.rows_.back().from)));
  for (const ConfigTable& more : table.tables("added")) out.add(out.read_rows(more));
  table.finish();
  return out;
}

bool RateTable::said_before(const RateRow& row) {
  const auto known = std::find_if(rows_.begin(), rows_.end(), [&](const RateRow& r) { return r.from == row.from; });
  if (known == rows_.end()) return false;
  if (known->rate != row.rate && (known->verified || !row.verified))
    throw Error(ErrorKind::config, row.where, fmt::format("{} contradicts {}", text_of(row), text_of(*known)),
                known->verified ? "one of the two is wrong; take the wrong row out"
                                : "a row that is not verified gives way to one that is: --verified, once it was held "
                                  "against the publisher");
  if (row.verified) *known = row;
  return true;
}

void RateTable::follow(std::vector<RateRow> after, const RateRows& all) {
  const RateRow last = rows_.back();
  if (!after.empty() && after.front().from <= known_until_ && !half_years_)
    throw Error(ErrorKind::config, after.front().where,
                fmt::format("{} overlaps {}, which is known to hold until {}", text_of(after.front()), text_of(last),
                            iso(known_until_)),
                "one of the two is wrong; take the wrong row out");
  if (!after.empty() && half_years_ && after.front().from != next_half_year(last.from))
    throw Error(ErrorKind::config, after.front().where,
                fmt::format("there is a gap: no row for {} behind {}", iso(next_half_year(last.from)), text_of(last)),
                "a half-year has its row even when the rate stays");
  // That nothing changed in between was not held against the publisher: the days bear it.
  const bool days_between =
      after.empty() ? all.known_until > known_until_ : after.front().from > known_until_ + Days(1);
  if (!half_years_ && !all.verified && days_between)
    after.insert(after.begin(), {known_until_ + Days(1), last.rate, false, all.where, all.source});
  rows_.insert(rows_.end(), after.begin(), after.end());
  if (all.known_until > known_until_) {
    known_until_ = all.known_until;
    file_ = all.where;
  }
  if (half_years_ && known_until_ >= next_half_year(rows_.back().from))
    throw Error(ErrorKind::config, all.where, "known_until goes beyond the half-year of the last row",
                "add the row for " + iso(next_half_year(rows_.back().from)));
}

void RateTable::precede(const std::vector<RateRow>& rows) {
  if (rows.empty()) return;
  if (half_years_ && next_half_year(rows.back().from) != rows_.front().from)
    throw Error(ErrorKind::config, rows.back().where,
                fmt::format("there is a gap: no row for {}", iso(next_half_year(rows.back().from))),
                "a half-year has its row even when the rate stays");
  rows_.insert(rows_.begin(), rows.begin(), rows.end());
}

RateRows RateTable::read_rows(const ConfigTable& table) const {
  RateRows out;
  out.where = table.file();
  out.known_until = known_until_of(table);
  out.source = table.text("source", "");
  out.verified = table.flag("verified", true);
  out.rows = rows_of(table, half_years_, out.known_until);
  for (RateRow& row : out.rows) {
    row.verified = row.verified && out.verified;
    if (row.source.empty()) row.source = out.source;
  }
  return out;
}

void RateTable::add(RateRows more) {
  const Date first = rows_.front().from, last = rows_.back().from;
  std::vector<RateRow> before, after;
  for (RateRow& row : more.rows) {
    if (said_before(row)) continue;
    if (row.from > first && row.from < last) {
      const auto next =
          std::upper_bound(rows_.begin(), rows_.end(), row.from, [](Date d, const RateRow& r) { return d < r.from; });
      throw Error(ErrorKind::config, row.where, fmt::format("{} overlaps {}", text_of(row), text_of(*std::prev(next))),
                  "one of the two is wrong; take the wrong row out");
    }
    (row.from < first ? before : after).push_back(std::move(row));
  }
  follow(std::move(after), more);
  precede(before);
}

void RateTable::add_file(const ConfigTable& file) {
  file.text("title", "");
  file.text("publisher", "");
  if (file.has("step") && (file.choice("step", "change", {"change", "half-year"}) == "half-year") != half_years_)
    throw file.error("step", "is not that of the table that this file is added to", "leave the key out");
  if (file.has("rate") || file.has("known_until") || !file.has("added")) add(read_rows(file));
  for (const ConfigTable& more : file.tables("added")) add(read_rows(more));
  file.finish();
}

Result<RateRow> RateTable::on(Date day) const {
  if (day < rows_.front().from)
    return Problem{
        file_,
        fmt::format("the rates \"{}\" begin on {}, but {} was asked for", name_, iso(rows_.front().from), iso(day)),
        "add earlier rows to the file"};
  if (day > known_until_)
    return Problem{
        file_,
        fmt::format("the rates \"{}\" are known until {}, but {} was asked for", name_, iso(known_until_), iso(day)),
        "look up what was published since, add it to the file and raise known_until"};
  const auto after =
      std::upper_bound(rows_.begin(), rows_.end(), day, [](Date d, const RateRow& row) { return d < row.from; });
  return *std::prev(after);
}

Result<std::vector<RateSpan>> RateTable::over(Date from, Date to) const {
  std::vector<RateSpan> out;
  if (to < from) return out;
  if (const auto last = on(to); !last) return last.problem();
  for (Date day = from; day <= to;) {
    const auto row = on(day);
    if (!row) return row.problem();
    const auto next = std::find_if(rows_.begin(), rows_.end(), [&](const RateRow& r) { return r.from > day; });
    const Date end = next == rows_.end() ? to : std::min(to, next->from - Days(1));
    out.push_back({day, end, *row});
    day = end + Days(1);
  }
  return out;
}

Rates Rates::load(const std::string& folder, const std::string& own) {
  namespace fs = std::filesystem;
  Rates out;
  out.folder_ = folder;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string name = entry.path().stem().string();
    RateTable table = RateTable::read(ConfigTable::load(entry.path().string()), name);
    const fs::path more = fs::path(own) / entry.path().filename();
    if (!own.empty() && fs::exists(more)) table.add_file(ConfigTable::load(more.string()));
    out.tables_.emplace(name, std::move(table));
  }
  if (failed) throw Error(ErrorKind::config, folder, failed.message(), "the folder of rates of interest is missing");
  if (own.empty()) return out;
  for (const auto& entry : fs::directory_iterator(own, failed)) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".toml" || out.tables_.contains(name)) continue;
    out.tables_.emplace(name, RateTable::read(ConfigTable::load(entry.path().string()), name));
  }
  return out;
}

const RateTable& Rates::table(const std::string& name) const {
  const auto found = tables_.find(name);
  if (found != tables_.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, each] : tables_) names.push_back(known);
  throw Error(ErrorKind::config, folder_, "there are no rates \"" + name + "\"", did_you_mean(name, names));
}

}  // namespace dunmail
