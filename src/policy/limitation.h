// Until when a claim can be enforced. Conservative: the earliest day that a reading of the law gives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"

namespace dunmail {

/// The limitation law by the debtor's country: cn 3 years (Civil Code 188), tw 2 years (Civil Code 127 no. 8, goods of
/// merchants), de end of the third year after the year it fell due (BGB 195, 199), gb 6 years (Limitation Act 1980 s
/// 5), us 4 years (UCC 2-725). Empty where none is known.
std::string limitation_law(const std::string& country);

/// The clause to name beside a last day.
const char* limitation_clause(const std::string& law);

/// What may restart the period, and on which day.
struct Interruption {
  Date day;
  bool acknowledged =
      false;  ///< part payment, or promise or acknowledgement in writing; false: a demand of ours that provably arrived
};

/// The last day. It is counted from the due day and starts again with every interruption that the law knows (PRC Civil
/// Code 195: both kinds; de, gb, us: the debtor's acknowledgement only, a demand does not stop it there; tw: a demand's
/// effect lapses without a suit within six months, art. 130, so it is not counted). What comes after the last day
/// brings nothing back. `interruptions` in any order.
std::optional<Date> limitation_ends(const std::string& law, Date due, std::vector<Interruption> interruptions);

}  // namespace dunmail
