#include "intake/waive_claim.h"

#include <algorithm>

#include "base/text.h"
#include "casefile/payment_events.h"
#include "desk/who_did.h"
#include "ledger/case_key.h"

namespace dunmail {

std::string claim_state(const Claim& claim) {
  if (!claim.waived.empty()) return claim.open > 0 ? "lowered" : "waived";
  return claim.open == 0 ? "settled" : claim.open < claim.amount ? "part-settled" : "open";
}

namespace {

/// Who waived it, as the case file has it; nothing where it was settled otherwise.
std::string who_waived(World& world, const std::string& case_id, const std::string& claim) {
  const std::vector<Event> events = world.store.events(case_id);
  const auto last = std::find_if(events.rbegin(), events.rend(), [&](const Event& e) {
    return e.kind == EventKind::claim_waived && told::ClaimWaived::read(e).claim == claim;
  });
  return last == events.rend() ? "" : ": " + in_words(*last);
}

}  // namespace

Waived waive_claim(World& world, const WaiveOrder& order) {
  if (trim(order.reason).empty())
    throw Error(ErrorKind::usage, "reason", "why is it waived?", "the reason stands in the case file");
  Waived out;
  world.store.transaction([&] {
    const auto found = world.store.asserted_claim(order.claim);
    if (!found)
      throw Error(ErrorKind::usage, "charges waive", "there is no claim \"" + order.claim + "\"",
                  "dunmail charges list");
    const Claim& claim = found->claim;
    if (claim.open == 0)
      throw Error(ErrorKind::usage, claim.id,
                  "nothing of it is open: it is " + claim_state(claim) + who_waived(world, found->case_id, claim.id),
                  "dunmail charges list " + found->debtor);
    world.store.waive(claim.id, claim.open, order.reason);
    const CaseInput input = world.store.account(case_key(found->case_id).creditor, found->debtor, found->currency);
    out.event = world.record(input, order.on, claim.letter,
                             told::ClaimWaived{claim.id, claim.open, claim.invoice, order.reason}, order.by);
    out.claim = claim.id;
    out.amount = {claim.open, found->currency};
  });
  return out;
}

}  // namespace dunmail
