#include "ledger/statement_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <optional>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::array<const char*, 14> our_columns{"date",   "value",    "in",    "out",  "amount",    "flag",       "balance",
                                                  "currency", "account", "payer", "payer_account", "text", "reference", "end_to_end"};
constexpr std::size_t rows_before_header = 60;

struct Unusable {
  Problem problem;
};

/// "交易 金额（元）" -> "交易金额"
std::string header_word(std::string_view cell) {
  std::string out;
  for (const char32_t c : to_utf32(trim(cell))) {
    if (c == '(' || c == U'（' || c == '[' || c == '/') {
      if (!out.empty()) break;
      continue;
    }
    if (c > ' ' && c != 0xA0 && c != 0x3000 && c != '"' && c != '*') append_utf8(out, c < 0x80 ? static_cast<char32_t>(std::tolower(static_cast<int>(c))) : c);
  }
  return out;
}

/// A cell as it was meant: tabs, blanks and the ="..." that keeps a number text in a spreadsheet are let go.
std::string_view cell_text(std::string_view cell) {
  cell = trim(cell);
  if (cell.starts_with("=\"") && cell.ends_with('"') && cell.size() > 2) cell = cell.substr(2, cell.size() - 3);
  if (cell.starts_with('\'') || cell.starts_with('`')) cell.remove_prefix(1);
  return trim(cell);
}

bool is_blank_amount(std::string_view cell) { return cell.find_first_not_of("-/ ") == cell.npos || cell == "—" || cell == "——"; }

Result<std::string> from_utf16(std::string_view bytes, bool big, const std::string& file) {
  std::u16string units;
  for (std::size_t i = 2; i + 1 < bytes.size(); i += 2) {
    const auto a = static_cast<unsigned char>(bytes[i]), b = static_cast<unsigned char>(bytes[i + 1]);
    units += static_cast<char16_t>(big ? a << 8 | b : b << 8 | a);
  }
  std::string out;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t c = units[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < units.size() && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    if (c >= 0xD800 && c < 0xE000) return Problem{file, "the text is not valid UTF-16", "nothing of this file was taken"};
    append_utf8(out, c);
  }
  return out;
}

Result<std::string> to_text(const std::string& bytes, const BankProfile& profile, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return from_utf16(bytes, bytes[0] == '\xFE', file);
  if (profile.encoding == "latin-1") return first_bad_utf8(bytes) ? from_latin1(bytes) : bytes;
  return to_utf8_text(bytes, profile.encoding == "utf-8" ? Encoding::utf8 : profile.encoding == "gb18030" ? Encoding::gb18030 : Encoding::automatic, file);
}

/// Where the columns of a profile stand in a row that may be the header.
struct Header {
  std::map<std::string, std::vector<std::size_t>> at;
  std::size_t width = 0;
  int found = 0;
};

std::optional<Header> header_of(const std::vector<std::string>& row, const BankProfile& profile) {
  Header out;
  out.width = row.size();
  std::vector<std::string> words;
  for (const std::string& cell : row) words.push_back(header_word(cell));
  for (const auto& [ours, theirs] : profile.columns)
    for (const std::string& name : theirs) {
      const auto found = std::find(words.begin(), words.end(), header_word(name));
      if (found == words.end()) continue;
      out.at[ours].push_back(static_cast<std::size_t>(found - words.begin()));
      ++out.found;
      if (ours != "text") break;
    }
  const auto has = [&](const char* ours) { return out.at.contains(ours); };
  // Either both directions have a column, or one amount; and a profile that tells direction by a word needs that column.
  const bool sums = (has("in") && has("out")) || (has("amount") && (has("flag") || !profile.columns.contains("flag")));
  if (!has("date") || !sums) return std::nullopt;
  return out;
}

/// The delimiter, the rows before the header, and the header.
struct Found {
  char delimiter = ',';
  std::vector<std::vector<std::string>> before;
  Header header;
  std::size_t line = 0;
};

std::optional<Found> find_header(std::string_view text, const BankProfile& profile) {
  const std::string delimiters = profile.delimiter ? std::string(1, profile.delimiter) : ",;\t|";
  for (const char delimiter : delimiters) {
    Found out;
    out.delimiter = delimiter;
    CsvReader reader(text, delimiter);
    std::vector<std::string> row;
    while (out.before.size() < rows_before_header && reader.next(row)) {
      if (auto header = header_of(row, profile)) {
        out.header = std::move(*header), out.line = reader.line();
        return out;
      }
      out.before.push_back(row);
    }
  }
  return std::nullopt;
}

