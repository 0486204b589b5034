// On which days a debtor pays: set in the ledger, or learned from its payments.
//
// The rule of learning. Each day with a payment counts once; the newest twelve of the last two years are looked at, and
// pay_day_payments (six) of them are needed. A payment fits a day of the month when it comes in on that day or up to
// three days later: a weekend and a day at the bank lie between. (The 31st is the last day of a shorter month.) The day
// that most payments fit wins, then the one that most hit exactly, then the later one. When pay_day_share_percent (80)
// of the payments fit, that is the pay-day. Else a second day is looked for among the rest, and both hold when together
// they reach the share. Either way each day must have been met in three different months: payments of one week in one
// month are no habit. Else the weekday, when that share of payments came in on one. Otherwise the debtor has none: a
// guess would only delay the letter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/history.h"
#include "ledger/party.h"
#include "policy/policy.h"

namespace dunmail {

struct PayDays {
  std::vector<int> of_month;  ///< rising
  int weekday = 0;            ///< 1 Monday to 7 Sunday; 0: none. Never beside of_month
  int payments = 0;           ///< it was learned from; 0: set by people

  bool known() const { return !of_month.empty() || weekday > 0; }
  bool is_one(Date day) const;
  /// "25th, learned from 8 payments"; "10th and 25th, set"; "each Friday, learned from 6 payments"
  std::string text() const;
};

PayDays learned_pay_days(std::vector<Date> payments, const CadenceRules& rules, Date today);

/// What is set wins. Payments are those of the history and of the case file before today.
PayDays pay_days_of(const Debtor& debtor, const PaymentHistory& history, const Standing& standing,
                    const CadenceRules& rules, Date today);

}  // namespace dunmail
