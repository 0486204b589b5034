// What ends without a payment: invoices that an export no longer has, contacts and debtors that are gone, debtors that
// were one all along.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/error.h"
#include "base/key_set.h"
#include "ledger/case_key.h"
#include "sql/db.h"
#include "store/ledger_rows.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;
using namespace ledger_rows;

namespace {

constexpr std::int64_t page_size = 5000;

/// Every key of a statement that takes the one before it and how many, so that no list of all is kept.
template <class... A>
void each_key(Db& db, const S& statement, const std::function<void(S&)>& take, const A&... args) {
  for (S after;;) {
    auto page = db.rows<S>(statement, args..., after, page_size);
    for (auto& [key] : page) {
      after = key;
      take(key);
    }
    if (static_cast<std::int64_t>(page.size()) < page_size) return;
  }
}

}  // namespace

Vanished Store::vanished_invoices(const S& creditor, Date as_of, const KeySet& named) {
  Vanished out;
  each_key(
      *db_,
      "SELECT number FROM invoice WHERE open > 0 AND creditor = ? AND issued <= ? AND number > ? ORDER BY number "
      "LIMIT ?",
      [&](S& number) {
        ++out.of;
        // Paid on that day, and come back behind it: the list knew nothing of the return.
        if (!named.contains(number) && open_on(number, as_of) > 0) out.keys.emplace_back(std::move(number), "");
      },
      creditor, iso(as_of));
  return out;
}

std::vector<S> Store::vanished_credit_notes(const S& creditor, Date as_of, const KeySet& named) {
  std::vector<S> out;
  each_key(
      *db_,
      "SELECT number FROM credit_note WHERE unallocated > 0 AND creditor = ? AND day <= ? AND number > ? ORDER BY "
      "number LIMIT ?",
      [&](S& number) {
        if (!named.contains(number)) out.push_back(std::move(number));
      },
      creditor, iso(as_of));
  return out;
}

InvoiceState Store::close_credit_note(const S& number) {
  const auto found = db_->rows<S, S, S, std::int64_t, std::int64_t>(
      "SELECT creditor, debtor_id, currency, amount, unallocated FROM credit_note WHERE number = ?", number);
  const auto& [creditor, debtor_id, currency, amount, unallocated] = found.at(0);
  db_->run("UPDATE credit_note SET unallocated = 0 WHERE number = ?", number);
  return {creditor, debtor_id, currency_of(currency), amount, unallocated, {}};
}

Vanished Store::vanished_contacts(const KeySet& named) {
  Vanished out;
  for (std::pair<S, S> after;;) {
    auto page = db_->rows<S, S>(
        "SELECT debtor_id, name FROM contact WHERE inactive = '' AND (debtor_id, name) > (?, ?) ORDER BY debtor_id, "
        "name "
        "LIMIT ?",
        after.first, after.second, page_size);
    for (auto& [debtor_id, name] : page) {
      after = {debtor_id, name};
      if (!named.contains(debtor_id)) continue;
      ++out.of;
      if (!named.contains(contact_key(debtor_id, name))) out.keys.emplace_back(std::move(debtor_id), std::move(name));
    }
    if (static_cast<std::int64_t>(page.size()) < page_size) return out;
  }
}

Vanished Store::vanished_debtors(const S& creditor, bool only, const KeySet& named) {
  Vanished out;
  // A debtor of two creditors is not gone because one of them no longer has it.
  const S theirs =
      "EXISTS (SELECT 1 FROM invoice i WHERE i.debtor_id = d.id AND i.creditor = ?) AND NOT EXISTS (SELECT 1 FROM "
      "invoice i WHERE i.debtor_id = d.id AND i.creditor <> ?)";
  const S where = only ? S("(? = ? OR 1 = 1)") : theirs;
  each_key(
      *db_, "SELECT d.id FROM debtor d WHERE d.inactive = '' AND " + where + " AND d.id > ? ORDER BY d.id LIMIT ?",
      [&](S& id) {
        ++out.of;
        if (!named.contains(id)) out.keys.emplace_back(std::move(id), "");
      },
      creditor, creditor);
  return out;
}

std::optional<InvoiceState> Store::invoice_state(const S& number) {
  const auto found = db_->rows<S, S, S, std::int64_t, std::int64_t, S>(
      "SELECT creditor, debtor_id, currency, amount, open, closed FROM invoice WHERE number = ?", number);
  if (found.empty()) return std::nullopt;
  const auto& [creditor, debtor_id, currency, amount, open, closed] = found.front();
  return InvoiceState{creditor, debtor_id, currency_of(currency), amount, open, closed};
}

