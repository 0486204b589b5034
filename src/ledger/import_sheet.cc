#include "ledger/import_sheet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ledger/sheet_form.h"

namespace dunmail {

ImportProfile ImportProfile::load(const std::string& path) { return read(ConfigTable::load(path)); }

ImportProfile ImportProfile::read(const ConfigTable& table) {
  ImportProfile out;
  const std::string delimiter = table.text("delimiter", "");
  if (delimiter.empty())
    out.delimiter = 0;
  else if (delimiter == "tab")
    out.delimiter = '\t';
  else if (delimiter.size() == 1 && delimiter != "\"")
    out.delimiter = delimiter[0];
  else
    throw table.error("delimiter", "must be one character, or \"tab\"");
  const std::string encoding =
      table.choice("encoding", "automatic", {"automatic", "utf-8", "gb18030", "windows-1252", "utf-16"});
  if (encoding == "utf-8") out.encoding = Encoding::utf8;
  if (encoding == "gb18030") out.encoding = Encoding::gb18030;
  if (encoding == "windows-1252") out.encoding = Encoding::windows1252;
  if (encoding == "utf-16") out.encoding = Encoding::utf16;
  out.skip_rows = static_cast<std::size_t>(table.number("skip_rows", 0, 0, 1000));
  if (auto dates = table.texts("date"); !dates.empty()) out.dates = std::move(dates);
  for (const std::string& pattern : out.dates)
    if ((pattern.find('Y') == pattern.npos && pattern.find('y') == pattern.npos) || pattern.find('M') == pattern.npos ||
        pattern.find('D') == pattern.npos)
      throw table.error("date", "\"" + pattern + "\" must hold Y (or y), M and D", "for instance \"D.M.Y\"");
  const std::string decimal = table.choice("decimal", "", {"", ".", ","});
  out.decimal = decimal.empty() ? 0 : decimal[0];
  if (const auto columns = table.table("columns"))
    for (const std::string& ours : columns->keys()) out.columns[ours] = columns->text(ours);
  if (const auto values = table.table("values"))
    for (const std::string& ours : values->keys()) out.values[ours] = values->text(ours);
  if (const auto words = table.table("words"))
    for (const auto& [ours, map] : words->named_tables())
      for (const std::string& theirs : map.keys()) out.words[ours][theirs] = map.text(theirs);
  table.finish();
  return out;
}

bool ImportProfile::says_chinese() const {
  return std::any_of(columns.begin(), columns.end(), [](const auto& mapped) { return has_han(mapped.second); });
}

std::string KeptPlace::at(const std::string& column) const {
  const auto found = columns.find(column);
  std::string out = file + ":" + std::to_string(line);
  if (found != columns.end()) out += ":" + std::to_string(found->second + 1);
  return out;
}

void SheetRow::bad(const std::string& column, std::string message, std::string hint) {
  // One complaint a cell: what else is wrong with it follows from the first.
  const std::string where = place_.at(column), head = column + ": ";
  if (std::any_of(problems_.begin(), problems_.end(),
                  [&](const Problem& p) { return p.where == where && p.message.starts_with(head); }))
    return;
  problems_.push_back({where, head + std::move(message), std::move(hint)});
}

std::string SheetRow::text(const std::string& column, bool required, std::size_t limit) {
  std::string value;
  if (const auto found = columns_.find(column); found != columns_.end()) {
    // A leading tab keeps a long number text in a spreadsheet.
    value = std::string(trim(fields_[found->second]));
  } else if (const auto constant = profile_.values.find(column); constant != profile_.values.end()) {
    value = constant->second;
  }
  if (const auto words = profile_.words.find(column); words != profile_.words.end())
    if (const auto ours = words->second.find(value); ours != words->second.end()) value = ours->second;
  if (value.empty() && required) bad(column, "is empty", "every row needs one");
  if (value.size() > limit)
    bad(column, fmt::format("is longer than {} bytes", limit), "is a quote missing further up?");
  for (char32_t c : to_utf32(value))
    if (c < 0x20 && !(c == '\n' && column == "street")) {
      bad(column, fmt::format("holds the control character U+{:04X}", static_cast<unsigned>(c)),
          "remove it at its source");
      break;
    }
  return value;
}

std::string SheetRow::id(const std::string& column, bool required, std::size_t limit) {
  std::string value = text(column, required, limit);
  if (value.find_first_of("\n\t") != value.npos) bad(column, "holds a line break or a tab");
  if (is_scientific(value))
    bad(column, "\"" + value + "\" is a number that a spreadsheet has shortened; its digits are lost",
        "format the column as text in the spreadsheet before the numbers are put into it, or export the file again and "
        "do not open it there");
  return value;
}

char SheetRow::decimal(const std::string& column) const {
  if (profile_.decimal) return profile_.decimal;
  const auto found = decimals_.find(column);
  return found == decimals_.end() ? '.' : found->second;
}

std::string SheetRow::word(const std::string& column, std::span<const std::string_view> allowed,
                           std::string_view otherwise) {
  std::string value = text(column);
  if (value.empty()) return std::string(otherwise);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  const std::vector<std::string> names(allowed.begin(), allowed.end());
  std::string hint = did_you_mean(value, names);
  bad(column, fmt::format("\"{}\" is not one of: {}", value, fmt::join(names, ", ")),
      hint.empty() ? "translate the file's words in the profile, [words." + column + "]" : hint);
  return std::string(otherwise);
}

Date SheetRow::date(const std::string& column) {
  const std::string value = text(column, true);
  if (value.empty()) return {};
  for (const std::string& pattern : profile_.dates)
    if (const auto day = parse_date(value, pattern)) return *day;
  bad(column, fmt::format("\"{}\" is not a date in the form {}", value, fmt::join(profile_.dates, " or ")),
      "set `date` in the profile if the file writes dates another way");
  return {};
}

std::optional<Date> SheetRow::date_if_given(const std::string& column) {
  if (text(column).empty()) return std::nullopt;
  return date(column);
}

std::optional<int> SheetRow::whole(const std::string& column, int least, int most) {
  const std::string value = text(column);
  if (value.empty()) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : value)
    number = c >= '0' && c <= '9' && number <= most ? number * 10 + (c - '0') : std::int64_t{most} + 1;
  if (number < least || number > most) {
    bad(column, fmt::format("\"{}\" is not a whole number from {} to {}", value, least, most));
    return std::nullopt;
  }
  return static_cast<int>(number);
}

