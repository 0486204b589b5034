#include "casefile/promise.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace dunmail {
namespace {

using Json = nlohmann::json;

std::string text(const Json& data, const char* key) { return data.value(key, std::string()); }

bool due_before(const Promise* a, const Promise* b) { return std::tie(a->due, a->made) < std::tie(b->due, b->made); }

/// How much it can take in. One that was kept with less, as no more was owed, takes no more later.
std::int64_t room(const Promise& p) {
  if (p.state == Promise::State::kept) return p.kept_with;
  return p.amount > 0 ? p.amount : std::numeric_limits<std::int64_t>::max();
}

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

std::vector<const Promise*> by_due_day(const std::vector<Promise>& promises) {
  std::vector<const Promise*> out;
  for (const Promise& p : promises) out.push_back(&p);
  std::stable_sort(out.begin(), out.end(), due_before);
  return out;
}

void share_receipts(std::vector<Promise>& promises, const std::vector<PaymentSeen>& payments) {
  std::vector<Promise*> order;
  for (Promise& p : promises) {
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
      if (part > 0) {
        p->paid_late += part;
        left -= part;
      }
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
    const bool broke_a_plan = p.state == Promise::State::broken && !p.plan.empty();
    const Date broke = p.settled;
    p.state = Promise::State::renewed;
    p.settled = on;
    p.closed = p.closed == 0 ? place : p.closed;
    for (Promise& other : promises)  // what fell away with it is a date of the plan again
      if (broke_a_plan && other.plan == p.plan && other.state == Promise::State::voided && other.settled == broke)
        other.state = Promise::State::open, other.settled = {}, other.closed = 0;
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

Json promised_data(std::int64_t amount, Date due, bool written, const std::string& note,
                   const std::vector<const Promise*>& renews) {
  Json out = {{"amount", amount}, {"due", iso(due)}, {"written", written}, {"note", note}};
  for (const Promise* p : renews) {
    out["renews"].push_back({{"due", iso(p->due)}, {"made", iso(p->made)}, {"plan", p->plan}});
    if (!p->plan.empty()) out["plan"] = p->plan;  // a date of a plan that was moved is a date of it still
  }
  return out;
}

Json plan_data(const std::string& plan, const std::vector<PlanDate>& dates, bool written, const std::string& note,
               const std::vector<Date>& replaces) {
  Json rows = Json::array();
  for (const PlanDate& each : dates) rows.push_back({{"due", iso(each.due)}, {"amount", each.amount}});
  Json out = {{"plan", plan}, {"dates", std::move(rows)}, {"written", written}, {"note", note}};
  for (const Date made : replaces) out["replaces"].push_back(iso(made));
  return out;
}

Json settled_data(const Promise& promise) {
  Json out = {{"due", iso(promise.due)}, {"made", iso(promise.made)}, {"paid", promise.paid_since}};
  if (!promise.plan.empty()) out["plan"] = promise.plan;
  return out;
}

Promise read_promised(const Json& data, Date day) {
  Promise out;
  out.amount = data.value("amount", std::int64_t{0});
  out.due = parse_date(text(data, "due")).value_or(day);
  out.made = day;
  out.written = data.value("written", false);
  out.plan = text(data, "plan");
  return out;
}

std::vector<Promise> read_plan(const Json& data, Date day) {
  std::vector<Promise> out;
  for (const Json& each : data.at("dates")) {
    Promise p = read_promised(each, day);
    p.written = data.value("written", false);
    p.plan = text(data, "plan");
    out.push_back(std::move(p));
  }
  return out;
}

std::vector<PromiseName> read_renewed(const Json& data) {
  std::vector<PromiseName> out;
  if (const auto found = data.find("renews"); found != data.end())
    for (const Json& each : *found) out.push_back(read_settled(each));
  return out;
}

PromiseName read_settled(const Json& data) {
  return {parse_date(text(data, "due")).value_or(Date{}), parse_date(text(data, "made")), text(data, "plan")};
}

}  // namespace dunmail
