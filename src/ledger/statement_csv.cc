#include "ledger/statement_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>

#include "base/text.h"
#include "ledger/statement_header.h"
#include "ledger/statement_totals.h"
#include "ledger/statement_words.h"

namespace dunmail {
namespace {

struct Unusable {
  Problem problem;
};

bool is_blank_amount(std::string_view cell) { return cell.find_first_not_of("-/ ") == cell.npos || cell == "—" || cell == "——"; }

struct Row {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

/// The row from which an amount is read, of a pair of columns or of one.
struct Moved {
  std::int64_t minor = 0;
  bool reversal = false;
  bool neither = false;  ///< the table says that nothing came or went
};

/// Rows of one kind that became no entry: told of in one remark, with their lines.
struct Passed {
  std::vector<std::size_t> lines;
  std::set<std::string> words;

  void add(std::size_t line, std::string_view word) {
    lines.push_back(line);
    if (!word.empty()) words.insert(printable(word));
  }
};

class Sheet {
 public:
  Sheet(const std::string& file, const BankProfile& profile, FoundHeader found)
      : file_(file), profile_(profile), header_(std::move(found.header)), before_(std::move(found.before)), line_(found.line), delimiter_(found.delimiter) {}

  Statement read(std::string_view text) {
    s_.account = labelled_account(before_, profile_.account_labels);
    for (const auto& row : before_) section(row);
    rows(text);
    find_direction();
    find_states();
    for (const Row& row : rows_) {
      line_ = row.line;
      take(row.cells, &row == &rows_.back() && cut_off_);
    }
    passed_over();
    balances();
    s_.format = "csv";
    complete(s_, file_);
    return std::move(s_);
  }

 private:
  [[noreturn]] void unusable_at(std::optional<std::size_t> column, std::string message, std::string hint = "nothing of this file was taken") const {
    std::string where = fmt::format("{}:{}", file_, line_);
    if (column) where += fmt::format(":{}", *column + 1);
    throw Unusable{{std::move(where), std::move(message), std::move(hint)}};
  }
  [[noreturn]] void unusable(const char* column, std::string message, std::string hint = "nothing of this file was taken") const {
    const auto at = header_.at.find(column);
    unusable_at(at == header_.at.end() ? std::nullopt : std::optional(at->second.front()), std::move(message), std::move(hint));
  }
  void remark(std::size_t line, std::string message, std::string hint = {}) {
    s_.remarks.push_back({fmt::format("{}:{}", file_, line), std::move(message), std::move(hint)});
  }

  void rows(std::string_view text) {
    CsvReader reader(text, delimiter_);
    Row row;
    const std::size_t header_line = line_;
    while (reader.next(row.cells)) {
      row.line = reader.line();
      if (row.line > header_line && row.cells != header_.row) rows_.push_back(row);
    }
    if (!reader.problem().empty()) throw Unusable{{fmt::format("{}:{}", file_, reader.line()), reader.problem(), "nothing of this file was taken"}};
    cut_off_ = !rows_.empty() && !text.ends_with('\n') && rows_.back().cells.size() < header_.row.size();
  }

  static std::string_view at(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? bank_cell(row[column]) : std::string_view();
  }
  std::string_view cell(const std::vector<std::string>& row, const char* column) const {
    const auto found = header_.at.find(column);
    return found == header_.at.end() ? std::string_view() : at(row, found->second.front());
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

  /// Columns that no profile names, whose cells are looked at for what they are.
  std::vector<std::size_t> unnamed() const {
    std::set<std::size_t> named;
    for (const auto& [ours, columns] : header_.at)
      if (ours != "status") named.insert(columns.begin(), columns.end());
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < header_.row.size(); ++i)
      if (!named.contains(i)) out.push_back(i);
    return out;
  }

  std::vector<std::string> words_in(std::size_t column) const {
    std::vector<std::string> out;
    constexpr std::size_t most = 8;
    for (const Row& row : rows_) {
      if (!day(cell(row.cells, "date"))) continue;
      const std::string word = printable(at(row.cells, column));
      if (out.size() < most && std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
    }
    return out;
  }

  /// One sum and no column that the profile knows for its direction: another may tell it all the same. Overlooked, money
  /// that went out would be booked as paid.
  void find_direction() {
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
      const bool all = !words.empty() && std::all_of(words.begin(), words.end(), [](const std::string& w) { return telling_direction(w) != Direction::unknown; });
      if (all) flag_ = column;
    }
  }

