#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/statement.h"
#include "ledger/suggestion.h"
#include "store/states.h"

namespace dunmail {

/// Enough to look at an entry later, unless somebody changes it first.
struct BankEntryMark {
  std::string id;
  Date booked;
  std::int64_t version = 0;
};

/// A bank entry and what became of it.
struct BankRow {
  BankEntry entry;
  BankState state = BankState::fresh;
  std::string creditor;  ///< whose account it is on; empty when the settings do not say
  std::string debtor, rule, why;
  std::vector<std::string> evidence, candidates;
  std::vector<std::string> payments;      ///< references in the ledger that it was booked as
  std::vector<SuggestedPart> suggestion;  ///< what assign does without --invoice
  std::int64_t bookings = 0;              ///< how often it was booked, so that a reference is never used twice
  std::string other;                      ///< the entry that it takes back, or that took it back
  std::string by, file;
  std::string format;              ///< of the file: camt.052, camt.053, camt.054, mt940, csv
  std::optional<Date> held_until;  ///< last day on which it holds letters, from the day when it was first suggested
  std::string twin;                ///< the entry of another file that it may be the same as; a person decides
  std::int64_t version = 1;        ///< as of LetterRow
};

/// The last statement of an account that was imported.
struct BankStatementRow {
  std::string account, id, file;
  Currency currency;
  Date opening_day, closing_day;
  std::int64_t opening = 0, closing = 0;
};

}  // namespace dunmail
