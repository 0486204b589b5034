// Which letter, and why. A pure function of the account, the case file, the policy and the day.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/arrears.h"
#include "policy/outlook.h"
#include "policy/policy.h"

namespace dunmail {

/// One reason why nothing, or nothing more, is sent.
struct Blocker {
  std::string code;           ///< customer-block, hold, promise, payment-waiting, reserved, not-due, below-minimum, ...
  std::string text;           ///< one sentence for a clerk
  std::optional<Date> until;  ///< the first day on which it may be gone; empty: not known
};

/// One condition that was looked at.
struct Check {
  std::string tier, condition;
  bool holds = false;
  std::string saw;  ///< the figures
};

/// What the decision saw.
struct Figures {
  long days_overdue = 0;  ///< of the driving invoice
  std::string driver;     ///< its number
  Date driver_due;
  std::int64_t demand = 0, overdue = 0, open = 0, disputed = 0, blocked = 0, credit = 0;
  std::int64_t claims = 0;  ///< interest and costs of earlier letters that are open
  std::string reached;      ///< highest tier sent for the driving invoice in this cycle, or empty
  int letters_at_reached = 0, ignored_at_reached = 0;
  int broken_promises = 0;  ///< since the last letter of the ladder
};

struct Decision {
  const Tier* tier = nullptr;  ///< null: nothing to send; points into the policy
  std::string occasion;        ///< what the letter is for; with case, kind and channel it is sent once
  std::string rule;            ///< "credit-warning (policy.toml:31): 2 of 2 reminders ignored, ..."
  Figures figures;
  Track track;                         ///< that the numbers of the ladder were read on
  const Campaign* campaign = nullptr;  ///< that runs on the day; points into the policy
  std::vector<std::string> invoices;   ///< that the letter demands, oldest due first
  std::vector<std::string> listed;     ///< that it names besides and does not demand (items = "all")
  std::int64_t amount = 0;             ///< that it asks for, charges and claims not included
  std::vector<Check> checks;
  std::vector<Blocker> blockers;      ///< empty exactly when tier is set
  std::optional<Date> next_possible;  ///< the earliest day on which the answer can be another
  /// What our own people are to decide, because the last letter ran out unanswered; the first blocker says why.
  FinalAction final_action = FinalAction::none;
  bool waive_claims = false;     ///< what is open of claims is too little to be asked for alone: it is given up
  bool notify_legal = false;     ///< the internal notice to legal staff is to be written today
  std::int64_t notified_of = 0;  ///< what the lawyer's letter would ask for, charges and claims not included
};

/// What the world outside the case says, for the gate before a lawyer's letter.
struct LegalGate {
  bool own_locale_template = true;          ///< a template in the debtor's own locale stands ready
  std::optional<Date> limitation_ends;      ///< last day on which the claim can be enforced, where the law is known
  std::vector<std::string> law_firm_lacks;  ///< what the law-firm record lacks
  /// First day on which the internal notice has stood long enough; where none was written, as if it were today.
  std::optional<Date> notice_over;
  std::optional<Date> promise_over;  ///< the first day on which the open promise that is due first may be broken
};

/// The notice to legal staff that counts for the lawyer's letter `kind` over the invoice `driver`: the last one that is
/// about the same part of the account, and not about an invoice that such a letter has named since.
const Decided* legal_notice(const Standing& standing, const Arrears& arrears, const std::string& kind,
                            const std::string& driver);

Decision decide(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
                const LegalGate& gate, Date today, const Outlook& outlook = {});

}  // namespace dunmail