  void find_states() {
    states_ = unnamed();
    if (const auto named = header_.at.find("status"); named != header_.at.end()) strict_ = {named->second.begin(), named->second.end()};
  }

  static bool is_of(const std::vector<std::string>& words, std::string_view cell) {
    const std::string plain = plain_word(cell);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return plain_word(word) == plain; });
  }

  Booking booking(std::string_view cell, bool within) const {
    if (is_of(profile_.failed, cell)) return Booking::failed;
    if (is_of(profile_.announced, cell)) return Booking::announced;
    if (is_of(profile_.booked, cell)) return Booking::booked;
    return within ? booking_within(cell) : booking_word(cell);
  }

  /// What a row's cells say of it, the worst of them. A word in a column that is there to tell it, and which nobody
  /// knows, is no reason to book: the row waits, and the word is told of.
  Booking state(const std::vector<std::string>& row) {
    Booking out = Booking::unsaid;
    for (const std::size_t column : states_) {
      const std::string_view text = at(row, column);
      if (text.empty()) continue;
      const bool strict = strict_.contains(column);
      Booking one = booking(text, strict);
      if (strict && one == Booking::unsaid) {
        unknown_state_.add(line_, text);
        one = Booking::announced;
      }
      if (one == Booking::failed) failed_.add(line_, text);
      out = std::max(out, one);
    }
    return out == Booking::unsaid ? section_ : out;
  }

  /// "Vorgemerkte Umsätze" above some rows, "Gebuchte Umsätze" above others.
  void section(const std::vector<std::string>& row) {
    std::string_view only;
    for (const std::string& each : row) {
      const std::string_view text = bank_cell(each);
      if (text.empty()) continue;
      if (!only.empty()) return;
      only = text;
    }
    const Booking said = booking_title(only);
    if (said != Booking::unsaid) section_ = said == Booking::announced ? said : Booking::unsaid;
  }

  void take(const std::vector<std::string>& row, bool last) {
    std::string_view first;
    std::size_t filled = 0;
    for (const std::string& each : row)
      if (const std::string_view text = bank_cell(each); !text.empty()) {
        if (first.empty()) first = text;
        ++filled;
      }
    auto booked = day(cell(row, "date"));
    Booking is = Booking::unsaid;
    if (!booked) {
      if (is_total(first)) return total(row, first);
      if (filled <= 1) return section(row);
      // "offen" where the day would stand, or no day yet.
      is = booking(cell(row, "date"), true);
      if (is == Booking::unsaid && cell(row, "date").empty()) is = state(row);
      if (is < Booking::announced) no_day(row, last);
      booked = day(cell(row, "value"));
      if (!booked) return dayless_.add(line_, cell(row, "date"));
    }
    if (last)
      unusable("date", fmt::format("the last row has {} fields, the header {}: the file seems to be cut off here", row.size(), header_.row.size()), "nothing of it was taken; fetch it again from the bank");
    const auto width = static_cast<std::ptrdiff_t>(header_.row.size());
    if (row.size() > header_.row.size() && std::any_of(row.begin() + width, row.end(), [](const std::string& c) { return !trim(c).empty(); }))
      unusable("date", fmt::format("the row has {} fields, the header {}", row.size(), header_.row.size()), "is a quote missing around an amount or a text?");
    entry(row, *booked, is);
  }

  [[noreturn]] void no_day(const std::vector<std::string>& row, bool last) const {
    if (last) unusable("date", "the file seems to be cut off here", "nothing of it was taken; fetch it again from the bank");
    unusable("date", fmt::format("\"{}\" is not a date in the form {}", printable(cell(row, "date")), fmt::join(profile_.dates, " or ")), "set `date` in the profile if the bank writes dates another way");
  }

