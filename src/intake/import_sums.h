// What an import counts: rows by kind, and sums by kind and currency.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/money.h"

namespace dunmail {

struct ImportSums {
  /// A row that was taken; `kind` as a summary calls it: "invoice", "credit note".
  void row(const std::string& kind, std::size_t count = 1) { rows[kind] += count; }
  void add(const std::string& kind, const Money& money) {
    row(kind);
    std::int64_t& sum = sums[kind][money.currency];
    sum = checked_add(sum, money.minor);
  }

  std::map<std::string, std::size_t> rows;
  std::map<std::string, std::map<Currency, std::int64_t>> sums;
};

}  // namespace dunmail
