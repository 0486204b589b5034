#include "insight/simulation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace dunmail {
namespace {

double count_in(const std::map<std::string, DayCounts>& by, const std::string& name) {
  const auto found = by.find(name);
  return found == by.end() ? 0 : static_cast<double>(total(found->second));
}

std::set<std::string> names_of(const SimulatedRun& run, std::map<std::string, DayCounts> Tally::*member) {
  std::set<std::string> out;
  for (const Tally* t : {&run.fixed, &run.adaptive})
    for (const auto& [name, counts] : t->*member) out.insert(name);
  return out;
}

const MoneyTally& money_of(const Tally& tally, Currency currency) {
  static const MoneyTally nothing;
  const auto found = tally.money.find(currency);
  return found == tally.money.end() ? nothing : found->second;
}

double received(const Tally& tally, Currency currency) {
  return static_cast<double>(total(money_of(tally, currency).received));
}

double mean_days(const MoneyTally& m) {
  return m.settled_invoices == 0 ? 0 : static_cast<double>(m.late_sum_days) / static_cast<double>(m.settled_invoices);
}

void add_counts(const SimulatedRun& run, std::vector<SimulatedFigure>& out) {
  out.push_back({"letters", "letters", {}, 0, [](const Tally& t, const Tally&) {
                   return static_cast<double>(t.letters_sent());
                 }});
  for (const std::string& kind : names_of(run, &Tally::letters))
    out.push_back({"letters." + kind, "  " + kind, {}, 0, [kind](const Tally& t, const Tally&) {
                     return count_in(t.letters, kind);
                   }});
  for (const std::string& channel : names_of(run, &Tally::channels))
    out.push_back({"channel." + channel, "  by " + channel, {}, 0, [channel](const Tally& t, const Tally&) {
                     return count_in(t.channels, channel);
                   }});
  const auto plain_count = [&](const char* key, const char* label, std::int64_t Tally::*member) {
    out.push_back(
        {key, label, {}, 0, [member](const Tally& t, const Tally&) { return static_cast<double>(t.*member); }});
  };
  out.push_back({"calls", "calls to make", {}, 0, [](const Tally& t, const Tally&) {
                   return static_cast<double>(total(t.calls));
                 }});
  plain_count("replies", "replies", &Tally::replies);
  plain_count("promises", "promises", &Tally::promises);
  plain_count("promises_kept", "  kept", &Tally::promises_kept);
  plain_count("promises_broken", "  broken", &Tally::promises_broken);
  plain_count("disputes", "disputes", &Tally::disputes);
  plain_count("complaints", "complaints", &Tally::complaints);
  plain_count("bounces", "bounces", &Tally::bounces);
  out.push_back({"legal", "cases at legal", {}, 0, [](const Tally& t, const Tally&) {
                   return static_cast<double>(total(t.legal));
                 }});
  plain_count("legal_open", "  open at the end", &Tally::legal_open);
  std::set<std::string> actions;
  for (const Tally* t : {&run.fixed, &run.adaptive})
    for (const auto& [action, n] : t->final_actions) actions.insert(action);
  for (const std::string& action : actions)
    out.push_back({"final." + action, action + " proposed", {}, 0, [action](const Tally& t, const Tally&) {
                     const auto found = t.final_actions.find(action);
                     return found == t.final_actions.end() ? 0.0 : static_cast<double>(found->second);
                   }});
}

void add_money(Currency c, std::vector<SimulatedFigure>& out) {
  const std::string code(c.code());
  const auto sum = [&](const char* key, const char* label, auto value) {
    out.push_back({code + "." + key, code + " " + label, c, 0, std::move(value)});
  };
  sum("open_at_start", "open at the start",
      [c](const Tally& t, const Tally&) { return static_cast<double>(money_of(t, c).open_at_start); });
  sum("received", "received", [c](const Tally& t, const Tally&) { return received(t, c); });
  sum("by_letters", "  because of letters",
      [c](const Tally& t, const Tally& none) { return received(t, c) - received(none, c); });
  sum("per_letter", "  the same a letter",
      [c](const Tally& t, const Tally& none) { return collected_per_letter(t, none, c); });
  sum("per_100_letters", "  the same per 100 letters",
      [c](const Tally& t, const Tally& none) { return 100 * collected_per_letter(t, none, c); });
  sum("open_at_end", "open at the end",
      [c](const Tally& t, const Tally&) { return static_cast<double>(money_of(t, c).open_at_end); });
  out.push_back({code + ".days_to_payment", code + " mean days to payment", {}, 1, [c](const Tally& t, const Tally&) {
                   return mean_days(money_of(t, c));
                 }});
}

std::vector<double> running(std::vector<double> values, double scale) {
  std::partial_sum(values.begin(), values.end(), values.begin());
  for (double& v : values) v /= scale;
  return values;
}

ChartPanel letters_panel(const SimulatedRun& run, const Tally& tally, const SimulatedPeriods& periods,
                         const char* title, double top) {
  ChartPanel panel{ChartPanel::Kind::stacked_bars, title, "letters a " + periods.word, periods.names, {}, top};
  for (const std::string& kind : names_of(run, &Tally::letters)) {
    const auto found = tally.letters.find(kind);
    panel.series.push_back({kind, periods.sums(found == tally.letters.end() ? DayCounts() : found->second)});
  }
  return panel;
}

double most_letters(const Tally& tally, const SimulatedPeriods& periods) {
  std::vector<double> sums(periods.names.size());
  for (const auto& [kind, counts] : tally.letters) {
    const auto each = periods.sums(counts);
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += each[i];
  }
  return sums.empty() ? 0 : *std::max_element(sums.begin(), sums.end());
}

}  // namespace

