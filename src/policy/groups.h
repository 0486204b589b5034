// One account as the several that a policy writes letters about.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/invoice.h"
#include "policy/policy.h"

namespace dunmail {

struct AccountGroup {
  std::string key;    ///< "contract:HT-2026-7", "invoice:INV-1"; "contract:" for what has no contract
  Account account;    ///< with the group's own items and its share of the credit
  Standing standing;  ///< with the letters, drafts and payments about it
};

/// Splits an account; every item is in exactly one group, and the groups stand in the order of their oldest item.
///
/// Unallocated credit goes to what may be demanded, oldest first, across the groups; what covers nothing stays with the
/// first group: the shares add up to the credit. Each group has the letters and drafts about its items; a letter about
/// all of the debt is in every group that it demanded something of. A payment is in the groups whose invoices it
/// went to; where that is not known, in none. Blocks, holds, promises, closed channels and dead addresses are
/// everybody's. An account without items is one group without a key. `at_law`: invoices that a lawyer's letter named.
/// They rest; where others are open, these are a group of their own, with
/// "#at-law" behind its key, and the others another, with "#new": a cycle that begins at the lowest tier.
std::vector<AccountGroup> groups_of(const Account& account, const Standing& standing, Grouping grouping,
                                    const std::set<std::string>& at_law = {});

/// Whether the group of that key is what a lawyer's letter named, beside other debt.
bool rests_at_law(const std::string& key);

/// The invoices of lawyers' letters that left and did not come back.
std::set<std::string> named_by_lawyers(const Policy& policy, const Standing& standing);

}  // namespace dunmail
