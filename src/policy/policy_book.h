// Several policies side by side, and which of them an account is under.
#pragma once

#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/invoice.h"
#include "policy/policy.h"

namespace dunmail {

/// The policies of one installation, loaded once, never changed. Pointers to its policies and tiers live as long as it.
///
/// Which one: the most specific whose scope takes the account. A scope that names debtors beats every scope that does
/// not; among equals the same holds for segments, then creditors, then kinds of debtor, then countries; a scope that
/// names nothing comes last (specificity()). So the order is total but for scopes that name the same things, and two of
/// those that can both take an account are an error at load.
///
/// Frozen for a cycle: while an invoice is overdue that a letter of the ladder has demanded, the policy of the earliest
/// such letter stays, whatever became of the debtor's segment or of the scopes.
class PolicyBook {
 public:
  /// One policy for everybody, whatever its scope says.
  PolicyBook(Policy only) { policies_.push_back(std::move(only)); }  // NOLINT: a policy is a book of one
  /// Throws Error(config): two policies of one name, two scopes of which neither is the more specific, nobody's policy
  /// where no scope takes everybody.
  static PolicyBook of(std::vector<Policy> policies);
  static PolicyBook load(const std::vector<std::string>& files);

  struct Choice {
    const Policy* policy = nullptr;
    std::string why;  ///< for a clerk; empty where there is one policy and nothing to choose
  };
  Choice choose(const Account& account, const Standing& standing, Date today) const;

  const Policy* find(const std::string& name) const;
  const std::vector<Policy>& all() const { return policies_; }
  std::string fingerprint() const;  ///< of the files of all of them
  std::string names() const;        ///< "standard, export"

 private:
  PolicyBook() = default;
  const Policy& by_scope(const Account& account) const;
  std::vector<Policy> policies_;
};

/// Rises with what the scope names: 16 for debtors, 8 segments, 4 creditors, 2 kinds, 1 countries, summed.
int specificity(const Scope& scope);
bool takes(const Scope& scope, const Account& account);
/// "segments export; countries DE, FR", or "everybody".
std::string describe(const Scope& scope);

}  // namespace dunmail
