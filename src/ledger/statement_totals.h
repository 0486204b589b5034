// Rows that a bank adds below its entries: sums, counts, balances. They are no entries, and what they say is held
// against the rows above them. For statement_csv.cc only.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/statement.h"

namespace dunmail {

/// What a total row says, as far as it says it.
struct TotalSaid {
  std::string label;
  std::optional<Currency> currency;     ///< empty: that of the rows, if they have but one
  std::optional<std::int64_t> in, out;  ///< a sum for each direction, without a sign
  std::optional<std::int64_t> amount;   ///< one sum of which the table does not say what it adds up
};

class StatementTotals {
 public:
  void add(const BankEntry& entry);
  /// A remark with both sums where they differ. A total may be of all rows above or of those since the total before it,
  /// and with or without rows that are not booked.
  std::optional<Problem> check(const TotalSaid& said, const std::string& where);

 private:
  struct Sums {
    std::int64_t in = 0, out = 0;
  };
  /// Of the booked rows and of all of them; and each once more with what was taken back on the side where it first
  /// stood, as a table in red ink adds it up.
  using Readings = std::array<Sums, 4>;
  struct Rows {
    Readings now, at_last_total;
  };
  std::map<Currency, Rows> rows_;
};

}  // namespace dunmail
