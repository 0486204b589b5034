// Which booked payment a returned one takes back.
#include <fmt/format.h>

#include <algorithm>

#include "ledger/match.h"

namespace dunmail {

const BankEntry* returned_entry(const BankEntry& entry, const std::vector<BankEntry>& booked, std::string& why) {
  const BankEntry* found = nullptr;
  int best = 0;
  bool tie = false;
  for (const BankEntry& b : booked) {
    if (!same_account(b.account, entry.account) || b.amount.currency != entry.amount.currency ||
        b.amount.minor != -entry.amount.minor || b.booked > entry.booked)
      continue;
    const int likeness =
        !entry.end_to_end.empty() && entry.end_to_end == b.end_to_end ? 4
        : !b.bank_reference.empty() && (entry.text + entry.bank_reference).find(b.bank_reference) != std::string::npos
            ? 3
        : !entry.payer_account.empty() && entry.payer_account == b.payer_account ? 2
        : !entry.payer.empty() && plain_name(entry.payer) == plain_name(b.payer) ? 1
                                                                                 : 0;
    if (likeness == 0 || likeness < best) continue;
    tie = likeness == best;
    best = likeness;
    found = &b;
  }
  if (!found)
    why = "a payment came back, but none of that sum and payer was booked";
  else if (tie) {
    why = "a payment came back, and several of that sum and payer were booked";
    found = nullptr;
  } else
    why = fmt::format("takes back {} of {}", found->id, iso(found->booked));
  return found;
}

}  // namespace dunmail
