#include "intake/promises.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace dunmail {
namespace {

constexpr int promise_days_at_most = 366, plan_days_at_most = 5 * 366;

[[noreturn]] void refuse(const char* where, std::string message, std::string hint = {}) {
  throw Error(ErrorKind::usage, where, std::move(message), std::move(hint));
}

std::string money(std::int64_t minor, const Currency& currency) {
  return fmt::format("{} {}", grouped(minor, currency.digits()), currency.code());
}

std::int64_t sum_of(const std::vector<PlanDate>& dates) {
  std::int64_t sum = 0;
  for (const PlanDate& each : dates) sum = checked_add(sum, each.amount);
  return sum;
}

PlanDate read_plan_date(std::string_view text, std::size_t position, const Currency& currency) {
  const auto wrong = [&](std::string message,
                         std::string hint = "write each date as 2026-12-15:5000.00, without thousands separators") {
    refuse("dates", fmt::format("date {}, \"{}\": {}", position, printable(std::string(text)), message),
           std::move(hint));
  };
  const auto colon = text.find(':');
  if (colon == text.npos) wrong("is not DAY:SUM");
  const auto day = parse_date(text.substr(0, colon));
  if (!day) wrong("does not begin with a day");
  const auto amount = parse_minor(text.substr(colon + 1), currency.digits());
  if (!amount) wrong(amount.problem().message);
  if (*amount <= 0) wrong("the sum must be above zero", "leave out a date on which nothing is paid");
  return {*day, *amount};
}

void check_order(const std::vector<PlanDate>& dates, Date on) {
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const auto wrong = [&](std::string message, std::string hint = {}) {
      refuse("dates", fmt::format("date {}, {}: {}", i + 1, iso(dates[i].due), message), std::move(hint));
    };
    if (dates[i].due < on) wrong("lies before " + iso(on));
    if (dates[i].due > on + Days(plan_days_at_most)) wrong("is more than five years away");
    if (i > 0 && dates[i].due == dates[i - 1].due) wrong("stands there twice", "add the two sums up");
    if (i > 0 && dates[i].due < dates[i - 1].due)
      wrong(fmt::format("lies before date {}, {}", i, iso(dates[i - 1].due)), "name the dates in their order");
  }
}

std::string new_plan_name(Date on, const Standing& standing) {
  const auto taken = [&](const std::string& name) {
    return std::any_of(standing.promises.begin(), standing.promises.end(),
                       [&](const Promise& p) { return p.plan == name; });
  };
  std::string name = iso(on);
  for (int i = 2; taken(name); ++i) name = fmt::format("{}-{}", iso(on), i);
  return name;
}

void check_sum(const std::vector<PlanDate>& dates, const Arrears& arrears, const std::string& debtor) {
  const std::int64_t sum = sum_of(dates);
  const PlanSums open = plan_sums(arrears);
  if (open.open == 0)
    refuse("plan", debtor + " owes nothing that a plan could be over",
           "dunmail arrears " + debtor + " shows what is open, disputed or blocked");
  for (const std::int64_t besides : {std::int64_t{0}, open.claims})
    if (sum == open.open + besides || (open.overdue > 0 && sum == open.overdue + besides)) return;
  const std::string besides =
      open.claims > 0 ? ", and charges of " + money(open.claims, arrears.currency) + " besides" : "";
  const std::string is = open.overdue > 0 && open.overdue != open.open
                             ? fmt::format("{} is overdue, and {} is open", money(open.overdue, arrears.currency),
                                           money(open.open, arrears.currency))
                             : fmt::format("{} is open", money(open.open, arrears.currency));
  const std::int64_t aim = open.overdue > 0 ? open.overdue : open.open;
  const std::int64_t last = dates.back().amount + (aim - sum);
  refuse("dates", fmt::format("the dates sum up to {}, but {}", money(sum, arrears.currency), is + besides),
         last > 0 ? fmt::format("with {}:{} as its last date it is {}", iso(dates.back().due),
                                plain(last, arrears.currency.digits()), money(aim, arrears.currency))
                  : fmt::format("dunmail arrears {} lists it", debtor));
}

}  // namespace

std::vector<const Promise*> renewable(const World& world, const CaseInput& input, const Standing& standing, Date on) {
  const Debtor& debtor = input.account.debtor;
  const auto found = world.calendars.find(debtor.calendar, debtor.address.country);
  const Calendar& calendar = found ? **found : Calendar::weekends_only();
  const int grace = world.policies.choose(input.account, standing, on).policy->cadence.promise_grace_working_days;
  std::vector<const Promise*> out;
  for (const Promise* p : by_due_day(standing.promises)) {
    const bool may = p->state == Promise::State::open || p->state == Promise::State::broken;
    const bool met = p->amount > 0 && p->paid_since >= p->amount;
    if (may && !met && p->made <= on && on <= calendar.plan_working(p->due, grace).day) out.push_back(p);
  }
  return out;
}

