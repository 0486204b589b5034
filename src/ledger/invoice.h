// What the ledger holds of a debtor: invoices and their parts, credit notes, payments, and how these were put to
// invoices.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "ledger/case_key.h"
#include "ledger/claim.h"
#include "ledger/party.h"

namespace dunmail {

struct Invoice {
  std::string number;    ///< the natural key
  std::string creditor;  ///< name of the [creditor.NAME] table in dunmail.toml
  std::string debtor_id;
  std::string contract;  ///< contract or order number; may be empty
  Date issued, due;
  Money amount;
  std::string blocked;       ///< dunning block of this invoice: its reason, or empty
  std::int64_t secured = 0;  ///< of the amount, by a pledge, a mortgage or a guarantee; minor units
  std::int64_t rate = 0;     ///< agreed late interest, percent a year times 10,000; 0: none agreed
  bool operator==(const Invoice&) const = default;
};

inline constexpr std::array<std::string_view, 2> part_kinds{"instalment", "retention"};

/// A part of an invoice with a due day of its own: an instalment, or retention money (质保金), which nobody can demand
/// before its own day. The parts of an invoice sum up to its amount.
struct Part {
  int seq = 0;  ///< from 1
  Date due;
  std::int64_t amount = 0;
  std::string kind = "instalment";  ///< one of part_kinds
  bool operator==(const Part&) const = default;
};

/// A credit note (UNTDID 1001 type 381): lowers the invoice it names as far as that is open. The rest, and all of one
/// that names none, is credit of the account. It is the creditor's act: no payment, and no acknowledgement by the
/// debtor.
struct CreditNote {
  std::string number;  ///< the natural key
  std::string creditor;
  std::string debtor_id;
  Date day;
  Money amount;            ///< above zero
  std::string applies_to;  ///< invoice number, or empty
  bool operator==(const CreditNote&) const = default;
};

struct Payment {
  std::string reference;  ///< the bank's or the ERP's; the natural key
  std::string creditor;
  std::string debtor_id;
  Date day;
  Money amount;
  std::string invoice;        ///< what the payer named; empty: allocate by the creditor's rule
  std::string reverses = {};  ///< reference of the payment that this one takes back (a returned direct debit); or empty
  bool operator==(const Payment&) const = default;
};

/// Where a part stands among the parts of its invoice.
struct PartOf {
  Part part;
  int count = 0;         ///< of the invoice's parts
  Date last_instalment;  ///< due day of the last instalment; of the part itself for retention money
};

/// What is open of an invoice, or of one part of it; then `invoice.due` and `invoice.amount` are the part's.
struct OpenItem {
  Invoice invoice;
  std::int64_t open = 0;  ///< amount less what was paid; never below zero
  std::optional<PartOf> part = {};
};

/// The open parts of an invoice of which `open` is left: what was paid went to the oldest part first. One item for an
/// invoice without parts.
std::vector<OpenItem> open_parts(const Invoice& invoice, std::int64_t open, std::vector<Part> parts);

/// How letters, disputes and case files call an item: the invoice's number, and "INV-7 (2/3)" for a part.
std::string item_name(const OpenItem& item);
/// Whether a name as item_name() gives it is of this invoice.
bool names_invoice(std::string_view item, std::string_view number);

/// Money that came in and may be of this account, while a person has yet to say so (dunmail payments suggest).
struct WaitingPayment {
  std::string entry;  ///< BE-...
  Money amount;
  Date booked;
  Date held_until;                    ///< last day on which letters wait for the answer
  std::vector<std::string> invoices;  ///< that it may settle; empty: any of the account
  bool announced = false;             ///< the bank has yet to book it; nobody can assign it before
};

/// All that one debtor owes one creditor in one currency: the unit a case is about.
struct Account {
  Debtor debtor;
  std::string creditor;
  Currency currency;
  std::vector<OpenItem> items;              ///< open ones, oldest due first, then by number
  std::int64_t credit = 0;                  ///< unallocated payments and credit notes
  std::vector<Claim> claims = {};           ///< asserted by letters, settled and waived ones too, by letter
  std::vector<Money> foreign_credits = {};  ///< what the same debtor has with the same creditor in other currencies
  std::vector<WaitingPayment> waiting = {};

  /// "main/D0001/CNY": the case's name.
  std::string case_id() const { return key().id(); }
  CaseKey key() const { return {creditor, debtor.id, currency}; }
};

struct Allocation {
  std::string invoice;
  std::int64_t amount = 0;
};

}  // namespace dunmail
