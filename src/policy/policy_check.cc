#include "policy/policy_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/party.h"
#include "policy/policy_book.h"

namespace dunmail {
namespace {

class Checker {
 public:
  explicit Checker(const Policy& policy) : policy_(policy) {}

  std::vector<Problem> run() {
    for (const Tier& tier : policy_.tiers) {
      if (const Tier* below = policy_.find(tier.below)) against_below(tier, *below);
      alone(tier);
    }
    if (std::none_of(policy_.tiers.begin(), policy_.tiers.end(), [](const Tier& t) { return t.rank > 0; }))
      out_.push_back({policy_.file, "no tier is for overdue invoices: nobody is ever reminded",
                      "add a [[tier]] without below and with days_overdue_from"});
    return std::move(out_);
  }

 private:
  void say(const Tier& tier, std::string message, std::string hint) {
    out_.push_back({tier.where, "tier " + tier.id + ": " + std::move(message), std::move(hint)});
  }

  void against_below(const Tier& tier, const Tier& below) {
    if (tier.ignored_below > below.max_letters)
      say(tier,
          fmt::format("waits for {} ignored letters, but {} sends {} at most: only a broken promise reaches it",
                      tier.ignored_below, below.id, below.max_letters),
          "raise max_letters there, or lower ignored_below here");
    if (tier.days_overdue_to && below.days_overdue_from && *tier.days_overdue_to < *below.days_overdue_from)
      say(tier,
          fmt::format("ends on day {}, before {} begins on day {}: it is never reached", *tier.days_overdue_to,
                      below.id, *below.days_overdue_from),
          "widen one of them");
    if (below.days_overdue_to && tier.days_overdue_from && *below.days_overdue_to + 1 < *tier.days_overdue_from &&
        below.rank > 0)
      say(tier,
          fmt::format("begins on day {}, but {} ends on day {}: between them nothing is sent", *tier.days_overdue_from,
                      below.id, *below.days_overdue_to),
          "close the gap");
    if (tier.days_overdue_from && below.days_overdue_from && *tier.days_overdue_from < *below.days_overdue_from)
      say(tier,
          fmt::format("begins on day {}, before {} on day {}", *tier.days_overdue_from, below.id,
                      *below.days_overdue_from),
          "the lower number has no effect");
    if (tier.minimum_percent < below.minimum_percent)
      say(tier, fmt::format("has a lower minimum percent than {} below it", below.id),
          "what is too small for the lower tier never gets here");
    if (below.final_action != FinalAction::none && tier.minimum_amount.empty() && tier.minimum_percent == 0)
      say(below, fmt::format("has final_action = \"{}\", and {} always follows it", word(below.final_action), tier.id),
          "give the last tier the final action, or the next one a minimum");
    for (const auto& [currency, minimum] : below.minimum_amount) {
      const auto own = tier.minimum_amount.find(currency);
      if (own == tier.minimum_amount.end() || own->second < minimum)
        say(tier, fmt::format("has a lower minimum amount in {} than {} below it", currency, below.id),
            "what is too small for the lower tier never gets here");
    }
    auto narrower = [&](const char* what, const std::vector<std::string>& upper,
                        const std::vector<std::string>& lower) {
      for (const std::string& word : upper)
        if (!lower.empty() && std::find(lower.begin(), lower.end(), word) == lower.end())
          say(tier, fmt::format("names {} \"{}\", which {} leaves out: it never gets here", what, word, below.id),
              "the lists of a tier should lie within those below it");
    };
    narrower("debtor_kinds", tier.debtor_kinds, below.debtor_kinds);
    narrower("risk_classes", tier.risk_classes, below.risk_classes);
    narrower("segments", tier.segments, below.segments);
    if (tier.proof_below == Proof::proven &&
        std::all_of(below.channels.begin(), below.channels.end(), [](const std::string& c) { return c == "fax"; }))
      say(tier, fmt::format("needs proof that {} arrived, which goes by fax only", below.id),
          "a fax proves little; add email or post");
  }

