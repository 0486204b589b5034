// How the cells of one row of a bank's table are read: its day, its sum, which way the money went, and whether the bank
// has booked it. For statement_csv.cc only.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/statement_header.h"
#include "ledger/statement_words.h"

namespace dunmail {

/// Thrown while one table is read: the first thing that makes the file unusable.
struct UnusableTable {
  Problem problem;
};

struct BankTableRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

/// What a row moved, read from a pair of columns or from one.
struct Moved {
  std::int64_t minor = 0;
  bool reversal = false;
  bool neither = false;  ///< the table says that nothing came or went
};

/// What a row's cells say of its booking, the worst of them, and the word for it.
struct SaidState {
  Booking is = Booking::unsaid;
  std::string_view word;
  bool unknown = false;  ///< a word that nobody knows, in a column that is there to tell it: taken as announced
};

bool is_blank_amount(std::string_view cell);

class BankTable {
 public:
  using Cells = std::vector<std::string>;
  using Pair = std::optional<std::pair<std::size_t, std::size_t>>;

  /// Reads all rows below the header. Throws UnusableTable.
  BankTable(const std::string& file, const BankProfile& profile, const FoundHeader& found, std::string_view text);

  const std::vector<BankTableRow>& rows() const { return rows_; }
  const BankHeader& header() const { return header_; }
  bool is_cut_off() const { return cut_off_; }  ///< the last row ends in the middle
  /// Of the row that is read now; for messages.
  void stand_at(std::size_t line) { line_ = line; }
  std::size_t line() const { return line_; }

  static std::string_view at(const Cells& row, std::size_t column) {
    return column < row.size() ? bank_cell(row[column]) : std::string_view();
  }
  std::string_view cell(const Cells& row, const char* column) const;
  std::optional<Date> day(std::string_view text) const;
  /// An amount without its currency's mark: "¥1,234.00", "CNY 12", "+5", "12 €", "5.00-".
  std::optional<std::int64_t> exact(std::string_view text, Currency currency) const;
  /// The first pair of columns that the row fills; the first of all for a row that fills none.
  Pair pair_of(const Cells& row) const;
  Currency currency_of(const Cells& row, const Pair& pair) const;
  /// Throws UnusableTable where the direction is not understood, with the column and the words in it.
  Moved moved(const Cells& row, const Pair& pair, Currency currency) const;
  std::string_view direction_cell(const Cells& row) const { return flag_ ? at(row, *flag_) : std::string_view(); }
  Booking booking(std::string_view cell, bool within) const;
  SaidState state(const Cells& row) const;

  [[noreturn]] void unusable(const char* column, std::string message,
                             std::string hint = "nothing of this file was taken") const;

 private:
  [[noreturn]] void unusable_at(std::optional<std::size_t> column, std::string message,
                                std::string hint = "nothing of this file was taken") const;
  std::vector<std::size_t> unnamed() const;
  std::vector<std::string> words_in(std::size_t column) const;
  void find_direction();
  std::string_view currency_cell(const Cells& row, const Pair& pair) const;
  std::int64_t amount(const Cells& row, std::size_t column, Currency currency) const;
  Moved of_pair(const Cells& row, std::pair<std::size_t, std::size_t> pair, Currency currency) const;
  Moved of_amount(const Cells& row, Currency currency) const;

  const std::string& file_;
  const BankProfile& profile_;
  const BankHeader header_;
  std::size_t line_;
  std::vector<BankTableRow> rows_;
  bool cut_off_ = false;
  std::optional<std::size_t> flag_;  ///< the column that tells directions
  std::vector<std::size_t> states_;  ///< columns that may tell whether a row is booked
  std::set<std::size_t> strict_;     ///< those of them that are there for it
};

}  // namespace dunmail
