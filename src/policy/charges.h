// What late payment costs: interest and lump sum on one claim, by regime, with every figure that a court asks for.
// Exact: whole numbers throughout, rounded half up once, at the end. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "policy/regime.h"

namespace dunmail {

/// What differs from claim to claim within a regime.
struct ChargeTerms {
  std::optional<Rate> agreed_rate;  ///< of the contract, percent a year
  std::optional<Date> contracted;   ///< when it was agreed; empty: the day of default stands in for it
  std::optional<int> uplift;        ///< percent of the rate, where the regime has a range
  std::optional<DayCount> day_count;
  bool interest = true;      ///< false: the lump sum alone, which needs no rates
  bool lump_sum = true;      ///< false: was asked for before; it is due once a claim
  bool round_daily = false;  ///< round a day's interest first, as GOV.UK's examples do
  /// The day itself or the next working day; needed where the regime moves a last day (BGB 193).
  std::function<Result<Date>(Date)> next_working;
};

struct ChargeSegment {
  Date from, to;  ///< both included
  long days = 0;  ///< as counted
  Rate rate = 0;  ///< a year; a day when `daily`
  bool daily = false;
  std::string amount;  ///< in the currency's major unit, to four decimals more than it has
};

struct Charge {
  std::string regime;
  Currency currency;
  std::int64_t principal = 0;  ///< minor units, as all sums
  Date due, as_of;
  Date last_day;  ///< for payment: the due day, moved where the law moves it
  DayCount day_count = DayCount::of_365;
  std::vector<ChargeSegment> segments;  ///< empty up to the last day
  std::string unrounded;                ///< sum of the segments
  std::int64_t interest = 0, lump_sum = 0;
  std::int64_t total = 0;  ///< interest and lump sum, without the principal
  LawWords law;             ///< the law alone: for a letter about several claims
  LawWords basis;           ///< law, rates, days: the letter's interest_basis. Both empty when nothing is charged
  std::vector<std::string> warnings;  ///< for legal staff, in English
};

/// The charges on `principal` (above zero), payable until `due`, as of the end of `as_of`. Up to the last day nothing
/// is charged. Problems: a day that a table of rates or the calendar does not know (`where` is the file), a default
/// before the regime's law came into force, a result beyond int64, and terms the regime does not take (`where` is their
/// name: principal, rate, uplift, currency). Throws Error(config) when `rates` lacks a table that the regime names.
Result<Charge> charge(const Regime& regime, const Rates& rates, std::int64_t principal, Currency currency, Date due,
                      Date as_of, const ChargeTerms& terms = {});

/// Where a receipt goes: costs, then interest, then principal (PRC Civil Code 561; BGB 367 has the same order).
struct Allocated {
  std::int64_t costs = 0, interest = 0, principal = 0;  ///< paid of each
  std::int64_t costs_left = 0, interest_left = 0, principal_left = 0;
  std::int64_t rest = 0;  ///< of the receipt, once all is paid
};
/// All sums in minor units of one currency and not negative; throws Error(internal) otherwise.
Allocated allocate_561(std::int64_t costs, std::int64_t interest, std::int64_t principal, std::int64_t receipt);

}  // namespace dunmail