double collected_per_letter(const Tally& play, const Tally& none, Currency currency) {
  const std::int64_t letters = money_of(play, currency).letters;
  return letters == 0 ? 0 : (received(play, currency) - received(none, currency)) / static_cast<double>(letters);
}

std::optional<Currency> main_currency(const Tally& tally) {
  std::optional<Currency> best;
  for (const auto& [currency, m] : tally.money)
    if (!best || m.cases > tally.money.at(*best).cases) best = currency;
  return best;
}

std::vector<SimulatedFigure> simulated_figures(const SimulatedRun& run) {
  std::vector<SimulatedFigure> out;
  add_counts(run, out);
  for (const auto& [currency, m] : run.none.money) add_money(currency, out);
  return out;
}

Spread spread_of(const std::vector<double>& values) {
  Spread s;
  if (values.empty()) return s;
  const double n = static_cast<double>(values.size());
  s.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  s.low = *std::min_element(values.begin(), values.end());
  s.high = *std::max_element(values.begin(), values.end());
  double squares = 0;
  for (const double v : values) squares += (v - s.mean) * (v - s.mean);
  if (values.size() > 1) s.deviation = std::sqrt(squares / (n - 1));
  return s;
}

std::vector<double> SimulatedPeriods::sums(const DayCounts& counts) const {
  std::vector<double> out(names.size());
  for (std::size_t i = 0; i + 1 < first.size(); ++i)
    for (std::size_t day = first[i]; day < std::min(first[i + 1], counts.size()); ++day)
      out[i] += static_cast<double>(counts[day]);
  return out;
}

SimulatedPeriods simulated_periods(Date from, int days, bool weeks_only) {
  SimulatedPeriods out;
  const bool months = !weeks_only && days > 26 * 7;
  out.word = months ? "month" : "week";
  for (int day = 0; day < days; ++day) {
    const Date on = from + Days(day);
    if (day > 0 && (months ? unsigned(civil(on).day()) != 1 : day % 7 != 0)) continue;
    out.first.push_back(static_cast<std::size_t>(day));
    out.names.push_back(iso(on));
  }
  out.first.push_back(static_cast<std::size_t>(days));
  return out;
}

Chart simulation_chart(const SimulatedRun& run, Date from, int days, const std::string& model,
                       const std::string& policy) {
  const SimulatedPeriods periods = simulated_periods(from, days, true);
  Chart chart;
  chart.title = fmt::format("{} days from {}: fixed and adaptive cadence", days, iso(from));
  chart.subtitle = fmt::format("Simulation of {} cases with the policy \"{}\" and the response model \"{}\", seed {}",
                               run.none.cases, policy, model, run.seed);
  const double top = std::max(most_letters(run.fixed, periods), most_letters(run.adaptive, periods));
  chart.panels.push_back(letters_panel(run, run.fixed, periods, "Letters, fixed cadence", top));
  chart.panels.push_back(letters_panel(run, run.adaptive, periods, "Letters, adaptive cadence", top));
  if (const auto currency = main_currency(run.none)) {
    double unit = std::pow(10, currency->digits());
    std::string word(currency->code());
    if (received(run.adaptive, *currency) >= 10e6 * unit) {
      unit *= 1e6;
      word += " million";
    }
    ChartPanel panel{ChartPanel::Kind::lines,
                     "Received since the first day, cases in " + std::string(currency->code()),
                     word,
                     periods.names,
                     {},
                     0};
    const auto line = [&](const char* name, const Tally& tally) {
      panel.series.push_back({name, running(periods.sums(money_of(tally, *currency).received), unit)});
    };
    line("adaptive cadence", run.adaptive);
    line("fixed cadence", run.fixed);
    line("no letters at all", run.none);
    chart.panels.push_back(std::move(panel));
  }
  chart.footnote =
      "Each figure stands at the first day of its week. The response model is an assumption, not a measurement.";
  return chart;
}

}  // namespace dunmail
