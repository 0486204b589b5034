#pragma once

#include "desk/world.h"

namespace dunmail {

/// Whether the payment's account has a case file: a debtor who was never written to has none.
bool has_case(World& world, const BookedPayment& booked);
/// Writes into the case file, where there is one, that a payment arrived or came back.
void tell_case(World& world, const BookedPayment& booked, Date day);

}  // namespace dunmail
