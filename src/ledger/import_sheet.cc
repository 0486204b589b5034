#include "ledger/import_sheet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace dunmail {

ImportProfile ImportProfile::load(const std::string& path) { return read(ConfigTable::load(path)); }

ImportProfile ImportProfile::read(const ConfigTable& table) {
  ImportProfile out;
  const std::string delimiter = table.text("delimiter", ",");
  if (delimiter == "tab") out.delimiter = '\t';
  else if (delimiter.size() == 1 && delimiter != "\"") out.delimiter = delimiter[0];
  else throw table.error("delimiter", "must be one character, or \"tab\"");
  const std::string encoding = table.choice("encoding", "automatic", {"automatic", "utf-8", "gb18030"});
  out.encoding = encoding == "utf-8" ? Encoding::utf8 : encoding == "gb18030" ? Encoding::gb18030 : Encoding::automatic;
  out.skip_rows = static_cast<std::size_t>(table.number("skip_rows", 0, 0, 1000));
  if (auto dates = table.texts("date"); !dates.empty()) out.dates = std::move(dates);
  for (const std::string& pattern : out.dates)
    if ((pattern.find('Y') == pattern.npos && pattern.find('y') == pattern.npos) || pattern.find('M') == pattern.npos || pattern.find('D') == pattern.npos)
      throw table.error("date", "\"" + pattern + "\" must hold Y (or y), M and D", "for instance \"D.M.Y\"");
  const std::string decimal = table.choice("decimal", ".", {".", ","});
  out.decimal = decimal[0];
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

std::string KeptPlace::at(const std::string& column) const {
  const auto found = columns.find(column);
  std::string out = file + ":" + std::to_string(line);
  if (found != columns.end()) out += ":" + std::to_string(found->second + 1);
  return out;
}

void SheetRow::bad(const std::string& column, std::string message, std::string hint) {
  // One complaint a cell: what else is wrong with it follows from the first.
  const std::string where = place_.at(column), head = column + ": ";
  if (std::any_of(problems_.begin(), problems_.end(), [&](const Problem& p) { return p.where == where && p.message.starts_with(head); })) return;
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
  if (value.size() > limit) bad(column, fmt::format("is longer than {} bytes", limit), "is a quote missing further up?");
  for (char32_t c : to_utf32(value))
    if (c < 0x20 && !(c == '\n' && column == "street")) {
      bad(column, fmt::format("holds the control character U+{:04X}", static_cast<unsigned>(c)), "remove it at its source");
      break;
    }
  return value;
}

std::string SheetRow::word(const std::string& column, std::span<const std::string_view> allowed, std::string_view otherwise) {
  std::string value = text(column);
  if (value.empty()) return std::string(otherwise);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  const std::vector<std::string> names(allowed.begin(), allowed.end());
  std::string hint = did_you_mean(value, names);
  bad(column, fmt::format("\"{}\" is not one of: {}", value, fmt::join(names, ", ")), hint.empty() ? "translate the file's words in the profile, [words." + column + "]" : hint);
  return std::string(otherwise);
}

Date SheetRow::date(const std::string& column) {
  const std::string value = text(column, true);
  if (value.empty()) return {};
  for (const std::string& pattern : profile_.dates)
    if (const auto day = parse_date(value, pattern)) return *day;
  bad(column, fmt::format("\"{}\" is not a date in the form {}", value, fmt::join(profile_.dates, " or ")), "set `date` in the profile if the file writes dates another way");
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
  for (const char c : value) number = c >= '0' && c <= '9' && number <= most ? number * 10 + (c - '0') : std::int64_t{most} + 1;
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
  bad(column, "\"" + value + "\" is not a currency of ISO 4217", value == "RMB" ? "write CNY" : "three capital letters, such as CNY or EUR");
  return {};
}

std::int64_t SheetRow::amount(const std::string& column, const Currency& currency, bool signed_too) {
  const std::string value = text(column, true);
  if (value.empty()) return 0;
  const auto minor = parse_minor(value, currency.digits(), profile_.decimal);
  if (!minor) {
    bad(column, minor.problem().message, minor.problem().hint);
    return 0;
  }
  // Far below what 64 bits hold, so that sums of thousands of invoices fit as well.
  constexpr std::int64_t largest = 1'000'000'000'000'000;
  if (*minor > largest || (signed_too && *minor < -largest)) {
    bad(column, fmt::format("\"{}\" is larger than {}", value, grouped(largest, currency.digits())), "is the decimal mark missing?");
    return 0;
  }
  if (*minor == 0 || (*minor < 0 && !signed_too)) {
    bad(column, "\"" + value + "\" is not above zero", "a credit note is an invoice row with kind = credit-note, a returned payment names what it reverses");
    return 0;
  }
  return *minor;
}

std::int64_t SheetRow::amount_or_zero(const std::string& column, const Currency& currency) {
  const std::string value = text(column);
  if (value.empty() || value == "0") return 0;
  return amount(column, currency);
}

std::string SheetRow::email(const std::string& column) {
  const std::string value = text(column, false, 320);
  if (value.empty()) return value;
  const auto at = value.rfind('@');
  const bool shaped = at != value.npos && at > 0 && at + 1 < value.size() && value.find('.', at) != value.npos && value.find('@') == at;
  const bool unsafe = value.find_first_of(" \t\r\n<>(),;:\\\"[]") != value.npos;
  if (!shaped || unsafe) bad(column, "\"" + value + "\" is not an e-mail address", "one address, such as name@example.com, without a display name");
  return value;
}

std::string SheetRow::phone(const std::string& column, bool e164) {
  const std::string value = text(column, false, 60);
  if (value.empty() || !e164) return value;
  std::string out;
  for (const char c : value)
    if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '/' && c != '.') out += c;
  if (out.starts_with("00")) out = "+" + out.substr(2);
  const bool digits = out.size() > 1 && std::all_of(out.begin() + 1, out.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!out.starts_with('+') || !digits || out.size() < 7 || out.size() > 16)
    bad(column, "\"" + value + "\" is not a fax number in international form", "write +86 21 5555 1234");
  return out;
}

