// What a simulated period came to, counted by day. Cases are played one by one and added, so that a million of them
// need no more memory than one; adding is order-free.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/money.h"

namespace dunmail {

/// One figure for each day of the period.
using DayCounts = std::vector<std::int64_t>;
std::int64_t total(const DayCounts& counts);

/// Sums of one currency; currencies are never added up.
struct MoneyTally {
  std::int64_t open_at_start = 0, open_at_end = 0;
  DayCounts received;
  std::int64_t cases = 0, letters = 0;
  std::int64_t late_sum_days =
      0;  ///< settled invoices: days after the due day, or after the first day if that is later
  std::int64_t settled_invoices = 0;
};

struct Tally {
  int days = 0;
  std::int64_t cases = 0;
  std::map<std::string, DayCounts> letters;   ///< by kind
  std::map<std::string, DayCounts> channels;  ///< letters by channel
  DayCounts calls;                            ///< a call for each letter ignored until its deadline
  DayCounts legal;                            ///< cases that get their first lawyer's letter
  std::map<Currency, MoneyTally> money;
  std::int64_t bounces = 0, replies = 0, promises = 0, promises_kept = 0, promises_broken = 0, disputes = 0,
               complaints = 0;
  std::int64_t legal_open = 0;  ///< cases with a lawyer's letter and something open at the end
  std::map<std::string, std::int64_t>
      final_actions;  ///< proposed at the end of the ladder: legal-referral, stop-supply, ...
  std::map<std::string, std::int64_t>
      rest;  ///< cases with something overdue at the end, by what holds the next letter back

  explicit Tally(int of_days = 0)
      : days(of_days), calls(static_cast<std::size_t>(of_days)), legal(static_cast<std::size_t>(of_days)) {}
  static void count(std::map<std::string, DayCounts>& by, const std::string& name, std::size_t day, int of_days);
  MoneyTally& of(Currency currency);
  std::int64_t letters_sent() const;
  /// Of the same period. Throws Error(input) where a sum of money does not fit.
  Tally& operator+=(const Tally& other);
};

}  // namespace dunmail
