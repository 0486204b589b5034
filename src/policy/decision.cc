#include "policy/decision.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "policy/decider.h"

namespace dunmail {

Decider::Decider(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
                 const LegalGate& gate, Date today, const Outlook& outlook)
    : policy_(policy),
      account_(account),
      arrears_(arrears),
      standing_(standing),
      gate_(gate),
      today_(today),
      risk_class_(outlook.risk_class.empty() ? account.debtor.risk_class : outlook.risk_class) {
  d_.track = outlook.track;
  d_.campaign = campaign_on(policy.campaigns, today);
}

Decision Decider::decide() {
  Figures& f = d_.figures;
  f.demand = arrears_.demand;
  f.overdue = arrears_.overdue;
  f.open = arrears_.open;
  f.disputed = arrears_.disputed;
  f.blocked = arrears_.blocked;
  f.credit = arrears_.credit;
  f.claims = arrears_.claims;
  const bool blocked = blocked_as_a_whole();
  driver_ = find_driver();
  // What the debtor said is confirmed although, and because, it stops every demand.
  if (std::all_of(d_.blockers.begin(), d_.blockers.end(),
                  [](const Blocker& b) { return b.code == "promise" || b.code == "payment-waiting"; }) &&
      confirmation())
    return finish();
  if (blocked) return finish();
  if (!driver_) {
    if (charges_letter()) return finish();
    nothing_overdue();
    pre_tiers();
    return finish();
  }
  see_driver();
  if (!broken_promise_letter() && !short_payment_letter()) ladder();
  if (!d_.tier) rest();
  return finish();
}

Decision Decider::finish() {
  if (d_.tier) {
    d_.blockers.clear();
    d_.next_possible.reset();
  } else if (!d_.next_possible)
    d_.next_possible = latest_of_blockers();
  return std::move(d_);
}

/// The day on which the last of the blockers is gone, if all of them name one.
std::optional<Date> Decider::latest_of_blockers() const {
  std::optional<Date> latest;
  for (const Blocker& b : d_.blockers) {
    if (!b.until) return std::nullopt;
    latest = std::max(latest.value_or(*b.until), *b.until);
  }
  return latest;
}

/// The customer's block, a hold, a promise, a letter on its way: they stop every letter, and all of them are named.
bool Decider::blocked_as_a_whole() {
  if (!account_.debtor.blocked.empty())
    block("customer-block", "the customer is blocked from dunning: " + account_.debtor.blocked);
  if (const auto& hold = standing_.hold; hold && (!hold->until || today_ <= *hold->until))
    block("hold", fmt::format("on hold by {}: {}", hold->by, hold->reason),
          hold->until ? std::optional(*hold->until + Days(1)) : std::nullopt);
  for (const PendingLetter& letter : standing_.pending)
    if (letter.in_doubt)
      block("in-doubt", fmt::format("letter {} may or may not have been sent; settle it first", letter.id));
    else
      block("reserved",
            fmt::format("letter {} ({}) of {} waits to be approved or sent", letter.id, letter.kind, iso(letter.day)));
  // A plan may be over what is not due yet, too.
  if (const Promise* promise = standing_.open_promise(); promise && (arrears_.overdue > 0 || !promise->plan.empty()))
    block("promise",
          promise->plan.empty() ? fmt::format("a payment is promised for {}", iso(promise->due))
                                : fmt::format("a payment plan runs, its next date is {}", iso(promise->due)),
          gate_.promise_over.value_or(promise->due + Days(policy_.cadence.promise_grace_working_days + 1)));
  payment_waiting();
  return !d_.blockers.empty();
}

/// Nobody is dunned for what may be paid already; but not for ever, or one odd payment would silence a case.
void Decider::payment_waiting() {
  for (const WaitingPayment& payment : account_.waiting)
    if (today_ <= payment.held_until && arrears_.overdue > 0)
      block(
          "payment-waiting",
          fmt::format("{} {} of {} {}may settle {}: {} {}", payment.amount.currency.code(),
                      grouped(payment.amount.minor, payment.amount.currency.digits()), iso(payment.booked),
                      payment.announced ? "is announced by the bank and " : "",
                      payment.invoices.empty() ? "what is open" : fmt::format("{}", fmt::join(payment.invoices, ", ")),
                      payment.announced ? "its booking is waited for; or payments ignore" : "payments assign or ignore",
                      payment.entry),
          payment.held_until + Days(1));
}

const ArrearsLine* Decider::find_driver() const {
  for (const ArrearsLine& line : arrears_.lines)
    if (line.overdue() && line.demandable() > 0) return &line;
  return nullptr;
}

void Decider::nothing_overdue() {
  if (arrears_.overdue == 0) return block("not-due", "nothing is overdue", first_due());
  if (arrears_.covered > 0 && arrears_.covered == arrears_.overdue)
    return block("credit", "a credit of payments or credit notes covers what is overdue");
  if (arrears_.blocked > 0)
    block("invoice-block", "every overdue invoice is blocked or disputed");
  else
    block("disputed", "all that is overdue is disputed or covered by a credit");
}

std::optional<Date> Decider::first_due() const {
  for (const ArrearsLine& line : arrears_.lines)
    if (!line.overdue() && line.demandable() > 0) return line.invoice.due + Days(1);
  return std::nullopt;
}

void Decider::see_driver() {
  Figures& f = d_.figures;
  f.driver = driver_->invoice.number;
  f.driver_due = driver_->invoice.due;
  f.days_overdue = driver_->days_overdue;
  for (const SentLetter& letter : standing_.sent) {
    const Tier* tier = ladder_tier(letter.kind);
    if (!tier || letter.bounced || !contains(letter.invoices, f.driver)) continue;
    if (!reached_ || tier->rank > reached_->rank) {
      reached_ = tier;
      last_ = nullptr;
      f.letters_at_reached = f.ignored_at_reached = 0;
    }
    if (tier != reached_) continue;
    const bool in_its_place = last_ && !letter.occasion.empty() && letter.occasion == last_->occasion;
    last_ = &letter;
    if (in_its_place) continue;
    ++f.letters_at_reached;
    if (!letter.answered && !letter.paid_after && deadline_of(letter) < today_) ++f.ignored_at_reached;
  }
  if (reached_) f.reached = reached_->id;
  for (const Promise& promise : standing_.promises)
    if (promise.state == Promise::State::broken && (!last_ || promise.settled > last_->day)) ++f.broken_promises;
}

const Tier* Decider::ladder_tier(const std::string& kind) const {
  for (const Tier& tier : policy_.tiers)
    if (tier.rank > 0 && tier.id == kind) return &tier;
  return nullptr;
}

Decision decide(const Policy& policy, const Account& account, const Arrears& arrears, const Standing& standing,
                const LegalGate& gate, Date today, const Outlook& outlook) {
  return Decider(policy, account, arrears, standing, gate, today, outlook).decide();
}

}  // namespace dunmail
