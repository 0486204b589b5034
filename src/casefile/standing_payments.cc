// Payments, and the promises that they keep.
#include <algorithm>

#include "casefile/standing_fold.h"

namespace dunmail {

void Fold::paid(const Event& e, const told::Paid& payment) {
  const Date on = payment.day.value_or(e.day);
  const auto invoices = payment.invoices.value_or(std::vector<std::string>());
  auto sums = payment.sums;
  // It went to no invoice: a credit. Which is something else than not being known.
  if (invoices.empty() && payment.invoices) sums[""] = payment.amount;
  s_.payments.push_back({payment.amount, on, payment.reference, invoices, std::move(sums), place_});
  go_elsewhere(payment);
  share_receipts(s_.promises, s_.payments);
  if (s_.hold && s_.hold->for_payment) s_.hold.reset();
  SentLetter* letter = letter_about(invoices);
  if (letter && !letter->paid_after && on >= letter->day) letter->paid_after = on;
}

/// The first receipt that came after the letter for what it is about.
std::optional<Date> Fold::first_receipt_for(const SentLetter& letter) const {
  std::optional<Date> out;
  for (const PaymentSeen& p : s_.payments) {
    const bool about =
        p.invoices.empty() || std::any_of(p.invoices.begin(), p.invoices.end(), [&](const std::string& n) {
          return std::find(letter.invoices.begin(), letter.invoices.end(), n) != letter.invoices.end();
        });
    if (about && p.day >= letter.day && (!out || p.day < *out)) out = p.day;
  }
  return out;
}

/// Receipts of later days pay something else because of this one, which came to be known late.
void Fold::go_elsewhere(const told::Paid& because) {
  for (const auto& [reference, sums] : because.anew)
    for (PaymentSeen& payment : s_.payments) {
      if (payment.reference != reference) continue;
      payment.invoices.clear();
      for (const auto& [invoice, sum] : sums) payment.invoices.push_back(invoice);
      payment.sums = sums;
      if (sums.empty()) payment.sums[""] = payment.amount;
    }
}

/// As if the payment had never come: what else came goes to the promises anew, and one that is kept no more is open
/// again, and breaks on its own day.
void Fold::returned(const Event& e, const told::Paid& payment) {
  const auto found = std::find_if(s_.payments.begin(), s_.payments.end(),
                                  [&](const PaymentSeen& p) { return p.reference == payment.reference; });
  if (found == s_.payments.end()) return;
  const PaymentSeen gone = *found;
  s_.payments.erase(found);
  go_elsewhere(payment);
  const std::vector<Promise> before = s_.promises;
  share_receipts(s_.promises, s_.payments);
  bool again = false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    Promise& promise = s_.promises[i];
    if (promise.state != Promise::State::kept || promise.paid_since >= before[i].paid_since) continue;
    promise.state = Promise::State::open;
    promise.settled = {};
    promise.kept_with = 0;
    // A date of a plan that broke meanwhile goes the way of its other dates: a plan breaks once.
    const auto broke = [&](const Promise& p) { return p.state == Promise::State::broken && p.plan == promise.plan; };
    if (!promise.plan.empty() && std::any_of(s_.promises.begin(), s_.promises.end(), broke)) {
      promise.state = Promise::State::voided;
      promise.settled = e.day;
      promise.closed = place_;
    }
    again = true;
  }
  if (again) share_receipts(s_.promises, s_.payments);
  for (SentLetter& letter : s_.sent)
    if (letter.paid_after == gone.day) letter.paid_after = first_receipt_for(letter);
}

void Fold::promised(const Event& e, const told::Promised& said) {
  answered(e, said);
  for (const PromiseName& name : said.renews) renew(s_.promises, name, e.day, place_);
  open(said.promise(e.day));
}

void Fold::plan_agreed(const Event& e, const told::PlanAgreed& plan) {
  replace_open(s_.promises, e.day, place_);
  answered(e, plan);
  for (Promise& date : plan.promises(e.day)) open(std::move(date));
}

void Fold::open(Promise promise) {
  promise.opened = place_;
  s_.promises.push_back(std::move(promise));
}

/// The last letter about an invoice that the payment went to; where none is known, or no letter is about it, the last
/// one.
SentLetter* Fold::letter_about(const std::vector<std::string>& invoices) {
  if (s_.sent.empty()) return nullptr;
  const auto about = [&](const std::string& item) {
    return std::any_of(invoices.begin(), invoices.end(),
                       [&](const std::string& number) { return item == number || item.starts_with(number + " ("); });
  };
  const auto found = std::find_if(s_.sent.rbegin(), s_.sent.rend(), [&](const SentLetter& l) {
    return std::any_of(l.invoices.begin(), l.invoices.end(), about);
  });
  return found == s_.sent.rend() ? &s_.sent.back() : &*found;
}

}  // namespace dunmail
