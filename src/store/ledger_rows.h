// Rows of the ledger's tables as values; for this folder only.
#pragma once

#include <string>
#include <vector>

#include "base/unreadable.h"
#include "ledger/invoice.h"
#include "sql/db.h"
#include "store/store.h"

namespace dunmail::ledger_rows {

Currency currency_of(const std::string& code);  ///< throws Error(storage) for what we never wrote; so does day_of
Date day_of(const std::string& text);

ClaimKind claim_kind_of(const std::string& word);

/// The invoices of a suggestion as its entry keeps it.
std::vector<std::string> invoices_of_suggestion(const std::string& suggestion);

/// Puts the parts of invoices in their place; by debtor, creditor, currency, due day and number, as `items` is.
void divide(std::vector<OpenItem>& items, std::vector<std::pair<std::string, Part>> parts);

/// Open items, parts of their own where an invoice has parts. `where` is about debtor_id, creditor and currency.
template <class... A>
std::vector<OpenItem> open_items(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<OpenItem> out;
  for (auto& [number, creditor, debtor, currency, contract, issued, due, amount, open, blocked, secured, rate] :
       db.rows<S, S, S, S, S, S, S, std::int64_t, std::int64_t, S, std::int64_t, std::int64_t>(
           "SELECT number, creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate "
           "FROM invoice "
           "WHERE open > 0 AND " +
               where + " ORDER BY debtor_id, creditor, currency, due, number",
           args...)) {
    try {
      out.push_back({{number,
                      creditor,
                      debtor,
                      contract,
                      day_of(issued),
                      day_of(due),
                      {amount, currency_of(currency)},
                      blocked,
                      secured,
                      rate},
                     open,
                     {}});
    } catch (const UnreadableRecord& e) {
      throw UnreadableRecord(number, "invoice " + number + ": " + e.problem().message);
    }
  }
  return out;
}

template <class... A>
std::vector<std::pair<std::string, Part>> parts(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<std::pair<S, Part>> out;
  for (auto& [invoice, seq, due, amount, kind] : db.rows<S, std::int64_t, S, std::int64_t, S>(
           "SELECT invoice, seq, due, amount, kind FROM part WHERE " + where + " ORDER BY invoice, seq", args...))
    out.emplace_back(invoice, Part{static_cast<int>(seq), day_of(due), amount, kind});
  return out;
}

template <class... A>
std::vector<Guarantor> guarantors(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<Guarantor> out;
  for (auto& [debtor, name, kind, until, months, contact, position, street, postcode, city, region, country, email, fax,
              phone, locale] :
       db.rows<S, S, S, S, std::int64_t, S, S, S, S, S, S, S, S, S, S, S>(
           "SELECT debtor_id, name, kind, until, months, contact, position, street, postcode, city, region, country, "
           "email, fax, phone, locale "
           "FROM guarantor WHERE " +
               where + " ORDER BY debtor_id, seq",
           args...))
    out.push_back({debtor,
                   name,
                   kind,
                   parse_date(until),
                   static_cast<int>(months),
                   contact,
                   position,
                   {street, postcode, city, region, country},
                   email,
                   fax,
                   phone,
                   locale});
  return out;
}

/// A payment that waits for a person, and whose it may be. `creditor` and `currency` are those of the bank account.
struct WaitingRow {
  std::string debtor, creditor;
  bool one_debtor = false;  ///< nobody else is in question
  WaitingPayment payment;
};

/// `where` is about w.debtor_id; by debtor.
template <class... A>
std::vector<WaitingRow> waiting_payments(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<WaitingRow> out;
  for (auto& [debtor, creditor, known, entry, amount, currency, booked, until, suggestion, state] :
       db.rows<S, S, S, S, std::int64_t, S, S, S, S, S>(
           "SELECT w.debtor_id, e.creditor, e.debtor_id, e.id, e.amount, e.currency, e.booked, e.held_until, "
           "e.suggestion, e.state FROM bank_waiting w "
           "JOIN bank_entry e ON e.id = w.entry WHERE " +
               where + " ORDER BY w.debtor_id, e.booked, e.id",
           args...))
    out.push_back({debtor,
                   creditor,
                   !known.empty(),
                   {entry,
                    {amount, currency_of(currency)},
                    day_of(booked),
                    day_of(until),
                    invoices_of_suggestion(suggestion),
                    state == word(BankState::announced)}});
  return out;
}

/// A claim and the account it is against.
struct ClaimRow {
  std::string debtor, creditor, currency;
  Claim claim;
};

/// Claims that letters asserted and that did not come back with them, by debtor and letter. `where` is about debtor_id,
/// creditor and currency.
template <class... A>
std::vector<ClaimRow> claims(Db& db, const std::string& where, const A&... args) {
  using S = std::string;
  std::vector<ClaimRow> out;
  for (auto& [id, creditor, debtor, currency, kind, invoice, letter, ground, first, last, rate, amount, open, asserted,
              waived] :
       db.rows<S, S, S, S, S, S, S, S, S, S, S, std::int64_t, std::int64_t, S, S>(
           "SELECT id, creditor, debtor_id, currency, kind, invoice, letter_id, ground, first, last, rate, amount, "
           "open, asserted, waived FROM claim "
           "WHERE asserted <> '' AND withdrawn = '' AND " +
               where + " ORDER BY debtor_id, letter_id, length(id), id",
           args...)) {
    if (amount < 0 || open < 0 || open > amount)
      throw UnreadableRecord(id, "claim " + id + ": the database holds sums that no claim has");
    out.push_back({debtor,
                   creditor,
                   currency,
                   {id, claim_kind_of(kind), invoice, letter, ground, day_of(first), day_of(last), rate, amount, open,
                    day_of(asserted), waived}});
  }
  return out;
}

/// Into every account that the payment may be of.
void put_waiting(const WaitingRow& row, Account& account);

inline Put added() { return {Put::What::added, {}, {}, {}}; }
inline Put changed() { return {Put::What::changed, {}, {}, {}}; }
inline Put same() { return {}; }

/// A row of an export that is older than the one that `known` comes from, and says something else.
inline Put older(std::string known) { return {Put::What::older, {}, std::move(known), {}}; }
inline std::string as_of_text(const Source& from) { return from.as_of ? iso(*from.as_of) : std::string(); }
/// Without a day an order is newer than all that is known.
inline bool is_older(const Source& from, const std::string& known) { return from.as_of && iso(*from.as_of) < known; }

inline Put refused(const char* column, std::string message, std::string hint) {
  return {Put::What::refused, column, std::move(message), std::move(hint)};
}
inline Put no_debtor(const std::string& id) {
  return refused("debtor", "there is no debtor \"" + id + "\"", "import the debtors first");
}
inline bool has_debtor(Db& db, const std::string& id) {
  return db.value<std::string>("SELECT id FROM debtor WHERE id = ?", id).has_value();
}

}  // namespace dunmail::ledger_rows
