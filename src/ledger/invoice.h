// What the ledger holds of a debtor: invoices, payments, and how payments were put to invoices.
#pragma once

#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "ledger/party.h"

namespace dunmail {

struct Invoice {
  std::string number;     ///< the natural key
  std::string creditor;   ///< name of the [creditor.NAME] table in dunmail.toml
  std::string debtor_id;
  std::string contract;   ///< contract or order number; may be empty
  Date issued, due;
  Money amount;
  std::string blocked;    ///< dunning block of this invoice: its reason, or empty
  bool operator==(const Invoice&) const = default;
};

struct Payment {
  std::string reference;  ///< the bank's or the ERP's; the natural key
  std::string creditor;
  std::string debtor_id;
  Date day;
  Money amount;
  std::string invoice;    ///< what the payer named; empty: allocate, oldest due first
  bool operator==(const Payment&) const = default;
};

struct OpenItem {
  Invoice invoice;
  std::int64_t open = 0;  ///< amount less what was paid; never below zero
};

/// All that one debtor owes one creditor in one currency: the unit a case is about.
struct Account {
  Debtor debtor;
  std::string creditor;
  Currency currency;
  std::vector<OpenItem> items;  ///< open ones, oldest due first, then by number
  std::int64_t credit = 0;      ///< unallocated payments

  /// "main/D0001/CNY": the case's name.
  std::string case_id() const { return creditor + "/" + debtor.id + "/" + std::string(currency.code()); }
};

struct Allocation {
  std::string invoice;
  std::int64_t amount = 0;
};

/// Puts a sum to open items: first to the invoice that the payer named, as far as it is open; the rest, and a payment
/// that names none, to the oldest due first. A rest of a payment that names an invoice stays credit: the payer decided
/// what it is for (PRC Civil Code 560: the debtor's designation comes first). Lowers `items` and returns what went
/// where; what is left over is the caller's credit.
std::vector<Allocation> allocate(std::int64_t amount, const std::string& named, std::vector<OpenItem>& items);

}  // namespace dunmail
