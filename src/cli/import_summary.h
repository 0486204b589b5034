// What an import says at its end: rows by kind, what was passed over and why, sums by currency, how the file was read.
#pragma once

#include <map>
#include <string>

#include "cli/answer.h"
#include "ledger/import.h"

namespace dunmail {

class ImportSums {
 public:
  /// A row that was taken; `kind` as the summary calls it: "invoice", "credit note".
  void row(const std::string& kind, std::size_t count = 1) { rows_[kind] += count; }
  void add(const std::string& kind, const Money& money);

  /// Lines behind an import's first one, each with two blanks in front.
  std::string text(const SheetSummary& sheet) const;
  nlohmann::ordered_json json(const SheetSummary& sheet) const;

 private:
  std::map<std::string, std::size_t> rows_;
  std::map<std::string, std::map<Currency, std::int64_t>> sums_;
};

}  // namespace dunmail
