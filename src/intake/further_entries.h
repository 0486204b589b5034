// Entries of a statement that look like ones of an earlier file, and are further ones all the same.
#pragma once

#include <set>
#include <string>

#include "ledger/statement.h"
#include "store/bank_row.h"
#include "store/store.h"

namespace dunmail {

/// Of a statement with both balances.
BankStatementRow statement_row(const Statement& statement, const std::string& file);

/// A whole statement that begins with the balance at which the one before it ended: its entries are further ones,
/// however much they look like those that are known. Statements without numbers (exports as CSV) may overlap; where
/// what looks alike sums up to zero the balances cannot tell, and it counts as the same.
class FurtherEntries {
 public:
  explicit FurtherEntries(Store& store) : store_(store) {}  ///< none
  /// To be made before the statement itself is written down.
  FurtherEntries(Store& store, const Statement& statement, const std::string& file);

  bool empty() const { return ids_.empty(); }
  bool has(const std::string& id) const { return ids_.contains(id); }
  /// The id that the entry would have as the next one of its kind in one file; neither the store nor `taken` knows it.
  std::string name(const BankEntry& entry, const std::set<std::string>& taken) const;

 private:
  Store& store_;
  std::set<std::string> ids_;
};

}  // namespace dunmail
