#include "desk/find.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "base/error.h"
#include "base/text.h"
#include "ledger/case_key.h"

namespace dunmail {

Debtor need_debtor(World& world, const std::string& id) {
  if (auto found = world.store.debtor(id)) return std::move(*found);
  const auto like = world.store.debtor_ids_like(id);
  throw Error(ErrorKind::usage, "debtor", "there is no debtor \"" + id + "\"",
              like.empty() ? "dunmail arrears lists the debtors" : fmt::format("there are: {}", fmt::join(like, ", ")));
}

CaseInput need_case(World& world, const std::string& debtor, const std::string& currency, const std::string& where,
                    const CaseHint& hint) {
  need_debtor(world, debtor);
  std::string creditor = hint.creditor;
  if (creditor.empty() && !hint.invoice.empty())
    if (const auto invoice = world.store.invoice_state(hint.invoice.substr(0, hint.invoice.find(" ("))))
      creditor = invoice->creditor;
  if (creditor.empty() && !hint.letter.empty())
    if (const auto letter = world.store.letter(hint.letter)) creditor = case_key(letter->case_id).creditor;
  std::vector<CaseInput> found;
  std::set<std::string> creditors, currencies;
  world.store.each_account(debtor, [&](CaseInput&& input) {
    if ((!currency.empty() && input.account.currency.code() != currency) ||
        (!creditor.empty() && input.account.creditor != creditor))
      return;
    creditors.insert(input.account.creditor);
    currencies.insert(std::string(input.account.currency.code()));
    found.push_back(std::move(input));
  });
  if (found.empty())
    throw Error(ErrorKind::usage, where,
                debtor + " owes nothing" + (currency.empty() ? "" : " in " + currency) +
                    (creditor.empty() ? "" : " to " + creditor) + " and has no case file");
  if (currencies.size() > 1)
    throw Error(ErrorKind::usage, where, debtor + " has cases in several currencies",
                fmt::format("add --currency: {}", fmt::join(currencies, ", ")));
  if (found.size() > 1)
    throw Error(ErrorKind::usage, where, debtor + " has cases with several creditors",
                fmt::format("add --creditor: {}", fmt::join(creditors, ", ")));
  return std::move(found.front());
}

const Reason& need_reason(const Reasons& reasons, const std::string& code, const std::string& group,
                          const std::string& option) {
  const Reason* found = reasons.find(code);
  if (found && (group.empty() ? found->recordable() : found->group == group)) return *found;
  const std::vector<std::string> known = group.empty() ? reasons.recordable() : reasons.codes(group);
  const std::string meant = did_you_mean(code, known);
  const std::string what = group.empty() ? "no reason" : "not one of " + fmt::format("{}", fmt::join(known, ", "));
  throw Error(ErrorKind::usage, option, fmt::format("\"{}\" is {}", code, what),
              meant.empty() ? "dunmail reasons lists them" : meant);
}

}  // namespace dunmail
