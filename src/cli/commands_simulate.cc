#include "cli/commands_simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/file.h"
#include "base/text.h"
#include "cli/tell_trouble.h"
#include "desk/rules.h"
#include "insight/simulation_report.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

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
    throw Error(ErrorKind::usage, "--days", fmt::format("{} is not from 1 to 1500", order.days));
  if (order.repeat < 1 || order.repeat > 1000)
    throw Error(ErrorKind::usage, "--repeat", fmt::format("{} is not from 1 to 1000", order.repeat));
}

std::string number_text(const SimulatedFigure& f, double value, bool exact) {
  if (f.currency) return grouped(std::llround(value), f.currency->digits());
  return fmt::format("{:.{}f}", value, f.decimals > 0 ? f.decimals : exact ? 0 : 1);
}

std::string difference_text(const SimulatedFigure& f, double fixed, double adaptive, bool exact) {
  if (fixed == adaptive) return "=";
  const std::string change = (adaptive > fixed ? "+" : "") + number_text(f, adaptive - fixed, exact);
  return fixed == 0 ? change : fmt::format("{} ({:+.1f} %)", change, (adaptive - fixed) / std::abs(fixed) * 100);
}

/// Over the seeds: the mean of each play, and how the difference spreads.
void compare(const std::vector<SimulatedRun>& runs, Answer& answer) {
  const bool one = runs.size() == 1;
  std::vector<std::pair<std::string, Side>> columns{
      {one ? "figure" : fmt::format("mean of {} seeds", runs.size()), Side::left},
      {"no letters", Side::right},
      {"fixed", Side::right},
      {"adaptive", Side::right},
      {"difference", Side::right}};
  if (!one) columns.insert(columns.end(), {{"deviation", Side::right}, {"higher in", Side::right}});
  TextTable table(columns);
  answer.data["figures"] = Json::array();
  for (const SimulatedFigure& f : simulated_figures(runs.front())) {
    std::vector<double> none, fixed, adaptive, difference;
    std::size_t higher = 0;
    for (const SimulatedRun& run : runs) {
      none.push_back(f.value(run.none, run.none));
      fixed.push_back(f.value(run.fixed, run.none));
      adaptive.push_back(f.value(run.adaptive, run.none));
      difference.push_back(adaptive.back() - fixed.back());
      higher += difference.back() > 0;
    }
    const Spread n = spread_of(none), a = spread_of(fixed), b = spread_of(adaptive), d = spread_of(difference);
    std::vector<std::string> cells{f.label, number_text(f, n.mean, one), number_text(f, a.mean, one),
                                   number_text(f, b.mean, one), difference_text(f, a.mean, b.mean, one)};
    if (!one)
      cells.insert(cells.end(), {number_text(f, d.deviation, false), fmt::format("{}/{}", higher, runs.size())});
    table.row(cells);
    Json row = {{"key", f.key},       {"currency", f.currency ? std::string(f.currency->code()) : ""},
                {"none", n.mean},     {"fixed", a.mean},
                {"adaptive", b.mean}, {"difference", d.mean}};
    if (!one) {
      row["deviation"] = d.deviation;
      row["lowest"] = d.low;
      row["highest"] = d.high;
      row["adaptive_higher"] = higher;
    }
    answer.data["figures"].push_back(std::move(row));
  }
  answer.text += table.text();
}

/// What the people and the machines of each week or month have to do under the adaptive cadence.
std::string load_table(const SimulatedRun& run, Date from, int days) {
  const SimulatedPeriods periods = simulated_periods(from, days, false);
  const Tally& t = run.adaptive;
  std::vector<std::pair<std::string, Side>> columns{{periods.word + " from", Side::left}};
  std::vector<std::pair<std::vector<double>, std::optional<Currency>>> values;
  const auto column = [&](const std::string& name, const DayCounts& counts, std::optional<Currency> currency) {
    columns.push_back({name, Side::right});
    values.push_back({periods.sums(counts), currency});
  };
  for (const auto& [kind, counts] : t.letters) column(kind, counts, {});
  for (const auto& [channel, counts] : t.channels) column(channel, counts, {});
  column("calls", t.calls, {});
  column("to legal", t.legal, {});
  for (const auto& [currency, m] : t.money) column("received " + std::string(currency.code()), m.received, currency);
  TextTable table(columns);
  for (std::size_t i = 0; i < periods.names.size(); ++i) {
    std::vector<std::string> cells{periods.names[i]};
    for (const auto& [sums, currency] : values)
      cells.push_back(currency ? grouped(std::llround(sums[i]), currency->digits()) : fmt::format("{:.0f}", sums[i]));
    table.row(std::move(cells));
  }
  return table.text();
}

Json as_json(const Tally& t) {
  Json out = {
      {"letters", t.letters}, {"channels", t.channels}, {"calls", t.calls}, {"legal", t.legal}, {"at_rest", t.rest}};
  for (const auto& [currency, m] : t.money) out["received"][std::string(currency.code())] = m.received;
  return out;
}

struct Variation {
  const char* name;
  void (*change)(ResponseModel&);
};
constexpr Variation variations[] = {
    {"as it stands", [](ResponseModel&) {}},
    {"annoyance 0", [](ResponseModel& m) { m.timing.annoyance = m.timing.complaints_annoyed = 0; }},
    {"annoyance x 0.5", [](ResponseModel& m) { m.timing.annoyance /= 2, m.timing.complaints_annoyed /= 2; }},
    {"annoyance x 2", [](ResponseModel& m) { m.timing.annoyance *= 2, m.timing.complaints_annoyed *= 2; }},
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
       m.timing.annoyance = m.timing.complaints_annoyed = m.timing.pressure = 0,
       m.timing.pressed = m.timing.before_pay_day = 1;
     }},
};

