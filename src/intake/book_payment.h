// One bank entry into the ledger and the case file, and out again.
#pragma once

#include "desk/world.h"
#include "ledger/match.h"
#include "store/bank_row.h"

namespace dunmail {

/// Books a sure match, or what a person assigned: one payment for each invoice, and one for what was written off.
/// The row becomes `booked`, or `suggested` with the reason where the ledger refuses it. Within a transaction.
bool book_payment(World& world, BankRow& row, const Match& match, Date today, const std::string& by);

/// Takes the row's payments back as of a day. False, and nothing done, where the ledger refuses; `why` says it.
bool unbook_payment(World& world, BankRow& row, Date day, const std::string& reference, std::string& why);

}  // namespace dunmail
