#include "desk/tell_case.h"

#include "casefile/payment_events.h"

namespace dunmail {

void tell_case(World& world, const BookedPayment& b, Date day) {
  const Payment& p = b.payment;
  CaseInput input;
  input.account.debtor.id = p.debtor_id;
  input.account.creditor = p.creditor;
  input.account.currency = p.amount.currency;
  if (!world.store.has_case(input.account.case_id())) return;
  told::Paid paid{.kind = b.returned         ? EventKind::payment_returned
                          : b.open_after > 0 ? EventKind::part_paid
                                             : EventKind::paid,
                  .reference = b.returned ? p.reverses : p.reference,
                  .amount = p.amount.minor,
                  .day = p.day,
                  .invoices = b.invoices,
                  .sums = b.sums,
                  .anew = b.anew,
                  .reversal = b.returned ? p.reference : ""};
  for (const ClaimPayment& claim : b.claims) paid.claims[claim.claim] = claim.amount;
  world.record(input, day, "", paid, "import");
}

}  // namespace dunmail
