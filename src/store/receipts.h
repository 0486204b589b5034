// The receipts of an account settle it in the order of their days and references, whatever the order in which they
// became known. So what an export brings late, and in which order two files come, changes nothing in the end.
#pragma once

#include <optional>
#include <string>

#include "ledger/allocation.h"
#include "ledger/invoice.h"
#include "sql/db.h"
#include "store/store.h"

namespace dunmail {

/// Whether nothing but `payment` itself stands on its account from its place on, so that nothing has to be reckoned
/// anew: it is known from the receipt before it, without a look.
bool comes_next(const std::optional<AccountInTurn>& turn, const Payment& payment);
/// What names an invoice pays that one alone, where no letter has asserted anything.
inline bool pays_one(const Payment& payment, bool claimed) { return !claimed && !payment.invoice.empty(); }

/// Settles what is open with the payment, which is in its table already and went nowhere yet, and reckons every receipt
/// that comes after it anew. Fills what went where into `booked`. A receipt pays the claims that letters had asserted
/// by its day; where nothing else is open, what receipts left over pays the others. What went to an invoice that is
/// closed, or another account's by now, stays there.
///
/// `named`: the invoice that it names, as it stands. `turn`, where there is one: of the receipt before it in this
/// transaction; of this one behind it.
void settle_in_order(Db& db, const Payment& payment, AllocationRule rule, const std::optional<NamedInvoice>& named,
                     std::optional<AccountInTurn>* turn, BookedPayment& booked);

/// What came on the day of a return or behind it, anew: until then the payment that came back had been good, and what
/// came before is not moved. `returned.day` is the day of the return.
void settle_behind_return(Db& db, const Payment& returned, AllocationRule rule, BookedPayment& booked);

}  // namespace dunmail