class Sheet {
 public:
  Sheet(const std::string& file, const BankProfile& profile, Found found) : file_(file), profile_(profile), found_(std::move(found)) {}

  Statement read(std::string_view text) {
    preamble();
    CsvReader reader(text, found_.delimiter);
    std::vector<std::string> row;
    while (reader.next(row)) {
      line_ = reader.line();
      if (line_ <= found_.line) continue;
      const bool last = !text.ends_with('\n') && row.size() < found_.header.width;
      take(row, last);
    }
    if (!reader.problem().empty()) throw Unusable{{fmt::format("{}:{}", file_, reader.line()), reader.problem(), "nothing of this file was taken"}};
    balances();
    s_.format = "csv";
    complete(s_, file_);
    return std::move(s_);
  }

 private:
  [[noreturn]] void unusable(const char* column, std::string message, std::string hint = "nothing of this file was taken") const {
    std::string where = fmt::format("{}:{}", file_, line_);
    if (const auto at = found_.header.at.find(column); at != found_.header.at.end()) where += fmt::format(":{}", at->second.front() + 1);
    throw Unusable{{std::move(where), std::move(message), std::move(hint)}};
  }

  /// "账号: 4345 0000" in one cell, or the label in one and ours in the next.
  void preamble() {
    for (const auto& row : found_.before)
      for (std::size_t i = 0; i < row.size(); ++i)
        for (const std::string& label : profile_.account_labels) {
          std::string_view cell = cell_text(row[i]);
          if (!cell.starts_with(label)) continue;
          cell = trim(cell.substr(label.size()));
          for (const std::string_view colon : {":", "："})
            if (cell.starts_with(colon)) cell = trim(cell.substr(colon.size()));
          if (cell.empty() && i + 1 < row.size()) cell = cell_text(row[i + 1]);
          // "账户余额: 12" begins with a label as well; no account is that short.
          if (const std::string account = plain_account(cell); s_.account.empty() && account.size() >= 8) s_.account = account;
        }
  }

  std::string_view cell(const std::vector<std::string>& row, const char* column) const {
    const auto at = found_.header.at.find(column);
    return at == found_.header.at.end() || at->second.front() >= row.size() ? std::string_view() : cell_text(row[at->second.front()]);
  }

  std::optional<Date> day(std::string_view text) const {
    for (const std::string& pattern : profile_.dates) {
      if (const auto found = parse_date(text, pattern)) return found;
      // A time of day behind it: "2026-11-20 08:15:00", "20261120081500".
      for (const std::size_t size : {text.find_first_of(" T"), std::size_t(8)})
        if (size < text.size())
          if (const auto found = parse_date(text.substr(0, size), pattern)) return found;
    }
    return std::nullopt;
  }

  void take(const std::vector<std::string>& row, bool last) {
    std::string_view first;
    std::size_t filled = 0;
    for (const std::string& each : row)
      if (const std::string_view text = cell_text(each); !text.empty()) {
        if (first.empty()) first = text;
        ++filled;
      }
    const auto booked = day(cell(row, "date"));
    if (!booked) {
      const bool total = std::any_of(profile_.totals.begin(), profile_.totals.end(), [&](const std::string& word) { return first.starts_with(word); });
      if (total || filled <= 1) return;
      if (last) unusable("date", "the file seems to be cut off here", "nothing of it was taken; fetch it again from the bank");
      unusable("date", fmt::format("\"{}\" is not a date in the form {}", printable(cell(row, "date")), fmt::join(profile_.dates, " or ")), "set `date` in the profile if the bank writes dates another way");
    }
    if (last) unusable("date", fmt::format("the last row has {} fields, the header {}: the file seems to be cut off here", row.size(), found_.header.width), "nothing of it was taken; fetch it again from the bank");
    if (row.size() > found_.header.width && std::any_of(row.begin() + static_cast<std::ptrdiff_t>(found_.header.width), row.end(), [](const std::string& c) { return !trim(c).empty(); }))
      unusable("date", fmt::format("the row has {} fields, the header {}", row.size(), found_.header.width), "is a quote missing around an amount or a text?");
    BankEntry e;
    e.line = line_;
    e.booked = e.value = *booked;
    if (const auto value = day(cell(row, "value"))) e.value = *value;
    e.amount.currency = currency(cell(row, "currency"));
    if (s_.currency == Currency()) s_.currency = e.amount.currency;
    if (!sum(row, e)) return;
    e.account = plain_account(cell(row, "account"));
    if (s_.account.empty()) s_.account = e.account;
    e.payer = cell(row, "payer");
    e.payer_account = plain_account(cell(row, "payer_account"));
    e.bank_reference = cell(row, "reference");
    e.end_to_end = cell(row, "end_to_end");
    if (const auto texts = found_.header.at.find("text"); texts != found_.header.at.end())
      for (const std::size_t at : texts->second)
        if (at < row.size())
          if (const std::string_view text = cell_text(row[at]); !text.empty() && e.text.find(text) == e.text.npos) e.text += (e.text.empty() ? "" : "\n") + std::string(text);
    for (const std::string& word : profile_.reversal_words) e.reversal |= e.text.find(word) != e.text.npos;
    const std::string_view after = cell(row, "balance");
    after_.push_back(is_blank_amount(after) ? std::nullopt : exact(after, e.amount.currency));
    s_.entries.push_back(std::move(e));
  }

