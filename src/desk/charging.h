// Which charges a letter adds to its invoices: the tier says whether, dunmail.toml under which law, the policy's fee
// and config/regimes.toml how much.
#pragma once

#include <functional>

#include "desk/examine.h"
#include "policy/letter_charges.h"
#include "settings/settings.h"

namespace dunmail {

struct ChargeTables {
  Regimes regimes;
  Rates rates;
};

/// What was taken off an invoice's principal, by day; only asked for what a letter charges interest on.
using TakenOff = std::function<std::vector<Reduction>(const std::string& invoice)>;

/// Charges of the letter that an examination calls for, what is open of earlier ones included. A Problem (a rate that
/// is not known yet, a regime that is not there) holds the letter: a demand with a wrong sum is a wrong demand.
Result<LetterCharges> charges_of(const ChargeTables& tables, const Settings& settings, const Calendars& calendars,
                                 const CaseInput& input, const Examined& examined, const TakenOff& taken_off,
                                 Date today);

}  // namespace dunmail
