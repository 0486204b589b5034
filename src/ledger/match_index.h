// What is known when payments are matched, by all that a bank entry may name it by. For match*.cc only.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ledger/match.h"
#include "ledger/payment_text.h"

namespace dunmail {

/// Text is better known by name in a hash table when it can be looked up without a copy.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Short ones, and mere digits, stand in a payment's text by chance as well: a date, an amount, a customer's own
/// number.
bool is_telling(std::string_view plain);

struct Matcher::Index {
  static constexpr std::size_t none = PaymentText::npos;
  static constexpr std::size_t several = none - 1;  ///< one form of two numbers: it tells nothing
  static constexpr std::size_t longest_number = 40;

  std::vector<KnownInvoice> invoices;
  std::vector<KnownDebtor> debtors;
  MatchRules rules;
  ByText<std::size_t> by_number, by_tail;  ///< plain form -> invoice, or `several`
  std::vector<bool> lengths = std::vector<bool>(longest_number + 1);
  ByText<std::size_t> by_id;         ///< plain form of the id -> debtor
  ByText<std::size_t> by_reference;  ///< as our letters print it (reference_body) -> debtor
  std::vector<bool> id_lengths = std::vector<bool>(longest_number + 1);
  ByText<std::vector<std::size_t>> by_name;  ///< plain name -> debtors
  ByText<std::vector<std::string>> names;    ///< debtor -> its plain names
  ByText<std::set<std::string>> by_account;  ///< payer's account -> debtors
  ByText<std::vector<std::size_t>> items;    ///< debtor -> invoices, oldest due first
  std::map<std::pair<Currency, std::int64_t>, std::vector<std::size_t>>
      by_amount;  ///< checked against what is open now

  Index(KnownLedger ledger, MatchRules with);

  static std::size_t look_up(const ByText<std::size_t>& table, std::string_view key) {
    const auto found = table.find(key);
    return found == table.end() || found->second == several ? none : found->second;
  }

  /// Open invoices of a debtor in a currency (and of a creditor, where that is known), oldest due first.
  std::vector<std::size_t> open_of(const std::string& debtor, Currency currency, const std::string& creditor) const;
  /// Puts invoices in the order in which they are due.
  void sort_by_due(std::vector<std::size_t>& list) const;

 private:
  void add_invoice(std::size_t i);
  void add_debtor(std::size_t d);
};

}  // namespace dunmail