  Currency currency(std::string_view theirs) const {
    std::string code(theirs.empty() ? profile_.currency : theirs);
    if (const auto mapped = profile_.currencies.find(code); mapped != profile_.currencies.end()) code = mapped->second;
    if (code.empty()) unusable("currency", "nothing says the currency", "set `currency` in the profile");
    if (const auto found = Currency::find(code)) return *found;
    unusable("currency", "\"" + printable(code) + "\" is not a currency of ISO 4217", "translate the bank's word in the profile, [currencies]");
  }

  /// Without a currency's mark: "¥1,234.00", "CNY 12", "+5".
  std::optional<std::int64_t> exact(std::string_view text, Currency currency) const {
    for (const std::string_view mark : {"¥", "￥", "€", "$", "£", "+"})
      if (text.starts_with(mark)) text.remove_prefix(mark.size());
    if (text.starts_with(currency.code())) text.remove_prefix(3);
    const auto minor = exact_minor(text, currency, profile_.decimal);
    return minor ? std::optional(*minor) : std::nullopt;
  }

  std::int64_t amount(const std::vector<std::string>& row, const char* column, Currency currency) const {
    const std::string_view text = cell(row, column);
    if (is_blank_amount(text)) return 0;
    if (const auto minor = exact(text, currency)) return *minor;
    const auto why = exact_minor(text, currency, profile_.decimal);
    unusable(column, fmt::format("\"{}\" is not an amount in {}", printable(text), currency.code()), why ? "" : why.problem().message);
  }

  /// False for a row that moves nothing, such as a balance brought forward.
  bool sum(const std::vector<std::string>& row, BankEntry& e) const {
    const Currency currency = e.amount.currency;
    if (found_.header.at.contains("amount")) {
      e.amount.minor = amount(row, "amount", currency);
      if (found_.header.at.contains("flag")) e.amount.minor = directed(row, e);
    } else {
      const std::int64_t in = amount(row, "in", currency), out = amount(row, "out", currency);
      if (in != 0 && out != 0) unusable("in", "the row has money coming in and going out", "is a column of the profile mapped wrongly?");
      // Red ink: a bank takes an entry back by the same entry below zero.
      e.reversal = in < 0 || out < 0;
      e.amount.minor = in - out;
    }
    return e.amount.minor != 0;
  }

  std::int64_t directed(const std::vector<std::string>& row, BankEntry& e) const {
    const std::string_view flag = cell(row, "flag");
    const auto is = [&](const std::vector<std::string>& words) { return std::find(words.begin(), words.end(), flag) != words.end(); };
    const bool in = is(profile_.flags_in);
    if (!in && !is(profile_.flags_out))
      unusable("flag", fmt::format("\"{}\" says neither in nor out", printable(flag)), fmt::format("the profile knows {} and {}", fmt::join(profile_.flags_in, ", "), fmt::join(profile_.flags_out, ", ")));
    e.reversal = in && e.amount.minor < 0;
    // Some banks write the sign beside the word as well.
    return in ? e.amount.minor : -std::abs(e.amount.minor);
  }

