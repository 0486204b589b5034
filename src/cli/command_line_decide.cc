#include "cli/command_line_decide.h"

#include <memory>

#include "cli/commands_decide.h"

namespace dunmail {

void describe_decide(const AddCommand& command, std::function<World()> world,
                     std::function<Date(const std::string&, const char*)> day) {
  struct Read {
    DecideOrder order;
    std::string on;
  };
  const auto r = std::make_shared<Read>();
  auto* decide = command("decide", "take note of a legal notice, or agree to what a policy proposes", [r, world, day] {
    World w = world();
    r->order.on = day(r->on, "--on");
    return decide_command(w, r->order);
  });
  decide->add_option("debtor", r->order.debtor, "")->required();
  decide
      ->add_option("action", r->order.action,
                   "legal-notice, legal-referral, stop-supply (two persons must agree), write-off")
      ->required();
  decide->add_option("--by", r->order.by, "who")->required();
  decide->add_option("--note", r->order.note, "why");
  decide->add_option("--currency", r->order.currency, "when the debtor has cases in several");
  decide->add_option("--on,--today", r->on, "the day it was decided; default: today");
}

}  // namespace dunmail
