// The options of the commands that answer one question each.
#include <memory>

#include "base/error.h"
#include "cli/commands_inspect.h"
#include "cli/given_day.h"

namespace dunmail {
namespace {

/// What the options are read into; shared by the actions, so that it lives as long as they do.
struct Read {
  std::string amount, currency, locale, due, as_of, contracted, today, day, count = "0", calendar;
  bool no_lump_sum = false;
  ChargesOrder charges;
  AllocateOrder allocate;
  LimitationOrder limitation;
};

CLI::App* describe_charges(CommandTable& table, const std::shared_ptr<Read>& r) {
  auto* charges = table.add("charges", "interest and lump sum on one claim, with law, rates and days", [r, &table] {
    ChargesOrder& order = r->charges;
    for (const auto& [option, given] : {std::pair("--regime", &order.regime),
                                        {"--principal", &order.principal},
                                        {"--currency", &r->currency},
                                        {"--due", &r->due},
                                        {"--as-of", &r->as_of}})
      if (given->empty())
        throw Error(ErrorKind::usage, "charges", std::string(option) + " is missing",
                    "see dunmail charges --help; dunmail charges list is what letters asserted");
    if (!r->locale.empty()) order.locale = r->locale;
    order.currency = r->currency;
    order.settings_file = table.config();
    order.due = day_given(r->due, "--due");
    order.as_of = day_given(r->as_of, "--as-of");
    order.contracted = day_if_given(r->contracted, "--contracted");
    order.lump_sum = !r->no_lump_sum;
    return charges_command(order);
  });
  ChargesOrder& order = r->charges;
  // Not ->required(): the commands below charges need none of them. What is missing is told when it is read.
  charges->add_option("--regime", order.regime, "which law; dunmail regimes lists them (needed)");
  charges->add_option("--principal", order.principal, "what is owed, 10000 or 10,000.00 (needed)");
  charges->add_option("--currency", r->currency, "ISO 4217 (needed)");
  charges->add_option("--due", r->due, "last day for payment (needed)");
  charges->add_option("--as-of", r->as_of, "the day up to which, included (needed)");
  charges->add_option("--receipt", order.receipts, "2026-07-20:5000, a payment in between; may be repeated");
  charges->add_option(
      "--order", order.receipt_order,
      "of receipts: costs-first (default: costs, interest, principal), interest-first (costs last) or principal-first");
  charges->add_option("--rate", order.rate, "the contract's own, percent a year");
  charges->add_option("--contracted", r->contracted, "the day of the contract; default: the first day of default");
  charges->add_option("--uplift", order.uplift, "cn-sale: 30 to 50 percent of the LPR; default 30");
  charges->add_option("--day-count", order.day_count, "365, 360, actual or 30/360; default: the regime's");
  charges->add_option("--calendar", order.calendar, "of German regimes: de, de-by, ...; default de");
  charges->add_option("--locale", r->locale, "of the ground: zh-CN, zh-TW, en, de; default en");
  charges->add_flag("--no-lump-sum", r->no_lump_sum, "it was asked for before");
  charges->add_flag("--round-daily", order.round_daily, "round a day's interest first, as GOV.UK's examples do");
  return charges;
}

}  // namespace

CLI::App* describe_inspect(CommandTable& table) {
  const auto r = std::make_shared<Read>();
  auto* words =
      table.add("words", "an amount in words", [r] { return words_command(r->amount, r->currency, r->locale); });
  words->add_option("amount", r->amount, "107000.53")->required();
  words->add_option("--currency", r->currency, "ISO 4217")->required();
  words->add_option("--locale", r->locale, "zh-CN, zh-TW, en, de; default: the currency's own");

  CLI::App* charges = describe_charges(table, r);
  table.add("regimes", "the regimes of charges", [] { return regimes_command(); });

  auto* allocate =
      table.add("allocate", "where a receipt goes: costs, then interest, then principal (PRC Civil Code 561)",
                [r] { return allocate_command(r->allocate); });
  allocate->add_option("--receipt", r->allocate.receipt, "what was paid, 5000 or 5,000.00")->required();
  allocate->add_option("--costs", r->allocate.costs, "of enforcing the claim; default 0");
  allocate->add_option("--interest", r->allocate.interest, "as dunmail charges tells it; default 0");
  allocate->add_option("--principal", r->allocate.principal, "what is owed")->required();
  allocate->add_option("--currency", r->allocate.currency, "ISO 4217; default CNY");

  auto* limitation = table.add("limitation", "the last day on which a claim can be enforced", [r] {
    r->limitation.due = day_given(r->due, "--due");
    r->limitation.today = day_if_given(r->today, "--today");
    return limitation_command(r->limitation);
  });
  limitation->add_option("--law", r->limitation.law, "cn, tw, de, gb, us, or cn-guarantee")->required();
  limitation->add_option("--due", r->due, "last day for payment")->required();
  limitation->add_option("--event", r->limitation.events,
                         "2024-02-29:demand-arrived, :part-payment or :promise; may be repeated");
  limitation->add_option("--today", r->today, "tell the days left from this day");

  auto* workday = table.add("workday", "the n-th working day after or before a day", [r, &table] {
    return workday_command(day_given(r->day, "day"), r->count, r->calendar, table.config());
  });
  workday->add_option("day", r->day, "2026-02-12")->required();
  workday->add_option("count", r->count, "+5, -3; 0 (default): the day itself, or the next working day");
  workday->add_option("--calendar", r->calendar, "a name: cn, tw, de, de-by, ...")->required();
  return charges;
}

}  // namespace dunmail
