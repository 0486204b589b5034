#include "policy/outlook.h"

#include <algorithm>

namespace dunmail {
namespace {

bool lists_overdue(const SentLetter& letter, const Arrears& arrears) {
  return std::any_of(arrears.lines.begin(), arrears.lines.end(), [&](const ArrearsLine& l) {
    return l.overdue() &&
           std::find(letter.invoices.begin(), letter.invoices.end(), l.invoice.number) != letter.invoices.end();
  });
}

}  // namespace

PaymentHistory history_before_cycle(const PaymentHistory& history, const Arrears& arrears, const Standing& standing) {
  for (const SentLetter& letter : standing.sent)
    if (!letter.bounced && lists_overdue(letter, arrears)) return history.before(letter.day);
  return history;
}

Outlook outlook_of(const Policy& policy, const Reasons& reasons, const Account& account, const Arrears& arrears,
                   const Standing& standing, const PaymentHistory& history, Date today) {
  const PaymentHistory before = history_before_cycle(history, arrears, standing);
  Outlook out{track_of(policy.tracks, reasons, standing, before, today), account.debtor.risk_class};
  // The score is dear where a million accounts are looked at: only for a policy that asks.
  const bool asked =
      std::any_of(policy.tiers.begin(), policy.tiers.end(), [](const Tier& t) { return !t.risk_classes.empty(); });
  if (out.risk_class.empty() && asked)
    out.risk_class = risk_of(policy.risk, account, arrears, standing, before).risk_class;
  return out;
}

}  // namespace dunmail
