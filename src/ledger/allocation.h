// Which debts a receipt pays. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/claim.h"
#include "ledger/invoice.h"

namespace dunmail {

/// The order in which a receipt goes to the claims and open items of an account. A law speaks of one debt with its
/// costs and interest; the claims of an account are taken together, and costs are fees and lump sums that a letter
/// asserted.
///   oldest-first    principal by due day, then by number; then costs, then interest.
///   civil-code-560  PRC Civil Code 560 for the principal: what is due before what is not; then what is least secured,
///   by the
///                   share of the open sum that security covers; then what is most burdensome, by the agreed rate of
///                   late interest; then what fell due first; what is equal in all of it, pro rata. Then costs, then
///                   interest.
///   civil-code-561  costs, then interest, then principal (561), the principal in the order of 560.
///   bgb-367         costs, then interest, then principal (BGB 367 (1); Taiwan Civil Code 323), the principal oldest
///   first. designation     invoice by invoice, oldest first: its principal, then its costs, then its interest
///   (England: the
///                   debtor's appropriation, else the creditor's, else the earliest debt).
enum class AllocationRule { oldest_first, civil_code_560, civil_code_561, bgb_367, designation };

const std::vector<std::string>& allocation_rules();  ///< their words
std::optional<AllocationRule> allocation_rule(std::string_view word);

/// Puts a sum, received on `day`, to open items. One that names an invoice pays that invoice only, oldest part first,
/// whatever the rule: the debtor's designation comes first. What is left of it stays credit: the payer decided what it
/// is for. Lowers `items` (ordered by due day and number) and returns what went to which invoice, one entry an invoice;
/// what is left over is the caller's credit.
std::vector<Allocation> allocate(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items,
                                 AllocationRule rule = AllocationRule::oldest_first, Date day = {});

/// Where a receipt went.
struct Settled {
  std::vector<Allocation> items;  ///< one entry an invoice
  std::vector<ClaimPayment> claims;
  std::int64_t rest = 0;  ///< stays credit
};

/// The same over the claims as well. A receipt that names an invoice pays that invoice and its claims, in the order of
/// the rule; what is left of it pays the other claims, since the letter that asserted them demanded one sum, and no
/// other invoice. Lowers `items` and `claims`.
Settled settle_receipt(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items,
                       std::vector<Claim>& claims, AllocationRule rule, Date day);

}  // namespace dunmail
