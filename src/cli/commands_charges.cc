#include "cli/commands_charges.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/csv_write.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "casefile/payment_events.h"
#include "cli/commands.h"
#include "cli/tell_trouble.h"
#include "desk/case_trouble.h"
#include "desk/find.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string state_of(const Claim& claim) {
  if (!claim.waived.empty()) return claim.open > 0 ? "lowered" : "waived";
  return claim.open == 0 ? "settled" : claim.open < claim.amount ? "part-settled" : "open";
}

Json to_json(const Store::ListedClaim& row) {
  const Claim& c = row.claim;
  return {{"claim", c.id},
          {"case", row.case_id},
          {"debtor", row.debtor},
          {"kind", word(c.kind)},
          {"invoice", c.invoice},
          {"letter", c.letter},
          {"ground", c.ground},
          {"from", iso(c.from)},
          {"to", iso(c.to)},
          {"rate", c.rate},
          {"currency", row.currency.code()},
          {"amount", c.amount},
          {"open", c.open},
          {"asserted", iso(c.asserted)},
          {"state", state_of(c)},
          {"reason", c.waived}};
}

/// One debtor's row that cannot be read is that debtor's trouble.
std::vector<Store::ListedClaim> readable_claims(World& world, const std::string& debtor, CaseTroubles& trouble) {
  std::vector<Store::ListedClaim> out;
  for (const std::string& id : debtor.empty() ? world.store.debtors_with_claims() : std::vector{debtor}) {
    try {
      for (Store::ListedClaim& row : world.store.asserted_claims(id)) out.push_back(std::move(row));
    } catch (const UnreadableRecord& e) {
      trouble.add(id, e.problem().message);
    }
  }
  return out;
}

}  // namespace

Answer charges_list_command(World& world, const std::string& debtor, bool csv) {
  if (!debtor.empty()) need_debtor(world, debtor);
  Answer answer;
  answer.data["claims"] = Json::array();
  TextTable table({{"claim", Side::left},
                   {"debtor", Side::left},
                   {"what", Side::left},
                   {"invoice", Side::left},
                   {"ground", Side::left},
                   {"up to", Side::left},
                   {"cur", Side::left},
                   {"amount", Side::right},
                   {"open", Side::right},
                   {"state", Side::left}});
  std::string lines = csv_line({"claim", "debtor", "creditor", "kind", "invoice", "letter", "ground", "from", "to",
                                "rate", "currency", "amount", "open", "asserted", "state"});
  std::map<std::string, std::int64_t> open;
  CaseTroubles trouble;
  for (const Store::ListedClaim& row : readable_claims(world, debtor, trouble)) {
    const Claim& c = row.claim;
    const int digits = row.currency.digits();
    const std::string code(row.currency.code()), kind(word(c.kind)), creditor = case_key(row.case_id).creditor;
    answer.data["claims"].push_back(to_json(row));
    table.row({c.id, row.debtor, kind, c.invoice, c.ground, iso(c.to), code, grouped(c.amount, digits),
               c.open ? grouped(c.open, digits) : "", state_of(c)});
    lines += csv_line({c.id, row.debtor, creditor, kind, c.invoice, c.letter, c.ground, iso(c.from), iso(c.to), c.rate,
                       code, plain(c.amount, digits), plain(c.open, digits), iso(c.asserted), state_of(c)});
    open[code] = checked_add(open[code], c.open);
  }
  std::erase_if(open, [](const auto& sum) { return sum.second == 0; });
  answer.data["open"] = open;
  if (csv)
    answer.text = lines;
  else if (table.empty())
    answer.text = "no letter has asserted interest or costs\n";
  else
    answer.text = table.text() + (open.empty() ? "nothing of it is open\n" : fmt::format("open: {}\n", sums(open)));
  tell(trouble, answer);
  return answer;
}

Answer charges_waive_command(World& world, const WaiveOrder& order) {
  if (trim(order.reason).empty())
    throw Error(ErrorKind::usage, "--reason", "why is it waived?", "the reason stands in the case file");
  Answer answer;
  world.store.transaction([&] {
    const auto found = world.store.asserted_claim(order.claim);
    if (!found)
      throw Error(ErrorKind::usage, "charges waive", "there is no claim \"" + order.claim + "\"",
                  "dunmail charges list");
    const Claim& claim = found->claim;
    if (claim.open == 0)
      throw Error(ErrorKind::usage, claim.id, "nothing of it is open: it is " + state_of(claim),
                  "dunmail charges list " + found->debtor);
    world.store.waive(claim.id, claim.open, order.reason);
    const CaseInput input = world.store.account(case_key(found->case_id).creditor, found->debtor, found->currency);
    const Event event = world.record(input, order.on, claim.letter,
                                     told::ClaimWaived{claim.id, claim.open, claim.invoice, order.reason}, order.by);
    answer.data = {{"case", event.case_id}, {"seq", event.seq}, {"claim", claim.id}, {"waived", claim.open}};
    answer.text = fmt::format("{}: {} {} of {} is waived\n", event.case_id, found->currency.code(),
                              grouped(claim.open, found->currency.digits()), claim.id);
  });
  return answer;
}

}  // namespace dunmail
