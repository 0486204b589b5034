// What a person decides about a bank entry. Each is one transaction; an Error(usage) says why it cannot be.
#pragma once

#include <string>
#include <vector>

#include "desk/world.h"
#include "store/bank_row.h"

namespace dunmail {

struct AssignOrder {
  std::string entry, debtor, by;      ///< of the entry its beginning is enough
  std::vector<std::string> invoices;  ///< "INV-1" or "INV-1:500.00"; none: as suggested, else oldest due first
  Date today;
  std::int64_t seen = 0;          ///< the version that was looked at; 0: whatever stands there now
  bool although_ignored = false;  ///< the person knows that another one decided that it is no payment
};
/// Books an entry as a person says, and learns the payer's account. What a person decided to ignore is booked only by
/// one who has seen that decision; it stays in the row's evidence. Throws Error(input) where the ledger refuses it.
BankRow assign_entry(World& world, const AssignOrder& order);

struct ReverseOrder {
  std::string entry, by, reason;
  Date today;
  std::int64_t seen = 0;
};
struct Reversed {
  BankRow row;
  std::string debtor;                 ///< from whom it was taken
  std::vector<std::string> doubtful;  ///< entries that the same account booked to the same debtor
};
/// Takes a booking back: the invoices are open again, the payer's account is forgotten, and the entry waits for
/// another assignment.
Reversed reverse_entry(World& world, const ReverseOrder& order);

struct IgnoreOrder {
  std::string entry, by, reason;
  Date today;
  std::int64_t seen = 0;
};
/// An entry that is no payment of a debtor: it waits no more, and holds no letter.
BankRow ignore_entry(World& world, const IgnoreOrder& order);

/// What matching suggested for the row's debtor, as AssignOrder names it.
std::vector<std::string> suggested_invoices(const BankRow& row);

}  // namespace dunmail
