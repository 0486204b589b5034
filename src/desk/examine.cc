#include "desk/examine.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/digest.h"
#include "casefile/people_events.h"
#include "policy/confirmation.h"
#include "policy/deadlines.h"
#include "policy/groups.h"

namespace dunmail {
namespace {

/// A promise that this day settles is an event that the run will write; until then it is counted here.
void settle_today(Standing& standing, const std::vector<PromiseFinding>& findings, Date today) {
  constexpr std::size_t after_all = std::numeric_limits<std::size_t>::max();
  for (const PromiseFinding& f : findings)
    settle(standing.promises, {f.promise.due, f.promise.made, f.promise.plan},
           f.kept ? Promise::State::kept : Promise::State::broken, today, after_all);
}

const Tier* lawyers_tier(const Policy& policy) {
  const auto found =
      std::find_if(policy.tiers.begin(), policy.tiers.end(), [](const Tier& t) { return !t.legal_gate.empty(); });
  return found == policy.tiers.end() ? nullptr : &*found;
}

/// When the notice to legal staff has stood long enough: the working days after it, or after today where none was
/// written.
std::optional<Date> notice_over(const Tier& tier, const Standing& standing, const Arrears& arrears,
                                const std::string& driver, const Calendar* calendar) {
  if (!calendar || tier.legal_notice_days == 0) return std::nullopt;
  const Decided* written = legal_notice(standing, arrears, tier.id, driver);
  return calendar->plan_working(written ? written->day : arrears.as_of, tier.legal_notice_days).day;
}

LegalGate gate_for(const CaseRules& rules, const Policy& policy, const std::string& creditor, const Debtor& debtor,
                   const Standing& standing, const Arrears& arrears, const Calendar* calendar) {
  LegalGate gate;
  if (const Promise* promise = standing.open_promise(); promise && calendar)
    gate.promise_over = calendar->plan_working(promise->due, policy.cadence.promise_grace_working_days).day + Days(1);
  const Tier* tier = lawyers_tier(policy);
  const auto driver = std::find_if(arrears.lines.begin(), arrears.lines.end(),
                                   [](const ArrearsLine& l) { return l.overdue() && l.demandable() > 0; });
  if (!tier || driver == arrears.lines.end()) return gate;
  gate.own_locale_template = rules.has_template(tier->template_kind, debtor.locale);
  gate.law_firm_lacks = rules.law_firm_lacks(creditor, debtor.address.country, debtor.locale);
  gate.notice_over = notice_over(*tier, standing, arrears, driver->invoice.number, calendar);
  gate.limitation_ends = limitation_of(limitation_law(debtor.address.country), *driver, standing);
  return gate;
}

enum class Elsewhere { drafted, approved };

/// The days on which demands left, or are to leave, that are not about this group: a new letter minds what is drafted,
/// and one that leaves what is approved.
std::vector<Date> contacts_elsewhere(const Standing& whole, const Standing& own, Elsewhere least) {
  std::vector<Date> out;
  const auto missing = [](const auto& list, const std::string& id) {
    return std::none_of(list.begin(), list.end(), [&](const auto& l) { return l.id == id; });
  };
  for (const SentLetter& letter : whole.sent)
    if (!letter.bounced && !is_confirmation(letter.kind) && missing(own.sent, letter.id)) out.push_back(letter.day);
  for (const PendingLetter& letter : whole.pending)
    if ((letter.approved || least == Elsewhere::drafted) && !is_confirmation(letter.kind) &&
        missing(own.pending, letter.id))
      out.push_back(letter.day);
  return out;
}

/// The last day on which a letter's time runs out before the next limitation or guarantee does.
std::optional<Date> last_in_time(const std::vector<Deadline>& deadlines, Days time_given) {
  for (const Deadline& d : deadlines)
    if ((d.kind == "limitation" || d.kind == "guarantee") && d.days_left >= 0) return d.date - time_given;
  return std::nullopt;
}

/// A credit in another currency may be meant for what is demanded here: a person is asked, and the letter waits, once.
void ask_about_credits(const CaseRules& rules, const Account& account, Date today, Examined& out) {
  if (rules.credit_hold_days == 0 || !demands(out.decision)) return;
  for (const Money& credit : account.foreign_credits) {
    const std::string sum =
        fmt::format("{} {}", credit.currency.code(), grouped(credit.minor, credit.currency.digits()));
    const auto asked = std::find_if(out.standing.decided.begin(), out.standing.decided.end(), [&](const Decided& d) {
      return d.action == "foreign-credit" && d.occasion == sum;
    });
    if (asked == out.standing.decided.end()) out.foreign_credits.push_back(sum);
    const Date until = (asked == out.standing.decided.end() ? today : asked->day) + Days(rules.credit_hold_days);
    if (today >= until) continue;
    out.blockers.push_back(
        {"foreign-credit",
         fmt::format("the debtor has a credit of {}: is it meant for this? The letter goes on {} otherwise", sum,
                     iso(until)),
         until});
  }
}

Cycle cycle_of(const Examined& e) {
  std::vector<std::string> about = e.decision.invoices;
  std::optional<Date> since;
  // Where all is disputed or blocked, the cycle goes on with it.
  const bool any = std::any_of(e.arrears.lines.begin(), e.arrears.lines.end(),
                               [](const ArrearsLine& line) { return line.overdue() && line.demandable() > 0; });
  for (const ArrearsLine& line : e.arrears.lines) {
    if (!line.overdue() || (any && line.demandable() <= 0)) continue;
    if (e.decision.invoices.empty()) about.push_back(line.invoice.number);
    since = std::min(since.value_or(line.invoice.due), line.invoice.due);
  }
  return cycle_about(e.standing, about, since.value_or(e.arrears.as_of));
}

/// A letter that a person took out is not written again the next day: only when its sums changed, or the ledger's owner
/// changed something of the case, or the days are over.
void respect_refusal(const Calendar& calendar, Date today, Examined& out) {
  const Decision& d = out.decision;
  const Refusal* last = nullptr;
  for (const Refusal& r : out.standing.refusals)
    if (r.kind == d.tier->id && r.amount == d.amount && r.invoices == d.invoices) last = &r;
  if (!last || last->changed_since) return;
  const Date until = calendar.plan_working(last->day, out.policy->cadence.refused_days).day;
  if (today >= until) return;
  out.blockers.push_back(
      {"refused",
       fmt::format(
           "letter {} was taken out on {} by {}: {}; it is not proposed before {}, unless its figures change or "
           "dunmail record release frees it",
           last->number, iso(last->day), last->by, last->reason, iso(until)),
       until});
}

void decide_and_step(const CaseRules& rules, const CaseInput& input, const Account& account,
                     const Result<const Calendar*>& calendar, const std::vector<Date>& elsewhere, Date today,
                     Examined& out) {
  const Debtor& debtor = account.debtor;
  out.arrears = arrears_of(account, out.standing.disputed_amounts(), today);
  const LegalGate gate =
      gate_for(rules, *out.policy, account.creditor, debtor, out.standing, out.arrears, calendar ? *calendar : nullptr);
  out.decision =
      decide(*out.policy, account, out.arrears, out.standing, gate, today,
             outlook_of(*out.policy, rules.reasons, account, out.arrears, out.standing, input.history, today));
  out.blockers = out.decision.blockers;
  out.next_possible = out.decision.next_possible;
  out.cycle = cycle_of(out);
  if (!out.decision.tier) return;
  if (!calendar) {
    out.blockers.push_back({"calendar", calendar.problem().line(), std::nullopt});
    return;
  }
  const Days time_given(deadline_days(*out.decision.tier, debtor.locale, debtor.kind));
  const auto deadlines =
      deadlines_of(limitation_law(debtor.address.country), out.arrears, out.standing, today, input.guarantors);
  out.step = next_step(*out.policy, out.decision, debtor, input.contacts, out.standing, **calendar, today,
                       {elsewhere, &input.history, last_in_time(deadlines, time_given)});
  out.blockers = out.step->blockers;
  if (time_given > Days(0))
    if (const Planned last =
            deadline_after(std::max(today, out.step->day), static_cast<int>(time_given.count()), **calendar);
        last.provisional())
      out.step->why.push_back(fmt::format("its deadline, {}, stands{}", iso(last.day), last.note()));
  out.too_late = too_late_for(deadlines, std::max(today, out.step->day) + time_given);
  ask_about_credits(rules, account, today, out);
  respect_refusal(**calendar, today, out);
  if (!out.blockers.empty() && out.blockers.front().code == "refused") out.next_possible = out.blockers.front().until;
  if (!out.blockers.empty() && out.blockers.front().code == "foreign-credit")
    out.next_possible = out.blockers.front().until;
  if (out.blockers.empty() && out.step->day > today) {
    out.blockers.push_back(
        {"interval", fmt::format("the next letter goes on {}: {}", iso(out.step->day), fmt::join(out.step->why, "; ")),
         out.step->day});
    out.next_possible = out.step->day;
  }
  // First, so that it is what the plan says: nothing else helps while it stands, and no day ends it.
  if (auto lacks = rules.creditor_lacks(account.creditor)) {
    out.blockers.insert(out.blockers.begin(), std::move(*lacks));
    out.next_possible.reset();
  }
}

/// What the debtor said is confirmed for the account as a whole, also where the policy writes by contract or invoice: a
/// promise would be confirmed once a group otherwise. Demands of the groups that are on their way do not hold it up.
void confirm_for_all(const CaseRules& rules, const CaseInput& input, const PolicyBook::Choice& choice,
                     const Result<const Calendar*>& calendar, Standing whole,
                     const std::vector<PromiseFinding>& promises, Date today, std::vector<Examined>& out) {
  std::erase_if(whole.pending, [](const PendingLetter& letter) { return !letter.group.empty(); });
  if (!confirmation_due(*choice.policy, whole, today)) return;
  Examined all{choice.policy, choice.why, "", std::move(whole), {}, {}, {}, {}, {}, {}, promises, {}, {}};
  decide_and_step(rules, input, input.account, calendar, {}, today, all);
  const bool waits = std::any_of(all.standing.pending.begin(), all.standing.pending.end(),
                                 [](const PendingLetter& l) { return is_confirmation(l.kind); });
  if (waits || (all.decision.tier && is_confirmation(all.decision.tier->id))) out.push_back(std::move(all));
}

}  // namespace

bool demands(const Decision& decision) {
  if (!decision.tier || is_confirmation(decision.tier->id)) return false;
  const bool before_due = decision.tier->rank == 0 && decision.figures.days_overdue <= 0;
  return !before_due || decision.tier->id == "charges";
}

namespace {

/// What a lawyer's letter divides is one debtor still: of two demands on one day the second keeps the gap to the first.
void one_demand_a_day(std::vector<Examined>& groups, Date today) {
  bool any = false;
  for (Examined& e : groups) {
    if (!e.send() || is_confirmation(e.decision.tier->id)) continue;
    if (any) {
      const Date until = today + Days(e.policy->cadence.minimum_gap_days);
      e.blockers.push_back({"interval", "a letter about another part of the account goes on this day", until});
      e.next_possible = until;
    }
    any = true;
  }
}

}  // namespace

std::vector<Examined> examine_groups(const CaseRules& rules, const CaseInput& input, Date today) {
  std::vector<Examined> out = examine_each_group(rules, input, today);
  if (std::any_of(out.begin(), out.end(), [](const Examined& e) { return rests_at_law(e.group); }))
    one_demand_a_day(out, today);
  return out;
}

std::vector<Examined> examine_each_group(const CaseRules& rules, const CaseInput& input, Date today) {
  const Account& account = input.account;
  Standing whole = standing_of(input.events);
  const PolicyBook::Choice choice = rules.policies.choose(account, whole, today);
  const auto calendar = rules.calendars.find(account.debtor.calendar, account.debtor.address.country);
  // A debtor whose country has no calendar is held; what it promised is judged all the same.
  const Calendar& grace = calendar ? **calendar : Calendar::weekends_only();
  std::vector<PromiseFinding> promises = promises_due(whole, account, choice.policy->cadence, grace, today);
  settle_today(whole, promises, today);
  std::vector<Examined> out;
  const std::set<std::string> at_law = choice.policy->after_legal == AfterLegal::new_cycle
                                           ? named_by_lawyers(*choice.policy, whole)
                                           : std::set<std::string>();
  if (choice.policy->grouping == Grouping::debtor && at_law.empty()) {
    out.push_back(
        {choice.policy, choice.why, "", std::move(whole), {}, {}, {}, {}, {}, {}, std::move(promises), {}, {}});
    decide_and_step(rules, input, account, calendar, {}, today, out.back());
    return out;
  }
  std::vector<AccountGroup> groups = groups_of(account, whole, choice.policy->grouping, at_law);
  // With nothing open the one group is the account itself.
  if (!groups.front().key.empty()) confirm_for_all(rules, input, choice, calendar, whole, promises, today, out);
  for (AccountGroup& group : groups) {
    const std::vector<Date> elsewhere = contacts_elsewhere(whole, group.standing, Elsewhere::drafted);
    out.push_back(
        {choice.policy, choice.why, group.key, std::move(group.standing), {}, {}, {}, {}, {}, {}, promises, {}, {}});
    decide_and_step(rules, input, group.account, calendar, elsewhere, today, out.back());
  }
  return out;
}

Examined examine(const CaseRules& rules, const CaseInput& input, Date today, const std::string& group) {
  std::vector<Examined> all = examine_groups(rules, input, today);
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const Examined& e) { return group.empty() ? e.send() : e.group == group; });
  return std::move(found == all.end() ? all.front() : *found);
}