void Store::close_invoice(const S& number, const S& reason, Date day, const S& by) {
  db_->run(
      "UPDATE invoice SET closed = ?, closed_on = ?, closed_by = ?, closed_open = closed_open + open, open = 0 WHERE "
      "number = ?",
      reason, iso(day), by, number);
  // What a person takes out was not owed, and neither was what it cost. What an export no longer names may be paid.
  if (!by.empty()) db_->run("UPDATE claim SET open = 0, waived = ? WHERE invoice = ? AND open > 0", reason, number);
}

bool Store::knows_contact(const S& debtor_id, const S& name) {
  return db_->value<S>("SELECT name FROM contact WHERE debtor_id = ? AND name = ?", debtor_id, name).has_value();
}

bool Store::set_contact_inactive(const S& debtor_id, const S& name, const S& reason, Date day, const S& by) {
  return db_->run(
             "UPDATE contact SET inactive = ?, inactive_on = ?, inactive_by = ? WHERE debtor_id = ? AND name = ? AND "
             "inactive <> ?",
             reason, reason.empty() ? S() : iso(day), reason.empty() ? S() : by, debtor_id, name, reason) > 0;
}

std::vector<std::pair<S, S>> Store::inactive_contacts(const S& debtor_id) {
  std::vector<std::pair<S, S>> out;
  for (auto& [name, why] : db_->rows<S, S>(
           "SELECT name, inactive FROM contact WHERE inactive <> '' AND debtor_id = ? ORDER BY name", debtor_id))
    out.emplace_back(name, why);
  return out;
}

void Store::set_debtor_inactive(const S& id, const S& reason, Date day) {
  db_->run("UPDATE debtor SET inactive = ?, inactive_on = ? WHERE id = ?", reason, reason.empty() ? S() : iso(day), id);
}

std::map<S, S> Store::merged_debtors() {
  std::map<S, S> out;
  for (auto& [id, into] : db_->rows<S, S>("SELECT id, merged_into FROM debtor WHERE merged_into <> ''"))
    out.emplace(id, into);
  return out;
}

Moved Store::merge_debtors(const S& from, const S& into, Date day) {
  Moved out;
  const auto names = [&](const char* what, const S& table) {
    std::vector<S> found;
    for (auto& [name] :
         db_->rows<S>(fmt::format("SELECT {} FROM {} WHERE debtor_id = ? ORDER BY {}", what, table, what), from))
      found.push_back(name);
    return found;
  };
  out.invoices = names("number", "invoice"), out.payments = names("reference", "payment"),
  out.credit_notes = names("number", "credit_note");
  out.contacts = names("name", "contact"), out.guarantors = names("name", "guarantor"),
  out.letters = names("id", "letter");
  for (const char* table : {"invoice", "part", "payment", "credit_note", "mail", "bank_entry", "claim"})
    db_->run(fmt::format("UPDATE {} SET debtor_id = ? WHERE debtor_id = ? AND debtor_id <> ''", table), into, from);
  // Where both have it, the one that goes on keeps its own.
  const auto join = [&](const S& table, const S& key) {
    db_->run(fmt::format("UPDATE {0} SET debtor_id = ? WHERE debtor_id = ? AND NOT EXISTS (SELECT 1 FROM {0} o WHERE "
                         "o.debtor_id = ? AND o.{1} = {0}.{1})",
                         table, key),
             into, from, into);
  };
  join("contact", "name");
  join("guarantor", "name");
  join("bank_payer", "account");
  join("bank_waiting", "entry");
  for (const char* table : {"bank_payer", "bank_waiting"})
    db_->run(fmt::format("DELETE FROM {} WHERE debtor_id = ?", table), from);
  for (const auto& [case_id] :
       db_->rows<S>("SELECT DISTINCT case_id FROM letter WHERE debtor_id = ? ORDER BY case_id", from)) {
    CaseKey key = case_key(case_id);
    key.debtor = into;
    const S now = key.id();
    // What comes back for a letter goes to the case that goes on; letters of one occasion in both stay where they are.
    db_->run(
        "UPDATE letter SET case_id = ?, debtor_id = ? WHERE debtor_id = ? AND case_id = ? AND NOT EXISTS (SELECT 1 "
        "FROM "
        "letter o WHERE o.debtor_id = ? AND o.case_id = ? AND o.kind = letter.kind AND o.occasion = letter.occasion "
        "AND "
        "o.channel = letter.channel)",
        now, into, from, case_id, into, now);
    db_->run("UPDATE mail SET case_id = ? WHERE debtor_id = ? AND debtor_id <> '' AND case_id = ?", now, into, case_id);
  }
  db_->run("UPDATE debtor SET merged_into = ? WHERE merged_into = ? AND merged_into <> ''", into, from);
  db_->run("UPDATE debtor SET merged_into = ?, inactive = ?, inactive_on = ? WHERE id = ?", into, "merged into " + into,
           iso(day), from);
  return out;
}

}  // namespace dunmail