  void entry(const std::vector<std::string>& row, Date booked, Booking is) {
    BankEntry e;
    e.line = line_;
    e.booked = e.value = booked;
    if (const auto value = day(cell(row, "value"))) e.value = *value;
    const auto pair = pair_of(row);
    e.amount.currency = currency(currency_cell(row, pair));
    if (s_.currency == Currency()) s_.currency = e.amount.currency;
    const Moved moved = pair ? of_pair(row, *pair, e.amount.currency) : of_amount(row, e.amount.currency);
    e.amount.minor = moved.minor;
    e.reversal = moved.reversal;
    e.account = plain_account(cell(row, "account"));
    e.payer = cell(row, "payer");
    e.payer_account = plain_account(cell(row, "payer_account"));
    e.bank_reference = cell(row, "reference");
    e.end_to_end = cell(row, "end_to_end");
    if (const auto texts = header_.at.find("text"); texts != header_.at.end())
      for (const std::size_t column : texts->second)
        if (const std::string_view text = at(row, column); !text.empty() && e.text.find(text) == e.text.npos) e.text += (e.text.empty() ? "" : "\n") + std::string(text);
    if (dated_total(row, e)) return;
    if (moved.neither) return neither_.add(line_, flag_ ? at(row, *flag_) : "");
    if (e.amount.minor == 0) return still_.add(line_, "");
    if (s_.account.empty()) s_.account = e.account;
    for (const std::string& word : profile_.reversal_words) e.reversal |= e.text.find(word) != e.text.npos;
    if (is == Booking::unsaid) is = state(row);
    e.pending = is == Booking::announced;
    e.failed = is == Booking::failed;
    totals_.add(e);
    if (!e.pending && !e.failed) {
      const std::string_view after = cell(row, "balance");
      after_.push_back({s_.entries.size(), is_blank_amount(after) ? std::nullopt : exact(after, e.amount.currency)});
    }
    s_.entries.push_back(std::move(e));
  }

  std::string_view currency_cell(const std::vector<std::string>& row, const std::optional<std::pair<std::size_t, std::size_t>>& pair) const {
    const auto columns = header_.at.find("currency");
    if (columns == header_.at.end()) return {};
    std::string_view out;
    for (const std::size_t column : columns->second) {
      const std::string_view text = at(row, column);
      if (is_blank_amount(text)) continue;
      // "记账币种" is that of "记账金额", and "交易币种" of "交易金额": their first two characters.
      constexpr std::size_t two = 6;
      const bool same = pair && plain_word(header_.row[pair->first]).substr(0, two) == plain_word(header_.row[column]).substr(0, two);
      if (same) return text;
      if (out.empty()) out = text;
    }
    return out;
  }

  Currency currency(std::string_view theirs) const {
    std::string code(theirs.empty() ? profile_.currency : theirs);
    if (const auto mapped = profile_.currencies.find(code); mapped != profile_.currencies.end()) code = mapped->second;
    if (code.empty()) unusable("currency", "nothing says the currency", "set `currency` in the profile");
    if (const auto found = Currency::find(code)) return *found;
    unusable("currency", "\"" + printable(code) + "\" is not a currency of ISO 4217", "translate the bank's word in the profile, [currencies]");
  }