  /// The running balance says what was before and after, and whether a row is missing. Rows may be oldest or newest first.
  void balances() {
    if (s_.entries.empty() || std::any_of(after_.begin(), after_.end(), [](const auto& b) { return !b; })) return;
    const Currency c = s_.currency;
    for (const BankEntry& e : s_.entries)
      if (e.amount.currency != c || e.account != s_.entries.front().account) return;
    const std::size_t n = after_.size();
    bool forward = true, backward = true;
    std::size_t broken = 0;
    for (std::size_t i = 1; i < n; ++i) {
      const bool ahead = *after_[i - 1] + s_.entries[i].amount.minor == *after_[i], back = *after_[i] + s_.entries[i - 1].amount.minor == *after_[i - 1];
      if (!ahead && !back && !broken) broken = i;
      forward &= ahead, backward &= back;
    }
    if (!forward && !backward) {
      const std::size_t line = s_.entries[broken ? broken : n - 1].line;
      s_.remarks.push_back({fmt::format("{}:{}", file_, line), "the running balance does not follow from the row before", "is a row missing, or are rows sorted by something else than time? compare with the bank"});
      return;
    }
    const std::size_t oldest = forward ? 0 : n - 1, newest = forward ? n - 1 : 0;
    s_.opening = Balance{{*after_[oldest] - s_.entries[oldest].amount.minor, c}, s_.entries[oldest].booked};
    s_.closing = Balance{{*after_[newest], c}, s_.entries[newest].booked};
  }

  const std::string& file_;
  const BankProfile& profile_;
  Found found_;
  Statement s_;
  std::vector<std::optional<std::int64_t>> after_;
  std::size_t line_ = 0;
};

}  // namespace

BankProfile BankProfile::load(const std::string& path) {
  const auto slash = path.rfind('/');
  std::string name = path.substr(slash == path.npos ? 0 : slash + 1);
  if (name.ends_with(".toml")) name.resize(name.size() - 5);
  return read(ConfigTable::load(path), name);
}

BankProfile BankProfile::read(const ConfigTable& table, const std::string& name) {
  BankProfile out;
  out.name = name;
  const std::string delimiter = table.text("delimiter", "");
  if (delimiter == "tab") out.delimiter = '\t';
  else if (delimiter.size() == 1 && delimiter != "\"") out.delimiter = delimiter[0];
  else if (!delimiter.empty()) throw table.error("delimiter", "must be one character, or \"tab\"");
  out.encoding = table.choice("encoding", "automatic", {"automatic", "utf-8", "gb18030", "latin-1"});
  if (auto dates = table.texts("date"); !dates.empty()) out.dates = std::move(dates);
  out.decimal = table.choice("decimal", ".", {".", ","})[0];
  out.currency = table.text("currency", "");
  if (!out.currency.empty() && !Currency::find(out.currency)) throw table.error("currency", "is not a currency of ISO 4217");
  out.account_labels = table.texts("account_labels"), out.totals = table.texts("totals"), out.reversal_words = table.texts("reversal_words");
  const auto columns = table.table("columns");
  if (!columns) throw table.error("columns", "is missing", "[columns] says which header means what");
  for (const char* ours : our_columns)
    if (columns->has(ours)) out.columns[ours] = columns->texts(ours);
  if (const auto flags = table.table("flags")) out.flags_in = flags->texts("in"), out.flags_out = flags->texts("out");
  if (const auto currencies = table.table("currencies"))
    for (const std::string& theirs : currencies->keys()) out.currencies[theirs] = currencies->text(theirs);
  if (!out.columns.contains("date")) throw columns->error("date", "is missing");
  if (!out.columns.contains("amount") && !(out.columns.contains("in") && out.columns.contains("out"))) throw columns->error("amount", "is missing", "name `amount`, or `in` and `out`");
  if (out.columns.contains("flag") && (out.flags_in.empty() || out.flags_out.empty())) throw table.error("flags", "must say which words mean in and which out");
  table.finish();
  return out;
}

int profile_fit(const std::string& bytes, const BankProfile& profile) {
  const auto text = to_text(bytes, profile, "");
  if (!text) return 0;
  const auto found = find_header(*text, profile);
  return found ? found->header.found : 0;
}

Result<Statements> read_bank_csv(const std::string& bytes, const std::string& file, const BankProfile& profile) {
  const auto text = to_text(bytes, profile, file);
  if (!text) return text.problem();
  auto found = find_header(*text, profile);
  if (!found) {
    std::vector<std::string> wanted;
    for (const char* ours : {"date", "in", "out", "amount", "flag"})
      if (const auto theirs = profile.columns.find(ours); theirs != profile.columns.end()) wanted.push_back(fmt::format("{} ({})", ours, fmt::join(theirs->second, " or ")));
    return Problem{file, fmt::format("no row has the headers of profile {}: {}", profile.name, fmt::join(wanted, ", ")), "choose another with --profile, or write one: config/bank-profiles/README.md"};
  }
  try {
    Statements out;
    out.push_back(Sheet(file, profile, std::move(*found)).read(*text));
    return out;
  } catch (const Unusable& u) {
    return u.problem;
  } catch (const Error& e) {
    return e.problem();
  }
}

}  // namespace dunmail
