#include "cli/commands_simulate.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <memory>

#include "base/file.h"
#include "base/text.h"
#include "cli/tell_trouble.h"
#include "desk/whole_ledger.h"
#include "insight/simulation_report.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

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

/// What each assumption about timing does to the answer.
std::string sensitivity_text(const std::vector<VariedPlay>& varied) {
  if (varied.empty()) return {};
  TextTable table({{"model", Side::left},
                   {"letters fixed", Side::right},
                   {"adaptive", Side::right},
                   {"received fixed", Side::right},
                   {"adaptive", Side::right},
                   {"a letter, fixed", Side::right},
                   {"adaptive", Side::right},
                   {"difference", Side::right},
                   {"adaptive higher in", Side::right}});
  const auto currency = Currency::find(varied.front().currency);
  const auto sum = [&](double v) { return grouped(std::llround(v), currency->digits()); };
  for (const VariedPlay& v : varied) {
    const double a = v.per_letter_fixed, b = v.per_letter_adaptive;
    table.row({v.assumption, fmt::format("{:.1f}", v.letters_fixed), fmt::format("{:.1f}", v.letters_adaptive),
               sum(v.received_fixed), sum(v.received_adaptive), sum(a), sum(b),
               a == 0 ? "" : fmt::format("{:+.1f} %", (b - a) / a * 100),
               fmt::format("{}/{}", v.adaptive_higher, v.seeds)});
  }
  return fmt::format(
             "\nThe same with other assumptions ({}; \"a letter\" is what letters brought, divided by their number)\n",
             varied.front().currency) +
         table.text();
}

Json to_json(const std::vector<VariedPlay>& varied) {
  Json out = Json::array();
  for (const VariedPlay& v : varied)
    out.push_back({{"model", v.assumption},
                   {"currency", v.currency},
                   {"letters_fixed", v.letters_fixed},
                   {"letters_adaptive", v.letters_adaptive},
                   {"received_fixed", v.received_fixed},
                   {"received_adaptive", v.received_adaptive},
                   {"per_letter_fixed", v.per_letter_fixed},
                   {"per_letter_adaptive", v.per_letter_adaptive},
                   {"adaptive_higher", v.adaptive_higher},
                   {"seeds", v.seeds}});
  return out;
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

Answer simulate_command(World& world, const SimulateOrder& order, const std::string& svg, const Progress& progress) {
  const std::vector<Problem> lacks = ledger_lacks(world);
  const SimulateResult result = simulate_ledger(world, order, progress);
  const SimulatedRun& first = result.runs.front();
  Answer answer;
  answer.data = {{"from", iso(order.from)},   {"days", order.days},
                 {"cases", first.none.cases}, {"seed", order.seed},
                 {"seeds", order.repeat},     {"policy", result.policies},
                 {"model", result.model},     {"calendars_assumed", result.assumed_calendars}};
  answer.text = fmt::format(
      "{} cases, {} days from {}, policy \"{}\", response model \"{}\", seed {}{}. Nothing was written.\n",
      first.none.cases, order.days, iso(order.from), result.policies, result.model, order.seed,
      order.repeat > 1 ? fmt::format(" to {}", order.seed + static_cast<std::uint64_t>(order.repeat) - 1) : "");
  if (!result.assumed_calendars.empty())
    answer.text +=
        fmt::format("The calendars {} end before the period: later holidays are assumed on the same dates.\n",
                    fmt::join(result.assumed_calendars, ", "));
  answer.text += "\n";
  compare(result.runs, answer);
  answer.text += rest_text(first) + fmt::format("\nThe load of the adaptive cadence, seed {}\n", first.seed) +
                 load_table(first, order.from, order.days);
  answer.data["by_day"] = {
      {"none", as_json(first.none)}, {"fixed", as_json(first.fixed)}, {"adaptive", as_json(first.adaptive)}};
  if (order.sensitivity) {
    answer.data["sensitivity"] = to_json(result.varied);
    answer.text += sensitivity_text(result.varied);
  }
  if (!svg.empty()) {
    write_file(svg, to_svg(simulation_chart(first, order.from, order.days, result.model, result.policies)));
    answer.data["svg"] = svg;
    answer.text += "\nchart: " + svg + "\n";
  }
  tell(result.trouble, answer);
  tell(lacks, answer);
  return answer;
}

void describe_simulate(CommandTable& table) {
  struct Read {
    SimulateOrder order;
    std::string from, svg;
  };
  const auto r = std::make_shared<Read>();
  auto* simulate = table.add(
      "simulate", "play the ledger forward: letters, load and receipts, fixed against adaptive cadence; writes nothing",
      [r, &table] {
        const auto from = parse_date(r->from);
        if (!from) throw Error(ErrorKind::usage, "--from", "\"" + r->from + "\" is not a date", "write 2026-11-21");
        r->order.from = *from;
        World world = World::open(table.config());
        return simulate_command(world, r->order, r->svg, progress_line("simulating"));
      });
  SimulateOrder& o = r->order;
  simulate->add_option("--from", r->from, "the first day, 2026-11-21")->required();
  simulate->add_option("--days", o.days, "how many days; default 90")->check(CLI::Range(1, 1500));
  simulate->add_option("--policy", o.policy, "policy.toml to try; default: the one in use");
  simulate->add_option("--response-model", o.model,
                       "what debtors do; default: the product's config/response-model.toml");
  simulate->add_option("--seed", o.seed, "of chance; the same seed gives the same figures; default 1");
  simulate->add_option("--repeat", o.repeat, "play so many seeds and tell the mean and the spread")
      ->check(CLI::Range(1, 1000));
  simulate->add_option("--svg", r->svg, "write a chart to this file");
  simulate->add_flag("--sensitivity", o.sensitivity, "play again with each assumption about timing changed");
}

}  // namespace dunmail
