#include "intake/put_payment.h"

#include <algorithm>

#include "ledger/match.h"

namespace dunmail {

Put put_payment(World& world, const Payment& payment, std::vector<BookedPayment>& booked, PaymentsInTurn* turn) {
  Store& store = world.store;
  std::vector<BookedPayment>
      unsaid;  // what was written off came in with no payment: the case is not told of its return
  if (!payment.reverses.empty()) {
    const auto beside = store.written_off_beside(payment.reverses);
    const Put put = store.put(payment, booked, turn);
    if (put.what == Put::What::added && beside)
      store.reverse_payment(*beside, payment.day, payment.reference + "-D", unsaid);
    return put;
  }
  // Before it is put: it would find the invoice closed by our own row, and become a credit.
  const bool may_be_written_off = !turn || (turn->invoice && turn->invoice->paid);
  if (const auto own = may_be_written_off ? store.written_off_before(payment) : std::nullopt) {
    store.reverse_payment(*own, payment.day, *own + ".R", unsaid);
    if (turn) *turn = {{}, store.named_invoice(payment.invoice)};
  }
  const Put put = store.put(payment, booked, turn);
  if (put.what != Put::What::added || world.settings.payments.discount <= 0) return put;
  const auto after = store.paid_of(payment);
  if (!after) return put;
  const long days = days_between(after->issued, payment.day);
  // By what was offered: charges that went first are no discount, and who paid all took none.
  const std::int64_t total = after->open + after->paid, offered = payment.amount.minor;
  if (after->open > 0 && offered < total && is_cash_discount(world.settings.payments, total, offered, days)) {
    const Money missing{std::min(after->open, total - offered), payment.amount.currency};
    if (turn) turn->invoice = store.named_invoice(payment.invoice);
    store.put(
        Payment{
            payment.reference + "-D", payment.creditor, payment.debtor_id, payment.day, missing, payment.invoice, {}},
        booked, turn);
  }
  return put;
}

}  // namespace dunmail
