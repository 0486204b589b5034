#include "insight/simulate_ledger.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "desk/rules.h"
#include "insight/simulation_report.h"

namespace dunmail {
namespace {

/// All that a simulation works with; the rules refer to it, so it stays where it is.
struct Room {
  PolicyBook fixed, adaptive;
  Calendars calendars;
  std::vector<std::string> assumed_calendars;
  ResponseModel model;
};

/// A tier of the model that neither the policy nor the product knows is a typing error that would pass for "otherwise".
void check_model(const ResponseModel& model, const PolicyBook& policies) {
  std::vector<std::string> known{"pre-due-notice",          "reminder",      "credit-warning", "final-demand",
                                 "lawyers-letter",          "short-payment", "broken-promise", "promise-confirmation",
                                 "dispute-acknowledgement", "thanks",        "charges"};
  for (const Policy& policy : policies.all()) {
    for (const Tier& tier : policy.tiers) known.push_back(tier.id);
    for (const auto& [kind, tier] : policy.occasional) known.push_back(kind);
  }
  for (const auto& [kind, tier] : model.tiers)
    if (std::find(known.begin(), known.end(), kind) == known.end())
      throw Error(ErrorKind::config, tier.where,
                  fmt::format("[tier.{}]: no policy in use has such a tier ({})", kind, policies.names()),
                  did_you_mean(kind, known));
}

void check_order(const SimulateOrder& order) {
  if (order.days < 1 || order.days > 1500)
    throw Error(ErrorKind::usage, "days", fmt::format("{} is not from 1 to 1500", order.days));
  if (order.repeat < 1 || order.repeat > 1000)
    throw Error(ErrorKind::usage, "repeat", fmt::format("{} is not from 1 to 1000", order.repeat));
}

struct Variation {
  const char* name;
  void (*change)(ResponseModel&);
};
constexpr Variation variations[] = {
    {"as it stands", [](ResponseModel&) {}},
    {"annoyance 0", [](ResponseModel& m) { m.timing.annoyance = m.timing.complaints_annoyed = 0; }},
    {"annoyance x 0.5",
     [](ResponseModel& m) {
       m.timing.annoyance /= 2;
       m.timing.complaints_annoyed /= 2;
     }},
    {"annoyance x 2",
     [](ResponseModel& m) {
       m.timing.annoyance *= 2;
       m.timing.complaints_annoyed *= 2;
     }},
    {"pressure 0", [](ResponseModel& m) { m.timing.pressure = 0; }},
    {"pressure x 0.5", [](ResponseModel& m) { m.timing.pressure /= 2; }},
    {"pressure x 2", [](ResponseModel& m) { m.timing.pressure *= 2; }},
    {"pressure fades twice as fast",
     [](ResponseModel& m) { m.timing.pressure_half_life_days = std::max(1, m.timing.pressure_half_life_days / 2); }},
    {"pressing who answered costs nothing", [](ResponseModel& m) { m.timing.pressed = 1; }},
    {"pay-days make no difference", [](ResponseModel& m) { m.timing.before_pay_day = 1; }},
    {"no answer is followed by payment", [](ResponseModel& m) { m.after.reply_pays = 0; }},
    {"every answer is followed by payment", [](ResponseModel& m) { m.after.reply_pays = 1; }},
    {"timing makes no difference at all",
     [](ResponseModel& m) {
       m.timing.annoyance = m.timing.complaints_annoyed = m.timing.pressure = 0;
       m.timing.pressed = m.timing.before_pay_day = 1;
     }},
};

VariedPlay varied(const Variation& variation, const std::vector<SimulatedRun>& runs, Currency currency) {
  std::vector<double> letters[2], received[2], each[2];
  VariedPlay out;
  for (const SimulatedRun& run : runs) {
    const Tally* plays[] = {&run.fixed, &run.adaptive};
    for (int i = 0; i < 2; ++i) {
      const MoneyTally& m = plays[i]->money.at(currency);
      letters[i].push_back(static_cast<double>(m.letters));
      received[i].push_back(static_cast<double>(total(m.received)));
      each[i].push_back(collected_per_letter(*plays[i], run.none, currency));
    }
    out.adaptive_higher += each[1].back() > each[0].back();
  }
  const auto mean = [](const std::vector<double>& v) { return spread_of(v).mean; };
  out.assumption = variation.name;
  out.currency = currency.code();
  out.letters_fixed = mean(letters[0]);
  out.letters_adaptive = mean(letters[1]);
  out.received_fixed = mean(received[0]);
  out.received_adaptive = mean(received[1]);
  out.per_letter_fixed = mean(each[0]);
  out.per_letter_adaptive = mean(each[1]);
  out.seeds = runs.size();
  return out;
}

}  // namespace

SimulateResult simulate_ledger(World& world, const SimulateOrder& order, const Progress& progress) {
  SimulateResult out;
  check_order(order);
  const PolicyBook policies = order.policy.empty() ? world.policies : PolicyBook::load(policy_files(order.policy));
  Room room{fixed_cadence(policies),
            policies,
            {},
            {},
            ResponseModel::load(order.model.empty() ? share_folder() + "/config/response-model.toml" : order.model)};
  check_model(room.model, policies);
  const Date end = order.from + Days(order.days);
  // Deadlines and promises reach behind the last day.
  room.calendars = world.calendars.assumed_until(int(civil(end + Days(120)).year()), room.assumed_calendars);
  const CaseRules one = rules_of(world), other = rules_of(world);  // each remembers what it saw: one a thread
  const CaseRules fixed{room.fixed,  room.calendars,     one.has_template,    one.law_firm_lacks,
                        one.reasons, one.creditor_lacks, one.credit_hold_days},
      adaptive{room.adaptive, room.calendars,       other.has_template,    other.law_firm_lacks,
               other.reasons, other.creditor_lacks, other.credit_hold_days};
  const SimulationOrder play_order{order.from, order.days, order.seed, order.repeat, false};
  const std::size_t debtors = world.store.count("debtor");
  const auto play = [&](const ResponseModel& model) {
    out.trouble = {};
    const auto each = [&](const auto& take) {
      each_account_apart(world, "", out.trouble, [&](CaseInput&& input) {
        check_for_rules(world, input);
        take(std::move(input));
      });
    };
    return simulate(
        fixed, adaptive, model, play_order, each,
        [&](std::size_t cases) {
          if (progress) progress(std::min(cases, debtors), debtors);
        },
        &out.trouble);
  };
  out.runs = play(room.model);
  out.policies = policies.names();
  out.model = room.model.name;
  out.assumed_calendars = room.assumed_calendars;
  if (!order.sensitivity) return out;
  for (const Variation& variation : variations) {
    ResponseModel changed = room.model;
    variation.change(changed);
    const std::vector<SimulatedRun> runs = play(changed);
    const auto currency = main_currency(runs.front().none);
    if (!currency) break;
    out.varied.push_back(varied(variation, runs, *currency));
  }
  return out;
}

}  // namespace dunmail
