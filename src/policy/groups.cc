#include "policy/groups.h"

#include <algorithm>
#include <map>
#include <set>

#include "policy/confirmation.h"

namespace dunmail {
namespace {

constexpr const char *at_law_mark = "#at-law", *new_mark = "#new";

std::string key_of(const Invoice& invoice, Grouping grouping) {
  return grouping == Grouping::contract  ? "contract:" + invoice.contract
         : grouping == Grouping::invoice ? "invoice:" + invoice.number
                                         : std::string();
}

/// The key without what a lawyer's letter did to it.
std::string base_of(const std::string& key) {
  for (const std::string mark : {at_law_mark, new_mark})
    if (key.ends_with(mark)) return key.substr(0, key.size() - mark.size());
  return key;
}

/// Each item's key. A group with items at law and others is two.
std::vector<std::string> keys_of(const Account& account, Grouping grouping, const std::set<std::string>& at_law) {
  const auto rests = [&](const OpenItem& item) {
    return at_law.contains(item.invoice.number) || at_law.contains(item_name(item));
  };
  std::map<std::string, int> kinds;  // 1: some at law, 2: some not
  for (const OpenItem& item : account.items) kinds[key_of(item.invoice, grouping)] |= rests(item) ? 1 : 2;
  std::vector<std::string> out;
  for (const OpenItem& item : account.items) {
    std::string key = key_of(item.invoice, grouping);
    if (kinds[key] == 3) key += rests(item) ? at_law_mark : new_mark;
    out.push_back(std::move(key));
  }
  return out;
}

std::int64_t demandable(const OpenItem& item, const Standing& standing) {
  if (!item.invoice.blocked.empty()) return 0;
  auto dispute = standing.disputes.find(item_name(item));
  if (dispute == standing.disputes.end()) dispute = standing.disputes.find(item.invoice.number);
  return item.open -
         (dispute == standing.disputes.end() ? 0 : std::clamp<std::int64_t>(dispute->second.amount, 0, item.open));
}

std::vector<AccountGroup> split_items(const Account& account, const Standing& standing,
                                      const std::vector<std::string>& keys) {
  std::vector<AccountGroup> out;
  std::int64_t credit = account.credit;
  for (std::size_t i = 0; i < account.items.size(); ++i) {
    const OpenItem& item = account.items[i];
    const std::string& key = keys[i];
    auto group = std::find_if(out.begin(), out.end(), [&](const AccountGroup& g) { return g.key == key; });
    if (group == out.end()) {
      out.push_back({key, {account.debtor, account.creditor, account.currency, {}, 0}, {}});
      group = out.end() - 1;
    }
    const std::int64_t share = std::min(credit, demandable(item, standing));
    group->account.credit += share;
    credit -= share;
    group->account.items.push_back(item);
  }
  if (!out.empty()) out.front().account.credit += credit;
  // A claim goes with its invoice; when that is paid, with the group of the oldest item.
  for (const Claim& claim : account.claims) {
    const auto own = std::find_if(out.begin(), out.end(), [&](const AccountGroup& g) {
      return std::any_of(g.account.items.begin(), g.account.items.end(),
                         [&](const OpenItem& i) { return i.invoice.number == claim.invoice; });
    });
    if (!out.empty()) (own == out.end() ? out.front() : *own).account.claims.push_back(claim);
  }
  for (AccountGroup& group : out) group.account.foreign_credits = account.foreign_credits;
  for (AccountGroup& group : out)
    for (const WaitingPayment& payment : account.waiting)
      if (payment.invoices.empty() ||
          std::any_of(group.account.items.begin(), group.account.items.end(), [&](const OpenItem& i) {
            return std::find(payment.invoices.begin(), payment.invoices.end(), i.invoice.number) !=
                   payment.invoices.end();
          }))
        group.account.waiting.push_back(payment);
  return out;
}

/// What of a group, or of the others, was owed when a promise was made: what is open of it, and what was paid since.
std::int64_t owed_then(const Account& account, const Standing& whole, const std::set<std::string>& numbers, bool own,
                       const Promise& promise) {
  const auto in = [&](const std::string& number) { return numbers.contains(number) == own; };
  std::int64_t sum = 0;
  for (const OpenItem& item : account.items)
    if (in(item.invoice.number) && item.invoice.issued <= promise.made) sum = checked_add(sum, item.open);
  for (const Claim& claim : account.claims)
    if (in(claim.invoice) && claim.asserted <= promise.made) sum = checked_add(sum, claim.open);
  for (const PaymentSeen& payment : whole.payments)
    for (const auto& [invoice, paid] : payment.sums)
      if (payment.day >= promise.made && in(invoice)) sum = checked_add(sum, paid);
  return sum;
}

/// Whose money a promise is: of the part whose sum it is; else the others', where they account for it and nothing of
/// the group was due yet, or they are the older debt, which money goes to first.
bool about_the_others(const Account& account, const Standing& whole, const AccountGroup& group,
                      const std::set<std::string>& numbers, const Promise& promise) {
  if (promise.amount <= 0 || promise.amount == owed_then(account, whole, numbers, true, promise)) return false;
  const std::int64_t elsewhere = owed_then(account, whole, numbers, false, promise);
  if (promise.amount == elsewhere) return true;
  const bool was_due = std::any_of(group.account.items.begin(), group.account.items.end(),
                                   [&](const OpenItem& i) { return i.invoice.due <= promise.made; });
  return promise.amount < elsewhere && (!was_due || !rests_at_law(group.key));
}

/// The part of a standing that is about a group. `numbers`: of its items, and of what its letters demanded.
Standing standing_about(const Account& account, const Standing& whole, const AccountGroup& group,
                        const std::set<std::string>& at_law) {
  std::set<std::string> numbers, others;
  for (const OpenItem& item : group.account.items) numbers.insert({item.invoice.number, item_name(item)});
  for (const OpenItem& item : account.items)
    if (!numbers.contains(item.invoice.number)) others.insert({item.invoice.number, item_name(item)});
  const std::string base = base_of(group.key);
  const bool divided = base != group.key;
  const auto names = [](const auto& letter, const std::set<std::string>& some) {
    return std::any_of(letter.invoices.begin(), letter.invoices.end(),
                       [&](const std::string& n) { return some.contains(n); });
  };
  const auto about = [&](const auto& letter) {
    // What was new debt once is at law since: a part's name is not enough, and what a letter names decides.
    if (divided) {
      if (!letter.group.empty() && base_of(letter.group) != base) return false;
      if (names(letter, numbers)) return true;
      if (letter.group != group.key || names(letter, others)) return false;
      return rests_at_law(group.key) || !names(letter, at_law);  // all that it named is paid
    }
    if (letter.group == group.key || (!base.empty() && base_of(letter.group) == base)) return true;
    // Written before the account was divided so: about what it names.
    return letter.group.empty() && names(letter, numbers);
  };
  Standing out = whole;
  out.group = group.key;
  // When a lawyer's letter divides the account, a broken promise of what it named is none of the later debt (while it
  // runs, nothing is demanded); and one is told of once: the part of later debt does not begin with one that was about
  // the other.
  if (divided)
    std::erase_if(out.promises, [&](const Promise& promise) {
      if (promise.state != Promise::State::open && about_the_others(account, whole, group, numbers, promise))
        return true;
      return std::any_of(whole.sent.begin(), whole.sent.end(), [&](const SentLetter& letter) {
        return letter.kind == "broken-promise" && !letter.bounced && !about(letter) &&
               letter.occasion.starts_with(occasion_of(promise));
      });
    });
  std::erase_if(out.sent, [&](const SentLetter& letter) { return !about(letter); });
  std::erase_if(out.pending, [&](const PendingLetter& letter) { return !about(letter); });
  for (const SentLetter& letter : out.sent)
    if (letter.group == group.key) numbers.insert(letter.invoices.begin(), letter.invoices.end());
  std::erase_if(out.payments, [&](const PaymentSeen& payment) {
    return std::none_of(payment.invoices.begin(), payment.invoices.end(),
                        [&](const std::string& n) { return numbers.contains(n); });
  });
  return out;
}

}  // namespace

bool rests_at_law(const std::string& key) { return key.ends_with(at_law_mark); }

std::set<std::string> named_by_lawyers(const Policy& policy, const Standing& standing) {
  std::set<std::string> out;
  for (const SentLetter& letter : standing.sent) {
    const Tier* tier = letter.bounced ? nullptr : policy.find(letter.kind);
    if (tier && tier->is_lawyers_letter()) out.insert(letter.invoices.begin(), letter.invoices.end());
  }
  return out;
}

std::vector<AccountGroup> groups_of(const Account& account, const Standing& standing, Grouping grouping,
                                    const std::set<std::string>& at_law) {
  if (account.items.empty()) return {{"", account, standing}};
  const std::vector<std::string> keys = keys_of(account, grouping, at_law);
  if (std::all_of(keys.begin(), keys.end(), [](const std::string& key) { return key.empty(); }))
    return {{"", account, standing}};
  std::vector<AccountGroup> out = split_items(account, standing, keys);
  for (AccountGroup& group : out) group.standing = standing_about(account, standing, group, at_law);
  return out;
}

}  // namespace dunmail
