// What a debtor promises, checked and made into the event of the case: by `record`, by a confirmed mail, by a logged
// call, and on the response page. One place, so that a promise means the same wherever it was given.
#pragma once

#include <string>
#include <vector>

#include "casefile/debtor_events.h"
#include "casefile/standing.h"
#include "desk/world.h"
#include "ledger/arrears.h"

namespace dunmail {

struct PromiseSaid {
  std::optional<Date> due;
  std::int64_t amount = 0;  ///< 0: all that is demanded
  bool written = false;
  std::string note;
  Date on;              ///< the day it was said
  bool beside = false;  ///< it renews none of those before it, whatever the sums look like
};

/// Error(usage) without an exact day, for a day before `on` or more than a year after it,
/// and where nothing is demanded and no sum was named. It renews what it is about the same money as, of `earlier`.
told::Promised promise_of(const PromiseSaid& said, const Arrears& arrears, const std::vector<const Promise*>& earlier);

/// Promises that one of `on` may renew, by due day: those whose grace is not over by then, open ones and those that a
/// run has called broken before somebody wrote down what had been agreed in time.
std::vector<const Promise*> renewable(const World& world, const CaseInput& input, const Standing& standing, Date on);

/// "; it renews the promise for 2025-03-10", or nothing.
std::string renewed_in_words(const told::Promised& promised);

/// "2026-12-15:5000,2027-01-15:5000", sums in the currency. Error(usage) that names the position: what is no DAY:SUM, a
/// day before `on`, more than five years after it, or not after the one before, and a sum that is not above zero; fewer
/// than two.
std::vector<PlanDate> read_plan_dates(const std::string& text, const Currency& currency, Date on);

/// What a plan may be over: all that is demanded today, or all that may be demanded when it falls due (what is disputed
/// or blocked left out, credit taken off).
struct PlanSums {
  std::int64_t overdue = 0, open = 0;  ///< less the credit that covers it
  std::int64_t claims = 0;             ///< what earlier letters asserted besides; a plan may be over it as well
};
PlanSums plan_sums(const Arrears& arrears);

/// Error(usage) with both sums where the dates do not add up to what is open. The plan
/// takes the place of every promise that is open.
told::PlanAgreed plan_of(const std::vector<PlanDate>& dates, bool written, const std::string& note, Date on,
                         const Arrears& arrears, const Standing& standing, const std::string& debtor);

/// "a payment plan of 2 dates over 10,000.00 CNY, the first 5,000.00 on 2026-12-15; it replaces ...".
std::string plan_in_words(const told::PlanAgreed& plan, const Standing& before, const Currency& currency);

}  // namespace dunmail
