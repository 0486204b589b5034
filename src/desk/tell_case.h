#pragma once

#include "desk/world.h"

namespace dunmail {

/// Writes into the case file that a payment arrived or came back; only where there is a case file: a debtor who was
/// never written to has none.
void tell_case(World& world, const BookedPayment& booked, Date day);

}  // namespace dunmail
