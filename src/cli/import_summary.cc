#include "cli/import_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace dunmail {
namespace {

std::string plural(std::size_t count, const std::string& one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

const char* delimiter_name(char c) {
  return c == ',' ? "commas" : c == ';' ? "semicolons" : c == '\t' ? "tabs" : "a mark of the profile's";
}

}  // namespace

void ImportSums::add(const std::string& kind, const Money& money) {
  row(kind);
  std::int64_t& sum = sums_[kind][money.currency];
  sum = checked_add(sum, money.minor);
}

std::string ImportSums::text(const SheetSummary& sheet) const {
  std::vector<std::string> rows, passed, sums;
  for (const auto& [kind, count] : rows_) rows.push_back(plural(count, kind));
  if (sheet.blank) passed.push_back(plural(sheet.blank, "blank row"));
  if (sheet.totals) passed.push_back(plural(sheet.totals, "total row"));
  if (sheet.headers) passed.push_back(plural(sheet.headers, "repeated header"));
  for (const auto& [kind, by_currency] : sums_)
    for (const auto& [currency, sum] : by_currency)
      sums.push_back(fmt::format("{}s {} {}", kind, currency.code(), grouped(sum, currency.digits())));
  std::string out;
  if (!rows.empty() || !passed.empty())
    out += fmt::format("  rows: {}{}\n", fmt::join(rows, ", "),
                       passed.empty() ? "" : fmt::format("; passed over: {}", fmt::join(passed, ", ")));
  if (!sums.empty())
    out += fmt::format("  sums: {}{}\n", fmt::join(sums, ", "), sheet.totals ? ", as the file's own total" : "");
  out += fmt::format("  read as {}, columns divided by {}, decimal {}\n", name_of(sheet.encoding),
                     delimiter_name(sheet.delimiter), sheet.decimal == ',' ? "comma" : "point");
  return out;
}

nlohmann::ordered_json ImportSums::json(const SheetSummary& sheet) const {
  nlohmann::ordered_json rows = nlohmann::ordered_json::object(), sums = nlohmann::ordered_json::object();
  for (const auto& [kind, count] : rows_) rows[kind] = count;
  for (const auto& [kind, by_currency] : sums_)
    for (const auto& [currency, sum] : by_currency) sums[kind][std::string(currency.code())] = sum;
  return {{"rows", rows},
          {"passed_over", {{"blank", sheet.blank}, {"totals", sheet.totals}, {"headers", sheet.headers}}},
          {"sums", sums},
          {"encoding", name_of(sheet.encoding)},
          {"delimiter", std::string(1, sheet.delimiter)},
          {"decimal", std::string(1, sheet.decimal)}};
}

}  // namespace dunmail
