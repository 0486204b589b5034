#include "policy/policy_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"

namespace dunmail {
namespace {

using Names = std::vector<std::string>;

bool contains(const Names& list, const std::string& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool can_meet(const Names& a, const Names& b) {
  return a.empty() || b.empty() ||
         std::any_of(a.begin(), a.end(), [&](const std::string& each) { return contains(b, each); });
}

/// Some account may be in both. Whether one debtor is of a segment and in a country only the ledger knows, so it is
/// taken for possible.
bool can_meet(const Scope& a, const Scope& b) {
  return can_meet(a.debtors, b.debtors) && can_meet(a.segments, b.segments) && can_meet(a.creditors, b.creditors) &&
         can_meet(a.debtor_kinds, b.debtor_kinds) && can_meet(a.countries, b.countries);
}

/// The earliest letter of a ladder that counts and demanded an invoice which is overdue still.
const SentLetter* first_of_cycle(const Account& account, const Standing& standing, const std::vector<Policy>& policies,
                                 Date today) {
  for (const SentLetter& letter : standing.sent) {
    if (letter.bounced || letter.policy.empty()) continue;
    const bool occasional = std::any_of(policies.begin(), policies.end(),
                                        [&](const Policy& p) { return p.occasional.contains(letter.kind); });
    if (occasional) continue;
    for (const OpenItem& item : account.items)
      if (item.open > 0 && item.invoice.due < today && contains(letter.invoices, item_name(item))) return &letter;
  }
  return nullptr;
}

}  // namespace

int specificity(const Scope& s) {
  return (s.debtors.empty() ? 0 : 16) + (s.segments.empty() ? 0 : 8) + (s.creditors.empty() ? 0 : 4) +
         (s.debtor_kinds.empty() ? 0 : 2) + (s.countries.empty() ? 0 : 1);
}

bool takes(const Scope& s, const Account& a) {
  const auto in = [](const Names& list, const std::string& value) { return list.empty() || contains(list, value); };
  return in(s.debtors, a.debtor.id) && in(s.segments, a.debtor.segment) && in(s.creditors, a.creditor) &&
         in(s.debtor_kinds, a.debtor.kind) && in(s.countries, a.debtor.address.country);
}

std::string describe(const Scope& s) {
  std::string out;
  const auto add = [&](const char* what, const Names& names) {
    if (!names.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : "; ", what, fmt::join(names, ", "));
  };
  add("debtors", s.debtors);
  add("segments", s.segments);
  add("creditors", s.creditors);
  add("kinds", s.debtor_kinds);
  add("countries", s.countries);
  return out.empty() ? "everybody" : out;
}

PolicyBook PolicyBook::of(std::vector<Policy> policies) {
  PolicyBook book;
  book.policies_ = std::move(policies);
  auto& all = book.policies_;
  // Most specific first: the first scope that takes an account is its policy's.
  std::stable_sort(all.begin(), all.end(),
                   [](const Policy& a, const Policy& b) { return specificity(a.scope) > specificity(b.scope); });
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size(); ++k) {
      if (all[i].name == all[k].name)
        throw Error(ErrorKind::config, all[k].file,
                    fmt::format("has the name \"{}\", as {} has", all[k].name, all[i].file),
                    "give each policy a name of its own: letters remember it");
      if (specificity(all[i].scope) == specificity(all[k].scope) && can_meet(all[i].scope, all[k].scope))
        throw Error(ErrorKind::config, all[k].file,
                    fmt::format("is for {}, and {} for {}: neither is the more specific where both apply",
                                describe(all[k].scope), all[i].file, describe(all[i].scope)),
                    "narrow one of the scopes, or name something more in it");
    }
  if (all.empty() || all.back().scope != Scope{})
    throw Error(ErrorKind::config, all.empty() ? "policy" : all.back().file,
                "no policy is for everybody: debtors outside every scope would get nothing",
                "leave [scope] out of one policy");
  return book;
}

PolicyBook PolicyBook::load(const std::vector<std::string>& files) {
  std::vector<Policy> policies;
  for (const std::string& file : files) policies.push_back(Policy::load(file));
  return of(std::move(policies));
}

const Policy& PolicyBook::by_scope(const Account& account) const {
  for (const Policy& policy : policies_)
    if (takes(policy.scope, account)) return policy;
  return policies_.back();
}

PolicyBook::Choice PolicyBook::choose(const Account& account, const Standing& standing, Date today) const {
  const Policy& scoped = policies_.size() == 1 ? policies_.front() : by_scope(account);
  const std::string by_its_scope =
      policies_.size() == 1 ? "" : fmt::format("{} is for {}", scoped.name, describe(scoped.scope));
  const SentLetter* first = standing.sent.empty() ? nullptr : first_of_cycle(account, standing, policies_, today);
  if (!first || first->policy == scoped.name) return {&scoped, by_its_scope};
  if (const Policy* frozen = find(first->policy))
    return {frozen, fmt::format("{} began this cycle with letter {} of {} and stays until it is over", frozen->name,
                                first->number, iso(first->day))};
  return {&scoped, fmt::format("{} began this cycle with letter {}, and is no longer there; now {} decides",
                               first->policy, first->number, scoped.name)};
}

const Policy* PolicyBook::find(const std::string& name) const {
  const auto found = std::find_if(policies_.begin(), policies_.end(), [&](const Policy& p) { return p.name == name; });
  return found == policies_.end() ? nullptr : &*found;
}

std::string PolicyBook::fingerprint() const {
  if (policies_.size() == 1) return policies_.front().fingerprint;
  std::string all;
  for (const Policy& policy : policies_) all += policy.fingerprint + "\n";
  return sha256_hex(all);
}

std::string PolicyBook::names() const {
  std::string out;
  for (const Policy& policy : policies_) out += (out.empty() ? "" : ", ") + policy.name;
  return out;
}

}  // namespace dunmail
