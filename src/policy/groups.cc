#include "policy/groups.h"

#include <algorithm>
#include <set>

namespace dunmail {
namespace {

std::string key_of(const Invoice& invoice, Grouping grouping) {
  return grouping == Grouping::contract ? "contract:" + invoice.contract : "invoice:" + invoice.number;
}

std::int64_t demandable(const OpenItem& item, const Standing& standing) {
  if (!item.invoice.blocked.empty()) return 0;
  auto dispute = standing.disputes.find(item_name(item));
  if (dispute == standing.disputes.end()) dispute = standing.disputes.find(item.invoice.number);
  return item.open - (dispute == standing.disputes.end() ? 0 : std::clamp<std::int64_t>(dispute->second.amount, 0, item.open));
}

std::vector<AccountGroup> split_items(const Account& account, const Standing& standing, Grouping grouping) {
  std::vector<AccountGroup> out;
  std::int64_t credit = account.credit;
  for (const OpenItem& item : account.items) {
    const std::string key = key_of(item.invoice, grouping);
    auto group = std::find_if(out.begin(), out.end(), [&](const AccountGroup& g) { return g.key == key; });
    if (group == out.end()) {
      out.push_back({key, {account.debtor, account.creditor, account.currency, {}, 0}, {}});
      group = out.end() - 1;
    }
    const std::int64_t share = std::min(credit, demandable(item, standing));
    group->account.credit += share, credit -= share;
    group->account.items.push_back(item);
  }
  if (!out.empty()) out.front().account.credit += credit;
  // A claim goes with its invoice; when that is paid, with the group of the oldest item.
  for (const Claim& claim : account.claims) {
    const auto own = std::find_if(out.begin(), out.end(), [&](const AccountGroup& g) {
      return std::any_of(g.account.items.begin(), g.account.items.end(), [&](const OpenItem& i) { return i.invoice.number == claim.invoice; });
    });
    if (!out.empty()) (own == out.end() ? out.front() : *own).account.claims.push_back(claim);
  }
  for (AccountGroup& group : out) group.account.foreign_credits = account.foreign_credits;
  for (AccountGroup& group : out)
    for (const WaitingPayment& payment : account.waiting)
      if (payment.invoices.empty() || std::any_of(group.account.items.begin(), group.account.items.end(), [&](const OpenItem& i) {
            return std::find(payment.invoices.begin(), payment.invoices.end(), i.invoice.number) != payment.invoices.end();
          }))
        group.account.waiting.push_back(payment);
  return out;
}

/// The part of a standing that is about a group. `numbers`: of its items, and of what its letters demanded.
Standing standing_about(const Standing& whole, const AccountGroup& group) {
  std::set<std::string> numbers;
  for (const OpenItem& item : group.account.items) numbers.insert({item.invoice.number, item_name(item)});
  const auto about = [&](const auto& letter) {
    return letter.group == group.key || (letter.group.empty() && std::any_of(letter.invoices.begin(), letter.invoices.end(), [&](const std::string& n) { return numbers.contains(n); }));
  };
  Standing out = whole;
  out.group = group.key;
  std::erase_if(out.sent, [&](const SentLetter& letter) { return !about(letter); });
  std::erase_if(out.pending, [&](const PendingLetter& letter) { return !about(letter); });
  for (const SentLetter& letter : out.sent)
    if (letter.group == group.key) numbers.insert(letter.invoices.begin(), letter.invoices.end());
  std::erase_if(out.payments, [&](const PaymentSeen& payment) { return std::none_of(payment.invoices.begin(), payment.invoices.end(), [&](const std::string& n) { return numbers.contains(n); }); });
  return out;
}

}  // namespace

std::vector<AccountGroup> groups_of(const Account& account, const Standing& standing, Grouping grouping) {
  if (grouping == Grouping::debtor || account.items.empty()) return {{"", account, standing}};
  std::vector<AccountGroup> out = split_items(account, standing, grouping);
  for (AccountGroup& group : out) group.standing = standing_about(standing, group);
  return out;
}

}  // namespace dunmail
