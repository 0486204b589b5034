// A payment that the ERP tells, with the cash discount that was taken by it.
#pragma once

#include <optional>
#include <vector>

#include "desk/world.h"

namespace dunmail {

/// Puts the payment. One that names its invoice and is short of it by no more than the settings grant
/// (is_cash_discount, as for bank statements) closes it: what is missing is written off as REFERENCE-D on the same day.
/// It goes when the payment comes back, and when the ERP tells of the discount itself, for then it would be taken
/// twice. Within a transaction; `turn` as of Store::put().
Put put_payment(World& world, const Payment& payment, std::vector<BookedPayment>& booked,
                PaymentsInTurn* turn = nullptr);

}  // namespace dunmail
