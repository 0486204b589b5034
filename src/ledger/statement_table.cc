#include "ledger/statement_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.h"

namespace dunmail {
namespace {

bool is_of(const std::vector<std::string>& words, std::string_view cell) {
  const std::string plain = plain_word(cell);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return plain_word(word) == plain; });
}

}  // namespace

bool is_blank_amount(std::string_view cell) {
  return cell.find_first_not_of("-/ ") == cell.npos || cell == "—" || cell == "——";
}

BankTable::BankTable(const std::string& file, const BankProfile& profile, const FoundHeader& found,
                     std::string_view text)
    : file_(file), profile_(profile), header_(found.header), line_(found.line) {
  CsvReader reader(text, found.delimiter);
  BankTableRow row;
  while (reader.next(row.cells)) {
    row.line = reader.line();
    // The header may stand there again, above another part of the rows.
    if (row.line > found.line && row.cells != header_.row) rows_.push_back(row);
  }
  if (!reader.problem().empty())
    throw UnusableTable{
        {fmt::format("{}:{}", file_, reader.line()), reader.problem(), "nothing of this file was taken"}};
  cut_off_ = !rows_.empty() && !text.ends_with('\n') && rows_.back().cells.size() < header_.row.size();
  find_direction();
  states_ = unnamed();
  if (const auto named = header_.at.find("status"); named != header_.at.end())
    strict_ = {named->second.begin(), named->second.end()};
}

void BankTable::unusable_at(std::optional<std::size_t> column, std::string message, std::string hint) const {
  std::string where = fmt::format("{}:{}", file_, line_);
  if (column) where += fmt::format(":{}", *column + 1);
  throw UnusableTable{{std::move(where), std::move(message), std::move(hint)}};
}
void BankTable::unusable(const char* column, std::string message, std::string hint) const {
  const auto at = header_.at.find(column);
  unusable_at(at == header_.at.end() ? std::nullopt : std::optional(at->second.front()), std::move(message),
              std::move(hint));
}

std::string_view BankTable::cell(const Cells& row, const char* column) const {
  const auto found = header_.at.find(column);
  return found == header_.at.end() ? std::string_view() : at(row, found->second.front());
}

std::optional<Date> BankTable::day(std::string_view text) const {
  for (const std::string& pattern : profile_.dates) {
    if (const auto found = parse_date(text, pattern)) return found;
    // A time of day behind it: "2026-11-20 08:15:00", "20261120081500".
    for (const std::size_t size : {text.find_first_of(" T"), std::size_t(8)})
      if (size < text.size())
        if (const auto found = parse_date(text.substr(0, size), pattern)) return found;
  }
  return std::nullopt;
}

/// Columns that no profile names, whose cells are looked at for what they are.
std::vector<std::size_t> BankTable::unnamed() const {
  std::set<std::size_t> named;
  for (const auto& [ours, columns] : header_.at)
    if (ours != "status") named.insert(columns.begin(), columns.end());
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < header_.row.size(); ++i)
    if (!named.contains(i)) out.push_back(i);
  return out;
}

