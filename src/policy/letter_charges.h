// What a letter asks for beside its invoices: interest by a regime, the regime's lump sum once a claim, and the policy's
// own fee once per invoice and tier. Pure.
//
// Interest is asked for on what is demanded today: not on a disputed part, not on what was paid late before. A fee that an
// earlier letter asked for stays owed while its invoice is open; the same tier never adds it twice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "policy/charges.h"

namespace dunmail {

/// One listed invoice, or a part of one.
struct ChargeClaim {
  std::string invoice;
  std::int64_t principal = 0;  ///< demanded, minor units; nothing is charged on zero and below
  Date due;
  std::optional<Rate> agreed;  ///< the contract's own rate, percent a year
};

struct ChargeDemand {
  std::string tier;
  bool interest = false, fees = false;  ///< what the tier asks for
  std::int64_t fee = 0;                 ///< the policy's, for one invoice, minor units
  const Regime* regime = nullptr;       ///< null: no interest and no lump sum
  ChargeTerms terms;                    ///< without the agreed rate, which is the claim's
};

struct LetterCharges {
  std::int64_t interest = 0, fees = 0;           ///< fees: lump sums and the policy's own
  LawWords interest_basis;                        ///< the ground in words, by locale; empty without interest
  LawWords fees_basis;                            ///< the law of the lump sums, by locale; empty without any
  std::map<std::string, std::int64_t> new_fees;  ///< the policy's, asked for the first time at this tier, by invoice
  std::vector<std::string> warnings;             ///< for legal staff, each once
};

/// `credit`: unallocated payments, which lower the oldest claims first. Problems: those of charge(), and a sum beyond
/// int64.
Result<LetterCharges> letter_charges(const ChargeDemand& demand, const Rates& rates, Currency currency,
                                     std::vector<ChargeClaim> claims, std::int64_t credit, const Standing& standing,
                                     Date as_of);

}  // namespace dunmail
