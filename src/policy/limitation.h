// Until when a claim can be enforced. Conservative: the earliest day that a reading of the law gives.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"

namespace dunmail {

/// The limitation law by the debtor's country: cn 3 years (Civil Code 188), tw 2 years (Civil Code 127 no. 8, goods of
/// merchants), de end of the third year after the year it fell due (BGB 195, 199), gb 6 years (Limitation Act 1980 s 5),
/// us 4 years (UCC 2-725). Empty where none is known.
std::string limitation_law(const std::string& country);

/// The last day, counted from `base`: the latest of the due day and, where the law lets it restart, a demand that
/// provably arrived, a part payment, a written promise (PRC Civil Code 195; for de, gb the last two only; a demand does
/// not stop it there).
std::optional<Date> limitation_ends(const std::string& law, Date due, std::optional<Date> demand_arrived, std::optional<Date> acknowledged);

}  // namespace dunmail