std::vector<std::string> BankTable::words_in(std::size_t column) const {
  std::vector<std::string> out;
  constexpr std::size_t most = 8;
  for (const BankTableRow& row : rows_) {
    if (!day(cell(row.cells, "date"))) continue;
    const std::string word = printable(at(row.cells, column));
    if (out.size() < most && std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
  }
  return out;
}

/// One sum and no column that the profile knows for its direction: another may tell it all the same. Overlooked,
/// money that went out would be booked as paid.
void BankTable::find_direction() {
  if (!header_.pairs.empty()) return;
  if (header_.has("flag")) {
    flag_ = header_.at.at("flag").front();
    return;
  }
  for (const std::size_t column : unnamed())
    if (tells_directions(header_.row[column])) {
      flag_ = column;
      return;
    }
  for (const std::size_t column : unnamed()) {
    const auto words = words_in(column);
    const bool all = !words.empty() && std::all_of(words.begin(), words.end(), [](const std::string& w) {
      return telling_direction(w) != Direction::unknown;
    });
    if (all) flag_ = column;
  }
}

Booking BankTable::booking(std::string_view cell, bool within) const {
  if (is_of(profile_.failed, cell)) return Booking::failed;
  if (is_of(profile_.announced, cell)) return Booking::announced;
  if (is_of(profile_.booked, cell)) return Booking::booked;
  return within ? booking_within(cell) : booking_word(cell);
}

/// A word in a column that is there to tell the state, and which nobody knows, is no reason to book.
SaidState BankTable::state(const Cells& row) const {
  SaidState out;
  for (const std::size_t column : states_) {
    const std::string_view text = at(row, column);
    if (text.empty()) continue;
    const bool strict = strict_.contains(column);
    const Booking known = booking(text, strict);
    const bool unknown = strict && known == Booking::unsaid;
    const Booking one = unknown ? Booking::announced : known;
    if (one > out.is) out = {one, text, unknown};
  }
  return out;
}

std::string_view BankTable::currency_cell(const Cells& row, const Pair& pair) const {
  const auto columns = header_.at.find("currency");
  if (columns == header_.at.end()) return {};
  std::string_view out;
  for (const std::size_t column : columns->second) {
    const std::string_view text = at(row, column);
    if (is_blank_amount(text)) continue;
    // "记账币种" is that of "记账金额", and "交易币种" of "交易金额": their first two characters.
    constexpr std::size_t two = 6;
    const bool same =
        pair && plain_word(header_.row[pair->first]).substr(0, two) == plain_word(header_.row[column]).substr(0, two);
    if (same) return text;
    if (out.empty()) out = text;
  }
  return out;
}

Currency BankTable::currency_of(const Cells& row, const Pair& pair) const {
  const std::string_view theirs = currency_cell(row, pair);
  std::string code(theirs.empty() ? profile_.currency : theirs);
  if (const auto mapped = profile_.currencies.find(code); mapped != profile_.currencies.end()) code = mapped->second;
  if (code.empty()) unusable("currency", "nothing says the currency", "set `currency` in the profile");
  if (const auto found = Currency::find(code)) return *found;
  unusable("currency", "\"" + printable(code) + "\" is not a currency of ISO 4217",
           "translate the bank's word in the profile, [currencies]");
}

std::optional<std::int64_t> BankTable::exact(std::string_view text, Currency currency) const {
  bool minus = false;
  for (const std::string_view mark : {"¥", "￥", "€", "$", "£", "+"}) {
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
    if (text.ends_with(mark)) text = trim(text.substr(0, text.size() - mark.size()));
  }
  if (text.starts_with(currency.code())) text.remove_prefix(3);
  if (text.ends_with(currency.code())) text = trim(text.substr(0, text.size() - 3));
  if (text.size() > 1 && text.ends_with('-') && !text.starts_with('-')) {
    minus = true;
    text = trim(text.substr(0, text.size() - 1));
  }
  const auto minor = exact_minor(text, currency, profile_.decimal);
  return minor ? std::optional(minus ? -*minor : *minor) : std::nullopt;
}

std::int64_t BankTable::amount(const Cells& row, std::size_t column, Currency currency) const {
  const std::string_view text = at(row, column);
  if (is_blank_amount(text)) return 0;
  if (const auto minor = exact(text, currency)) return *minor;
  const auto why = exact_minor(text, currency, profile_.decimal);
  unusable_at(column, fmt::format("\"{}\" is not an amount in {}", printable(text), currency.code()),
              why ? "" : why.problem().message);
}

BankTable::Pair BankTable::pair_of(const Cells& row) const {
  for (const auto& pair : header_.pairs)
    if (!is_blank_amount(at(row, pair.first)) || !is_blank_amount(at(row, pair.second))) return pair;
  return header_.pairs.empty() ? std::nullopt : std::optional(header_.pairs.front());
}

Moved BankTable::moved(const Cells& row, const Pair& pair, Currency currency) const {
  return pair ? of_pair(row, *pair, currency) : of_amount(row, currency);
}

Moved BankTable::of_pair(const Cells& row, std::pair<std::size_t, std::size_t> pair, Currency currency) const {
  const std::int64_t in = amount(row, pair.first, currency), out = amount(row, pair.second, currency);
  if (in != 0 && out != 0)
    unusable_at(pair.first, "the row has money coming in and going out", "is a column of the profile mapped wrongly?");
  // Red ink: a bank takes an entry back by the same entry below zero.
  return {in - out, in < 0 || out < 0, false};
}

Moved BankTable::of_amount(const Cells& row, Currency currency) const {
  const std::int64_t minor = amount(row, header_.at.at("amount").front(), currency);
  if (!flag_ || minor == 0) return {minor, false, false};
  const std::string_view flag = at(row, *flag_);
  const Direction direction = is_of(profile_.flags_in, flag)    ? Direction::in
                              : is_of(profile_.flags_out, flag) ? Direction::out
                                                                : direction_word(flag);
  if (direction == Direction::neither) return {minor, false, true};
  if (direction == Direction::unknown) {
    unusable_at(flag_,
                fmt::format("column {}: \"{}\" says neither in nor out; it holds {}", printable(header_.row[*flag_]),
                            printable(flag), fmt::join(words_in(*flag_), ", ")),
                "put the bank's words into the profile: `flag` in [columns], `in` and `out` in [flags]");
  }
  // Some banks write the sign beside the word as well.
  if (direction == Direction::out) return {-std::abs(minor), false, false};
  return {minor, minor < 0, false};
}

}  // namespace dunmail
