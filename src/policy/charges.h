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
  bool interest = true;  ///< false: the lump sum alone, which needs no rates
  bool lump_sum = true;  ///< false: was asked for before; it is due once a claim
  /// First day that interest is asked for; empty: the first of the default. Law and rate are those of the due day
  /// either way.
  std::optional<Date> accrue_from = {};
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
  LawWords law;            ///< the law alone: for a letter about several claims
  LawWords basis;          ///< law, rates, days: the letter's interest_basis. Both empty when nothing is charged
  std::vector<std::string> warnings;  ///< for legal staff, in English
};

/// The charges on `principal` (above zero), payable until `due`, as of the end of `as_of`. Up to the last day nothing
/// is charged. Problems: a day that a table of rates or the calendar does not know (`where` is the file), a default
/// before the regime's law came into force, a result beyond int64, and terms the regime does not take (`where` is their
/// name: principal, rate, uplift, currency). Throws Error(config) when `rates` lacks a table that the regime names.
Result<Charge> charge(const Regime& regime, const Rates& rates, std::int64_t principal, Currency currency, Date due,
                      Date as_of, const ChargeTerms& terms = {});

/// What was taken off a principal, by a payment or a credit note. Its day still counts in full: interest on it ends
/// with that day and no earlier.
struct Reduction {
  Date day;
  std::int64_t amount = 0;
  bool operator==(const Reduction&) const = default;
};

/// Interest on a principal as it stood on each day: a stretch of days for every principal, each rounded half up, then
/// added.
struct ChargeHistory {
  std::vector<Charge> stretches;  ///< in the order of their days; the last is the principal's of today
  std::int64_t interest = 0;
  std::int64_t lump_sum = 0;  ///< by the principal on the first day of default
  LawWords law;
  std::vector<std::string> warnings;  ///< each once
};

/// `principal` is what is left today, zero when all is paid; `taken_off` what was added to that before, in any order;
/// what lies behind `as_of` counts as not yet taken off. Problems as charge() has them.
Result<ChargeHistory> charge_over(const Regime& regime, const Rates& rates, std::int64_t principal,
                                  std::vector<Reduction> taken_off, Currency currency, Date due, Date as_of,
                                  const ChargeTerms& terms = {});

/// Where a receipt goes: costs, then interest, then principal (PRC Civil Code 561; BGB 367 has the same order).
struct Allocated {
  std::int64_t costs = 0, interest = 0, principal = 0;  ///< paid of each
  std::int64_t costs_left = 0, interest_left = 0, principal_left = 0;
  std::int64_t rest = 0;  ///< of the receipt, once all is paid
};
/// All sums in minor units of one currency and not negative; throws Error(internal) otherwise.
Allocated allocate_561(std::int64_t costs, std::int64_t interest, std::int64_t principal, std::int64_t receipt);

/// Which of costs, interest and principal a receipt pays first.
enum class ReceiptOrder {
  costs_interest_principal,  ///< PRC Civil Code 561, BGB 367 (1), Taiwan Civil Code 323
  interest_principal_costs,  ///< England where the creditor appropriates so (the 1998 Act's compensation last); the
                             ///< United States rule
  principal_interest_costs,  ///< where the debtor named the principal and the creditor took it so; in England the
                             ///< debtor's choice
};

/// One receipt and what it left.
struct ReceiptLine {
  Date day;
  std::int64_t costs = 0, interest = 0, principal = 0;  ///< paid of each
  std::int64_t rest = 0;                                ///< of the receipt, once all is paid
};

/// A claim reckoned up to a day as it is pleaded: interest on the principal of each day, and every receipt put where
/// its law puts it, asserted before or not.
struct ReckonedClaim {
  std::vector<Charge> stretches;
  std::vector<ReceiptLine> receipts;
  std::int64_t costs = 0, interest = 0, principal = 0;  ///< left
  std::int64_t total() const { return costs + interest + principal; }
};

/// The lump sum of the law counts as costs. Receipts in any order; those behind `as_of` are left out; one that came
/// before the default pays principal. Problems as charge() has them, and `where` = "receipt" for a sum that is not
/// above zero.
Result<ReckonedClaim> reckon_receipts(const Regime& regime, const Rates& rates, std::int64_t principal,
                                      Currency currency, Date due, std::vector<Reduction> receipts, ReceiptOrder order,
                                      Date as_of, const ChargeTerms& terms = {});

}  // namespace dunmail
