#include "policy/confirmation.h"

#include <fmt/format.h>

#include <algorithm>

namespace dunmail {
namespace {

std::string occasion_of(const Promise& promise) { return fmt::format("promise-{}:{}", iso(promise.due), iso(promise.made)); }

class Confirmations {
 public:
  Confirmations(const Policy& policy, const Standing& standing, Date today) : policy_(policy), standing_(standing), today_(today) {}

  std::optional<Confirmation> first() const {
    for (const Promise& promise : standing_.promises) {
      if (promise.state == Promise::State::open && recent(promise.made))
        if (auto out = letter("promise-confirmation", occasion_of(promise), fmt::format("a payment was promised for {}", iso(promise.due)))) return out;
      if (promise.state == Promise::State::kept && recent(promise.settled) && !standing_.payments.empty())
        if (auto out = letter("thanks", occasion_of(promise), fmt::format("the promise for {} was kept", iso(promise.due)))) return out;
    }
    for (const auto& [invoice, dispute] : standing_.disputes)
      if (recent(dispute.day))
        if (auto out = letter("dispute-acknowledgement", fmt::format("dispute-{}:{}", iso(dispute.day), invoice), invoice + " is disputed")) return out;
    return std::nullopt;
  }

 private:
  bool recent(Date day) const { return day <= today_ && days_between(day, today_) <= policy_.cadence.confirm_within_days; }

  std::optional<Confirmation> letter(const std::string& kind, std::string occasion, std::string reason) const {
    const auto found = policy_.occasional.find(kind);
    if (found == policy_.occasional.end()) return std::nullopt;
    const bool sent = std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) { return l.kind == kind && l.occasion == occasion && !l.bounced; });
    if (sent) return std::nullopt;
    return Confirmation{&found->second, std::move(occasion), std::move(reason)};
  }

  const Policy& policy_;
  const Standing& standing_;
  const Date today_;
};

}  // namespace

bool is_confirmation(const std::string& kind) { return kind == "promise-confirmation" || kind == "dispute-acknowledgement" || kind == "thanks"; }

std::optional<Confirmation> confirmation_due(const Policy& policy, const Standing& standing, Date today) {
  if (!standing.group.empty()) return std::nullopt;
  return Confirmations(policy, standing, today).first();
}

const Promise* promise_of_occasion(const Standing& standing, const std::string& occasion) {
  const auto found = std::find_if(standing.promises.rbegin(), standing.promises.rend(), [&](const Promise& p) { return occasion_of(p) == occasion; });
  return found == standing.promises.rend() ? nullptr : &*found;
}

std::string invoice_of_occasion(const std::string& occasion) { return occasion.substr(std::min(occasion.find(':'), occasion.size() - 1) + 1); }

}  // namespace dunmail
