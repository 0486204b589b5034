// A bank statement as every format of it is read: camt (statement_camt.h), MT940 (statement_mt940.h), CSV
// (statement_csv.h). Pure: bytes in, statements or one Problem out; a file is taken whole or not at all.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"

namespace dunmail {

/// One movement on an account. A collective entry whose file tells its transactions is one BankEntry for each of them.
struct BankEntry {
  /// The natural key, "BE-" and 16 hexadecimal digits: a hash of account, day, amount and the bank's reference, or
  /// where the bank gives none, of what was written with it; and a count among entries that agree in all that. So an
  /// entry that comes in two files, or twice in one, is one.
  std::string id;
  std::string account;  ///< ours, without blanks; empty when the file does not say
  Date booked, value;
  Money amount;             ///< above zero: money came in
  Money instructed;         ///< what the payer sent, where the bank says so and it differs (charges, exchange); else 0
  bool reversal = false;    ///< takes an earlier entry back; below zero: a payment to us was returned
  bool pending = false;     ///< announced, not booked: never money, but a reason to wait with letters
  bool failed = false;      ///< closed, refused or failed: no money, and nothing to wait for
  bool collective = false;  ///< several payments in one sum, whose parts this file does not tell
  std::string end_to_end;   ///< the payer's reference; empty for NOTPROVIDED and NONREF
  std::string reference;    ///< structured (ISO 11649 and the like), without blanks
  std::string payer;        ///< the other side's name
  std::string payer_account;  ///< without blanks
  std::string on_behalf_of;   ///< whose debt it is, where the bank says so (ultimate debtor)
  /// What was written with it. A line break stands where a line of the file ended, perhaps within a word.
  std::string text;
  std::string bank_reference;
  /// Of a part of a collective entry: what the whole is known by, its sum in minor units and the bank's reference of
  /// it, "1234500 REF". Another file may tell the whole only.
  std::string batch;
  std::size_t line = 0;  ///< in the file, from 1
};

struct Balance {
  Money amount;
  Date day;
};

struct Statement {
  std::string id;      ///< number or name by the bank; may be empty
  std::string format;  ///< camt.052, camt.053, camt.054, mt940, csv
  std::string account;
  Currency currency;  ///< of the account
  std::optional<Balance> opening, closing;
  bool partial = false;            ///< a page or an interim report: balances need not add up
  std::vector<BankEntry> entries;  ///< in the file's order
  std::vector<Problem> remarks;    ///< what a person should look at; the statement is good nevertheless
};

using Statements = std::vector<Statement>;

/// The id of the nth entry (from 0) among those that agree in all that tells entries apart.
std::string entry_id(const BankEntry& entry, int nth);
/// Whether its id is one that its fields give, booked or announced, among a thousand that agree.
bool is_named_by_its_fields(const BankEntry& entry);

/// Gives every entry its id, and remarks where opening balance and booked entries do not add up to the closing one.
/// Every reader calls it last.
void complete(Statement& statement, const std::string& file);

/// An amount of a bank format, digits and one mark. Zeros beyond the currency's decimals are let go, since formats
/// write a fixed number of them ("2700.00" JPY); any other digit there is a Problem, as rounding would invent money.
Result<std::int64_t> exact_minor(std::string_view text, Currency currency, char decimal_mark);

/// Letters and digits of an account number in capitals: "DE89 3704 ..." and "6222-0210..." as they are compared.
std::string plain_account(std::string_view text);

/// A file may write the IBAN, another only the bank's and the account's number that end it.
bool same_account(std::string_view a, std::string_view b);

/// Whether a bank's reference names one entry: some banks fill the field with zeros, or a word that says there is none.
bool tells_apart(std::string_view reference);

enum class StatementFormat { camt, mt940, csv };
/// By its first bytes. A spreadsheet or an archive is a Problem that says how to save it.
Result<StatementFormat> statement_format(std::string_view bytes, const std::string& file);

/// Latin-1 (with the marks of Windows-1252 in 0x80 to 0x9F) to UTF-8.
std::string from_latin1(std::string_view bytes);

}  // namespace dunmail
