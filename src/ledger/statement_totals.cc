#include "ledger/statement_totals.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace dunmail {

void StatementTotals::add(const BankEntry& e) {
  Readings& now = rows_[e.amount.currency].now;
  const std::int64_t minor = e.amount.minor;
  const bool booked = !e.pending && !e.failed;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (i % 2 == 0 && !booked) continue;
    const bool red = i >= 2 && e.reversal;
    std::int64_t& side = (minor < 0) != red ? now[i].out : now[i].in;
    side = checked_add(side, red ? -std::abs(minor) : std::abs(minor));
  }
}

std::optional<Problem> StatementTotals::check(const TotalSaid& said, const std::string& where) {
  if (!said.currency && rows_.size() > 1) return std::nullopt;
  const Currency currency = said.currency ? *said.currency : rows_.empty() ? Currency() : rows_.begin()->first;
  Rows& rows = rows_[currency];
  std::vector<Sums> readings(rows.now.begin(), rows.now.end());
  for (std::size_t i = 0; i < rows.now.size(); ++i)
    readings.push_back({rows.now[i].in - rows.at_last_total[i].in, rows.now[i].out - rows.at_last_total[i].out});
  rows.at_last_total = rows.now;
  const auto agrees = [&](const Sums& s) {
    if (said.in && *said.in != s.in) return false;
    if (said.out && *said.out != s.out) return false;
    if (!said.amount) return true;
    const std::int64_t sum = std::abs(*said.amount);
    return sum == std::abs(s.in - s.out) || sum == s.in || sum == s.out || sum == s.in + s.out;
  };
  if (std::any_of(readings.begin(), readings.end(), agrees)) return std::nullopt;
  const auto money = [&](std::int64_t minor) { return grouped(minor, currency.digits()); };
  std::string says, make;
  const auto side = [&](const char* what, std::optional<std::int64_t> its, std::int64_t ours) {
    if (!its) return;
    says += fmt::format("{}{} {}", says.empty() ? "" : " and ", money(*its), what);
    make += fmt::format("{}{} {}", make.empty() ? "" : " and ", money(ours), what);
  };
  side("in", said.in, rows.now[0].in);
  side("out", said.out, rows.now[0].out);
  if (said.amount) {
    says = money(*said.amount);
    make = fmt::format("{} in and {} out", money(rows.now[0].in), money(rows.now[0].out));
  }
  return Problem{where, fmt::format("the row \"{}\" says {}, the rows make {}", printable(said.label), says, make),
                 "is a row missing, or told twice? compare with the bank"};
}

}  // namespace dunmail
