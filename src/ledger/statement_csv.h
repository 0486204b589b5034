// Bank statements as CSV, which each bank lays out in its own way: a profile says which header means what. Profiles of
// common layouts are in config/bank-profiles; a user's own need only be a file more.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config_table.h"
#include "ledger/csv.h"
#include "ledger/statement.h"

namespace dunmail {

/// Written in TOML; config/bank-profiles/README.md explains every key. Headers are compared without blanks and without
/// a unit in brackets, so that "金额（元）" is "金额".
struct BankProfile {
  std::string name;                    ///< of the file, without .toml
  char delimiter = '\0';               ///< 0: whichever of , ; tab | divides the header row
  std::string encoding = "automatic";  ///< automatic (UTF-8, UTF-16 by its mark, else GB18030), utf-8, gb18030, latin-1
  std::vector<std::string> dates{"Y-M-D"};  ///< tried in this order; a time of day behind is let go
  char decimal = '.';
  std::string currency;  ///< when no column says it
  /// Ours -> theirs, any of several. Ours: date (needed), value, in and out, or amount with or without flag, balance,
  /// currency, account, payer, payer_account, text (all of them are joined), reference, end_to_end, status.
  std::map<std::string, std::vector<std::string>> columns;
  /// Words of this bank beside those that every language has (statement_words.h): in the column `flag`, and of the
  /// state.
  std::vector<std::string> flags_in, flags_out, booked, announced, failed;
  std::map<std::string, std::string> currencies;  ///< theirs -> ISO 4217
  std::vector<std::string> account_labels;        ///< before the header: "账号:" and then ours
  std::vector<std::string> totals;                ///< a row without a date that begins with one of these is no entry
  std::vector<std::string> reversal_words;        ///< in the text: an earlier entry is taken back

  static BankProfile load(const std::string& path);
  static BankProfile read(const ConfigTable& table, const std::string& name);
};

/// How well a profile fits a file, for choosing one: first by how surely it tells directions (a sum for each, a word, a
/// sign), then by how many of its columns the header has. 0 when one that is needed is missing.
int profile_fit(const std::string& bytes, const BankProfile& profile);

/// Every row with a day becomes an entry, or is told of in a remark. Rows that the bank has not booked are entries that
/// are `pending` or `failed`. A direction that is not understood, in any row, refuses the table and names the column.
Result<Statements> read_bank_csv(const std::string& bytes, const std::string& file, const BankProfile& profile);

}  // namespace dunmail
