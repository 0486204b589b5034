#include "cli/commands_charges.h"

#include <fmt/format.h>

#include <memory>

#include "base/csv_write.h"
#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "insight/claims.h"
#include "intake/waive_claim.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

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
          {"state", claim_state(c)},
          {"reason", c.waived}};
}

Answer charges_waive_command(World& world, const WaiveOrder& order) {
  const Waived done = waive_claim(world, order);
  Answer answer;
  answer.data = {
      {"case", done.event.case_id}, {"seq", done.event.seq}, {"claim", done.claim}, {"waived", done.amount.minor}};
  answer.text = fmt::format("{}: {} {} of {} is waived\n", done.event.case_id, done.amount.currency.code(),
                            grouped(done.amount.minor, done.amount.currency.digits()), done.claim);
  return answer;
}

}  // namespace

Answer charges_list_command(World& world, const std::string& debtor, bool csv) {
  const ClaimsResult result = claims_asserted(world, debtor);
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
  std::string lines(kCsvMark);
  lines += csv_line({"claim", "debtor", "creditor", "kind", "invoice", "letter", "ground", "from", "to", "rate",
                     "currency", "amount", "open", "asserted", "state"});
  std::map<std::string, std::int64_t> open;
  for (const Store::ListedClaim& row : result.claims) {
    const Claim& c = row.claim;
    const int digits = row.currency.digits();
    const std::string code(row.currency.code()), kind(word(c.kind)), creditor = case_key(row.case_id).creditor;
    answer.data["claims"].push_back(to_json(row));
    table.row({c.id, row.debtor, kind, c.invoice, c.ground, iso(c.to), code, grouped(c.amount, digits),
               c.open ? grouped(c.open, digits) : "", claim_state(c)});
    lines += csv_line({c.id, row.debtor, creditor, kind, c.invoice, c.letter, c.ground, iso(c.from), iso(c.to), c.rate,
                       code, plain(c.amount, digits), plain(c.open, digits), iso(c.asserted), claim_state(c)});
    open[code] = checked_add(open[code], c.open);
  }
  std::erase_if(open, [](const auto& sum) { return sum.second == 0; });
  answer.data["open"] = open;
  if (csv) answer.csv = std::move(lines);
  if (table.empty())
    answer.text = "no letter has asserted interest or costs\n";
  else
    answer.text = table.text() + (open.empty() ? "nothing of it is open\n" : fmt::format("open: {}\n", sums(open)));
  tell(result.trouble, answer);
  return answer;
}

void describe_claims(CommandTable& table, CLI::App* charges) {
  struct Read {
    std::string debtor, on;
    WaiveOrder waive;
  };
  const auto r = std::make_shared<Read>();
  auto* list = table.add(
      "list", "interest, lump sums and fees that letters asserted, and what is open of them",
      [r, &table](World& world) { return charges_list_command(world, r->debtor, table.csv()); }, charges);
  list->add_option("debtor", r->debtor, "one debtor; default: all");
  table.csv_option(list);
  auto* waive = table.add(
      "waive", "give up what is open of a claim",
      [r](World& world) {
        r->waive.on = day_or_today(r->on, "--on");
        return charges_waive_command(world, r->waive);
      },
      charges);
  waive->add_option("claim", r->waive.claim, "L2026-000012-1; dunmail charges list")->required();
  waive->add_option("--reason", r->waive.reason, "why")->required();
  waive->add_option("--by", r->waive.by, "who")->required();
  waive->add_option("--on,--today", r->on, "the day it was decided; default: today");
}

}  // namespace dunmail
