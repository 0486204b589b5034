#include "intake/data_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "intake/data_ics.h"
#include "ledger/csv.h"

namespace dunmail {
namespace {

/// Text as TOML writes it within quotes; control characters cannot stand there as they are.
std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      out += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + '"';
}

char delimiter_of(std::string_view text) {
  const std::string_view head = text.substr(0, text.find('\n'));
  for (const char each : {'\t', ';'})
    if (head.find(each) != head.npos) return each;
  return ',';
}

/// The whole years that rows touch.
void years_of(CalendarRows& rows) {
  const auto year = [](Date day) { return int(civil(day).year()); };
  rows.first_year = 2199;
  rows.last_year = 1900;
  for (const CalendarRow& row : rows.rows) {
    rows.first_year = std::min(rows.first_year, year(row.from));
    rows.last_year = std::max(rows.last_year, year(row.to));
  }
}

class Sheet {
 public:
  Sheet(std::string_view text, const std::string& file) : file_(file), reader_(text, delimiter_of(text)) {}

  DataRows read() {
    std::vector<std::string> fields;
    if (!reader_.next(fields)) fail(reader_.problem().empty() ? "the file is empty" : reader_.problem(), columns);
    for (std::string& name : fields) columns_.push_back(lower_ascii(trimmed(name)));
    const bool rates = has("from") && has("percent");
    if (!rates && !(has("date") && has("kind"))) fail("the columns are not known", columns);
    DataRows out;
    if (rates)
      out.rates.emplace().where = file_;
    else
      out.calendar.emplace().where = file_;
    while (reader_.next(fields)) rates ? rate(fields, *out.rates) : day(fields, *out.calendar);
    if (!reader_.problem().empty()) fail(reader_.problem(), "");
    if (rates ? out.rates->rows.empty() : out.calendar->rows.empty()) fail("there is no row below the columns", "");
    if (!rates) years_of(*out.calendar);
    return out;
  }

 private:
  static constexpr const char* columns = "date,name,kind (off or work) for a calendar, from,percent for rates";

  [[noreturn]] void fail(const std::string& message, const std::string& hint) const {
    throw Error(ErrorKind::input, fmt::format("{}:{}", file_, std::max<std::size_t>(reader_.line(), 1)), message, hint);
  }
  static std::string trimmed(std::string_view text) { return std::string(trim(text)); }
  bool has(std::string_view column) const {
    return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
  }
  std::string cell(const std::vector<std::string>& fields, std::string_view column) const {
    for (std::size_t i = 0; i < columns_.size() && i < fields.size(); ++i)
      if (columns_[i] == column) return trimmed(fields[i]);
    return "";
  }
  Date date(const std::vector<std::string>& fields, const char* column) const {
    const std::string text = cell(fields, column);
    if (const auto day = parse_date(text)) return *day;
    fail(fmt::format("{}: \"{}\" is not a date", column, printable(text)), "write 2027-01-01");
  }

  void day(const std::vector<std::string>& fields, CalendarRows& out) const {
    const Date on = date(fields, "date");
    const std::string kind = cell(fields, "kind");
    if (kind != "off" && kind != "work") fail(fmt::format("kind: \"{}\" is neither off nor work", printable(kind)), "");
    out.rows.push_back({on, on, kind == "off", cell(fields, "name"), fmt::format("{}:{}", file_, reader_.line())});
  }

  void rate(const std::vector<std::string>& fields, RateRows& out) const {
    RateRow row;
    row.from = date(fields, "from");
    row.where = fmt::format("{}:{}", file_, reader_.line());
    const auto rate = parse_percent(cell(fields, "percent"));
    if (!rate) fail("percent: " + rate.problem().message, rate.problem().hint);
    row.rate = *rate;
    if (!out.rows.empty() && row.from <= out.rows.back().from)
      fail(row.from == out.rows.back().from
               ? fmt::format("there are two rows for {}", iso(row.from))
               : fmt::format("{} stands after {}", iso(row.from), iso(out.rows.back().from)),
           "oldest first");
    out.rows.push_back(std::move(row));
  }

  std::string file_;
  CsvReader reader_;
  std::vector<std::string> columns_;
};

std::string head(const std::string& source, bool verified) {
  return fmt::format("source = {}\nverified = {}\n", toml_text(source), verified);
}

}  // namespace

DataRows data_rows_of_csv(std::string_view text, const std::string& file) {
  const auto utf8 = to_utf8_text(std::string(text), Encoding::automatic, file);
  if (!utf8) throw Error(ErrorKind::input, utf8.problem());
  return Sheet(*utf8, file).read();
}

DataRows data_rows_of_ics(std::string_view text, const std::string& file) {
  const auto utf8 = to_utf8_text(std::string(text), Encoding::utf8, file);
  if (!utf8) throw Error(ErrorKind::input, utf8.problem());
  auto rows = holidays_of_ics(*utf8, file);
  if (!rows) throw Error(ErrorKind::input, rows.problem());
  DataRows out;
  out.calendar.emplace().where = file;
  out.calendar->rows = std::move(*rows);
  years_of(*out.calendar);
  return out;
}

std::string added_toml(const CalendarRows& rows) {
  std::string out = fmt::format("\n[[added]]\nfirst_year = {}\nlast_year = {}\n", rows.first_year, rows.last_year) +
                    head(rows.source, rows.verified);
  for (const CalendarRow& row : rows.rows) {
    if (!row.off)
      out += fmt::format("[[added.work]]\nname = {}\nday = {}\n", toml_text(row.name), iso(row.from));
    else
      out += fmt::format("[[added.off]]\nname = {}\nfrom = {}\nto = {}\n", toml_text(row.name), iso(row.from),
                         iso(row.to));
  }
  return out;
}

std::string added_toml(const RateRows& rows) {
  std::string out =
      fmt::format("\n[[added]]\nknown_until = {}\n", iso(rows.known_until)) + head(rows.source, rows.verified);
  for (const RateRow& row : rows.rows) {
    out += fmt::format("[[added.rate]]\nfrom = {}\npercent = \"{}\"\n", iso(row.from), percent_text(row.rate));
    if (row.verified != rows.verified) out += fmt::format("verified = {}\n", row.verified);
    if (!row.source.empty() && row.source != rows.source) out += fmt::format("source = {}\n", toml_text(row.source));
  }
  return out;
}

}  // namespace dunmail
