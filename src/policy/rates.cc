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
  return out;
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
  table.text("title"), table.text("publisher", "");  // for readers of the file
  const bool half_years = table.choice("step", "change", {"change", "half-year"}) == "half-year";
  const auto known_until = table.date("known_until");
  if (!known_until)
    throw table.error("known_until", "is missing", "the last day for which the rows are known to be complete");
  out.known_until_ = *known_until;
  for (const ConfigTable& row : table.tables("rate")) {
    const RateRow read = read_row(row);
    if (half_years && !begins_half_year(read.from))
      throw row.error("from", "is neither 1 January nor 1 July", "step = \"half-year\" has one row for each");
    if (read.from > out.known_until_)
      throw row.error("from", "lies behind known_until, " + iso(out.known_until_), "raise known_until");
    if (!out.rows_.empty()) {
      const Date last = out.rows_.back().from;
      if (read.from == last) throw row.error("from", "there are two rows for " + iso(last));
      if (read.from < last)
        throw row.error("from", fmt::format("{} stands after {}", iso(read.from), iso(last)), "oldest first");
      if (half_years && read.from != next_half_year(last))
        throw row.error("from", fmt::format("there is a gap: no row for {}", iso(next_half_year(last))),
                        "a half-year has its row even when the rate stays");
    }
    out.rows_.push_back(read);
  }
  if (out.rows_.empty()) throw table.error("rate", "there is no row", "write [[rate]] with from and percent");
  if (half_years && out.known_until_ >= next_half_year(out.rows_.back().from))
    throw table.error("known_until", "goes beyond the half-year of the last row",
                      "add the row for " + iso(next_half_year(out.rows_.back().from)));
  table.finish();
  return out;
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

Rates Rates::load(const std::string& folder) {
  Rates out;
  out.folder_ = folder;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string name = entry.path().stem().string();
    out.tables_.emplace(name, RateTable::read(ConfigTable::load(entry.path().string()), name));
  }
  if (failed) throw Error(ErrorKind::config, folder, failed.message(), "the folder of rates of interest is missing");
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
