#include "insight/report_ledger.h"

#include <algorithm>
#include <set>

#include "cadence/pace.h"
#include "casefile/letter_events.h"
#include "store/report_store.h"

namespace dunmail {
namespace {

std::set<std::string> registered_letters(const std::vector<Event>& events) {
  std::set<std::string> out;
  for (const Event& e : events)
    if (e.kind == EventKind::accepted && told::RouteSaid::read(e).registered.value_or(false)) out.insert(e.letter_id);
  return out;
}

std::set<std::string> lawyers_kinds(const PolicyBook::Choice& choice) {
  std::set<std::string> out;
  for (const Tier& tier : choice.policy->tiers)
    if (tier.is_lawyers_letter()) out.insert(tier.id);
  return out;
}

ReportFigures figures_of(World& world, const ReportPeriod& period, const LetterPrices& prices, CaseTroubles& trouble) {
  ReportStore sums(world.settings.database);
  ReportFigures out;
  out.period = period;
  each_account_apart(
      world, "", trouble,
      [&](CaseInput&& input) {
        const Account& account = input.account;
        std::erase_if(input.events, [&](const Event& e) { return e.day > period.to; });
        const Standing standing = standing_of(input.events);
        const Arrears arrears = arrears_of(account, standing.disputed_amounts(), period.to);
        const PolicyBook::Choice choice = world.policies.choose(account, standing, period.to);
        std::vector<std::string> overdue;
        Date since = period.to;
        for (const ArrearsLine& line : arrears.lines)
          if (line.overdue() && line.demandable() > 0) {
            overdue.push_back(line.invoice.number);
            since = std::min(since, line.invoice.due);
          }
        const Cycle cycle = cycle_about(standing, overdue, since);
        std::vector<PaidPart> paid;
        if (!standing.sent.empty())
          paid = sums.paid_parts(account.creditor, account.debtor.id, account.currency, period.from);
        add_case(out,
                 {standing, arrears, paid, registered_letters(input.events), lawyers_kinds(choice),
                  pace_of(standing, choice.policy->cadence, period.to, &cycle).value},
                 prices);
      },
      period.from);
  for (const PeriodSum& sum : sums.period_sums(period.from, period.to)) {
    MoneyFigures& money = out.money[sum.currency];
    money.invoiced = sum.invoiced;
    money.received = sum.received;
  }
  out.letters_by_state = sums.letters_by_state();
  return out;
}

}  // namespace

ReportResult report_ledger(World& world, const ReportPeriod& period, const LetterPrices& prices) {
  if (period.to < period.from)
    throw Error(ErrorKind::usage, "from", iso(period.from) + " lies behind " + iso(period.to));
  ReportResult out;
  out.figures = figures_of(world, period, prices, out.trouble);
  return out;
}

}  // namespace dunmail
