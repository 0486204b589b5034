#include "cli/commands_record.h"

#include <fmt/format.h>

#include <memory>

#include "base/text.h"
#include "casefile/debtor_events.h"
#include "casefile/people_events.h"
#include "cli/given_day.h"
#include "cli/tell_trouble.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

Json to_json(const Event& event) {
  return {{"case", event.case_id},
          {"seq", event.seq},
          {"kind", word(event.kind)},
          {"letter", event.letter_id},
          {"data", event.data}};
}

std::string text_of(const Recorded& recorded) {
  const Event& event = recorded.event;
  const bool by_word = event.kind == EventKind::acknowledged && !told::Acknowledged::read(event).written;
  return fmt::format("{}: {}{}\n", event.case_id, printable(recorded.said), by_word ? " (--written)" : "");
}

CallOrder call_of(const RecordOrder& order) {
  CallOrder call;
  call.debtor = order.debtor;
  call.currency = order.currency;
  call.creditor = order.creditor;
  call.letter = order.letter;
  call.by = order.by;
  call.outcome = order.outcome;
  call.text = order.note;
  call.day = order.on;
  return call;
}

std::string text_of(const LoggedCall& logged, const CallOrder& order) {
  const std::string to = logged.contact.empty() ? std::string() : (order.incoming ? " from " : " to ") + logged.contact;
  std::string out = fmt::format("{}: a {}{}: {}\n", logged.event.case_id, order.visit ? "visit" : "call", printable(to),
                                order.outcome);
  if (!logged.beyond.empty())
    out += fmt::format("  beyond the caps: {}; {} takes it upon themselves\n", logged.beyond,
                       printable(order.override_by));
  if (logged.promise) out += text_of(*logged.promise);
  return out;
}

std::string kind_of(const told::CallLogged& call) {
  return call.visit ? "visit" : call.incoming ? "from debtor" : "call";
}

std::string debtor_of(const Event& e) { return std::string(case_words(e.case_id).debtor); }

struct CallsRead {
  std::string today, at, on, since;
  CallOrder call;
  CallsOrder calls;
  bool all = false;
};

void log_options(CLI::App* log, CallsRead& r) {
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

Answer record_command(World& world, const RecordOrder& order) {
  if (order.kind == "call") return log_call_command(world, call_of(order));
  const Recorded recorded = record(world, order);
  return {to_json(recorded.event), text_of(recorded), 0};
}

Answer log_call_command(World& world, const CallOrder& order) {
  const LoggedCall logged = log_call(world, order);
  Answer answer{to_json(logged.event), text_of(logged, order), logged.beyond.empty() ? 0 : 3};
  if (logged.promise) answer.data["promise"] = to_json(logged.promise->event);
  return answer;
}

Answer calls_command(World& world, const CallsOrder& order, const Extent& extent) {
  const CallsResult result = calls_made(world, order);
  Answer answer;
  answer.data["calls"] = Json::array();
  TextTable table({{"day", Side::left},
                   {"debtor", Side::left},
                   {"what", Side::left},
                   {"outcome", Side::left},
                   {"spoke to", Side::left},
                   {"by", Side::left},
                   {"said", Side::left},
                   {"beyond the caps", Side::left}},
                  extent.lines);
  for (const Event& e : result.calls) {
    const auto call = told::CallLogged::read(e);
    answer.data["calls"].push_back({{"day", iso(e.day)},
                                    {"at", call.at},
                                    {"case", e.case_id},
                                    {"debtor", debtor_of(e)},
                                    {"what", kind_of(call)},
                                    {"outcome", call.outcome},
                                    {"contact", call.contact},
                                    {"by", e.by},
                                    {"text", call.note},
                                    {"letter", e.letter_id},
                                    {"override", call.override_by}});
    table.row({iso(e.day), debtor_of(e), kind_of(call), call.outcome, call.contact, e.by, call.note, call.override_by});
  }
  if (extent.csv) answer.csv = table.csv();
  answer.text = table.empty() ? "no call was logged\n" : table.text();
  tell(result.trouble, answer);
  return answer;
}

void describe_record(CommandTable& table) {
  struct Read {
    RecordOrder order;
    std::string on, due, until;
  };
  const auto r = std::make_shared<Read>();
  auto* record = table.add("record", "write down what a debtor or a colleague said", [r](World& world) {
    r->order.on = day_or_today(r->on, "--on");
    r->order.due = day_if_given(r->due, "--due");
    r->order.until = day_if_given(r->until, "--until");
    return record_command(world, r->order);
  });
  RecordOrder& order = r->order;
  record
      ->add_option(
          "kind", order.kind,
          "response, promise, plan, acknowledgement, dispute, settled, hold, release, delivered, bounced, reason, call")
      ->required();
  record->add_option("debtor", order.debtor, "")->required();
  record->add_option("--on,--today", r->on, "the day it happened; default: today");
  record->add_option("--due", r->due, "promise: the exact day of payment");
  record->add_option("--dates", order.dates,
                     "plan: its dates and sums, as 2026-12-15:5000.00,2027-01-15:5000.00; together all that is open");
  record->add_option("--amount", order.amount, "promise, dispute: the sum; default: all of it");
  record->add_option("--invoice", order.invoice,
                     "acknowledgement, dispute, settled: the invoice, or a part as arrears lists it");
  record->add_flag("--beside", order.beside,
                   "promise: besides those before it; default: one about the same money renews them");
  record->add_flag("--written", order.written,
                   "response, acknowledgement, promise, plan: in a document that the debtor signed or sent");
  record->add_option("--until", r->until, "hold: its last day");
  record->add_option("--letter", order.letter, "the letter it is about; default: the last demand");
  record->add_option("--currency", order.currency, "when the debtor has cases in several");
  record->add_option("--creditor", order.creditor,
                     "when the debtor has cases with several; default: that of the invoice or the letter");
  record->add_option("--code", order.code, "reason, dispute: its code; dunmail reasons lists them");
  record->add_option("--outcome", order.outcome, "call: reached, no-answer, refused, wrong-number, message-left");
  record->add_option("--note", order.note, "reason, evidence, or what was said");
  record->add_option("--by", order.by, "who; default: you");
}

void describe_calls(CommandTable& table) {
  const auto r = std::make_shared<CallsRead>();
  auto* calls = table.group("calls", "the log of calls and visits");
  auto* log = table.add(
      "log", "write down a call that was made, and the promise that came of it",
      [r](World& world) {
        r->call.day = day_or_today(r->today, "--today");
        r->call.promise_on = day_if_given(r->on, "--on");
        if (!r->at.empty())
          r->call.at = time_given(r->at, "at");
        else if (r->today.empty())
          r->call.at = debtors_clock(world, r->call.debtor);
        return log_call_command(world, r->call);
      },
      calls);
  log_options(log, *r);
  auto* list = table.add(
      "list", "every call and visit, oldest first",
      [r, &table](World& world) {
        r->calls.since = day_if_given(r->since, "--since");
        return calls_command(world, r->calls, table.extent(r->all));
      },
      calls);
  list->add_option("debtor", r->calls.debtor, "one debtor");
  all_option(list, r->all);
  table.csv_option(list);
  list->add_option("--by", r->calls.by, "only those of this person");
  list->add_option("--since", r->since, "only from this day on");
}

}  // namespace dunmail
