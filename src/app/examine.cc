#include "app/examine.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "policy/deadlines.h"

namespace dunmail {
namespace {

/// A promise that this day settles is an event that the run will write; until then it is counted here.
void settle(Standing& standing, const std::vector<PromiseFinding>& findings, Date today) {
  for (const PromiseFinding& finding : findings)
    for (Promise& promise : standing.promises)
      if (promise.state == Promise::State::open && promise.due == finding.promise.due && promise.made == finding.promise.made) {
        promise.state = finding.kept ? Promise::State::kept : Promise::State::broken;
        promise.settled = today;
      }
}

LegalGate gate_for(const CaseRules& rules, const CaseInput& input, const Standing& standing, const Arrears& arrears) {
  LegalGate gate;
  gate.own_locale_template = rules.has_template("lawyers-letter", input.account.debtor.locale);
  const auto driver = std::find_if(arrears.lines.begin(), arrears.lines.end(), [](const ArrearsLine& l) { return l.overdue() && l.demandable() > 0; });
  if (driver == arrears.lines.end()) return gate;
  gate.limitation_ends = limitation_ends(limitation_law(input.account.debtor.address.country), driver->invoice.due,
                                         interruptions_of(standing, driver->invoice.number));
  return gate;
}

}  // namespace

Examined examine(const CaseRules& rules, const CaseInput& input, Date today) {
  Examined out;
  const Debtor& debtor = input.account.debtor;
  out.standing = standing_of(input.events);
  const auto calendar = rules.calendars.find(debtor.calendar, debtor.address.country);
  if (calendar) {
    out.promises = promises_due(out.standing, rules.policy.cadence, **calendar, today);
    settle(out.standing, out.promises, today);
  }
  out.arrears = arrears_of(input.account, out.standing.disputed_amounts(), today);
  out.decision = decide(rules.policy, input.account, out.arrears, out.standing, gate_for(rules, input, out.standing, out.arrears), today,
                        outlook_of(rules.policy, rules.reasons, input.account, out.arrears, out.standing, input.history, today));
  out.blockers = out.decision.blockers;
  out.next_possible = out.decision.next_possible;
  if (!out.decision.tier) return out;
  if (!calendar) {
    out.blockers.push_back({"calendar", calendar.problem().line(), std::nullopt});
    return out;
  }
  out.step = next_step(rules.policy, out.decision, debtor, input.contacts, out.standing, **calendar, today);
  out.blockers = out.step->blockers;
  if (out.blockers.empty() && out.step->day > today) {
    out.blockers.push_back({"interval", fmt::format("the next letter goes on {}: {}", iso(out.step->day), fmt::join(out.step->why, "; ")), out.step->day});
    out.next_possible = out.step->day;
  }
  return out;
}

std::optional<Date> first_possible(const CaseRules& rules, const CaseInput& input, const Examined& today) {
  constexpr int obstacles_at_most = 16;
  std::optional<Date> day = today.next_possible;
  for (int i = 0; day && i < obstacles_at_most; ++i) {
    const Examined then = examine(rules, input, *day);
    if (then.send()) return day;
    if (!then.next_possible || *then.next_possible <= *day) return std::nullopt;
    day = then.next_possible;
  }
  return day;
}

std::string ledger_mark(const Examined& examined, const std::vector<std::string>& invoices) {
  std::string text = fmt::format("credit {}\n", examined.arrears.credit);
  for (const std::string& number : invoices) {
    const auto line = std::find_if(examined.arrears.lines.begin(), examined.arrears.lines.end(), [&](const ArrearsLine& l) { return l.invoice.number == number; });
    if (line == examined.arrears.lines.end()) text += number + " paid\n";
    else text += fmt::format("{} {} {} {}\n", number, line->open, line->disputed, line->invoice.blocked);
  }
  return sha256_hex(text);
}

}  // namespace dunmail