Currency SheetRow::currency(const std::string& column) {
  const std::string value = text(column, true);
  if (value.empty()) return {};
  if (const auto found = Currency::find(value)) return *found;
  bad(column, "\"" + value + "\" is not a currency of ISO 4217",
      value == "RMB" ? "write CNY" : "three capital letters, such as CNY or EUR");
  return {};
}

std::int64_t SheetRow::amount(const std::string& column, const Currency& currency, bool signed_too) {
  const std::string value = text(column, true);
  if (value.empty()) return 0;
  const auto minor = parse_minor(value, currency.digits(), decimal(column));
  if (!minor) {
    bad(column, minor.problem().message, minor.problem().hint);
    return 0;
  }
  // Far below what 64 bits hold, so that sums of thousands of invoices fit as well.
  constexpr std::int64_t largest = 1'000'000'000'000'000;
  if (*minor > largest || (signed_too && *minor < -largest)) {
    bad(column, fmt::format("\"{}\" is larger than {}", value, grouped(largest, currency.digits())),
        "is the decimal mark missing?");
    return 0;
  }
  if (*minor == 0 || (*minor < 0 && !signed_too)) {
    bad(column, "\"" + value + "\" is not above zero",
        "a credit note is an invoice row with kind = credit-note, a returned payment names what it reverses");
    return 0;
  }
  return *minor;
}

std::int64_t SheetRow::amount_or_zero(const std::string& column, const Currency& currency) {
  const std::string value = text(column);
  if (value.empty()) return 0;
  if (const auto minor = parse_minor(value, currency.digits(), decimal(column)); minor && *minor == 0) return 0;
  return amount(column, currency);
}

std::string SheetRow::email(const std::string& column) {
  const std::string value = text(column, false, 320);
  if (value.empty()) return value;
  const auto at = value.rfind('@');
  const bool shaped =
      at != value.npos && at > 0 && at + 1 < value.size() && value.find('.', at) != value.npos && value.find('@') == at;
  const bool unsafe = value.find_first_of(" \t\r\n<>(),;:\\\"[]") != value.npos;
  if (!shaped || unsafe)
    bad(column, "\"" + value + "\" is not an e-mail address",
        "one address, such as name@example.com, without a display name");
  return value;
}

std::string SheetRow::phone(const std::string& column, bool e164) {
  const std::string value = text(column, false, 60);
  if (value.empty() || !e164) return value;
  std::string out;
  for (const char c : value)
    if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '/' && c != '.') out += c;
  if (out.starts_with("00")) out = "+" + out.substr(2);
  const bool digits =
      out.size() > 1 && std::all_of(out.begin() + 1, out.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!out.starts_with('+') || !digits || out.size() < 7 || out.size() > 16)
    bad(column, "\"" + value + "\" is not a fax number in international form", "write +86 21 5555 1234");
  return out;
}

