// What a letter asks for beside its invoices: interest by a regime, the regime's lump sum once a claim in law, and the
// policy's own fee once per invoice and tier. What earlier letters asserted is theirs (ledger/claim.h): a letter adds
// what came since. Pure.
//
// Interest is reckoned on the principal as it stood on each day: not on a disputed part, and no longer on what was
// paid, but until the day on which it was paid. No interest on claims.
#pragma once

#include <string>
#include <vector>

#include "ledger/claim.h"
#include "policy/charges.h"

namespace dunmail {

/// One listed invoice, or a part of one.
struct ChargeItem {
  std::string invoice;
  std::int64_t principal = 0;  ///< demanded today, less the credit that covers it, minor units; never below zero
  Date due;
  std::optional<Rate> agreed;             ///< the contract's own rate, percent a year
  std::vector<Reduction> taken_off = {};  ///< of the principal before, by payments and credit notes
};

struct ChargeDemand {
  std::string tier;
  bool interest = false, fees = false;  ///< what the tier asks for
  std::int64_t fee = 0;                 ///< the policy's, for one invoice, minor units
  const Regime* regime = nullptr;       ///< null: no interest and no lump sum
  ChargeTerms terms;                    ///< without the agreed rate, which is the item's
};

struct LetterCharges {
  std::int64_t interest = 0, fees = 0;  ///< asserted by this letter; fees: lump sums and the policy's own
  std::int64_t lump_sums = 0;           ///< of the fees, what the law in fees_basis gives
  std::int64_t earlier = 0;             ///< open of what earlier letters asserted
  LawWords interest_basis;              ///< the ground in words, by locale; empty without interest
  LawWords fees_basis;                  ///< the law of the lump sums, by locale; empty without any
  std::vector<Claim> claims;            ///< one each for what is new; the planner gives them id and letter
  /// What earlier letters asserted too much of, by claim: a payment came to be known later than its day.
  std::vector<ClaimPayment> corrections;
  std::vector<std::string> warnings;  ///< for legal staff, each once
};

/// `asserted`: the account's claims, settled and waived ones too. `earlier` is left to the caller. Problems: those of
/// charge(), and a sum beyond int64.
Result<LetterCharges> letter_charges(const ChargeDemand& demand, const Rates& rates, Currency currency,
                                     const std::vector<ChargeItem>& items, const std::vector<Claim>& asserted,
                                     Date as_of);

}  // namespace dunmail
