#include "cli/command_line_calls.h"

#include <memory>

#include "cli/call_sheet.h"
#include "cli/commands_calls.h"
#include "cli/commands_tasks.h"
#include "cli/given_day.h"
#include "cli/log_call.h"
#include "desk/world.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string today, at, on, since;
  TasksOrder tasks;
  CallSheetOrder sheet;
  CallOrder call;
  CallsOrder calls;
};

void log_options(CLI::App* log, Read& r) {
  CallOrder& order = r.call;
  log->add_option("debtor", order.debtor, "")->required();
  log->add_option("--by", order.by, "who called")->required();
  log->add_option("--outcome", order.outcome, "reached, no-answer, refused, wrong-number, message-left")->required();
  log->add_option("--contact", order.contact, "who was called, by name; default: the one whom dunmail tasks names");
  log->add_option("--text", order.text, "what was said");
  log->add_option("--promise", order.promise, "the sum that was promised; with --on alone: all that is demanded");
  log->add_option("--on", r.on, "the exact day of the promised payment");
  log->add_option("--today", r.today, "the day of the call, 2026-11-21; default: the clock's");
  log->add_option("--at", r.at,
                  "the debtor's time of the call, 14:30; default: now, or not known when --today is given");
  log->add_flag("--visit", order.visit, "a visit, no call");
  log->add_flag("--incoming", order.incoming, "the debtor called; does not count towards the cap");
  log->add_option("--override", order.override_by,
                  "record a call beyond the caps all the same; who takes it upon themselves");
  log->add_option("--letter", order.letter, "the letter it is about; default: the last one sent");
  log->add_option("--currency", order.currency, "when the debtor has cases in several");
}

}  // namespace

void describe_calls(
    const std::function<CLI::App*(const char*, const char*, std::function<Answer()>, CLI::App*)>& command,
    const std::string& config, const DayOrToday& day) {
  const auto r = std::make_shared<Read>();
  auto* tasks = command(
      "tasks", "the day's calls and visits: whom, why, since when, until when",
      [r, &config, day] {
        World world = World::open(config);
        r->tasks.today = day(r->today, "--today");
        return tasks_command(world, r->tasks);
      },
      nullptr);
  tasks->add_option("--by", r->tasks.by, "only cases that this person called or visited last");
  tasks->add_option("--kind", r->tasks.kind, "call, visit, boss, alert; default: all");
  tasks->add_option("--debtor", r->tasks.debtor, "only this one");
  tasks->add_option("--limit", r->tasks.limit, "of so many cases; default 50")->check(CLI::Range(1, 1000000));
  tasks->add_option("--today", r->today, "the business day, 2026-11-21; default: the clock's");
  auto* sheet = command(
      "sheet", "the sheet for a call: prepare, opening, objections and answers, commitment, a broken promise",
      [r, &config, day] {
        World world = World::open(config);
        r->sheet.today = day(r->today, "--today");
        return call_sheet_command(world, r->sheet);
      },
      tasks);
  sheet->add_option("debtor", r->sheet.debtor, "a debtor, or a case: main/D0001/CNY")->required();
  sheet->add_option("--locale", r->sheet.locale, "zh-CN, zh-TW, en, de; default: the contact's, else the debtor's");
  sheet->add_option("--currency", r->sheet.currency, "when the debtor has cases in several");
  sheet->add_option("--contact", r->sheet.contact, "whom to call, by name; default: the one whom dunmail tasks names");
  sheet->add_option("--by", r->sheet.by, "who calls; default: you");
  sheet->add_option("--out", r->sheet.out, "write it to this file, as Markdown");
  sheet->add_option("--today", r->today, "the business day; default: the clock's");

  auto* calls = command(
      "calls", "the log of calls and visits", [] { return Answer(); }, nullptr);
  calls->require_subcommand(1);
  auto* log = command(
      "log", "write down a call that was made, and the promise that came of it",
      [r, &config, day] {
        World world = World::open(config);
        r->call.day = day(r->today, "--today");
        r->call.promise_on = day_if_given(r->on, "--on");
        if (!r->at.empty())
          r->call.at = time_given(r->at, "--at");
        else if (r->today.empty())
          r->call.at = debtors_clock(world, r->call.debtor);
        return log_call(world, r->call);
      },
      calls);
  log_options(log, *r);
  auto* list = command(
      "list", "every call and visit, oldest first",
      [r, &config] {
        World world = World::open(config);
        r->calls.since = day_if_given(r->since, "--since");
        return calls_command(world, r->calls);
      },
      calls);
  list->add_option("debtor", r->calls.debtor, "one debtor");
  list->add_option("--by", r->calls.by, "only those of this person");
  list->add_option("--since", r->since, "only from this day on");
}

}  // namespace dunmail
