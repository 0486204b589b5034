#include "cli/commands_tasks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "desk/find.h"
#include "desk/whole_ledger.h"
#include "insight/call_sheet.h"
#include "insight/work.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string clock(std::chrono::minutes m) { return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60); }

/// "09:00-18:00 Asia/Shanghai", or the day from which a call is allowed and what forbids it until then.
std::string when(const WorkLine& l, const WorkTask& t, Date today) {
  if (t.by != "call") return {};
  if (!l.call_on) return "no calendar of working days names its country";
  if (l.call_on->day > today)
    return fmt::format("not before {}: {}", iso(l.call_on->day), fmt::join(l.call_on->why, "; "));
  return l.calls->hours.always()
             ? std::string()
             : fmt::format("{}-{} {}", clock(l.calls->hours.from), clock(l.calls->hours.to), l.time_zone);
}

Json to_json(const WorkLine& l, const WorkTask& t, Date today) {
  Json out = {{"task", t.by},
              {"code", t.code},
              {"case", l.case_id},
              {"debtor", l.debtor},
              {"name", l.name},
              {"demand", l.demand},
              {"contact",
               {{"name", l.contact.name},
                {"position", l.contact.position},
                {"role", l.contact.role},
                {"phone", l.contact.phone}}},
              {"why", t.why},
              {"letters", t.letters},
              {"since", iso(t.since)},
              {"until", t.until ? iso(*t.until) : ""},
              {"score", std::round(l.item.score * 10) / 10},
              {"handler", l.handler}};
  if (t.by == "call")
    out["call"] = {{"allowed", l.call_on && l.call_on->day <= today},
                   {"from", l.call_on ? iso(l.call_on->day) : ""},
                   {"when", when(l, t, today)}};
  return out;
}

std::string speak_to(const Contact& c) {
  if (c.name.empty()) return "no contact in that role";
  return fmt::format("{}, {}{}", c.name, c.position.empty() ? c.role : c.position,
                     c.phone.empty() ? ", no phone number" : " " + c.phone);
}

TextTable tasks_table() {
  return TextTable({{"score", Side::right},
                    {"do", Side::left},
                    {"debtor", Side::left},
                    {"name", Side::left},
                    {"cur", Side::left},
                    {"demand", Side::right},
                    {"since", Side::left},
                    {"until", Side::left},
                    {"speak to", Side::left},
                    {"why", Side::left},
                    {"when", Side::left}});
}

void put_task(const WorkLine& l, const WorkTask& t, Date today, TextTable& table) {
  const Currency currency = case_key(l.case_id).currency;
  table.row({fmt::format("{:.1f}", l.item.score), t.by, l.debtor, l.name, std::string(currency.code()),
             grouped(l.demand, currency.digits()), iso(t.since), iso_or_empty(t.until), speak_to(l.contact), t.why,
             when(l, t, today)});
}

}  // namespace

Answer tasks_command(World& world, const TasksOrder& order, bool csv) {
  const std::vector<std::string> kinds{"call", "visit", "boss", "alert"};
  if (!order.kind.empty() && std::find(kinds.begin(), kinds.end(), order.kind) == kinds.end())
    throw Error(ErrorKind::usage, "--kind", fmt::format("\"{}\" is not one of: {}", order.kind, fmt::join(kinds, ", ")),
                did_you_mean(order.kind, kinds));
  if (!order.debtor.empty()) need_debtor(world, order.debtor);
  WorkOrder wanted{kinds, order.by, order.debtor, order.limit, order.today};
  if (!order.kind.empty()) wanted.ways = {order.kind};
  world.looking = progress_line("looking at debtor");
  const std::vector<Problem> lacks = ledger_lacks(world);
  const Work work = work_of_day(world, wanted);
  Answer answer;
  answer.data = {{"today", iso(order.today)}, {"found", work.found}, {"tasks", Json::array()}};
  TextTable table = tasks_table();
  for (const WorkLine& l : work.lines)
    for (const WorkTask& t : l.item.tasks) {
      answer.data["tasks"].push_back(to_json(l, t, order.today));
      put_task(l, t, order.today, table);
    }
  if (csv) answer.csv = table.csv();
  answer.text = table.empty() ? fmt::format("nobody to call or visit{} on {}\n",
                                            order.by.empty() ? "" : " for " + printable(order.by), iso(order.today))
                              : table.text();
  if (work.found > work.lines.size())
    answer.text += fmt::format("... and {} more cases: --all shows them\n", work.found - work.lines.size());
  if (!table.empty())
    answer.text +=
        "\nthe sheet for a call: dunmail tasks sheet DEBTOR; what came of it: dunmail calls log DEBTOR --by NAME "
        "--outcome reached ...\n";
  tell(work.trouble, answer);
  tell(lacks, answer);
  return answer;
}

