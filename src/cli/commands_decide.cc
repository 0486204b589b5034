#include "cli/commands_decide.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <set>

#include "base/text.h"
#include "cli/given_day.h"

namespace dunmail {

Answer decide_command(World& world, const DecideOrder& order) {
  const DecisionTaken taken = take_decision(world, order);
  Answer answer;
  answer.data = {{"case", taken.event.case_id}, {"seq", taken.event.seq},   {"action", order.action},
                 {"decided", taken.decided()},  {"persons", taken.persons}, {"needed", taken.needed}};
  std::set<std::string> others = taken.persons;
  others.erase(taken.by);
  const std::string before =
      others.empty() ? "" : fmt::format(", as {} did before", printable(fmt::format("{}", fmt::join(others, ", "))));
  answer.text = taken.notice ? fmt::format("{}: {} took note{}; the lawyer's letter may be drafted\n",
                                           taken.event.case_id, printable(taken.by), before)
                             : fmt::format("{}: {} of {} agreed to {}{}\n", taken.event.case_id, taken.persons.size(),
                                           taken.needed, order.action,
                                           taken.decided() ? ": decided" : "; another person must agree");
  return answer;
}

void describe_decide(CommandTable& table) {
  struct Read {
    DecideOrder order;
    std::string on;
  };
  const auto r = std::make_shared<Read>();
  auto* decide =
      table.add("decide", "take note of a legal notice, or agree to what a policy proposes", [r](World& world) {
        r->order.on = day_or_today(r->on, "--on");
        return decide_command(world, r->order);
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
