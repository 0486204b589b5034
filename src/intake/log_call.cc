#include "intake/log_call.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/text.h"
#include "cadence/call_times.h"
#include "casefile/people_events.h"
#include "desk/debtor_day.h"
#include "desk/examine.h"
#include "desk/find.h"

namespace dunmail {
namespace {

const std::vector<std::string> outcomes{"reached", "no-answer", "refused", "wrong-number", "message-left"};

void check_order(const CallOrder& o) {
  if (std::find(outcomes.begin(), outcomes.end(), o.outcome) == outcomes.end())
    throw Error(ErrorKind::usage, "call",
                o.outcome.empty() ? "what came of it?" : "\"" + o.outcome + "\" is no outcome",
                fmt::format("add --outcome with one of: {}", fmt::join(outcomes, ", ")));
  const bool promised = !o.promise.empty() || o.promise_on;
  if (promised && !o.promise_on)
    throw Error(ErrorKind::usage, "promise", "a promise needs its exact day", "add --on 2026-12-01");
  if (promised && o.outcome != "reached")
    throw Error(ErrorKind::usage, "promise", "nobody promised anything in a call with the outcome " + o.outcome,
                "use --outcome reached");
  // POWER: a call ends with a commitment, or with what was said instead of one.
  if (o.outcome == "reached" && o.text.empty() && !promised)
    throw Error(ErrorKind::usage, "call", "what was said?",
                "add --text TEXT (record: --note), or --promise AMOUNT --on DATE");
  if (o.visit && o.incoming) throw Error(ErrorKind::usage, "incoming", "a visit of ours is not the debtor's call");
}

/// The contact of that name; without one the first in the order of roles that has a number.
Contact whom(const CaseInput& input, const CallOrder& o) {
  if (o.contact.empty()) {
    for (const char* role : {"payer", "finance", "owner", "decision-maker"})
      for (const Contact& c : input.contacts)
        if (c.role == role && !c.phone.empty() && !standing_of(input.events).is_dead(c.phone)) return c;
    return {};
  }
  std::vector<std::string> names;
  for (const Contact& c : input.contacts) {
    if (c.name == o.contact) return c;
    names.push_back(c.name);
  }
  const std::string meant = did_you_mean(o.contact, names);
  throw Error(ErrorKind::usage, "contact", fmt::format("{} has no contact \"{}\"", o.debtor, o.contact),
              !meant.empty()  ? meant
              : names.empty() ? "import contacts first"
                              : fmt::format("there are: {}", fmt::join(names, ", ")));
}

/// What forbids the call: sentences, and the next day on which one is allowed. Nothing: it is allowed.
struct Refusal {
  std::string why, next;
};
std::optional<Refusal> refusal(World& world, const CaseInput& input, const CallOrder& o) {
  if (o.visit || o.incoming) return std::nullopt;
  const Debtor& debtor = input.account.debtor;
  const CallRules& rules = world.policies.choose(input.account, standing_of(input.events), o.day).policy->calls;
  const auto calendar = world.calendars.find(debtor.calendar, debtor.address.country);
  if (!calendar) return Refusal{calendar.problem().message, "when the debtor has a calendar of working days"};
  const CallDay day = call_day(rules, debtor.kind, calls_of_debtor(world, debtor.id), **calendar, o.day);
  if (day.day > o.day) return Refusal{fmt::format("{}", fmt::join(day.why, "; ")), "on " + iso(day.day)};
  if (!o.at || rules.hours.always() || (*o.at >= rules.hours.from && *o.at < rules.hours.to)) return std::nullopt;
  const auto clock = [](std::chrono::minutes m) { return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60); };
  const CallDay next = *o.at < rules.hours.from ? day
                                                : call_day(rules, debtor.kind, calls_of_debtor(world, debtor.id),
                                                           **calendar, o.day + Days(1));
  return Refusal{fmt::format("{} is outside {}-{} of the debtor's day ({})", clock(*o.at), clock(rules.hours.from),
                             clock(rules.hours.to), time_zone_of(world, debtor)),
                 fmt::format("on {} from {}", iso(next.day), clock(rules.hours.from))};
}

told::CallLogged told_of(const CallOrder& o, const Contact& contact) {
  told::CallLogged out{o.outcome, o.text, o.visit, o.incoming, contact.name};
  if (!o.visit && !o.incoming) out.phone = contact.phone;
  if (o.at) out.at = fmt::format("{:02}:{:02}", o.at->count() / 60, o.at->count() % 60);
  return out;
}

Recorded promised(World& world, const CallOrder& o) {
  RecordOrder order;
  order.kind = "promise";
  order.debtor = o.debtor;
  order.currency = o.currency;
  order.creditor = o.creditor;
  order.letter = o.letter;
  order.by = o.by;
  order.on = o.day;
  order.amount = o.promise;
  order.due = o.promise_on;
  order.note = o.text.empty() ? "by telephone" : o.text;
  try {
    return record(world, order);
  } catch (const Error& e) {  // it names the fields of its own order
    const std::string& where = e.problem().where;
    if (where != "amount" && where != "due") throw;
    throw Error(e.kind(), where == "amount" ? "promise" : "on", e.problem().message, e.problem().hint);
  }
}

}  // namespace

LoggedCall log_call(World& world, const CallOrder& order) {
  check_order(order);
  LoggedCall out;
  world.store.transaction([&] {
    const CaseInput input = need_case(world, order.debtor, order.currency, "call", {order.creditor, "", order.letter});
    const Contact contact = whom(input, order);
    told::CallLogged call = told_of(order, contact);
    const auto no = refusal(world, input, order);
    if (no && order.override_by.empty())
      throw Error(ErrorKind::usage, "call",
                  fmt::format("no call to {} on {}: {}", order.debtor, iso(order.day), no->why),
                  fmt::format("the next is allowed {}; dunmail calls log {} --override NAME records one that was made",
                              no->next, order.debtor));
    if (no) {
      call.override_by = order.override_by;
      call.beyond = no->why;
    }
    const Standing standing = standing_of(input.events);
    if (const auto named = order.letter.empty() ? std::nullopt : world.store.letter(order.letter);
        !order.letter.empty() && (!named || named->case_id != input.account.case_id()))
      throw Error(ErrorKind::usage, "letter", "there is no letter " + order.letter + " in this case");
    const std::string letter = !order.letter.empty()    ? order.letter
                               : standing.last_demand() ? standing.last_demand()->id
                                                        : "";
    out.event = world.record(input, order.day, letter, call, order.by);
    out.contact = contact.name;
    if (no) out.beyond = no->why;
    if (order.promise_on) out.promise = promised(world, order);
  });
  return out;
}

std::chrono::minutes debtors_clock(World& world, const std::string& debtor) {
  const Instant now = world.now();
  const Instant local =
      now + utc_offset(time_zone_of(world, need_debtor(world, debtor)), now).value_or(std::chrono::seconds(0));
  return std::chrono::floor<std::chrono::minutes>(local - Instant(std::chrono::floor<Days>(local)));
}

std::chrono::minutes time_given(const std::string& text, const char* field) {
  const auto window = parse_send_window("00:00-" + text);
  if (text == "00:00") return std::chrono::minutes(0);
  if (!window || text == "24:00")
    throw Error(ErrorKind::usage, field, "\"" + text + "\" is no time of day", "write 14:30");
  return window->to;
}

}  // namespace dunmail
