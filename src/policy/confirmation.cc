#include "policy/confirmation.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace dunmail {
namespace {

class Confirmations {
 public:
  Confirmations(const Policy& policy, const Standing& standing, Date today)
      : policy_(policy), standing_(standing), today_(today) {}

  std::optional<Confirmation> first() const {
    for (const Promise& promise : standing_.promises) {
      // A day that has gone by is not confirmed any more: what comes next about it is thanks, or that it was broken.
      if (promise.state == Promise::State::open && recent(promise.made) && promise.due >= today_)
        if (auto out = promised(promise)) return out;
      if (promise.state == Promise::State::kept && recent(promise.settled) && promise.paid_since > 0 &&
          ends_well(promise))
        if (auto out = letter("thanks", occasion_of(promise), kept(promise))) return out;
    }
    for (const auto& [invoice, dispute] : standing_.disputes)
      if (recent(dispute.day))
        if (auto out = letter("dispute-acknowledgement", fmt::format("dispute-{}:{}", iso(dispute.day), invoice),
                              invoice + " is disputed"))
          return out;
    return std::nullopt;
  }

 private:
  bool recent(Date day) const {
    return day <= today_ && days_between(day, today_) <= policy_.cadence.confirm_within_days;
  }

  std::optional<Confirmation> promised(const Promise& promise) const {
    // A date that was moved is confirmed by itself: the plan was confirmed as it was agreed.
    if (promise.plan.empty() || plan_made(promise) != promise.made)
      return letter("promise-confirmation", occasion_of(promise),
                    fmt::format("a payment was promised for {}", iso(promise.due)));
    return letter("payment-plan", plan_occasion(promise.plan),
                  fmt::format("a payment plan was agreed on {}", iso(promise.made)));
  }

  /// Of a plan, each date that is kept but the last one is thanked for by nothing but silence.
  bool ends_well(const Promise& promise) const {
    return promise.plan.empty() ||
           std::none_of(standing_.promises.begin(), standing_.promises.end(), [&](const Promise& p) {
             return p.plan == promise.plan && (p.state != Promise::State::kept || p.due > promise.due);
           });
  }

  static std::string kept(const Promise& promise) {
    return promise.plan.empty() ? fmt::format("the promise for {} was kept", iso(promise.due))
                                : fmt::format("the payment plan of {} was kept", iso(plan_made(promise)));
  }

  std::optional<Confirmation> letter(const std::string& kind, std::string occasion, std::string reason) const {
    const auto found = policy_.occasional.find(kind);
    if (found == policy_.occasional.end()) return std::nullopt;
    const bool sent = std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) {
      return l.kind == kind && l.occasion == occasion && !l.bounced;
    });
    if (sent) return std::nullopt;
    return Confirmation{&found->second, std::move(occasion), std::move(reason)};
  }

  const Policy& policy_;
  const Standing& standing_;
  const Date today_;
};

}  // namespace

std::string occasion_of(const Promise& promise) {
  return fmt::format("promise-{}:{}", iso(promise.due), iso(promise.made));
}

std::string plan_occasion(const std::string& plan) { return "plan-" + plan; }

std::int64_t still_owed(const Account& account, const Promise& promise) {
  std::int64_t sum = 0;
  for (const OpenItem& item : account.items)
    if (item.invoice.issued <= promise.made) sum = checked_add(sum, item.open);
  for (const Claim& claim : account.claims)
    if (claim.asserted <= promise.made) sum = checked_add(sum, claim.open);
  return std::max<std::int64_t>(0, sum - account.credit);
}

const Promise* broken_unsaid(const Standing& standing, const Account& account, const CadenceRules& rules, Date today) {
  const Promise* last = nullptr;
  for (const Promise& promise : standing.promises) {
    if (promise.state != Promise::State::broken) continue;
    if (!last || std::tie(promise.settled, promise.due) >= std::tie(last->settled, last->due)) last = &promise;
  }
  if (!last || (last->amount > 0 && last->paid_since + last->paid_late >= last->amount)) return nullptr;
  if (days_between(last->settled, today) > rules.broken_promise_days || still_owed(account, *last) == 0) return nullptr;
  for (const Promise& promise : standing.promises)
    if (&promise != last && promise.state != Promise::State::renewed && promise.made >= last->due) return nullptr;
  for (const SentLetter& letter : standing.sent)
    if (!letter.bounced && !is_confirmation(letter.kind) && letter.day >= last->settled) return nullptr;
  return last;
}

std::optional<Confirmation> confirmation_due(const Policy& policy, const Standing& standing, Date today) {
  if (!standing.group.empty()) return std::nullopt;
  return Confirmations(policy, standing, today).first();
}

const Promise* promise_of_occasion(const Standing& standing, const std::string& occasion) {
  const Promise* found = nullptr;
  for (const Promise& p : standing.promises) {
    const std::string own = occasion_of(p);
    // A letter to one group of the account bears the group's name behind it.
    const bool same = occasion == own || occasion.starts_with(own + ":");
    if (same) found = &p;
    if (!p.plan.empty() && occasion == plan_occasion(p.plan)) return &p;
  }
  return found;
}

std::string invoice_of_occasion(const std::string& occasion) {
  return occasion.substr(std::min(occasion.find(':'), occasion.size() - 1) + 1);
}

}  // namespace dunmail
