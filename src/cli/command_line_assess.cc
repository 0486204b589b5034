#include "cli/command_line_assess.h"

#include <memory>

#include "cli/commands_assess.h"
#include "cli/commands_worklist.h"
#include "desk/world.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string code, locale, today;
  AssessOrder assess;
  WorklistOrder worklist;
};

}  // namespace

void describe_assess(const AddCommand& command, const std::string& config, const DayOrToday& day) {
  const auto r = std::make_shared<Read>();
  auto* reasons = command("reasons", "why debtors are late: codes, what each calls for, excuses with their answers",
                          [r, &config] { return reasons_command(config, r->code, r->locale); });
  reasons->add_option("code", r->code,
                      "one reason, or a group: cause, circumstance, dispute, export, excuse, ability, sincerity");
  reasons->add_option("--locale", r->locale, "of the texts: en (default), zh-CN, zh-TW, de");

  auto* worklist = command("worklist", "the day's order of work: whom to write to, call, visit, or hand to the boss",
                           [r, &config, day] {
                             World world = World::open(config);
                             r->worklist.today = day(r->today, "--today");
                             return worklist_command(world, r->worklist);
                           });
  worklist->add_option("--by", r->worklist.by, "only what is done by letter, call, visit or boss, or an alert");
  worklist->add_option("--limit", r->worklist.limit, "so many cases; default 50")->check(CLI::Range(1, 1000000));
  worklist->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");

  auto* assess =
      command("assess", "the four-step assessment of a case: keep cooperating, find the cause, judge the risk, decide",
              [r, &config, day] {
                World world = World::open(config);
                r->assess.on = day(r->today, "--on");
                return assess_command(world, r->assess);
              });
  AssessOrder& order = r->assess;
  assess->add_option("debtor", order.debtor, "without options: the form as it stands, with suggestions")->required();
  assess->add_option("--cooperative", order.cooperative, "step 1: does it still cooperate? yes, no");
  assess->add_option("--cause", order.cause, "step 2: a code; dunmail reasons lists them");
  assess->add_option("--ability", order.ability, "step 3: can-but-will-not, partly, cannot");
  assess->add_option("--sincerity", order.sincerity, "step 3: sincere, insincere");
  assess->add_option("--risk", order.risk, "step 3: controllable, uncertain, high");
  assess->add_option("--decision", order.decision, "step 4: soften, keep, harden the ladder");
  assess->add_option("--why", order.why, "step 4: in one sentence");
  assess->add_option("--by", order.by, "step 4: who decides");
  assess->add_option("--currency", order.currency, "when the debtor has cases in several");
  assess->add_option("--on,--today", r->today, "the business day; default: today");
}

}  // namespace dunmail
