// One decision in the making; policy/decision.h says what comes out. For decision*.cc only.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "policy/confirmation.h"
#include "policy/decision.h"
#include "policy/tier_conditions.h"

namespace dunmail {

/// The account of one group on its way through the rules. For one decision.
class Decider {
 public:
  Decider(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
          const LegalGate& gate, Date today, const Outlook& outlook);

  Decision decide();

 private:
  // decision.cc: what stops every letter, and what the numbers of the ladder are
  Decision finish();
  void block(std::string code, std::string text, std::optional<Date> until = {}) {
    d_.blockers.push_back({std::move(code), std::move(text), until});
  }
  std::optional<Date> latest_of_blockers() const;
  bool blocked_as_a_whole();
  void payment_waiting();
  const ArrearsLine* find_driver() const;
  void nothing_overdue();
  std::optional<Date> first_due() const;
  void see_driver();
  const Tier* ladder_tier(const std::string& kind) const;

  // decision_occasions.cc: letters beside the ladder
  bool charges_letter();
  std::string newest_claim() const;
  bool sent_for(const std::string& kind, const std::string& occasion) const;
  bool confirmation();
  std::optional<Confirmation> confirmation_in_place() const;
  std::int64_t open_promises() const;
  bool broken_promise_letter();
  bool short_payment_letter();
  const PaymentSeen* last_receipt_for(const ArrearsLine& line) const;

  // decision_ladder.cc: the ladder, and what comes before the due day
  TierConditions conditions_of(const Tier& tier);
  void ladder();
  void rest();
  bool frozen() const;
  void propose_final_action();
  std::string why() const;
  void pre_tiers();
  bool sent_for_invoice(const std::string& kind, const std::string& invoice) const;
  void take(const Tier& tier, std::string occasion, const std::string& reason);

  const Policy& policy_;
  const Account& account_;
  const Arrears& arrears_;
  const Standing& standing_;
  const LegalGate& gate_;
  Date today_;
  const std::string& risk_class_;
  Decision d_;
  const ArrearsLine* driver_ = nullptr;
  const Tier* reached_ = nullptr;     // highest tier sent for the driver
  const SentLetter* last_ = nullptr;  // the latest letter of that tier
  bool too_small_for_next_ = false;   // the tier above is out of reach for its minimum alone
};

}  // namespace dunmail