Examined examine_letter(const CaseRules& rules, const CaseInput& input, Date today, const std::string& letter_id) {
  std::vector<Examined> all = examine_groups(rules, input, today);
  auto found = std::find_if(all.begin(), all.end(), [&](const Examined& e) {
    return std::any_of(e.standing.pending.begin(), e.standing.pending.end(),
                       [&](const PendingLetter& l) { return l.id == letter_id; });
  });
  return std::move(found == all.end() ? all.front() : *found);
}

Date leaving_day(const CaseRules& rules, const CaseInput& input, const Examined& now, const std::string& kind,
                 Date from) {
  const Debtor& debtor = input.account.debtor;
  const auto calendar = rules.calendars.find(debtor.calendar, debtor.address.country);
  const Tier* tier = now.policy->find(kind);
  if (!calendar || !tier) return from;
  const std::vector<Date> elsewhere =
      now.group.empty() ? std::vector<Date>()
                        : contacts_elsewhere(standing_of(input.events), now.standing, Elsewhere::approved);
  return leaving_day(*now.policy, *tier, debtor, now.standing, **calendar, from, elsewhere);
}

namespace {

/// What the day's run will put before people, as if it had: what waits for their answer waits from today on.
CaseInput as_put_before_people(CaseInput input, const Examined& today) {
  const auto decided = [&](const char* action, const std::string& occasion) {
    Told told = told::ActionDecided{action, "proposed", occasion, "", ""};
    Event e;
    e.case_id = input.account.case_id();
    e.seq = input.events.empty() ? 1 : input.events.back().seq + 1;
    e.day = today.arrears.as_of;
    e.kind = told.kind;
    e.by = "dunmail";
    e.data = std::move(told.data);
    input.events.push_back(std::move(e));
  };
  if (today.decision.notify_legal) decided("notify-legal", today.decision.figures.driver);
  for (const std::string& credit : today.foreign_credits) decided("foreign-credit", credit);
  return input;
}

}  // namespace

