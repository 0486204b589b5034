#include "ledger/sheet_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/text.h"

namespace dunmail {
namespace {

constexpr std::array<std::string_view, 8> total_words{"total", "totals", "grand total", "sum",
                                                      "summe", "gesamt", "gesamtsumme", "zwischensumme"};
constexpr std::array<std::string_view, 2> more_total_words{"subtotal", "sub-total"};
constexpr std::array<std::string_view, 8> han_total_words{"合计", "总计", "小计", "總計",
                                                          "合計", "小計", "共计", "总额"};

bool is_total_word(std::string_view cell) {
  const std::string word = lower_ascii(trim(cell));
  const auto is = [&](std::string_view total) {
    return word == total || (word.starts_with(total) &&
                             (word[total.size()] == ' ' || word[total.size()] == ':' || word[total.size()] == '('));
  };
  return std::any_of(total_words.begin(), total_words.end(), is) ||
         std::any_of(more_total_words.begin(), more_total_words.end(), is) ||
         std::any_of(han_total_words.begin(), han_total_words.end(), [&](std::string_view total) {
           return word.starts_with(total) || word.starts_with(std::string("本页") + std::string(total));
         });
}

std::optional<std::int64_t> read(std::string_view value, int digits, char decimal, std::int64_t most = 0) {
  const auto minor = parse_minor(value, digits, decimal);
  if (!minor || (most > 0 && *minor > most)) return std::nullopt;
  return *minor;
}

/// What a cell may say instead of a sum, and what never tells a decimal mark.
bool is_no_sum(std::string_view value) { return value.empty() || value.find_first_of(".,") == value.npos; }

std::string_view without_percent(std::string_view value) {
  if (value.ends_with('%')) value.remove_suffix(1);
  return trim(value);
}

/// "11.900", "500,000": one mark with three digits behind it, which may divide thousands or decimals.
bool is_one_group(std::string_view value) {
  const std::size_t mark = value.find_first_of(".,");
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return mark != value.npos && value.find_first_of(".,", mark + 1) == value.npos && value.size() == mark + 4 &&
         std::all_of(value.end() - 3, value.end(), is_digit);
}

const char* mark_name(char mark) { return mark == ',' ? "a comma" : "a point"; }

}  // namespace

const std::vector<SumColumn>& sum_columns(std::string_view kind) {
  static const std::vector<SumColumn> none, debtors{{"credit_limit", "credit_currency"}},
      invoices{{"amount", "currency"}, {"open", "currency"}, {"secured", "currency"}, {"rate", nullptr, 4, 1'000'000}},
      sums{{"amount", "currency"}};
  if (kind == "debtors") return debtors;
  if (kind == "invoices") return invoices;
  return kind == "parts" || kind == "payments" ? sums : none;
}

std::string_view cell_of(const std::string& column, const std::map<std::string, std::size_t>& columns,
                         const std::vector<std::string>& fields, const ImportProfile& profile) {
  std::string_view value;
  if (const auto found = columns.find(column); found != columns.end()) {
    if (found->second < fields.size()) value = trim(fields[found->second]);
  } else if (const auto constant = profile.values.find(column); constant != profile.values.end()) {
    value = constant->second;
  }
  if (const auto words = profile.words.find(column); words != profile.words.end())
    if (const auto ours = words->second.find(std::string(value)); ours != words->second.end()) value = ours->second;
  return value;
}

char delimiter_of(std::string_view text, std::string_view kind, const ImportProfile& profile) {
  if (profile.delimiter) return profile.delimiter;
  std::set<std::string, std::less<>> names;
  for (const ColumnRule& rule : import_columns(kind)) {
    const auto mapped = profile.columns.find(rule.name);
    names.insert(mapped == profile.columns.end() ? rule.name : mapped->second);
  }
  char best = ',';
  std::pair<std::size_t, std::size_t> most{0, 1};
  for (const char delimiter : {',', ';', '\t'}) {
    CsvReader reader(text, delimiter);
    std::vector<std::string> fields;
    bool header = reader.next(fields);
    for (std::size_t i = 0; header && i < profile.skip_rows; ++i) header = reader.next(fields);
    if (!header) continue;
    const auto known = std::count_if(fields.begin(), fields.end(),
                                     [&](const std::string& name) { return names.contains(trim(name)); });
    const std::pair<std::size_t, std::size_t> here{static_cast<std::size_t>(known), fields.size()};
    if (here > most) {
      best = delimiter;
      most = here;
    }
  }
  return best;
}

void DecimalFinder::see(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns,
                        std::size_t line) {
  for (const SumColumn& sum : sum_columns(kind_)) {
    if (!columns.contains(sum.column)) continue;
    const std::string_view value = without_percent(cell_of(sum.column, columns, fields, profile_));
    if (is_no_sum(value)) continue;
    int digits = sum.digits;
    if (sum.currency) {
      const std::string_view code = cell_of(sum.currency, columns, fields, profile_);
      const auto currency = Currency::find(code.empty() ? "CNY" : code);
      if (!currency) continue;
      digits = currency->digits();
    }
    const auto by_point = read(value, digits, '.', sum.most), by_comma = read(value, digits, ',', sum.most);
    if (by_point == by_comma) continue;  // the same, or neither can be read: the row says so itself
    const bool one_group = is_one_group(value);
    // "500,000" is what a point as decimal mark expects, and so are three decimals in a currency that has them.
    // "11.900" is not: nobody writes three decimals of a cent, but many a point between thousands. "11.905" its own row
    // refuses.
    constexpr int decimals_of_a_group = 3;
    if (one_group && (value.find(',') != value.npos || !by_point || digits >= decimals_of_a_group)) continue;
    Seen& seen = seen_[sum.column];
    std::size_t& first = one_group ? seen.both : !by_comma ? seen.point : !by_point ? seen.comma : seen.both;
    if (first > 0) continue;
    first = line;
    (one_group ? seen.both_text : !by_comma ? seen.point_text : !by_point ? seen.comma_text : seen.both_text) = value;
  }
}

bool DecimalFinder::decide(const std::string& file, const std::map<std::string, std::size_t>& columns,
                           std::map<std::string, char>& marks, const TakeProblem& bad) const {
  const auto place = [&](const std::string& column, std::size_t line) {
    return KeptPlace{file, line, columns}.at(column);
  };
  bool good = true, point = false, comma = false;
  for (const auto& [column, seen] : seen_) {
    if (seen.point && seen.comma) {
      bad({place(column, std::max(seen.point, seen.comma)),
           fmt::format("{}: \"{}\" on line {} has a decimal point, \"{}\" on line {} a decimal comma", column,
                       printable(seen.point_text), seen.point, printable(seen.comma_text), seen.comma),
           "one column has one decimal mark; export the file again"});
      good = false;
      continue;
    }
    if (seen.point) {
      marks[column] = '.';
      point = true;
    }
    if (seen.comma) {
      marks[column] = ',';
      comma = true;
    }
  }
  for (const auto& [column, seen] : seen_) {
    if (!seen.both || marks.contains(column) || (seen.point && seen.comma)) continue;
    if (point != comma) {
      marks[column] = point ? '.' : ',';
      continue;
    }
    bad({place(column, seen.both),
         fmt::format("{}: \"{}\" can be read with {} as decimal mark or with {}, and nothing in the column says which",
                     column, printable(seen.both_text), mark_name('.'), mark_name(',')),
         "say which in a profile: decimal = \".\" or decimal = \",\", and --profile FILE"});
    good = false;
  }
  return good;
}

bool is_total_row(const std::vector<std::string>& fields, std::string_view kind,
                  const std::map<std::string, std::size_t>& columns) {
  const auto first = std::find_if(fields.begin(), fields.end(), [](const std::string& f) { return !trim(f).empty(); });
  const bool named = first != fields.end() && is_total_word(*first);
  if (!named) return false;
  const auto label = static_cast<std::size_t>(first - fields.begin());
  // A debtor may be called "Total", but then it has a kind; an invoice has its days.
  std::size_t needed = 0, there = 0;
  for (const ColumnRule& rule : import_columns(kind)) {
    if (!rule.required || std::string_view(rule.name) == "amount" || std::string_view(rule.name) == "currency" ||
        std::string_view(rule.name) == "name")
      continue;
    const auto at = columns.find(rule.name);
    if (at == columns.end() || at->second == label) continue;
    ++needed;
    if (at->second < fields.size() && !trim(fields[at->second]).empty()) ++there;
  }
  return there == 0 && (needed > 0 || label == 0);
}

bool TotalCheck::sum_of(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns,
                        Currency& currency, std::int64_t& minor) const {
  const std::string_view value = cell_of(column_, columns, fields, profile_),
                         code = cell_of("currency", columns, fields, profile_);
  if (value.empty()) return false;
  if (!code.empty()) {
    const auto found = Currency::find(code);
    if (!found) return false;
    currency = *found;
  } else if (all_.size() == 1) {
    currency = all_.begin()->first;  // a total row names no currency where there is one only
  } else {
    return false;
  }
  const auto read_as = read(value, currency.digits(), decimal_);
  minor = read_as.value_or(0);
  return read_as.has_value();
}

void TotalCheck::row(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns) {
  Currency currency;
  std::int64_t minor = 0;
  const std::string_view code = cell_of("currency", columns, fields, profile_);
  if (code.empty() || !sum_of(fields, columns, currency, minor)) return;
  constexpr std::int64_t largest = 1'000'000'000'000'000;
  if (minor > largest || minor < -largest) return;  // refused as a row
  const bool credit = cell_of("kind", columns, fields, profile_) == "credit-note" ||
                      !cell_of("reverses", columns, fields, profile_).empty();
  for (auto* sums : {&all_, &since_}) {
    Sum& sum = (*sums)[currency];
    sum.as_written = checked_add(sum.as_written, minor);
    sum.less_credits = checked_add(sum.less_credits, credit && minor > 0 ? -minor : minor);
  }
}

void TotalCheck::total(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns,
                       const std::string& where, const TakeProblem& bad) {
  Currency currency;
  std::int64_t stated = 0;
  if (!sum_of(fields, columns, currency, stated)) {
    // With several currencies and none named nothing can be compared; a sum that cannot be read is no agreement.
    const std::string_view value = cell_of(column_, columns, fields, profile_);
    if (!value.empty() && all_.size() == 1)
      bad({where, fmt::format("{}: the file's total \"{}\" cannot be read", column_, printable(std::string(value))),
           "write it as the rows are written; nothing of this file was taken"});
    return;
  }
  const auto agrees = [&](const std::map<Currency, Sum>& sums) {
    const auto found = sums.find(currency);
    const Sum sum = found == sums.end() ? Sum{} : found->second;
    return stated == sum.as_written || stated == sum.less_credits;
  };
  if (!agrees(all_) && !agrees(since_)) {
    const auto all = all_.find(currency);
    bad({where,
         fmt::format("{}: the file's total is {} {}, its rows sum up to {}", column_, currency.code(),
                     grouped(stated, currency.digits()),
                     grouped(all == all_.end() ? 0 : all->second.less_credits, currency.digits())),
         "is a row missing, or read twice? nothing of this file was taken"});
  }
  since_.clear();
}

bool is_scientific(std::string_view value) {
  const std::size_t e = value.find_first_of("eE");
  if (e == value.npos || e == 0 || e + 2 >= value.size() || value[e + 1] != '+') return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::string_view mantissa = value.substr(0, e), exponent = value.substr(e + 2);
  if (!std::all_of(exponent.begin(), exponent.end(), digit)) return false;
  return digit(mantissa.back()) && std::all_of(mantissa.begin(), mantissa.end(),
                                               [&](char c) { return digit(c) || c == '.' || c == ',' || c == '-'; });
}

}  // namespace dunmail