/// What each assumption about timing does to the answer, in the currency with the most cases.
template <class Play>
void sensitivity(const ResponseModel& model, const Play& play, Answer& answer) {
  TextTable table({{"model", Side::left},
                   {"letters fixed", Side::right},
                   {"adaptive", Side::right},
                   {"received fixed", Side::right},
                   {"adaptive", Side::right},
                   {"a letter, fixed", Side::right},
                   {"adaptive", Side::right},
                   {"difference", Side::right},
                   {"adaptive higher in", Side::right}});
  answer.data["sensitivity"] = Json::array();
  std::string code;
  for (const Variation& variation : variations) {
    ResponseModel changed = model;
    variation.change(changed);
    const std::vector<SimulatedRun> runs = play(changed);
    const auto c = main_currency(runs.front().none);
    if (!c) return;
    code = c->code();
    std::vector<double> letters[2], received[2], each[2];
    std::size_t higher = 0;
    for (const SimulatedRun& run : runs) {
      const Tally* plays[] = {&run.fixed, &run.adaptive};
      for (int i = 0; i < 2; ++i) {
        const MoneyTally& m = plays[i]->money.at(*c);
        letters[i].push_back(static_cast<double>(m.letters)),
            received[i].push_back(static_cast<double>(total(m.received)));
        each[i].push_back(collected_per_letter(*plays[i], run.none, *c));
      }
      higher += each[1].back() > each[0].back();
    }
    const auto mean = [](const std::vector<double>& v) { return spread_of(v).mean; };
    const auto sum = [&](double v) { return grouped(std::llround(v), c->digits()); };
    const double a = mean(each[0]), b = mean(each[1]);
    table.row({variation.name, fmt::format("{:.1f}", mean(letters[0])), fmt::format("{:.1f}", mean(letters[1])),
               sum(mean(received[0])), sum(mean(received[1])), sum(a), sum(b),
               a == 0 ? "" : fmt::format("{:+.1f} %", (b - a) / a * 100), fmt::format("{}/{}", higher, runs.size())});
    answer.data["sensitivity"].push_back({{"model", variation.name},
                                          {"currency", code},
                                          {"letters_fixed", mean(letters[0])},
                                          {"letters_adaptive", mean(letters[1])},
                                          {"received_fixed", mean(received[0])},
                                          {"received_adaptive", mean(received[1])},
                                          {"per_letter_fixed", a},
                                          {"per_letter_adaptive", b},
                                          {"adaptive_higher", higher},
                                          {"seeds", runs.size()}});
  }
  answer.text +=
      fmt::format(
          "\nThe same with other assumptions ({}; \"a letter\" is what letters brought, divided by their number)\n",
          code) +
      table.text();
}

std::string rest_text(const SimulatedRun& run) {
  TextTable table(
      {{"overdue at the end, and why no letter goes", Side::left}, {"fixed", Side::right}, {"adaptive", Side::right}});
  std::map<std::string, std::array<std::int64_t, 2>> by;
  for (const auto& [code, n] : run.fixed.rest) by[code][0] = n;
  for (const auto& [code, n] : run.adaptive.rest) by[code][1] = n;
  for (const auto& [code, n] : by) table.row({code, std::to_string(n[0]), std::to_string(n[1])});
  return by.empty() ? "" : "\n" + table.text();
}

}  // namespace

Answer simulate_command(World& world, const SimulateOrder& order, const Progress& progress) {
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
  CaseTroubles trouble;
  const auto play = [&](const ResponseModel& model) {
    trouble = {};
    const auto each = [&](const auto& take) {
      each_account_apart(world, "", trouble, [&](CaseInput&& input) {
        check_for_rules(world, input);
        take(std::move(input));
      });
    };
    return simulate(
        fixed, adaptive, model, play_order, each,
        [&](std::size_t cases) {
          if (progress) progress(std::min(cases, debtors), debtors);
        },
        &trouble);
  };
  const std::vector<SimulatedRun> runs = play(room.model);
  const SimulatedRun& first = runs.front();

  Answer answer;
  answer.data = {{"from", iso(order.from)},   {"days", order.days},
                 {"cases", first.none.cases}, {"seed", order.seed},
                 {"seeds", order.repeat},     {"policy", policies.names()},
                 {"model", room.model.name},  {"calendars_assumed", room.assumed_calendars}};
  answer.text = fmt::format(
      "{} cases, {} days from {}, policy \"{}\", response model \"{}\", seed {}{}. Nothing was written.\n",
      first.none.cases, order.days, iso(order.from), policies.names(), room.model.name, order.seed,
      order.repeat > 1 ? fmt::format(" to {}", order.seed + static_cast<std::uint64_t>(order.repeat) - 1) : "");
  if (!room.assumed_calendars.empty())
    answer.text +=
        fmt::format("The calendars {} end before the period: later holidays are assumed on the same dates.\n",
                    fmt::join(room.assumed_calendars, ", "));
  answer.text += "\n";
  compare(runs, answer);
  answer.text += rest_text(first) + fmt::format("\nThe load of the adaptive cadence, seed {}\n", first.seed) +
                 load_table(first, order.from, order.days);
  answer.data["by_day"] = {
      {"none", as_json(first.none)}, {"fixed", as_json(first.fixed)}, {"adaptive", as_json(first.adaptive)}};
  if (order.sensitivity) sensitivity(room.model, play, answer);
  if (!order.svg.empty()) {
    write_file(order.svg, to_svg(simulation_chart(first, order.from, order.days, room.model.name, policies.names())));
    answer.data["svg"] = order.svg;
    answer.text += "\nchart: " + order.svg + "\n";
  }
  tell(trouble, answer);
  return answer;
}

}  // namespace dunmail
