// Letters that confirm in writing what the debtor said or did: a promise, a payment plan, a dispute, a promise that was
// kept. They demand nothing: they are no letter of the ladder, wait for no interval and set none, and neither the
// promise itself nor the gap between two demands holds them up; a block, a hold and the letters-in-30-days cap do.
#pragma once

#include <optional>
#include <string>

#include "casefile/standing.h"
#include "ledger/invoice.h"
#include "policy/policy.h"

namespace dunmail {

struct Confirmation {
  const Tier* letter = nullptr;  ///< of Policy::occasional
  std::string occasion, reason;
};

/// The first one that is due: for what was said or settled at most cadence.confirm_within_days ago and has no letter
/// yet. A policy without that occasional letter confirms nothing. Nothing for one group of an account: what the debtor
/// says is about all of it, and is confirmed once (desk/examine.cc asks for the whole account first). A payment plan is
/// confirmed as a whole, and thanked for when its last date is kept.
std::optional<Confirmation> confirmation_due(const Policy& policy, const Standing& standing, Date today);

/// The occasion of letters about one promise: its day and the day it was made; of a payment plan, its name.
std::string occasion_of(const Promise& promise);
std::string plan_occasion(const std::string& plan);

/// The broken promise that a letter has yet to speak of, the one that broke last; nothing where a demand left since
/// (whatever it asked for), where the debtor promised anew on the promised day or later, where the money came late or
/// nothing of what was promised is owed any more, and where the break is no news (cadence.broken_promise_days): so a
/// letter never says of the wrong sum, or of one that came, that it did not arrive.
const Promise* broken_unsaid(const Standing& standing, const Account& account, const CadenceRules& rules, Date today);

/// What is open of the invoices and claims that were there when the promise was made, less the credit.
std::int64_t still_owed(const Account& account, const Promise& promise);

/// What an occasion is about: the promise (of a plan its first date), or the disputed invoice.
const Promise* promise_of_occasion(const Standing& standing, const std::string& occasion);
std::string invoice_of_occasion(const std::string& occasion);

}  // namespace dunmail