std::optional<Date> first_possible(const CaseRules& rules, const CaseInput& input, const Examined& today) {
  constexpr int obstacles_at_most = 16;
  if (!today.next_possible) return std::nullopt;
  CaseInput put = as_put_before_people(input, today);
  std::optional<Date> day = today.next_possible;
  for (int i = 0; day && i < obstacles_at_most; ++i) {
    const Examined then = examine(rules, put, *day, today.group);
    if (then.send()) return day;
    if (!then.next_possible || *then.next_possible <= *day) return std::nullopt;
    put = as_put_before_people(std::move(put), then);
    day = then.next_possible;
  }
  return day;
}

std::string ledger_mark(const Examined& examined, const std::vector<std::string>& invoices) {
  std::string text = fmt::format("credit {}\n", examined.arrears.credit);
  if (examined.arrears.claims != 0) text += fmt::format("claims {}\n", examined.arrears.claims);
  for (const std::string& number : invoices) {
    const auto line = std::find_if(examined.arrears.lines.begin(), examined.arrears.lines.end(),
                                   [&](const ArrearsLine& l) { return l.invoice.number == number; });
    if (line == examined.arrears.lines.end())
      text += number + " paid\n";
    else
      text += fmt::format("{} {} {} {}\n", number, line->open, line->disputed, line->invoice.blocked);
  }
  return sha256_hex(text);
}

}  // namespace dunmail
