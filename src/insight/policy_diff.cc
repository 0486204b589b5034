#include "insight/policy_diff.h"

#include <algorithm>

#include "desk/examine.h"
#include "desk/rules.h"

namespace dunmail {
namespace {

/// The group that gets a letter, or else the first: what a line has room for.
const Examined& telling(const std::vector<Examined>& groups) {
  const auto found = std::find_if(groups.begin(), groups.end(), [](const Examined& e) { return e.send(); });
  return found == groups.end() ? groups.front() : *found;
}

/// What a case would get, in a word or two.
std::string outcome(const std::vector<Examined>& groups) {
  std::map<std::string, int> letters;
  for (const Examined& e : groups)
    if (e.send()) ++letters[e.decision.tier->id + " by " + e.step->channel];
  std::string out;
  for (const auto& [letter, count] : letters)
    out += (out.empty() ? "" : ", ") + (count > 1 ? std::to_string(count) + " x " : "") + letter;
  return out.empty() ? "nothing: " + groups.front().blockers.front().code : out;
}

}  // namespace

PolicyDiff policy_diff(World& world, const PolicyDiffOrder& order) {
  const PolicyBook before = PolicyBook::load(policy_files(order.before)),
                   after = PolicyBook::load(policy_files(order.after));
  const CaseRules shared = rules_of(world);
  const auto rules_by = [&](const PolicyBook& book) {
    return CaseRules{book,           shared.calendars,      shared.has_template,    shared.law_firm_lacks,
                     shared.reasons, shared.creditor_lacks, shared.credit_hold_days};
  };
  const CaseRules old_rules = rules_by(before), new_rules = rules_by(after);
  PolicyDiff out;
  each_account_apart(world, "", out.trouble, [&](CaseInput&& input) {
    check_for_rules(world, input);
    ++out.examined;
    const std::vector<Examined> a = examine_groups(old_rules, input, order.today),
                                b = examine_groups(new_rules, input, order.today);
    PolicyChange change;
    change.was = outcome(a);
    change.is = outcome(b);
    if (change.was == change.is) return;
    ++out.different;
    ++out.counts[{change.was, change.is}];
    if (out.changes.size() >= order.most) return;
    const Examined& e = telling(b);
    change.case_id = input.account.case_id();
    change.currency = input.account.currency;
    for (const Examined& each : b) change.demand = checked_add(change.demand, each.arrears.demand);
    change.old_policy = a.front().policy->name;
    change.new_policy = e.policy->name;
    change.why = e.send() ? e.decision.rule : e.blockers.front().text;
    if (change.old_policy != change.new_policy) change.why = e.policy_why + "; " + change.why;
    out.changes.push_back(std::move(change));
  });
  return out;
}

}  // namespace dunmail