namespace {

/// Where each of our columns stands in the file; Problems for required ones that are not there.
bool find_columns(const std::vector<std::string>& header, std::string_view kind, const ImportProfile& profile,
                  const std::string& place, std::map<std::string, std::size_t>& columns, const TakeProblem& bad) {
  std::map<std::string, std::size_t> theirs;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name(trim(header[i]));
    names.push_back(name);
    if (!name.empty() && !theirs.emplace(name, i).second)
      return bad({place, "the header names \"" + name + "\" twice", ""}), false;
  }
  bool good = true;
  std::vector<std::string> ours_known, needed;
  auto given = [&](const char* name) {
    const auto mapped = profile.columns.find(name);
    return profile.values.contains(name) || theirs.contains(mapped == profile.columns.end() ? name : mapped->second);
  };
  std::set<std::string> optional;
  for (const ColumnRule& rule : import_columns(kind))
    if (!rule.required || profile.values.contains(rule.name) || (rule.or_else && given(rule.or_else)))
      optional.insert(rule.name);
  for (const ColumnRule& rule : import_columns(kind))
    if (!optional.contains(rule.name) && !profile.columns.contains(rule.name)) needed.emplace_back(rule.name);
  if (needed.size() > 1 &&
      std::none_of(needed.begin(), needed.end(), [&](const std::string& name) { return theirs.contains(name); })) {
    return bad({place, fmt::format("the header has none of the columns of {}: {}", kind, fmt::join(needed, ", ")),
                "is it the right file? else map its columns with --profile FILE"}),
           false;
  }
  for (const ColumnRule& rule : import_columns(kind)) {
    ours_known.emplace_back(rule.name);
    const auto mapped = profile.columns.find(rule.name);
    const std::string wanted = mapped == profile.columns.end() ? rule.name : mapped->second;
    if (const auto found = theirs.find(wanted); found != theirs.end()) {
      columns[rule.name] = found->second;
      theirs.erase(found);
    } else if (!optional.contains(rule.name) || mapped != profile.columns.end()) {
      std::string hint = did_you_mean(wanted, names);
      bad({place, "the header has no column \"" + wanted + "\"",
           hint.empty() ? "map it with --profile FILE, [columns] " + std::string(rule.name) + " = \"its header\""
                        : hint});
      good = false;
    }
  }
  for (const auto& [ours, mapped] : profile.columns)
    if (std::find(ours_known.begin(), ours_known.end(), ours) == ours_known.end())
      bad({place, fmt::format("the profile maps \"{}\", which is no column of {}", ours, kind),
           did_you_mean(ours, ours_known)}),
          good = false;
  return good;
}

/// Which of our columns have a value in this file.
Given given_columns(const std::map<std::string, std::size_t>& columns, const ImportProfile& profile) {
  Given::Columns out;
  for (const auto& [ours, at] : columns) out.insert(ours);
  for (const auto& [ours, value] : profile.values) out.insert(ours);
  return Given::only(std::move(out));
}

/// One reading of a sheet whose text is there; `forget` is told now and then what of it lies behind.
class SheetReading {
 public:
  using Forget = std::function<void(std::size_t before)>;

  SheetReading(std::string_view text, const Forget& forget, const std::string& file, std::string_view kind,
               const ImportProfile& profile, const TakeProblem& bad, SheetSummary& summary)
      : text_(text),
        forget_(forget),
        file_(file),
        kind_(kind),
        profile_(profile),
        bad_(bad),
        summary_(summary),
        reader_(text, summary.delimiter) {}

