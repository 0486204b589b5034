#include "cli/commands_worklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "cli/command_table.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "insight/work.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Json to_json(const WorkLine& l) {
  Json tasks = Json::array(), factors = Json::array();
  for (const WorkTask& t : l.item.tasks)
    tasks.push_back({{"by", t.by},
                     {"code", t.code},
                     {"why", t.why},
                     {"since", iso(t.since)},
                     {"until", t.until ? iso(*t.until) : ""}});
  for (const WorkFactor& f : l.item.factors) factors.push_back({{"name", f.name}, {"value", f.value}, {"saw", f.saw}});
  return {{"case", l.case_id},
          {"debtor", l.debtor},
          {"name", l.name},
          {"demand", l.demand},
          {"score", std::round(l.item.score * 10) / 10},
          {"tasks", tasks},
          {"contact", {{"name", l.contact.name}, {"position", l.contact.position}, {"phone", l.contact.phone}}},
          {"factors", factors}};
}

std::string in_figures(const WorkItem& item) {
  std::vector<std::string> out;
  for (const WorkFactor& f : item.factors) out.push_back(fmt::format("{} {:.2f}", f.name, f.value));
  return fmt::format("{}", fmt::join(out, " x "));
}

/// As people read it: what stands in the row above is not said again.
TextTable table_for_people(const Work& work) {
  TextTable table({{"", Side::right},
                   {"score", Side::right},
                   {"do", Side::left},
                   {"debtor", Side::left},
                   {"name", Side::left},
                   {"demand", Side::right},
                   {"speak to", Side::left},
                   {"why", Side::left}});
  int rank = 0;
  for (const WorkLine& l : work.lines) {
    for (const WorkTask& t : l.item.tasks) {
      const bool first = &t == &l.item.tasks.front();
      table.row({first ? std::to_string(++rank) : "", first ? fmt::format("{:.1f}", l.item.score) : "", t.by,
                 first ? l.debtor : "", first ? printable(l.name) : "", first ? l.amount : "",
                 first && !l.contact.name.empty() ? printable(l.contact.name + " " + l.contact.phone) : "",
                 printable(t.why)});
    }
    table.row({"", "", "", "", "", "", "", in_figures(l.item)});
  }
  return table;
}

/// A case a row, so that its demand is summed once.
std::string csv_of(const Work& work) {
  TextTable table({{"rank", Side::right},
                   {"score", Side::right},
                   {"do", Side::left},
                   {"case", Side::left},
                   {"debtor", Side::left},
                   {"name", Side::left},
                   {"cur", Side::left},
                   {"demand", Side::right},
                   {"contact", Side::left},
                   {"phone", Side::left},
                   {"why", Side::left},
                   {"since", Side::left},
                   {"until", Side::left},
                   {"figures", Side::left}});
  int rank = 0;
  for (const WorkLine& l : work.lines) {
    const Currency currency = case_key(l.case_id).currency;
    std::vector<std::string> what, why;
    std::string since, until;
    for (const WorkTask& t : l.item.tasks) {
      what.push_back(t.by);
      why.push_back(t.why);
      if (since.empty() || iso(t.since) < since) since = iso(t.since);
      if (t.until && (until.empty() || iso(*t.until) < until)) until = iso(*t.until);
    }
    table.row({std::to_string(++rank), fmt::format("{:.1f}", l.item.score), fmt::format("{}", fmt::join(what, "; ")),
               l.case_id, l.debtor, l.name, std::string(currency.code()), grouped(l.demand, currency.digits()),
               l.contact.name, l.contact.phone, fmt::format("{}", fmt::join(why, "; ")), since, until,
               in_figures(l.item)});
  }
  return table.csv();
}

}  // namespace

Answer worklist_command(World& world, const WorklistOrder& order, bool csv) {
  const std::vector<std::string> ways{"letter", "call", "visit", "boss", "approve", "alert"};
  if (!order.by.empty() && std::find(ways.begin(), ways.end(), order.by) == ways.end())
    throw Error(ErrorKind::usage, "--by", fmt::format("\"{}\" is not one of: {}", order.by, fmt::join(ways, ", ")),
                did_you_mean(order.by, ways));
  WorkOrder wanted;
  wanted.limit = order.limit;
  wanted.today = order.today;
  wanted.care = true;
  if (!order.by.empty()) wanted.ways = {order.by};
  world.looking = progress_line("looking at debtor");
  const std::vector<Problem> lacks = ledger_lacks(world);
  const Work work = work_of_day(world, wanted);
  Answer answer;
  answer.data = {{"today", iso(order.today)}, {"found", work.found}, {"work", Json::array()}};
  for (const WorkLine& l : work.lines) answer.data["work"].push_back(to_json(l));
  if (csv) answer.csv = csv_of(work);
  answer.text = work.lines.empty() ? fmt::format("nothing to do{} on {}\n", order.by.empty() ? "" : " by " + order.by,
                                                 iso(order.today))
                                   : table_for_people(work).text();
  if (work.found > work.lines.size())
    answer.text += fmt::format("... and {} more: --all shows them\n", work.found - work.lines.size());
  tell(work.trouble, answer);
  tell(lacks, answer);
  return answer;
}

}  // namespace dunmail
