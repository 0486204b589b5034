// Where the columns of a bank's table stand: its encoding, its header row, and which header is which of ours. For
// statement_csv.cc only.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/statement_csv.h"

namespace dunmail {

/// The bytes as UTF-8, as the profile says or as they show.
Result<std::string> bank_text(const std::string& bytes, const BankProfile& profile, const std::string& file);

/// A cell as it was meant: tabs, blanks and the ="..." that keeps a number text in a spreadsheet are let go.
std::string_view bank_cell(std::string_view cell);

/// Where the columns of a profile stand in a row that may be the header.
struct BankHeader {
  /// Ours -> where, in the profile's order. Of `text` all are read, of the others the first.
  std::map<std::string, std::vector<std::size_t>> at;
  /// Columns of sums that belong together, in and out; a row is read from the first pair that it fills.
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  std::vector<std::string> row;  ///< as it stands there
  int found = 0;

  bool has(const std::string& ours) const { return at.contains(ours); }
  /// Which kind tells more: a sum for each direction beats a third sum beside them, a word for it beats a mere sign.
  int fit() const { return found + (!pairs.empty() ? 1000 : has("flag") ? 500 : 0); }
};

/// The delimiter, the rows before the header, and the header.
struct FoundHeader {
  char delimiter = ',';
  std::vector<std::vector<std::string>> before;
  BankHeader header;
  std::size_t line = 0;
};

std::optional<FoundHeader> find_header(std::string_view text, const BankProfile& profile);

/// "账号: 4345 0000" in one cell, or the label in one and ours in the next. Empty where no row says it: "Kontostand vom
/// 22.11.2026" begins with a label as well, and the day in it is no account.
std::string labelled_account(const std::vector<std::vector<std::string>>& before,
                             const std::vector<std::string>& labels);

}  // namespace dunmail
