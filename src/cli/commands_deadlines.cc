#include "cli/commands_deadlines.h"

#include <fmt/format.h>

#include <memory>

#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"

namespace dunmail {

Answer deadlines_command(World& world, const DeadlinesOrder& order, bool csv) {
  world.looking = progress_line("looking at debtor");
  const std::vector<Problem> lacks = ledger_lacks(world);
  const DeadlinesResult result = deadlines_of_cases(world, order);
  using Side = TextTable::Side;
  TextTable table({{"day", Side::left},
                   {"left", Side::right},
                   {"alert", Side::right},
                   {"case", Side::left},
                   {"kind", Side::left},
                   {"what", Side::left}});
  Answer answer;
  answer.data = {{"today", iso(order.today)}, {"deadlines", nlohmann::ordered_json::array()}};
  for (const auto& [id, name, case_id, d] : result.deadlines) {
    const std::string alert = d.days_left < 0 ? "past" : d.alert ? std::to_string(d.alert) : "";
    table.row({iso(d.date), std::to_string(d.days_left), alert, case_id, d.kind, d.what});
    answer.data["deadlines"].push_back({{"day", iso(d.date)},
                                        {"days_left", d.days_left},
                                        {"alert", d.alert},
                                        {"debtor", id},
                                        {"name", name},
                                        {"case", case_id},
                                        {"kind", d.kind},
                                        {"what", d.what}});
  }
  table.left_out(result.found - result.deadlines.size());
  if (csv) answer.csv = table.csv();
  answer.text = table.empty()
                    ? (order.within ? fmt::format("no deadline within {} days\n", *order.within) : "no deadline\n")
                    : table.text();
  tell(result.trouble, answer);
  tell(lacks, answer);
  return answer;
}

void describe_deadlines(CommandTable& table) {
  struct Read {
    DeadlinesOrder order;
    std::string today;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* deadlines = table.add("deadlines", "what no case may miss: limitation, promises, letters' deadlines, by day",
                              [r, &table](World& world) {
                                r->order.today = day_or_today(r->today, "--today");
                                if (!table.json()) r->order.most = table.extent(r->all).lines;
                                return deadlines_command(world, r->order, table.csv());
                              });
  deadlines->add_option("debtor", r->order.debtor, "one debtor");
  deadlines->add_option("--within", r->order.within, "only what is so many days ahead, or past")
      ->check(CLI::Range(0, 36500));
  all_option(deadlines, r->all);
  table.csv_option(deadlines);
  today_option(deadlines, r->today);
}

}  // namespace dunmail
