#include "desk/tell_case.h"

namespace dunmail {

void tell_case(World& world, const BookedPayment& b, Date day) {
  const Payment& p = b.payment;
  CaseInput input;
  input.account.debtor.id = p.debtor_id;
  input.account.creditor = p.creditor;
  input.account.currency = p.amount.currency;
  if (!world.store.has_case(input.account.case_id())) return;
  nlohmann::json data{{"reference", b.returned ? p.reverses : p.reference},
                      {"amount", p.amount.minor},
                      {"day", iso(p.day)},
                      {"invoices", b.invoices}};
  if (!b.sums.empty()) data["sums"] = b.sums;
  if (b.returned) data["reversal"] = p.reference;
  for (const ClaimPayment& claim : b.claims) data["claims"][claim.claim] = claim.amount;
  if (!b.anew.empty()) data["anew"] = b.anew;
  const EventKind kind = b.returned         ? EventKind::payment_returned
                         : b.open_after > 0 ? EventKind::part_paid
                                            : EventKind::paid;
  world.record(input, day, kind, "", std::move(data), "import");
}

}  // namespace dunmail
