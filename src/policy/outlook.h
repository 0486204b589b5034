// What the past of an account means for the next letter: its track and its risk class. Worked out before decide(), so
// that the decision stays a function of plain values.
#pragma once

#include "policy/policy.h"
#include "policy/reasons.h"
#include "policy/risk.h"
#include "policy/track.h"

namespace dunmail {

struct Outlook {
  Track track;
  std::string risk_class;  ///< the ledger's; else by score, when a tier asks for one; else empty
};

/// The history that counts for a cycle: what was paid before the first letter about anything that is overdue now. So
/// paying late never hardens the cycle that got the money in.
PaymentHistory history_before_cycle(const PaymentHistory& history, const Arrears& arrears, const Standing& standing);

Outlook outlook_of(const Policy& policy, const Reasons& reasons, const Account& account, const Arrears& arrears,
                   const Standing& standing, const PaymentHistory& history, Date today);

}  // namespace dunmail
