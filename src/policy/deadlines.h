// The days that a case must not miss, as a calendar. Pure; conservative as limitation.h is.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/arrears.h"
#include "policy/limitation.h"

namespace dunmail {

/// An alert is raised so many days ahead.
inline constexpr std::array<int, 3> alert_days{180, 90, 30};

struct Deadline {
  std::string kind;    ///< limitation, demand-lapses, guarantee, promise, letter, payment-order
  Date date;           ///< the last day on which the thing can be done, or is expected
  std::string what;    ///< one sentence for a clerk, with the clause of the law
  long days_left = 0;  ///< negative: past
  int alert = 0;       ///< the narrowest of alert_days that is reached; 0: none yet. A past deadline has the narrowest
  bool operator==(const Deadline&) const = default;
};

/// The alert for a deadline so many days ahead.
int alert_level(long days_left);

/// What may have restarted the limitation of one invoice: proven letters that list it or a part of it (a demand for
/// part of a debt interrupts the rest, SPC limitation provisions Art 9), payments that went to it, and what the debtor
/// acknowledged or promised in writing. What was only said counts nowhere here: England asks for a signed document
/// (Limitation Act 1980 s 30), and elsewhere nobody could prove it. A payment that came back counts for nothing.
std::vector<Interruption> interruptions_of(const Standing& standing, const std::string& invoice);

/// The last day to enforce what is open of a line. Under PRC law instalments of one debt run from the last one's due
/// day (Civil Code 189).
std::optional<Date> limitation_of(const std::string& law, const ArrearsLine& line, const Standing& standing);

/// Taiwan, Civil Code 130: a demand's interruption lapses unless suit follows within six months. The last day for it.
Date demand_lapses(Date demand);
/// PRC Civil Code 692: unless agreed otherwise a guarantee lasts six months from the due day of the main debt; nothing
/// interrupts it. The last day for a demand to the guarantor.
Date guarantee_ends(Date due);
/// The last day for one guarantor and one debt: the agreed day, or the agreed months from the due day, or as the law
/// has it (`law` cn). An agreed day that is no later than the due day counts as none (Civil Code 692). Nothing: no law
/// is known and nothing was agreed.
std::optional<Date> guarantee_ends(const std::string& law, const Guarantor& guarantor, Date due);

/// Sorted by day. Invoices that share a day share a line. `law` as limitation_law() gives it; empty: no limitation is
/// told. Of each guarantor the days by which it must be asked (joint) or the debtor be sued (general, Civil Code 693).
/// A payment order (PRC Civil Procedure Law 225) is named for an undisputed case once the last letter's deadline has
/// passed or limitation is within its first alert.
std::vector<Deadline> deadlines_of(const std::string& law, const Arrears& arrears, const Standing& standing, Date today,
                                   const std::vector<Guarantor>& guarantors = {});

/// What a letter that gives time until `until` would come too late for, a sentence each: a limitation or a guarantee
/// that ends before then. Reminders do not stop either, wherever the law asks for more.
std::vector<std::string> too_late_for(const std::vector<Deadline>& deadlines, Date until);

}  // namespace dunmail
