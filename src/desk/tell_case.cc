#include "desk/tell_case.h"

#include "casefile/payment_events.h"

namespace dunmail {

namespace {

CaseInput account_of(const Payment& p) {
  CaseInput input;
  input.account.debtor.id = p.debtor_id;
  input.account.creditor = p.creditor;
  input.account.currency = p.amount.currency;
  return input;
}

}  // namespace

bool has_case(World& world, const BookedPayment& booked) {
  return world.store.has_case(account_of(booked.payment).account.case_id());
}

void tell_case(World& world, const BookedPayment& b, Date day) {
  if (!has_case(world, b)) return;
  const Payment& p = b.payment;
  const CaseInput input = account_of(p);
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
