#include "policy/policy_check.h"

#include <fmt/format.h>

#include <algorithm>

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
      out_.push_back({policy_.file, "no tier is for overdue invoices: nobody is ever reminded", "add a [[tier]] without below and with days_overdue_from"});
    return std::move(out_);
  }

 private:
  void say(const Tier& tier, std::string message, std::string hint) { out_.push_back({tier.where, "tier " + tier.id + ": " + std::move(message), std::move(hint)}); }

  void against_below(const Tier& tier, const Tier& below) {
    if (tier.ignored_below > below.max_letters)
      say(tier, fmt::format("waits for {} ignored letters, but {} sends {} at most: only a broken promise reaches it", tier.ignored_below, below.id, below.max_letters),
          "raise max_letters there, or lower ignored_below here");
    if (tier.days_overdue_to && below.days_overdue_from && *tier.days_overdue_to < *below.days_overdue_from)
      say(tier, fmt::format("ends on day {}, before {} begins on day {}: it is never reached", *tier.days_overdue_to, below.id, *below.days_overdue_from), "widen one of them");
    if (below.days_overdue_to && tier.days_overdue_from && *below.days_overdue_to + 1 < *tier.days_overdue_from && below.rank > 0)
      say(tier, fmt::format("begins on day {}, but {} ends on day {}: between them nothing is sent", *tier.days_overdue_from, below.id, *below.days_overdue_to), "close the gap");
    if (tier.days_overdue_from && below.days_overdue_from && *tier.days_overdue_from < *below.days_overdue_from)
      say(tier, fmt::format("begins on day {}, before {} on day {}", *tier.days_overdue_from, below.id, *below.days_overdue_from), "the lower number has no effect");
    for (const auto& [currency, minimum] : below.minimum_amount) {
      const auto own = tier.minimum_amount.find(currency);
      if (own == tier.minimum_amount.end() || own->second < minimum)
        say(tier, fmt::format("has a lower minimum amount in {} than {} below it", currency, below.id), "what is too small for the lower tier never gets here");
    }
    auto narrower = [&](const char* what, const std::vector<std::string>& upper, const std::vector<std::string>& lower) {
      for (const std::string& word : upper)
        if (!lower.empty() && std::find(lower.begin(), lower.end(), word) == lower.end())
          say(tier, fmt::format("names {} \"{}\", which {} leaves out: it never gets here", what, word, below.id), "the lists of a tier should lie within those below it");
    };
    narrower("debtor_kinds", tier.debtor_kinds, below.debtor_kinds);
    narrower("risk_classes", tier.risk_classes, below.risk_classes);
    narrower("segments", tier.segments, below.segments);
    if (tier.proof_below == Proof::proven && std::all_of(below.channels.begin(), below.channels.end(), [](const std::string& c) { return c == "fax"; }))
      say(tier, fmt::format("needs proof that {} arrived, which goes by fax only", below.id), "a fax proves little; add email or post");
  }

  void alone(const Tier& tier) {
    if (tier.rank > 0 && tier.deadline_days == 0) say(tier, "prints no deadline", "silence cannot be told from patience; set deadline_days");
    if (tier.rank > 0 && tier.id != "reminder" && std::find(tier.channels.begin(), tier.channels.end(), "fax") != tier.channels.end())
      say(tier, "may go by fax, where others read it", "keep fax for reminders (domain 004-11)");
    if (!tier.fee.empty() && tier.charges != ChargesMode::fee && tier.charges != ChargesMode::both)
      say(tier, fmt::format("names a fee, and charges = \"{}\" asks for none", word(tier.charges)), "set charges to \"fee\" or \"both\"");
    if (!tier.regime.empty() && tier.charges != ChargesMode::interest && tier.charges != ChargesMode::both)
      say(tier, fmt::format("names the regime {}, and charges = \"{}\" computes nothing by it", tier.regime, word(tier.charges)), "set charges to \"interest\" or \"both\"");
    if (policy_.cadence.minimum_gap_days > tier.interval_max * 2) say(tier, "the minimum gap is longer than its longest interval", "the gap always wins");
  }

  const Policy& policy_;
  std::vector<Problem> out_;
};

}  // namespace

std::vector<Problem> check(const Policy& policy) { return Checker(policy).run(); }

}  // namespace dunmail