Answer call_sheet_command(World& world, const CallSheetOrder& order, const std::string& out) {
  const CallSheet sheet = call_sheet(world, order);
  Answer answer;
  answer.data = {
      {"case", sheet.case_id},
      {"debtor", sheet.debtor},
      {"locale", locale_name(sheet.locale)},
      {"contact", {{"name", sheet.contact.name}, {"position", sheet.contact.position}, {"phone", sheet.contact.phone}}},
      {"demand", sheet.demand},
      {"currency", sheet.currency.code()},
      {"ask_by", iso(sheet.ask_by)}};
  if (sheet.broken)
    answer.data["broken_promise"] = {
        {"made", iso(sheet.broken->made)}, {"due", iso(sheet.broken->due)}, {"amount", sheet.broken->amount}};
  answer.data["sheet"] = answer.text = sheet.markdown;
  if (out.empty()) return answer;
  write_file(out, sheet.markdown);
  answer.data["file"] = out;
  answer.text = fmt::format("{}: the sheet for {}\n", printable(out), sheet.case_id);
  return answer;
}

void describe_tasks(CommandTable& table) {
  struct Read {
    std::string today, out;
    TasksOrder tasks;
    CallSheetOrder sheet;
    CLI::Option* limit = nullptr;
    bool all = false;
  };
  const auto r = std::make_shared<Read>();
  auto* tasks =
      table.add("tasks", "the day's calls and visits: whom, why, since when, until when", [r, &table](World& world) {
        r->tasks.today = day_or_today(r->today, "--today");
        if (r->limit->count() == 0 && (r->all || table.csv() || table.json())) r->tasks.limit = every_case;
        return tasks_command(world, r->tasks, table.csv());
      });
  tasks->add_option("--by", r->tasks.by, "only cases that this person called or visited last");
  tasks->add_option("--kind", r->tasks.kind, "call, visit, boss, alert; default: all");
  tasks->add_option("--debtor", r->tasks.debtor, "only this one");
  r->limit = tasks->add_option("--limit", r->tasks.limit, "of so many cases; default 50, as JSON and CSV all")
                 ->check(CLI::Range(1, 1000000));
  tasks->add_flag("--all", r->all, "of all cases");
  table.csv_option(tasks);
  today_option(tasks, r->today);
  auto* sheet = table.add(
      "sheet", "the sheet for a call: prepare, opening, objections and answers, commitment, a broken promise",
      [r](World& world) {
        r->sheet.today = day_or_today(r->today, "--today");
        return call_sheet_command(world, r->sheet, r->out);
      },
      tasks);
  sheet->add_option("debtor", r->sheet.debtor, "a debtor, or a case: main/D0001/CNY")->required();
  sheet->add_option("--locale", r->sheet.locale, "zh-CN, zh-TW, en, de; default: the contact's, else the debtor's");
  sheet->add_option("--currency", r->sheet.currency, "when the debtor has cases in several");
  sheet->add_option("--contact", r->sheet.contact, "whom to call, by name; default: the one whom dunmail tasks names");
  sheet->add_option("--by", r->sheet.by, "who calls; default: you");
  sheet->add_option("--out", r->out, "write it to this file, as Markdown");
  sheet->add_option("--today", r->today, "the business day; default: the clock's");
}

}  // namespace dunmail