  bool run(const std::function<void(SheetRow&, const RowPlace&)>& read) {
    if (!find_header()) return false;
    if (!look_ahead()) return false;
    const Given given = given_columns(columns_, profile_);
    std::vector<TotalCheck> checks;
    for (const SumColumn& sum : sum_columns(kind_)) checks.emplace_back(sum.column, profile_, mark_of(sum.column));
    std::vector<std::string> fields;
    while (next(reader_, fields)) {
      const RowPlace place(file_, reader_.line(), columns_, given);
      const std::string where = file_ + ":" + std::to_string(reader_.line());
      if (is_total_row(fields, kind_, columns_)) {
        for (TotalCheck& check : checks) check.total(fields, columns_, where, bad_);
        ++summary_.totals;
        continue;
      }
      if (fields == header_) {
        ++summary_.headers;
        continue;
      }
      if (fields.size() != header_.size()) {
        const bool last = reader_.line() > 1 && !text_.ends_with('\n') && fields.size() < header_.size();
        bad_({where, fmt::format("the row has {} fields, the header {}", fields.size(), header_.size()),
              last ? "the file seems to be cut off here" : "is a delimiter or a quote missing?"});
        if (last) return false;
        continue;
      }
      ++summary_.rows;
      for (TotalCheck& check : checks)
        if (has_totals_) check.row(fields, columns_);
      SheetRow row(profile_, columns_, fields, place, decimals_);
      read(row, place);
      for (const Problem& problem : row.problems()) bad_(problem);
    }
    summary_.blank = reader_.blank();
    return reader_.problem().empty() || cut_off(reader_);
  }

 private:
  bool next(CsvReader& reader, std::vector<std::string>& fields) {
    constexpr std::size_t now_and_then = std::size_t{4} << 20;
    if (!reader.next(fields)) return false;
    if (reader.offset() < forgotten_) forgotten_ = 0;  // another reading began
    if (reader.offset() >= forgotten_ + now_and_then) forget_(forgotten_ = reader.offset());
    return true;
  }

  bool cut_off(const CsvReader& reader) const {
    bad_({file_ + ":" + std::to_string(reader.line()), reader.problem(), "nothing of this file was taken"});
    return false;
  }

  bool find_header() {
    bool header = reader_.next(header_);
    for (std::size_t i = 0; header && i < profile_.skip_rows; ++i) header = reader_.next(header_);
    if (!reader_.problem().empty()) return cut_off(reader_);
    if (!header) {
      bad_({file_, "the file is empty",
            fmt::format("the first row must name the columns: {}", import_columns(kind_)[0].name)});
      return false;
    }
    return find_columns(header_, kind_, profile_, file_ + ":" + std::to_string(reader_.line()), columns_, bad_);
  }

  /// What only the whole file says: its decimal marks, and whether it has totals.
  bool look_ahead() {
    if (sum_columns(kind_).empty()) return true;
    DecimalFinder finder(kind_, profile_);
    CsvReader ahead = reader_;
    std::vector<std::string> fields;
    while (next(ahead, fields)) {
      if (is_total_row(fields, kind_, columns_))
        has_totals_ = true;
      else if (!profile_.decimal && fields.size() == header_.size() && fields != header_)
        finder.see(fields, columns_, ahead.line());
    }
    if (!profile_.decimal && !finder.decide(file_, columns_, decimals_, bad_)) return false;
    summary_.decimal = amount_mark();
    return true;
  }

  char mark_of(const std::string& column) const {
    const auto found = decimals_.find(column);
    return profile_.decimal ? profile_.decimal : found != decimals_.end() ? found->second : '.';
  }

  char amount_mark() const {
    if (profile_.decimal) return profile_.decimal;
    for (const SumColumn& sum : sum_columns(kind_))
      if (const auto found = decimals_.find(sum.column); found != decimals_.end()) return found->second;
    return '.';
  }

  std::string_view text_;
  const Forget& forget_;
  std::size_t forgotten_ = 0;
  const std::string& file_;
  std::string_view kind_;
  const ImportProfile& profile_;
  const TakeProblem& bad_;
  SheetSummary& summary_;
  CsvReader reader_;
  std::vector<std::string> header_;
  std::map<std::string, std::size_t> columns_;
  std::map<std::string, char> decimals_;
  bool has_totals_ = false;
};

}  // namespace

bool read_sheet(LargeText bytes, const std::string& file, std::string_view kind, const ImportProfile& profile,
                const std::function<void(SheetRow&, const RowPlace&)>& read, const TakeProblem& bad,
                SheetSummary* summary) {
  const auto decoded = decoded_file(std::move(bytes), profile.encoding, file, profile.says_chinese());
  if (!decoded) return bad(decoded.problem()), false;
  const std::string_view text = decoded->text.view().substr(decoded->begin);
  SheetSummary own;
  SheetSummary& out = summary ? *summary : own;
  out = {};
  out.encoding = decoded->encoding;
  out.delimiter = delimiter_of(text, kind, profile);
  const SheetReading::Forget forget = [&](std::size_t before) { decoded->text.forget(decoded->begin + before); };
  return SheetReading(text, forget, file, kind, profile, bad, out).run(read);
}

}  // namespace dunmail
