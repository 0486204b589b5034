// The engine under the four imports: finds the columns of a sheet and reads typed values out of a row.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/import.h"

namespace dunmail {

/// The values of one row under our own column names. Each getter notes a Problem for a value it cannot read and gives
/// something harmless back; a row with problems is never taken.
class SheetRow {
 public:
  SheetRow(const ImportProfile& profile, const std::map<std::string, std::size_t>& columns,
           const std::vector<std::string>& fields, const RowPlace& place, const std::map<std::string, char>& decimals)
      : profile_(profile), columns_(columns), fields_(fields), place_(place), decimals_(decimals) {}

  /// Trimmed; checked for control characters; at most `limit` bytes.
  std::string text(const std::string& column, bool required = false, std::size_t limit = 500);
  /// A number that names something: in one line, and not as a spreadsheet shortens it (1.23E+05), whose digits are
  /// lost.
  std::string id(const std::string& column, bool required = false, std::size_t limit = 60);
  std::string word(const std::string& column, std::span<const std::string_view> allowed, std::string_view otherwise);
  Date date(const std::string& column);
  std::optional<Date> date_if_given(const std::string& column);
  /// Digits only, between the two; nothing for an empty cell.
  std::optional<int> whole(const std::string& column, int least, int most);
  Currency currency(const std::string& column);
  /// Above zero; with a sign either way where `signed_too`.
  std::int64_t amount(const std::string& column, const Currency& currency, bool signed_too = false);
  std::int64_t amount_or_zero(const std::string& column, const Currency& currency);
  std::string email(const std::string& column);
  std::string phone(const std::string& column, bool e164);
  void bad(const std::string& column, std::string message, std::string hint = {});

  const std::vector<Problem>& problems() const { return problems_; }
  char decimal(const std::string& column) const;

 private:
  const ImportProfile& profile_;
  const std::map<std::string, std::size_t>& columns_;
  const std::vector<std::string>& fields_;
  const RowPlace& place_;
  const std::map<std::string, char>& decimals_;
  std::vector<Problem> problems_;
};

/// Reads the header by the profile and walks the rows, twice: how the sums are written is known only when all were
/// seen. `read` makes a row of values; false when the file as a whole cannot be used (told through `bad`).
bool read_sheet(LargeText bytes, const std::string& file, std::string_view kind, const ImportProfile& profile,
                const std::function<void(SheetRow&, const RowPlace&)>& read, const TakeProblem& bad,
                SheetSummary* summary = nullptr);

}  // namespace dunmail
