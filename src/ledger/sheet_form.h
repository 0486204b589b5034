// How a sheet is written, found from the sheet itself where no profile says it: what divides its columns, which mark
// stands before the decimals, which rows are totals and repeated headers. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/import.h"

namespace dunmail {

/// Comma, semicolon or tab: the one that makes most of the header's names known, then the most columns. The profile's,
/// when it names one.
char delimiter_of(std::string_view text, std::string_view kind, const ImportProfile& profile);

/// Where a kind of file has sums, and in which currency: by another column, or always the same number of decimals.
struct SumColumn {
  const char* column;
  const char* currency = nullptr;  ///< the column that names it
  int digits = 2;                  ///< without one
  std::int64_t most = 0;           ///< what is more cannot be meant; 0: no bound
};
const std::vector<SumColumn>& sum_columns(std::string_view kind);

/// A cell of a row under our own name, trimmed, in our words: of the file, or the profile's constant; empty where
/// neither has it.
std::string_view cell_of(const std::string& column, const std::map<std::string, std::size_t>& columns,
                         const std::vector<std::string>& fields, const ImportProfile& profile);

/// Which decimal mark each column of sums has, held against all its rows: "11.900" beside "1.190,00" is eleven thousand
/// nine hundred. A column that says nothing goes by the others, and has a point where none says anything. Where
/// "11.900" may be either and no sum tells, or rows contradict each other, a Problem: a sum is never guessed.
class DecimalFinder {
 public:
  DecimalFinder(std::string_view kind, const ImportProfile& profile) : kind_(kind), profile_(profile) {}
  void see(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns, std::size_t line);
  /// By our column; false with a Problem each through `bad`.
  bool decide(const std::string& file, const std::map<std::string, std::size_t>& columns,
              std::map<std::string, char>& marks, const TakeProblem& bad) const;

 private:
  struct Seen {
    std::size_t point = 0, comma = 0,
                both = 0;  ///< first line that can only be read so; that can be read both ways, and differs
    std::string point_text, comma_text, both_text;
  };
  std::string kind_;
  const ImportProfile& profile_;
  std::map<std::string, Seen> seen_;
};

/// "Total", "Summe:", "合计" with sums beside it, and nothing of what a row needs.
bool is_total_row(const std::vector<std::string>& fields, std::string_view kind,
                  const std::map<std::string, std::size_t>& columns);

/// What one column of a sheet sums up to, against the totals that the sheet itself states.
class TotalCheck {
 public:
  TotalCheck(std::string column, const ImportProfile& profile, char decimal)
      : column_(std::move(column)), profile_(profile), decimal_(decimal) {}
  void row(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns);
  /// A Problem at `where` when the total is neither that of the rows since the total before, nor that of all rows.
  void total(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns,
             const std::string& where, const TakeProblem& bad);

 private:
  struct Sum {
    std::int64_t as_written = 0, less_credits = 0;
  };
  bool sum_of(const std::vector<std::string>& fields, const std::map<std::string, std::size_t>& columns,
              Currency& currency, std::int64_t& minor) const;

  std::string column_;
  const ImportProfile& profile_;
  char decimal_;
  std::map<Currency, Sum> all_, since_;
};

/// A number that a spreadsheet has shortened: "1.23E+05", "1,23E+11". Its digits are lost.
bool is_scientific(std::string_view value);

}  // namespace dunmail
