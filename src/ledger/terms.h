// Payment terms as ledgers write them, and the day they make due. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace dunmail {

/// The days of one invoice that terms may count from.
struct TermsDates {
  Date issued;
  std::optional<Date> delivered;
  /// The acceptance; when it is delayed, the end of the time agreed for it (regulation on payments to SMEs, Art 10).
  std::optional<Date> accepted;
};

/// Written as: "30", "net 30", "30 days"; "eom" (end of the month), "30 eom" (30 days, then the end of that month),
/// "eom+10" (ten days past the end of the month), "30 eom+10"; each may end in "from delivery" or "from acceptance".
struct Terms {
  enum class From { invoice, delivery, acceptance };
  From from = From::invoice;
  int days = 0;
  bool end_of_month = false;
  int days_after = 0;  ///< past the end of the month
  bool operator==(const Terms&) const = default;
};

Result<Terms> read_terms(std::string_view text);

/// The last day for payment. All days are calendar days, and the day that terms count from is not one of them: "30" on
/// an invoice of 1 August is 31 August. A Problem when the day to count from is not known.
Result<Date> due_day(const Terms& terms, const TermsDates& dates);

}  // namespace dunmail
