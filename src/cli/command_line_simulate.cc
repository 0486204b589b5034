#include "cli/command_line_simulate.h"

#include <memory>

#include "base/error.h"
#include "cli/commands_simulate.h"

namespace dunmail {

void describe_simulate(
    const std::function<CLI::App*(const char* name, const char* help, std::function<Answer()> action)>& command,
    const std::string& config, const Progress& progress) {
  struct Read {
    SimulateOrder order;
    std::string from;
  };
  const auto r = std::make_shared<Read>();
  auto* simulate = command(
      "simulate", "play the ledger forward: letters, load and receipts, fixed against adaptive cadence; writes nothing",
      [r, &config, progress] {
        const auto from = parse_date(r->from);
        if (!from) throw Error(ErrorKind::usage, "--from", "\"" + r->from + "\" is not a date", "write 2026-11-21");
        r->order.from = *from;
        World world = World::open(config);
        return simulate_command(world, r->order, progress);
      });
  SimulateOrder& o = r->order;
  simulate->add_option("--from", r->from, "the first day, 2026-11-21")->required();
  simulate->add_option("--days", o.days, "how many days; default 90")->check(CLI::Range(1, 1500));
  simulate->add_option("--policy", o.policy, "policy.toml to try; default: the one in use");
  simulate->add_option("--response-model", o.model,
                       "what debtors do; default: the product's config/response-model.toml");
  simulate->add_option("--seed", o.seed, "of chance; the same seed gives the same figures; default 1");
  simulate->add_option("--repeat", o.repeat, "play so many seeds and tell the mean and the spread")
      ->check(CLI::Range(1, 1000));
  simulate->add_option("--svg", o.svg, "write a chart to this file");
  simulate->add_flag("--sensitivity", o.sensitivity, "play again with each assumption about timing changed");
}

}  // namespace dunmail