  void alone(const Tier& tier) {
    if (tier.days_overdue_to && *tier.days_overdue_to <= tier.grace_per_item && tier.rank > 0)
      say(tier,
          fmt::format("ends on day {}, within its grace of {} days: it is never reached", *tier.days_overdue_to,
                      tier.grace_per_item),
          "shorten the grace");
    if (tier.days_overdue_from && tier.grace_per_item > 0 && *tier.days_overdue_from <= tier.grace_per_item &&
        tier.rank > 0)
      say(tier,
          fmt::format("begins on day {}, within its grace of {} days", *tier.days_overdue_from, tier.grace_per_item),
          "the lower number has no effect");
    gate(tier);
    scope(tier, "debtor_kinds", tier.debtor_kinds, policy_.scope.debtor_kinds);
    scope(tier, "segments", tier.segments, policy_.scope.segments);
    if (tier.rank > 0 && tier.deadline_days == 0)
      say(tier, "prints no deadline", "silence cannot be told from patience; set deadline_days");
    if (tier.rank > 0 && tier.id != "reminder" &&
        std::find(tier.channels.begin(), tier.channels.end(), "fax") != tier.channels.end())
      say(tier, "may go by fax, where others read it", "keep fax for reminders");
    if (!tier.fee.empty() && tier.charges != ChargesMode::fee && tier.charges != ChargesMode::both)
      say(tier, fmt::format("names a fee, and charges = \"{}\" asks for none", word(tier.charges)),
          "set charges to \"fee\" or \"both\"");
    if (!tier.regime.empty() && tier.charges != ChargesMode::interest && tier.charges != ChargesMode::both)
      say(tier,
          fmt::format("names the regime {}, and charges = \"{}\" computes nothing by it", tier.regime,
                      word(tier.charges)),
          "set charges to \"interest\" or \"both\"");
    if (policy_.cadence.minimum_gap_days > tier.interval_max * 2)
      say(tier, "the minimum gap is longer than its longest interval", "the gap always wins");
  }

  void gate(const Tier& tier) {
    const auto needs = [&](const char* name) {
      return std::find(tier.legal_gate.begin(), tier.legal_gate.end(), name) != tier.legal_gate.end();
    };
    if (needs("warning-proven") && tier.below.empty())
      say(tier, "needs proof of a letter before it, and follows none: it is never reached",
          "give it below = \"...\", or leave warning-proven out of requires");
    if (needs("approval-legal") && tier.approval != Approval::legal)
      say(tier,
          fmt::format("needs the approval of legal staff, and asks for \"{}\": it is never reached",
                      word(tier.approval)),
          "set approval = \"legal\"");
    if (tier.legal_notice_days > 0 && !tier.is_lawyers_letter())
      say(tier, "has notice_days, and prints no lawyer's letter",
          "the internal notice goes before a lawyer's letter only");
  }

  void scope(const Tier& tier, const char* what, const std::vector<std::string>& own,
             const std::vector<std::string>& policys) {
    if (own.empty() || policys.empty()) return;
    if (std::none_of(own.begin(), own.end(), [&](const std::string& each) {
          return std::find(policys.begin(), policys.end(), each) != policys.end();
        }))
      say(tier, fmt::format("names no {} that the policy's scope takes: it is never reached", what),
          "the policy is for " + std::string(fmt::format("{}", fmt::join(policys, ", "))));
  }

  const Policy& policy_;
  std::vector<Problem> out_;
};

}  // namespace

std::vector<Problem> check(const Policy& policy) { return Checker(policy).run(); }

std::vector<Problem> check_scopes(const std::vector<Policy>& policies) {
  std::vector<Problem> out;
  const auto subset = [](const std::vector<std::string>& inner, const std::vector<std::string>& outer) {
    return outer.empty() || (!inner.empty() && std::all_of(inner.begin(), inner.end(), [&](const std::string& each) {
             return std::find(outer.begin(), outer.end(), each) != outer.end();
           }));
  };
  const auto every_kind = [](const std::vector<std::string>& kinds) {
    return std::all_of(debtor_kinds.begin(), debtor_kinds.end(), [&](std::string_view kind) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    });
  };
  for (const Policy& behind : policies)
    for (const Policy& before : policies) {
      const Scope &a = before.scope, &b = behind.scope;
      if (&before == &behind || specificity(a) <= specificity(b)) continue;
      if (subset(b.debtors, a.debtors) && subset(b.segments, a.segments) && subset(b.creditors, a.creditors) &&
          subset(b.countries, a.countries) && (subset(b.debtor_kinds, a.debtor_kinds) || every_kind(a.debtor_kinds)))
        out.push_back({behind.file,
                       fmt::format("policy {} can never match: {} ({}) takes everybody it is for", behind.name,
                                   before.name, describe(a)),
                       "narrow the other scope"});
    }
  return out;
}

}  // namespace dunmail
