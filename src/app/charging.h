// Which charges a letter adds to its invoices: the tier says whether, dunmail.toml under which law, the policy's fee and
// config/regimes.toml how much.
#pragma once

#include "app/examine.h"
#include "app/settings.h"
#include "policy/letter_charges.h"

namespace dunmail {

struct ChargeTables {
  Regimes regimes;
  Rates rates;
};

/// Charges of the letter that an examination calls for. A Problem (a rate that
/// is not known yet, a regime that is not there) holds the letter: a demand with a wrong sum is a wrong demand.
Result<LetterCharges> charges_of(const ChargeTables& tables, const Settings& settings, const Calendars& calendars,
                                 const CaseInput& input, const Examined& examined, Date today);

}  // namespace dunmail
