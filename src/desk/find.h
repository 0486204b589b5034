// What an order names, found or refused with a suggestion.
#pragma once

#include <string>

#include "desk/world.h"

namespace dunmail {

/// The debtor, or an Error(usage) with suggestions.
Debtor need_debtor(World& world, const std::string& id);
/// The one case of a debtor, an Error(usage) where it has none, or several and `currency` is empty; `where` stands in
/// front of the message. Of several the one of `hint`: a creditor, else that of the invoice or the letter.
struct CaseHint {
  std::string creditor, invoice, letter;
};
CaseInput need_case(World& world, const std::string& debtor, const std::string& currency, const std::string& where,
                    const CaseHint& hint = {});
/// The reason of a code, or an Error(usage) with a suggestion; `group` empty: any that may be recorded.
const Reason& need_reason(const Reasons& reasons, const std::string& code, const std::string& group,
                          const std::string& option);

}  // namespace dunmail
