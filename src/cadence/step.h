// When the next letter goes, by which channel, to whom, and why.
#pragma once

#include <string>
#include <vector>

#include "cadence/calendar.h"
#include "cadence/pace.h"
#include "cadence/pay_days.h"
#include "ledger/party.h"
#include "policy/decision.h"

namespace dunmail {

struct Step {
  Date day;                       ///< never before today
  std::string channel;            ///< email, fax, post
  Contact contact;                ///< whom the letter names
  std::string recipient;          ///< e-mail address, fax number; empty for post
  int interval_working_days = 0;  ///< that was kept from the letter before; 0: none was needed
  double pace = 1;
  PayDays pay_days;               ///< of the debtor, where the step looked for one
  std::vector<std::string> why;   ///< what set the day and the channel, in order
  std::vector<Blocker> blockers;  ///< no contact; empty: the step can be taken on `day`
};

/// What a step needs to know beside the case.
struct StepContext {
  /// The days on which the debtor got letters about other groups of the same account. They count for the caps, but
  /// letters that leave on one day are one contact.
  std::vector<Date> elsewhere = {};
  const PaymentHistory* history = nullptr;  ///< teaches pay-days
  /// The last day on which the letter still gives its time before a limitation or guarantee ends: no pay-day moves it
  /// past.
  std::optional<Date> not_after = {};
};

/// The step for a decision that has a tier. Caps always win: minimum gap, letters in 30 days, no public holiday.
Step next_step(const Policy& policy, const Decision& decision, const Debtor& debtor,
               const std::vector<Contact>& contacts, const Standing& standing, const Calendar& calendar, Date today,
               const StepContext& context = {});

/// In words: nothing goes there until the ledger has another.
std::string dead_postal_address(Date returned);

/// The first day from `from` on which a letter that is written already may leave: no public holiday, a weekend only
/// where the policy lets it, the gap and the caps of the letters that left meanwhile. Its interval and the pay-day were
/// asked when it was drafted.
Date leaving_day(const Policy& policy, const Tier& tier, const Debtor& debtor, const Standing& standing,
                 const Calendar& calendar, Date from, const std::vector<Date>& elsewhere = {});

/// Promises that the day settles, in the order in which receipts go to them: kept when enough was paid since, or when
/// nothing is owed any more of what was open when it was made (then too little came only because too much was
/// promised); broken when the day and its grace are over. Of a plan its first broken date alone: with it the later ones
/// fall away.
struct PromiseFinding {
  bool kept = false;
  Promise promise;
};
/// No row of the calendar is needed: beyond them the last day of grace is a planned one.
std::vector<PromiseFinding> promises_due(const Standing& standing, const Account& account, const CadenceRules& rules,
                                         const Calendar& calendar, Date today);

/// The last day that a letter of `day` gives: so many calendar days on, or the next working day. We choose it, so it is
/// there beyond the calendar's rows as well: later by a margin, and marked.
Planned deadline_after(Date day, int days, const Calendar& calendar);

}  // namespace dunmail