namespace {

/// Where each of our columns stands in the file; Problems for required ones that are not there.
bool find_columns(const std::vector<std::string>& header, std::string_view kind, const ImportProfile& profile, const std::string& place,
                  std::map<std::string, std::size_t>& columns, const TakeProblem& bad) {
  std::map<std::string, std::size_t> theirs;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name(trim(header[i]));
    names.push_back(name);
    if (!name.empty() && !theirs.emplace(name, i).second) return bad({place, "the header names \"" + name + "\" twice", ""}), false;
  }
  bool good = true;
  std::vector<std::string> ours_known, needed;
  auto given = [&](const char* name) {
    const auto mapped = profile.columns.find(name);
    return profile.values.contains(name) || theirs.contains(mapped == profile.columns.end() ? name : mapped->second);
  };
  std::set<std::string> optional;
  for (const ColumnRule& rule : import_columns(kind))
    if (!rule.required || profile.values.contains(rule.name) || (rule.or_else && given(rule.or_else))) optional.insert(rule.name);
  for (const ColumnRule& rule : import_columns(kind))
    if (!optional.contains(rule.name) && !profile.columns.contains(rule.name)) needed.emplace_back(rule.name);
  if (needed.size() > 1 && std::none_of(needed.begin(), needed.end(), [&](const std::string& name) { return theirs.contains(name); })) {
    return bad({place, fmt::format("the header has none of the columns of {}: {}", kind, fmt::join(needed, ", ")), "is it the right file? else map its columns with --profile FILE"}), false;
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
      bad({place, "the header has no column \"" + wanted + "\"", hint.empty() ? "map it with --profile FILE, [columns] " + std::string(rule.name) + " = \"its header\"" : hint});
      good = false;
    }
  }
  for (const auto& [ours, mapped] : profile.columns)
    if (std::find(ours_known.begin(), ours_known.end(), ours) == ours_known.end())
      bad({place, fmt::format("the profile maps \"{}\", which is no column of {}", ours, kind), did_you_mean(ours, ours_known)}), good = false;
  return good;
}

}  // namespace

bool read_sheet(std::string bytes, const std::string& file, std::string_view kind, const ImportProfile& profile,
                const std::function<void(SheetRow&, const RowPlace&)>& read, const TakeProblem& bad) {
  const auto text = to_utf8_text(std::move(bytes), profile.encoding, file);
  if (!text) return bad(text.problem()), false;
  CsvReader reader(*text, profile.delimiter);
  std::vector<std::string> fields;
  auto cut_off = [&] { return bad({file + ":" + std::to_string(reader.line()), reader.problem(), "nothing of this file was taken"}), false; };

  bool header = reader.next(fields);
  for (std::size_t i = 0; header && i < profile.skip_rows; ++i) header = reader.next(fields);
  if (!reader.problem().empty()) return cut_off();
  if (!header) return bad({file, "the file is empty", fmt::format("the first row must name the columns: {}", import_columns(kind)[0].name)}), false;
  std::map<std::string, std::size_t> columns;
  const std::size_t width = fields.size();
  if (!find_columns(fields, kind, profile, file + ":" + std::to_string(reader.line()), columns, bad)) return false;

  while (reader.next(fields)) {
    const RowPlace place(file, reader.line(), columns);
    if (fields.size() != width) {
      const bool last = reader.line() > 1 && !text->ends_with('\n') && fields.size() < width;
      bad({file + ":" + std::to_string(reader.line()), fmt::format("the row has {} fields, the header {}", fields.size(), width),
           last ? "the file seems to be cut off here" : "is a delimiter or a quote missing?"});
      if (last) return false;
      continue;
    }
    SheetRow row(profile, columns, fields, place);
    read(row, place);
    for (const Problem& problem : row.problems()) bad(problem);
  }
  return reader.problem().empty() || cut_off();
}

}  // namespace dunmail
