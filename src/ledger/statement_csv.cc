#include "ledger/statement_csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "ledger/statement_table.h"
#include "ledger/statement_totals.h"

namespace dunmail {
namespace {

/// Banks' own words for a payment that went back: a returned direct debit (Rücklastschrift), a transfer sent back. A
/// refund is our own payment. Only of money that went out; which payment it takes back is told by sum, account and
/// payer.
bool says_returned(std::string_view text) {
  constexpr std::string_view words[] = {"RUECKLASTSCHRIFT",
                                        "R\u00dcCKLASTSCHRIFT",
                                        "R\u00fccklastschrift",
                                        "Ruecklastschrift",
                                        "RETURNED DIRECT DEBIT",
                                        "Returned direct debit",
                                        "退票",
                                        "退汇",
                                        "退匯"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

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
  Sheet(const std::string& file, const BankProfile& profile, const FoundHeader& found, std::string_view text)
      : file_(file), profile_(profile), before_(found.before), table_(file, profile, found, text) {}

  Statement read() {
    s_.account = labelled_account(before_, profile_.account_labels);
    for (const auto& row : before_) section(row);
    for (const BankTableRow& row : table_.rows()) {
      table_.stand_at(row.line);
      take(row.cells, &row == &table_.rows().back() && table_.is_cut_off());
    }
    passed_over();
    balances();
    s_.format = "csv";
    complete(s_, file_);
    return std::move(s_);
  }

 private:
  void remark(std::size_t line, std::string message, std::string hint = {}) {
    s_.remarks.push_back({fmt::format("{}:{}", file_, line), std::move(message), std::move(hint)});
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

  Booking state(const std::vector<std::string>& row) {
    const SaidState said = table_.state(row);
    if (said.unknown) unknown_state_.add(table_.line(), said.word);
    if (said.is == Booking::failed) failed_.add(table_.line(), said.word);
    return said.is == Booking::unsaid ? section_ : said.is;
  }

  void take(const std::vector<std::string>& row, bool last) {
    std::string_view first;
    std::size_t filled = 0;
    for (const std::string& each : row)
      if (const std::string_view text = bank_cell(each); !text.empty()) {
        if (first.empty()) first = text;
        ++filled;
      }
    auto booked = table_.day(table_.cell(row, "date"));
    Booking is = Booking::unsaid;
    if (!booked) {
      if (is_total(first)) return total(row, first);
      if (filled <= 1) return section(row);
      // "offen" where the day would stand, or no day yet.
      is = table_.booking(table_.cell(row, "date"), true);
      if (is == Booking::unsaid && table_.cell(row, "date").empty()) is = state(row);
      if (is < Booking::announced) no_day(row, last);
      booked = table_.day(table_.cell(row, "value"));
      if (!booked) return dayless_.add(table_.line(), table_.cell(row, "date"));
    }
    if (last)
      table_.unusable("date",
                      fmt::format("the last row has {} fields, the header {}: the file seems to be cut off here",
                                  row.size(), table_.header().row.size()),
                      "nothing of it was taken; fetch it again from the bank");
    const auto width = static_cast<std::ptrdiff_t>(table_.header().row.size());
    if (row.size() > table_.header().row.size() &&
        std::any_of(row.begin() + width, row.end(), [](const std::string& c) { return !trim(c).empty(); }))
      table_.unusable("date",
                      fmt::format("the row has {} fields, the header {}", row.size(), table_.header().row.size()),
                      "is a quote missing around an amount or a text?");
    entry(row, *booked, is);
  }

  [[noreturn]] void no_day(const std::vector<std::string>& row, bool last) const {
    if (last)
      table_.unusable("date", "the file seems to be cut off here",
                      "nothing of it was taken; fetch it again from the bank");
    table_.unusable("date",
                    fmt::format("\"{}\" is not a date in the form {}", printable(table_.cell(row, "date")),
                                fmt::join(profile_.dates, " or ")),
                    "set `date` in the profile if the bank writes dates another way");
  }

  void entry(const std::vector<std::string>& row, Date booked, Booking is) {
    BankEntry e;
    e.line = table_.line();
    e.booked = e.value = booked;
    if (const auto value = table_.day(table_.cell(row, "value"))) e.value = *value;
    const auto pair = table_.pair_of(row);
    e.amount.currency = table_.currency_of(row, pair);
    if (s_.currency == Currency()) s_.currency = e.amount.currency;
    const Moved moved = table_.moved(row, pair, e.amount.currency);
    e.amount.minor = moved.minor;
    e.reversal = moved.reversal;
    e.account = plain_account(table_.cell(row, "account"));
    e.payer = table_.cell(row, "payer");
    e.payer_account = plain_account(table_.cell(row, "payer_account"));
    e.bank_reference = table_.cell(row, "reference");
    e.end_to_end = table_.cell(row, "end_to_end");
    if (const auto texts = table_.header().at.find("text"); texts != table_.header().at.end())
      for (const std::size_t column : texts->second)
        if (const std::string_view text = BankTable::at(row, column); !text.empty() && e.text.find(text) == e.text.npos)
          e.text += (e.text.empty() ? "" : "\n") + std::string(text);
    if (dated_total(row, e)) return;
    if (moved.neither) return neither_.add(table_.line(), table_.direction_cell(row));
    if (e.amount.minor == 0) return still_.add(table_.line(), "");
    if (s_.account.empty()) s_.account = e.account;
    for (const std::string& word : profile_.reversal_words) e.reversal |= e.text.find(word) != e.text.npos;
    if (e.amount.minor < 0) e.reversal |= says_returned(e.text);
    if (is == Booking::unsaid) is = state(row);
    e.pending = is == Booking::announced;
    e.failed = is == Booking::failed;
    totals_.add(e);
    if (!e.pending && !e.failed) {
      const std::string_view after = table_.cell(row, "balance");
      after_.push_back(
          {s_.entries.size(), is_blank_amount(after) ? std::nullopt : table_.exact(after, e.amount.currency)});
    }
    s_.entries.push_back(std::move(e));
  }

  bool is_total(std::string_view label) const {
    const bool named = std::any_of(profile_.totals.begin(), profile_.totals.end(),
                                   [&](const std::string& word) { return label.starts_with(word); });
    return named || total_row(label) != TotalRow::none;
  }

  /// A row of the day's sum with the day in front. Nobody pays with "合计" for a text and without a name.
  bool dated_total(const std::vector<std::string>& row, const BankEntry& e) {
    if (!e.payer_account.empty()) return false;
    const std::string_view label = e.payer.empty()  ? std::string_view(e.text)
                                   : e.text.empty() ? std::string_view(e.payer)
                                                    : std::string_view();
    constexpr std::size_t longest = 30;
    const std::string plain = plain_word(label);
    const TotalRow kind = label.size() > longest ? TotalRow::none : total_row(label);
    if (kind == TotalRow::none) return false;
    // "Total" is a payer as well: a row that moves money is a total only if the label is that and no more.
    static const std::set<std::string> bare{"合计",       "总计",       "小计",     "本日合计", "本页合计",
                                            "人民币合计", "total",      "subtotal", "summe",    "zwischensumme",
                                            "saldo",      "tagessaldo", "balance"};
    if (e.amount.minor != 0 && !bare.contains(plain)) return false;
    if (e.amount.minor != 0)
      remark(table_.line(), fmt::format("\"{}\" is taken for a sum of rows, and not for a payment", printable(label)));
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
      const std::string_view text = BankTable::at(row, column);
      return is_blank_amount(text) ? std::nullopt : table_.exact(text, currency);
    };
    if (const auto pair = table_.pair_of(row)) {
      said.in = sum(pair->first);
      said.out = sum(pair->second);
    } else {
      said.amount = sum(table_.header().at.at("amount").front());
    }
    if (!said.in && !said.out && !said.amount) said.amount = beside(row, label, currency);
    if (kind == TotalRow::opening && said.amount) opening_ = said.amount;
    if (kind == TotalRow::closing && said.amount) closing_ = said.amount;
    if ((kind != TotalRow::sum && kind != TotalRow::none) || (!said.in && !said.out && !said.amount)) return;
    if (auto wrong = totals_.check(said, fmt::format("{}:{}", file_, table_.line())))
      s_.remarks.push_back(std::move(*wrong));
  }

  /// "合计：1,234.50" in one cell, or the sum in the cell behind the label.
  std::optional<std::int64_t> beside(const std::vector<std::string>& row, std::string_view label,
                                     Currency currency) const {
    for (const std::string_view colon : {":", "："})
      if (const auto at = label.find(colon); at != label.npos)
        if (const auto minor = table_.exact(trim(label.substr(at + colon.size())), currency)) return minor;
    for (std::size_t i = 0; i + 1 < row.size(); ++i)
      if (bank_cell(row[i]) == label && !is_blank_amount(bank_cell(row[i + 1])))
        return table_.exact(bank_cell(row[i + 1]), currency);
    return std::nullopt;
  }

  void tell(const Passed& rows, const char* what, std::string hint) {
    if (rows.lines.empty()) return;
    constexpr std::size_t most = 10;
    std::vector<std::size_t> lines(rows.lines.begin(),
                                   rows.lines.begin() + static_cast<std::ptrdiff_t>(std::min(most, rows.lines.size())));
    const std::string words = rows.words.empty() ? "" : fmt::format(" ({})", fmt::join(rows.words, ", "));
    const std::string more = rows.lines.size() > most ? " and more" : "";
    remark(rows.lines.front(),
           fmt::format("{} row(s) {}{}: line {}{}", rows.lines.size(), what, words, fmt::join(lines, ", "), more),
           std::move(hint));
  }

  void passed_over() {
    tell(failed_, "failed or closed, and are no payments", "did a debtor believe to have paid?");
    tell(neither_, "neither in nor out, and are no payments", "");
    tell(still_, "without a sum", "");
    tell(dayless_, "announced without a day, and left out", "they are taken when the bank books them");
    tell(unknown_state_, "in a state that nobody knows, taken as announced and not booked",
         "put the word into the profile, [status]: booked, announced or failed");
    if (table_.rows().empty()) remark(table_.line(), "no row stands below the header", "");
  }

  /// The running balance says what was before and after, and whether a row is missing. Rows may be oldest or newest
  /// first.
  void balances() {
    const Currency c = s_.currency;
    const auto& all = s_.entries;
    const bool told = !after_.empty() &&
                      std::all_of(after_.begin(), after_.end(), [](const After& a) { return a.balance.has_value(); });
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
      return remark(all[after_[broken ? broken : n - 1].entry].line,
                    "the running balance does not follow from the row before",
                    "is a row missing, or are rows sorted by something else than time? compare with the bank");
    const std::size_t oldest = forward ? 0 : n - 1, newest = forward ? n - 1 : 0;
    s_.opening = Balance{{*after_[oldest].balance - moved(oldest), c}, all[after_[oldest].entry].booked};
    s_.closing = Balance{{*after_[newest].balance, c}, all[after_[newest].entry].booked};
  }

  /// Rows of their own say the balance before and after: complete() holds the entries against them.
  void balance_rows() {
    if (!opening_ || !closing_ || after_.empty()) return;
    const auto [oldest, newest] = std::minmax_element(
        after_.begin(), after_.end(),
        [&](const After& a, const After& b) { return s_.entries[a.entry].booked < s_.entries[b.entry].booked; });
    s_.opening = Balance{{*opening_, s_.currency}, s_.entries[oldest->entry].booked};
    s_.closing = Balance{{*closing_, s_.currency}, s_.entries[newest->entry].booked};
  }

  struct After {
    std::size_t entry;
    std::optional<std::int64_t> balance;
  };

  const std::string& file_;
  const BankProfile& profile_;
  const std::vector<std::vector<std::string>> before_;
  BankTable table_;
  Booking section_ = Booking::unsaid;  ///< as the title above the rows says
  Statement s_;
  StatementTotals totals_;
  std::vector<After> after_;  ///< of booked entries
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
      if (const auto theirs = profile.columns.find(ours); theirs != profile.columns.end())
        wanted.push_back(fmt::format("{} ({})", ours, fmt::join(theirs->second, " or ")));
    return Problem{file, fmt::format("no row has the headers of profile {}: {}", profile.name, fmt::join(wanted, ", ")),
                   "choose another with --profile, or write one: config/bank-profiles/README.md"};
  }
  try {
    Statements out;
    out.push_back(Sheet(file, profile, *found, *text).read());
    return out;
  } catch (const UnusableTable& u) {
    return u.problem;
  } catch (const Error& e) {
    return e.problem();
  }
}

}  // namespace dunmail