  /// Without a currency's mark: "¥1,234.00", "CNY 12", "+5", "12 €", "5.00-".
  std::optional<std::int64_t> exact(std::string_view text, Currency currency) const {
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

  std::int64_t amount(const std::vector<std::string>& row, std::size_t column, Currency currency) const {
    const std::string_view text = at(row, column);
    if (is_blank_amount(text)) return 0;
    if (const auto minor = exact(text, currency)) return *minor;
    const auto why = exact_minor(text, currency, profile_.decimal);
    unusable_at(column, fmt::format("\"{}\" is not an amount in {}", printable(text), currency.code()), why ? "" : why.problem().message);
  }

  /// The first pair of columns that the row fills; the first of all for a row that fills none.
  std::optional<std::pair<std::size_t, std::size_t>> pair_of(const std::vector<std::string>& row) const {
    for (const auto& pair : header_.pairs)
      if (!is_blank_amount(at(row, pair.first)) || !is_blank_amount(at(row, pair.second))) return pair;
    return header_.pairs.empty() ? std::nullopt : std::optional(header_.pairs.front());
  }

  Moved of_pair(const std::vector<std::string>& row, std::pair<std::size_t, std::size_t> pair, Currency currency) const {
    const std::int64_t in = amount(row, pair.first, currency), out = amount(row, pair.second, currency);
    if (in != 0 && out != 0) unusable_at(pair.first, "the row has money coming in and going out", "is a column of the profile mapped wrongly?");
    // Red ink: a bank takes an entry back by the same entry below zero.
    return {in - out, in < 0 || out < 0, false};
  }

  Moved of_amount(const std::vector<std::string>& row, Currency currency) const {
    const std::int64_t minor = amount(row, header_.at.at("amount").front(), currency);
    if (!flag_ || minor == 0) return {minor, false, false};
    const std::string_view flag = at(row, *flag_);
    Direction direction = is_of(profile_.flags_in, flag) ? Direction::in : is_of(profile_.flags_out, flag) ? Direction::out : direction_word(flag);
    if (direction == Direction::neither) return {minor, false, true};
    if (direction == Direction::unknown) {
      unusable_at(flag_, fmt::format("column {}: \"{}\" says neither in nor out; it holds {}", printable(header_.row[*flag_]), printable(flag), fmt::join(words_in(*flag_), ", ")),
                  "put the bank's words into the profile: `flag` in [columns], `in` and `out` in [flags]");
    }
    // Some banks write the sign beside the word as well.
    if (direction == Direction::out) return {-std::abs(minor), false, false};
    return {minor, minor < 0, false};
  }

  bool is_total(std::string_view label) const {
    const bool named = std::any_of(profile_.totals.begin(), profile_.totals.end(), [&](const std::string& word) { return label.starts_with(word); });
    return named || total_row(label) != TotalRow::none;
  }

  /// A row of the day's sum with the day in front. Nobody pays with "合计" for a text and without a name.
  bool dated_total(const std::vector<std::string>& row, const BankEntry& e) {
    if (!e.payer_account.empty()) return false;
    const std::string_view label = e.payer.empty() ? std::string_view(e.text) : e.text.empty() ? std::string_view(e.payer) : std::string_view();
    constexpr std::size_t longest = 30;
    const std::string plain = plain_word(label);
    const TotalRow kind = label.size() > longest ? TotalRow::none : total_row(label);
    if (kind == TotalRow::none) return false;
    // "Total" is a payer as well: a row that moves money is a total only if the label is that and no more.
    static const std::set<std::string> bare{"合计", "总计", "小计", "本日合计", "本页合计", "人民币合计", "total", "subtotal", "summe", "zwischensumme", "saldo", "tagessaldo", "balance"};
    if (e.amount.minor != 0 && !bare.contains(plain)) return false;
    if (e.amount.minor != 0) remark(line_, fmt::format("\"{}\" is taken for a sum of rows, and not for a payment", printable(label)));
    total(row, label);
    return true;
  }

  void total(const std::vector<std::string>& row, std::string_view label) {
    const TotalRow kind = total_row(label);
    TotalSaid said{std::string(label), {}, {}, {}, {}};
    for (const auto& [theirs, code] : profile_.currencies)
      if (label.find(theirs) != label.npos && !said.currency) said.currency = Currency::find(code);
    const Currency currency = said.currency ? *said.currency : s_.currency;
    const auto sum = [&](std::size_t column) {
      const std::string_view text = at(row, column);
      return is_blank_amount(text) ? std::nullopt : exact(text, currency);
    };
    if (const auto pair = pair_of(row)) {
      said.in = sum(pair->first);
      said.out = sum(pair->second);
    } else {
      said.amount = sum(header_.at.at("amount").front());
    }
    if (!said.in && !said.out && !said.amount) said.amount = beside(row, label, currency);
    if (kind == TotalRow::opening && said.amount) opening_ = said.amount;
    if (kind == TotalRow::closing && said.amount) closing_ = said.amount;
    if ((kind != TotalRow::sum && kind != TotalRow::none) || (!said.in && !said.out && !said.amount)) return;
    if (auto wrong = totals_.check(said, fmt::format("{}:{}", file_, line_))) s_.remarks.push_back(std::move(*wrong));
  }

  /// "合计：1,234.50" in one cell, or the sum in the cell behind the label.
  std::optional<std::int64_t> beside(const std::vector<std::string>& row, std::string_view label, Currency currency) const {
    for (const std::string_view colon : {":", "："})
      if (const auto at = label.find(colon); at != label.npos)
        if (const auto minor = exact(trim(label.substr(at + colon.size())), currency)) return minor;
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      if (bank_cell(row[i]) == label && !is_blank_amount(bank_cell(row[i + 1]))) return exact(bank_cell(row[i + 1]), currency);
    return std::nullopt;
  }

  void tell(const Passed& rows, const char* what, std::string hint) {
    if (rows.lines.empty()) return;
    constexpr std::size_t most = 10;
    std::vector<std::size_t> lines(rows.lines.begin(), rows.lines.begin() + static_cast<std::ptrdiff_t>(std::min(most, rows.lines.size())));
    const std::string words = rows.words.empty() ? "" : fmt::format(" ({})", fmt::join(rows.words, ", "));
    const std::string more = rows.lines.size() > most ? " and more" : "";
    remark(rows.lines.front(), fmt::format("{} row(s) {}{}: line {}{}", rows.lines.size(), what, words, fmt::join(lines, ", "), more), std::move(hint));
  }

  void passed_over() {
    tell(failed_, "failed or closed, and are no payments", "did a debtor believe to have paid?");
    tell(neither_, "neither in nor out, and are no payments", "");
    tell(still_, "without a sum", "");
    tell(dayless_, "announced without a day, and left out", "they are taken when the bank books them");
    tell(unknown_state_, "in a state that nobody knows, taken as announced and not booked", "put the word into the profile, [status]: booked, announced or failed");
    if (rows_.empty()) remark(line_, "no row stands below the header", "");
  }

  /// The running balance says what was before and after, and whether a row is missing. Rows may be oldest or newest first.
  void balances() {
    const Currency c = s_.currency;
    const auto& all = s_.entries;
    const bool told = !after_.empty() && std::all_of(after_.begin(), after_.end(), [](const After& a) { return a.balance.has_value(); });
    if (!told) return balance_rows();
    for (const After& a : after_)
      if (all[a.entry].amount.currency != c || all[a.entry].account != all[after_.front().entry].account) return;
    const std::size_t n = after_.size();
    const auto moved = [&](std::size_t i) { return all[after_[i].entry].amount.minor; };
    bool forward = true, backward = true;
    std::size_t broken = 0;
    for (std::size_t i = 1; i < n; ++i) {
      const bool ahead = *after_[i - 1].balance + moved(i) == *after_[i].balance;
      const bool back = *after_[i].balance + moved(i - 1) == *after_[i - 1].balance;
      if (!ahead && !back && !broken) broken = i;
      forward &= ahead;
      backward &= back;
    }
    if (!forward && !backward)
      return remark(all[after_[broken ? broken : n - 1].entry].line, "the running balance does not follow from the row before",
                    "is a row missing, or are rows sorted by something else than time? compare with the bank");
    const std::size_t oldest = forward ? 0 : n - 1, newest = forward ? n - 1 : 0;
    s_.opening = Balance{{*after_[oldest].balance - moved(oldest), c}, all[after_[oldest].entry].booked};
    s_.closing = Balance{{*after_[newest].balance, c}, all[after_[newest].entry].booked};
  }

  /// Rows of their own say the balance before and after: complete() holds the entries against them.
  void balance_rows() {
    if (!opening_ || !closing_ || after_.empty()) return;
    const auto [oldest, newest] = std::minmax_element(after_.begin(), after_.end(), [&](const After& a, const After& b) { return s_.entries[a.entry].booked < s_.entries[b.entry].booked; });
    s_.opening = Balance{{*opening_, s_.currency}, s_.entries[oldest->entry].booked};
    s_.closing = Balance{{*closing_, s_.currency}, s_.entries[newest->entry].booked};
  }

  struct After {
    std::size_t entry;
    std::optional<std::int64_t> balance;
  };

  const std::string& file_;
  const BankProfile& profile_;
  const BankHeader header_;
  const std::vector<std::vector<std::string>> before_;
  std::size_t line_;
  const char delimiter_;
  std::vector<Row> rows_;
  bool cut_off_ = false;
  std::optional<std::size_t> flag_;   ///< the column that tells directions
  std::vector<std::size_t> states_;   ///< columns that may tell whether a row is booked
  std::set<std::size_t> strict_;      ///< those of them that are there for it
  Booking section_ = Booking::unsaid;
  Statement s_;
  StatementTotals totals_;
  std::vector<After> after_;          ///< of booked entries
  std::optional<std::int64_t> opening_, closing_;
  Passed failed_, neither_, still_, dayless_, unknown_state_;
};

}  // namespace

int profile_fit(const std::string& bytes, const BankProfile& profile) {
  const auto text = bank_text(bytes, profile, "");
  if (!text) return 0;
  const auto found = find_header(*text, profile);
  return found ? found->header.fit() : 0;
}

Result<Statements> read_bank_csv(const std::string& bytes, const std::string& file, const BankProfile& profile) {
  const auto text = bank_text(bytes, profile, file);
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
