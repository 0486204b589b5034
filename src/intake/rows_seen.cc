#include "intake/rows_seen.h"

#include <fmt/format.h>

namespace dunmail {

std::optional<Problem> RowsSeen::other_amount(const InvoiceRow& invoice, const RowPlace& at) const {
  const auto [first, last] = rows_.equal_range(invoice.number);
  for (auto row = first; row != last; ++row)
    if (row->second.file == files_.size() - 1 && row->second.amount != invoice.amount.minor)
      return Problem{at.at("number"),
                     fmt::format("invoice {} stands on line {} with another amount", invoice.number, row->second.line),
                     "a number is used once"};
  return std::nullopt;
}

std::optional<Problem> RowsSeen::contradicts(const std::string& key, const std::string& shown, const Put& put,
                                             const RowPlace& at, std::int64_t amount) {
  if (!files_.back().given) files_.back().given = at.given();
  const std::size_t here = files_.size() - 1;
  const auto [first, last] = rows_.equal_range(key);
  for (auto row = first; row != last && !put.changes.empty(); ++row) {
    const auto& [file, line, sum] = row->second;
    if (file != here && !files_[file].kept) continue;
    for (const Change& c : put.changes) {
      const std::string column = c.column == "open" ? "amount" : c.column;
      if (!files_[file].given->has(column)) continue;
      return Problem{at.at(column),
                     fmt::format("{}: {} stands on line {}{} with \"{}\"", column, shown, line,
                                 file == here ? "" : " of " + files_[file].name, c.was),
                     "which of the two is right? leave one out"};
    }
  }
  rows_.emplace(key, Row{here, at.line(), amount});
  return std::nullopt;
}

}  // namespace dunmail
