// What a simulation says: figures side by side, the load by week or month, a chart.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "insight/chart.h"
#include "insight/simulate.h"

namespace dunmail {

/// One line of the comparison. Money in minor units of its currency.
struct SimulatedFigure {
  std::string key, label;
  std::optional<Currency> currency;  ///< of a sum; empty: a count, or days
  int decimals = 0;                  ///< of a count
  /// From a play and the play of the same seed without letters.
  std::function<double(const Tally& play, const Tally& none)> value;
};

/// Counts first, then the money of each currency that the ledger holds.
std::vector<SimulatedFigure> simulated_figures(const SimulatedRun& run);

/// Received because of letters, for each letter of a currency: what the comparison is about.
double collected_per_letter(const Tally& play, const Tally& none, Currency currency);

/// The currency with the most cases; nothing in an empty ledger.
std::optional<Currency> main_currency(const Tally& tally);

struct Spread {
  double mean = 0, deviation = 0, low = 0, high = 0;  ///< deviation: of the sample; 0 for one value
};
Spread spread_of(const std::vector<double>& values);

/// Days put together to weeks, or to months where the period is longer than 26 weeks: first index of each, and its
/// name.
struct SimulatedPeriods {
  std::vector<std::size_t> first;  ///< and one behind the last day
  std::vector<std::string> names;  ///< ISO day of its first day
  std::string word;                ///< "week", "month"
  std::vector<double> sums(const DayCounts& counts) const;
};
SimulatedPeriods simulated_periods(Date from, int days, bool weeks_only);

Chart simulation_chart(const SimulatedRun& run, Date from, int days, const std::string& model,
                       const std::string& policy);

}  // namespace dunmail
