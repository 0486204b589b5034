#include "casefile/payment_events.h"

#include "casefile/event_fields.h"

namespace dunmail::told {

void Paid::fields(auto& way, auto& self) {
  way.need("reference", self.reference);
  way.keep("amount", self.amount);
  way.need("day", self.day);
  way.some("invoices", self.invoices);
  way.some("sums", self.sums);
  way.some("claims", self.claims);
  way.some("anew", self.anew);
  if (self.kind == EventKind::payment_returned) way.need("reversal", self.reversal);
}

void ClaimWaived::fields(auto& way, auto& self) {
  way.need("claim", self.claim);
  way.keep("amount", self.amount);
  way.keep("invoice", self.invoice);
  way.keep("reason", self.reason);
}

Paid Paid::read(const Event& event) {
  need_kind(event.kind, {EventKind::paid, EventKind::part_paid, EventKind::payment_returned});
  return read_into(Paid(), event);
}
Paid::operator Told() const {
  need_kind(kind, {EventKind::paid, EventKind::part_paid, EventKind::payment_returned});
  return make(*this);
}

ClaimWaived ClaimWaived::read(const Event& event) { return read_into(ClaimWaived(), event); }
ClaimWaived::operator Told() const { return make(*this); }

}  // namespace dunmail::told
