#include "casefile/promise.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace dunmail {
namespace {

bool due_before(const Promise* a, const Promise* b) { return std::tie(a->due, a->made) < std::tie(b->due, b->made); }

/// How much it can take in. One that was kept with less, as no more was owed, takes no more later.
std::int64_t room(const Promise& p) {
  if (p.state == Promise::State::kept) return p.kept_with;
  return p.amount > 0 ? p.amount : std::numeric_limits<std::int64_t>::max();
}

/// Money that came by the promised day came to be known behind the place where it broke: it was kept.
bool kept_after_all(const Promise& p) { return p.state == Promise::State::kept && p.closed > 0; }

/// Whether a receipt counts for a promise: made before it, by the day and in the case file, and not over by then.
bool counts(const PaymentSeen& payment, const Promise& p) {
  return payment.day >= p.made && payment.place > p.opened && (p.closed == 0 || payment.place < p.closed);
}

void close(Promise& p, Promise::State state, Date on, std::size_t place) {
  p.state = state;
  p.settled = on;
  if (state == Promise::State::kept)
    p.kept_with = p.amount > 0 ? std::min(p.amount, p.paid_since) : p.paid_since;
  else
    p.closed = place;
}

}  // namespace

Date plan_made(const Promise& promise) {
  constexpr std::size_t day = 10;  // 2026-11-21, and -2 behind it for a second plan of the day
  return parse_date(promise.plan.substr(0, day)).value_or(promise.made);
}

std::vector<const Promise*> by_due_day(const std::vector<Promise>& promises) {
  std::vector<const Promise*> out;
  for (const Promise& p : promises) out.push_back(&p);
  std::stable_sort(out.begin(), out.end(), due_before);
  return out;
}

namespace {

/// What fell away with the broken date of a plan is a date of it again.
void reopen_plan(std::vector<Promise>& promises, const Promise& broken, Date broke) {
  if (broken.plan.empty()) return;
  for (Promise& other : promises)
    if (other.plan == broken.plan && other.state == Promise::State::voided && other.settled == broke)
      other.state = Promise::State::open, other.settled = {}, other.closed = 0;
}

/// It has its day of the break and its place in the file still: what made it kept may go back.
void keep_after_all(std::vector<Promise>& promises, Promise& p) {
  p.state = Promise::State::kept;
  p.kept_with = p.amount;
  reopen_plan(promises, p, p.settled);
}

/// As it was before money that came to be known late was counted.
void break_again(std::vector<Promise>& promises, Promise& p) {
  p.state = Promise::State::broken;
  p.kept_with = 0;
  for (Promise& other : promises)
    if (!p.plan.empty() && other.plan == p.plan && other.state == Promise::State::open)
      close(other, Promise::State::voided, p.settled, p.closed);
}

}  // namespace

void share_receipts(std::vector<Promise>& promises, const std::vector<PaymentSeen>& payments) {
  std::vector<Promise*> order;
  for (Promise& p : promises) {
    if (kept_after_all(p)) break_again(promises, p);
    p.paid_since = 0;
    p.paid_late = 0;
    p.paid_by.clear();
    order.push_back(&p);
  }
  std::stable_sort(order.begin(), order.end(), due_before);
  std::vector<const PaymentSeen*> receipts;
  for (const PaymentSeen& payment : payments) receipts.push_back(&payment);
  std::stable_sort(receipts.begin(), receipts.end(), [](const auto* a, const auto* b) { return a->day < b->day; });
  for (const PaymentSeen* payment : receipts) {
    std::int64_t left = payment->amount;
    for (Promise* p : order) {
      if (left <= 0) break;
      if (!counts(*payment, *p)) continue;
      const std::int64_t part = std::min(left, room(*p) - p->paid_since);
      if (part <= 0) continue;
      p->paid_since += part;
      left -= part;
      p->paid_by = payment->reference;
    }
    for (Promise* p : order) {
      if (left <= 0) break;
      if (p->state != Promise::State::broken || payment->place < p->closed || p->amount == 0) continue;
      const std::int64_t part = std::min(left, p->amount - p->paid_since - p->paid_late);
      if (part <= 0) continue;
      left -= part;
      if (payment->day > p->due || payment->day < p->made) {
        p->paid_late += part;
        continue;
      }
      p->paid_since += part;
      p->paid_by = payment->reference;
      if (p->paid_since == p->amount) keep_after_all(promises, *p);
    }
  }
}

bool settle(std::vector<Promise>& promises, const PromiseName& which, Promise::State state, Date on,
            std::size_t place) {
  bool found = false;
  if (!which.made) {
    for (Promise& p : promises)
      if (p.state == Promise::State::open) close(p, state, on, place), found = true;
    return found;
  }
  for (Promise& p : promises) {
    if (p.state != Promise::State::open || p.due != which.due || p.made != *which.made || p.plan != which.plan)
      continue;
    close(p, state, on, place);
    found = true;
    break;
  }
  if (found && state == Promise::State::broken && !which.plan.empty())
    for (Promise& p : promises)
      if (p.state == Promise::State::open && p.plan == which.plan) close(p, Promise::State::voided, on, place);
  return found;
}

void renew(std::vector<Promise>& promises, const PromiseName& which, Date on, std::size_t place) {
  for (Promise& p : promises) {
    const bool may = p.state == Promise::State::open || p.state == Promise::State::broken;
    if (!may || p.due != which.due || p.made != which.made.value_or(p.made) || p.plan != which.plan) continue;
    const bool was_broken = p.state == Promise::State::broken;
    const Date broke = p.settled;
    p.state = Promise::State::renewed;
    p.settled = on;
    p.closed = p.closed == 0 ? place : p.closed;
    if (was_broken) reopen_plan(promises, p, broke);
    return;
  }
}

std::vector<const Promise*> renewed_by(const std::vector<const Promise*>& earlier, std::int64_t amount, Date made,
                                       std::int64_t owed) {
  const auto rest = [](const Promise& p) { return p.amount - p.paid_since; };
  std::vector<const Promise*> out, beside;
  for (const Promise* p : earlier) {
    const bool same = p->amount == 0 || amount == 0 || p->state == Promise::State::broken || made >= p->due ||
                      (made > p->made && (amount == p->amount || amount == rest(*p)));
    (same ? out : beside).push_back(p);
  }
  std::int64_t sum = amount;
  for (const Promise* p : beside) sum += rest(*p);
  // More than there is to be paid: the earliest are meant again, as far as it takes.
  for (const Promise* p : beside) {
    if (sum <= owed) break;
    sum -= rest(*p);
    out.push_back(p);
  }
  return out;
}

void replace_open(std::vector<Promise>& promises, Date on, std::size_t place) {
  for (Promise& p : promises)
    if (p.state == Promise::State::open) close(p, Promise::State::voided, on, place);
}

}  // namespace dunmail
