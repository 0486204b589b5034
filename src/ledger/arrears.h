// What is overdue as of a day.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/invoice.h"

namespace dunmail {

/// Ageing buckets by days overdue: not due, 1-30, 31-60, 61-90, 91-180, over 180.
inline constexpr std::array<const char*, 6> bucket_names{"not due", "1-30", "31-60", "61-90", "91-180", "over 180"};
std::size_t bucket_of(long days_overdue);

struct ArrearsLine {
  /// With the item's name (item_name()) as its number; of a part, with the part's due day and amount.
  Invoice invoice;
  long days_overdue = 0;  ///< as-of day minus due day; negative: days until it is due
  std::int64_t open = 0;
  std::int64_t disputed = 0;  ///< of the open sum
  /// Of what is not disputed: by the account's free credit, which goes to the oldest line first.
  std::int64_t covered = 0;
  std::string of = {};  ///< the invoice's own number
  std::optional<PartOf> part = {};
  /// What a letter may list as open: open less disputed; zero for a blocked invoice.
  std::int64_t undisputed() const { return invoice.blocked.empty() ? open - disputed : 0; }
  /// What it may ask for: the same, less what the credit covers.
  std::int64_t demandable() const { return undisputed() - covered; }
  bool overdue() const { return days_overdue > 0; }
  /// Its item has this name, or its invoice this number.
  bool is_of(const std::string& number) const { return invoice.number == number || of == number; }
};

struct Arrears {
  Date as_of;
  Currency currency;
  std::vector<ArrearsLine> lines;         ///< oldest due first
  std::array<std::int64_t, 6> buckets{};  ///< open sums, disputed parts and blocked invoices included
  std::int64_t open = 0;                  ///< all of it
  std::int64_t overdue = 0;               ///< open sum of overdue lines
  std::int64_t disputed = 0;              ///< disputed part of overdue lines
  std::int64_t blocked = 0;               ///< open sum of overdue, blocked invoices
  std::int64_t credit = 0;                ///< unallocated payments and credit notes
  /// Overdue, undisputed, not blocked, less the credit that covers it. What a demand asks for, claims not included.
  std::int64_t demand = 0;
  std::int64_t covered = 0;  ///< part of the credit that overdue lines take
  /// Open claims of earlier letters, without those about a blocked or disputed invoice, less what credit is left for
  /// them.
  std::int64_t claims = 0;
};

/// `disputes` are amounts by the name of an item, or by the number of an invoice in parts: then the oldest open part is
/// disputed first, so that nothing disputed is demanded. More than the open sum counts as the open sum. Free credit
/// covers the oldest line first, due or not, and claims last.
Arrears arrears_of(const Account& account, const std::map<std::string, std::int64_t>& disputes, Date as_of);

}  // namespace dunmail
