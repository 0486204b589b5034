#include "intake/book_payment.h"

#include <fmt/format.h>

#include "desk/tell_case.h"

namespace dunmail {
namespace {

struct Refused {
  std::string why;
};

class Booking {
 public:
  Booking(World& world, const BankRow& row, const Match& match) : world_(world), row_(row), m_(match) {
    // A second booking, after the first was taken back, needs references of its own.
    base_ = row.bookings == 0 ? row.entry.id : fmt::format("{}.{}", row.entry.id, row.bookings + 1);
  }

  std::vector<std::string> run() {
    const Currency currency = row_.entry.amount.currency;
    if (m_.parts.empty()) pay(base_, "", {m_.rest, currency});
    for (std::size_t i = 0; i < m_.parts.size(); ++i) {
      const MatchPart& part = m_.parts[i];
      const std::string reference = m_.parts.size() == 1 ? base_ : fmt::format("{}-{}", base_, i + 1);
      // What is too much goes with the last part, and stays a credit there: the payer named the invoice.
      const std::int64_t sum = checked_add(part.amount, i + 1 == m_.parts.size() ? m_.rest : 0);
      if (sum > 0) pay(reference, part.invoice, {sum, currency});
      // A payment as well, and not a credit note: it goes when the payment is taken back.
      if (part.written_off > 0) pay(reference + "-D", part.invoice, {part.written_off, currency});
    }
    return std::move(references_);
  }
  const std::vector<BookedPayment>& booked() const { return booked_; }

 private:
  void pay(const std::string& reference, const std::string& invoice, Money sum) {
    check(world_.store.put(Payment{reference, m_.creditor, m_.debtor, row_.entry.booked, sum, invoice, {}}, booked_));
    references_.push_back(reference);
  }

  void check(const Put& put) const {
    if (put.what != Put::What::refused) return;
    // The first one refused: nothing was written. A later one: the whole transaction goes.
    if (references_.empty()) throw Refused{put.message};
    throw Error(ErrorKind::input, row_.entry.id, put.message, "nothing was booked; assign it by hand");
  }

  World& world_;
  const BankRow& row_;
  const Match& m_;
  std::string base_;
  std::vector<std::string> references_;
  std::vector<BookedPayment> booked_;
};

/// Of what was more than the open items: claims take it, or what an export had said was settled before the receipt
/// came.
std::string what_became_of(std::int64_t rest, const std::vector<BookedPayment>& booked) {
  std::int64_t credit = 0, charges = 0;
  for (const BookedPayment& b : booked) {
    credit += b.payment.amount.minor;
    for (const auto& [invoice, sum] : b.sums) credit -= sum;
    for (const ClaimPayment& claim : b.claims) charges += claim.amount;
  }
  credit -= charges;
  const std::int64_t elsewhere = rest - charges - credit;
  const int digits = booked.front().payment.amount.currency.digits();
  std::string out;
  if (charges > 0) out += fmt::format("; {} of it to interest and costs", grouped(charges, digits));
  if (elsewhere > 0) out += fmt::format("; {} of it to what else is open", grouped(elsewhere, digits));
  if (credit > 0) out += fmt::format("; {} kept as a credit", grouped(credit, digits));
  return out;
}

}  // namespace

bool book_payment(World& world, BankRow& row, const Match& match, Date today, const std::string& by) {
  Booking booking(world, row, match);
  try {
    row.payments = booking.run();
  } catch (const Refused& refused) {
    row.why = refused.why;
    return false;
  }
  for (const BookedPayment& b : booking.booked()) tell_case(world, b, today);
  if (match.rest > 0) row.why += what_became_of(match.rest, booking.booked());
  row.state = BankState::booked;
  row.debtor = match.debtor;
  row.by = by;
  row.suggestion.clear();
  row.candidates.clear();
  ++row.bookings;
  if (match.teaches && !row.entry.payer_account.empty())
    world.store.remember_payer(row.entry.payer_account, match.debtor, row.entry.payer, row.entry.booked, by);
  world.store.update(row);
  return true;
}

bool unbook_payment(World& world, BankRow& row, Date day, const std::string& reference, std::string& why) {
  std::vector<BookedPayment> back;
  for (std::size_t i = 0; i < row.payments.size(); ++i) {
    const Put put = world.store.reverse_payment(
        row.payments[i], day, row.payments.size() == 1 ? reference : fmt::format("{}-{}", reference, i + 1), back);
    if (put.what != Put::What::refused) continue;
    if (i > 0) throw Error(ErrorKind::input, row.entry.id, put.message, "nothing was taken back");
    why = put.message;
    return false;
  }
  for (const BookedPayment& b : back) tell_case(world, b, day);
  row.payments.clear();
  return true;
}

}  // namespace dunmail
