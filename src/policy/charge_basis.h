// How a letter states the ground of its charges, by locale.
#pragma once

#include "policy/charges.h"

namespace dunmail {

/// Fills in `law` and `basis` from the other members. `uplift`: percent, 0 where there is none; `agreed`: at the
/// contract's own rate.
/// The ground of interest on several claims: the law, and from when to when.
/// `since_letters`: of some of them only what came since a letter that asserted the rest.
LawWords law_of_several(const Charge& one, Date as_of, bool since_letters);

void write_basis(const Regime& regime, bool agreed, int uplift, Charge& charge);

}  // namespace dunmail
