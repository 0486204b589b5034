// Which debts a receipt pays. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/invoice.h"

namespace dunmail {

/// The order in which a receipt that names no invoice goes to the open items of an account.
///   oldest-first    by due day, then by number.
///   civil-code-560  PRC Civil Code 560: what is due before what is not; then what is least secured, by the share of the
///                   open sum that security covers; then what is most burdensome, by the agreed rate of late interest;
///                   then what fell due first; what is equal in all of it, pro rata.
///   civil-code-561  costs, then interest, then principal (561), the principal in the order of 560. The ledger holds no
///                   costs and no interest, so that receipts are booked as by 560; for a claim with both see
///                   allocate_561 (policy/charges.h) and `dunmail allocate`.
enum class AllocationRule { oldest_first, civil_code_560, civil_code_561 };

const std::vector<std::string>& allocation_rules();  ///< their words
std::optional<AllocationRule> allocation_rule(std::string_view word);

/// Puts a sum, received on `day`, to open items. One that names an invoice pays that invoice only, oldest part first,
/// whatever the rule: the debtor's designation comes first. What is left of it stays credit: the payer decided what it
/// is for. Lowers `items` (ordered by due day and number) and returns what went to which invoice, one entry an invoice;
/// what is left over is the caller's credit.
std::vector<Allocation> allocate(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items,
                                 AllocationRule rule = AllocationRule::oldest_first, Date day = {});

}  // namespace dunmail