std::string renewed_in_words(const told::Promised& promised) {
  std::vector<std::string> days;
  for (const PromiseName& name : promised.renews) days.push_back("the promise for " + iso(name.due));
  return days.empty() ? "" : fmt::format("; it renews {}", fmt::join(days, ", "));
}

told::Promised promise_of(const PromiseSaid& said, const Arrears& arrears, const std::vector<const Promise*>& earlier) {
  // "Next week" is no promise: without its exact day nobody can say that it was broken.
  if (!said.due) refuse("promise", "a promise needs its exact day", "add --due 2026-12-01");
  if (*said.due < said.on) refuse("due", iso(*said.due) + " lies before " + iso(said.on));
  if (*said.due > said.on + Days(promise_days_at_most))
    refuse("due", iso(*said.due) + " is more than a year away",
           "record several dates as a payment plan: dunmail record plan");
  const std::int64_t amount = said.amount > 0 ? said.amount : checked_add(arrears.demand, arrears.claims);
  if (amount <= 0) refuse("promise", "nothing is demanded, so nothing can be promised", "add --amount");
  if (!said.beside)
    for (const Promise* p : earlier)
      if (p->state == Promise::State::open && p->due == *said.due && p->amount == amount)
        refuse("promise",
               fmt::format("a promise of {} for {} stands already, made on {}", money(amount, arrears.currency),
                           iso(p->due), iso(p->made)),
               "if it is a second one of the same sum, add --beside");
  const PlanSums sums = plan_sums(arrears);
  const auto renews = said.beside ? std::vector<const Promise*>()
                                  : renewed_by(earlier, amount, said.on, checked_add(sums.open, sums.claims));
  return told::Promised{.amount = amount, .due = *said.due, .written = said.written, .note = said.note}.renewing(
      renews);
}

std::vector<PlanDate> read_plan_dates(const std::string& text, const Currency& currency, Date on) {
  if (text.empty())
    refuse("plan", "a payment plan needs its dates and sums", "add --dates 2026-12-15:5000.00,2027-01-15:5000.00");
  std::vector<PlanDate> out;
  for (const std::string_view each : split(text, ',')) out.push_back(read_plan_date(each, out.size() + 1, currency));
  check_order(out, on);
  if (out.size() < 2) refuse("dates", "one date is no plan", "dunmail record promise, with --due and --amount");
  return out;
}

PlanSums plan_sums(const Arrears& arrears) {
  std::int64_t open = 0;
  for (const ArrearsLine& line : arrears.lines) open = checked_add(open, line.demandable());
  return {arrears.demand, open, arrears.claims};
}

told::PlanAgreed plan_of(const std::vector<PlanDate>& dates, bool written, const std::string& note, Date on,
                         const Arrears& arrears, const Standing& standing, const std::string& debtor) {
  check_sum(dates, arrears, debtor);
  std::vector<Date> replaced;
  for (const Promise* p : by_due_day(standing.promises))
    if (p->state == Promise::State::open && std::find(replaced.begin(), replaced.end(), p->made) == replaced.end())
      replaced.push_back(p->made);
  return {new_plan_name(on, standing), dates, written, note, replaced};
}

std::string plan_in_words(const told::PlanAgreed& plan, const Standing& before, const Currency& currency) {
  const std::vector<PlanDate>& dates = plan.dates;
  std::int64_t sum = 0;
  for (const PlanDate& each : dates) sum = checked_add(sum, each.amount);
  std::string out = fmt::format("a payment plan of {} dates over {}, the first {} on {}, the last on {}", dates.size(),
                                money(sum, currency), money(dates.front().amount, currency), iso(dates.front().due),
                                iso(dates.back().due));
  std::vector<std::string> replaced;
  for (const Promise* p : by_due_day(before.promises)) {
    if (p->state != Promise::State::open) continue;
    const std::string what = p->plan.empty() ? "the promise for " + iso(p->due) : "the plan of " + iso(p->made);
    if (std::find(replaced.begin(), replaced.end(), what) == replaced.end()) replaced.push_back(what);
  }
  return replaced.empty() ? out : fmt::format("{}; it replaces {}", out, fmt::join(replaced, ", "));
}

}  // namespace dunmail
