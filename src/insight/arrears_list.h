// What is open and overdue on a day, account by account, by age; with totals by currency.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "desk/case_trouble.h"
#include "desk/world.h"
#include "ledger/arrears.h"

namespace dunmail {

struct ArrearsTotals {
  std::size_t accounts = 0;
  std::map<std::string, Arrears> by_currency;  ///< without lines
  CaseTroubles trouble;
};

/// Each account of which anything is open, or that has a credit, goes to `each` in the order of the debtors' ids; one
/// debtor's alone where it is named. Throws Error(usage) for a debtor that is not known.
ArrearsTotals list_arrears(World& world, const std::string& debtor, Date today,
                           const std::function<void(const CaseInput&, const Arrears&)>& each);

}  // namespace dunmail
