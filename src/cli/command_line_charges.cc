#include "cli/command_line_charges.h"

#include <memory>

#include "cli/commands_charges.h"

namespace dunmail {

void describe_claims(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    CLI::App* charges, const std::string& config, const DayOrToday& day) {
  struct Read {
    std::string debtor, on;
    bool csv = false;
    WaiveOrder waive;
  };
  const auto r = std::make_shared<Read>();
  auto* list = command(
      "list", "interest, lump sums and fees that letters asserted, and what is open of them",
      [r, &config] {
        World w = World::open(config);
        return charges_list_command(w, r->debtor, r->csv);
      },
      charges);
  list->add_option("debtor", r->debtor, "one debtor; default: all");
  list->add_flag("--csv", r->csv, "for the ERP that posts them");
  auto* waive = command(
      "waive", "give up what is open of a claim",
      [r, &config, day] {
        World w = World::open(config);
        r->waive.on = day(r->on, "--on");
        return charges_waive_command(w, r->waive);
      },
      charges);
  waive->add_option("claim", r->waive.claim, "L2026-000012-1; dunmail charges list")->required();
  waive->add_option("--reason", r->waive.reason, "why")->required();
  waive->add_option("--by", r->waive.by, "who")->required();
  waive->add_option("--on,--today", r->on, "the day it was decided; default: today");
}

}  // namespace dunmail
