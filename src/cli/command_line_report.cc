#include "cli/command_line_report.h"

#include <memory>

#include "cli/commands_report.h"

namespace dunmail {

void describe_report(const AddCommand& command, const std::string& config, const DayOrToday& day,
                     const Progress& progress) {
  struct Read {
    ReportOrder order;
    std::string from, to;
  };
  const auto r = std::make_shared<Read>();
  auto* report = command("report", "key figures: age, DSO, what letters brought, answers, promises, cost, pace",
                         [r, &config, day, progress] {
                           ReportPeriod& period = r->order.period;
                           period.to = day(r->to, "--to");
                           period.from = r->from.empty() ? period.to - Days(89) : day(r->from, "--from");
                           World world = World::open(config);
                           return report_command(world, r->order, progress);
                         });
  report->add_option("--from", r->from, "the first day; default: 90 days with the last");
  report->add_option("--to,--today", r->to, "the last day; default: today");
  report
      ->add_option("--within", r->order.period.within,
                   "put a payment down to a letter of at most so many days before; default 14")
      ->check(CLI::Range(1, 366));
  report->add_option("--prices", r->order.prices,
                     "TOML file with what a letter costs, instead of [report.prices] in dunmail.toml: post = { CNY = "
                     "\"1.20\" }; email, fax, post, registered");
  report->add_option("--csv", r->order.csv, "write every figure to this file");
  report->add_option("--svg", r->order.svg, "write charts to this file");
}

}  // namespace dunmail
