// An invoice row against the invoice that is known: what stays, what is news, what is refused.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "ledger/keep.h"
#include "ledger/match_keys.h"
#include "sql/db.h"
#include "store/ledger_rows.h"
#include "store/statements.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;
using namespace ledger_rows;

namespace {

struct KnownRow {
  Invoice invoice;
  std::int64_t open = 0, settled = 0, closed_open = 0;
  S settled_on, closed, closed_on, closed_by, as_of;
};

KnownRow known_row(Db& db, const S& number) {
  const auto found = db.rows<S, S, S, S, S, S, std::int64_t, std::int64_t, S, std::int64_t, std::int64_t, std::int64_t,
                             S, S, S, S, std::int64_t, S>(
      "SELECT creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate, settled, "
      "settled_on, closed, closed_on, closed_by, closed_open, as_of FROM invoice WHERE number = ?",
      number);
  const auto& [creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate, settled,
               settled_on, closed, closed_on, closed_by, closed_open, as_of] = found.at(0);
  return {{number,
           creditor,
           debtor_id,
           contract,
           day_of(issued),
           day_of(due),
           {amount, currency_of(currency)},
           blocked,
           secured,
           rate},
          open,
          settled,
          closed_open,
          settled_on,
          closed,
          closed_on,
          closed_by,
          as_of};
}

void write_row(Db& db, const KnownRow& k) {
  const Invoice& i = k.invoice;
  db.run(
      "UPDATE invoice SET creditor = ?, debtor_id = ?, contract = ?, issued = ?, due = ?, amount = ?, open = ?, "
      "blocked = ?, secured = ?, rate = ?, settled = ?, settled_on = ?, closed = ?, closed_on = ?, closed_by = ?, "
      "closed_open = ? WHERE number = ?",
      i.creditor, i.debtor_id, i.contract, iso(i.issued), iso(i.due), i.amount.minor, k.open, i.blocked, i.secured,
      i.rate, k.settled, k.settled_on, k.closed, k.closed_on, k.closed_by, k.closed_open, i.number);
}

/// What of the invoice receipts and credit notes behind a day took, less what came back behind it of named ones.
std::int64_t moved_behind(Db& db, const S& number, const S& day) {
  const auto sum = [&](const S& sql) { return db.value<std::int64_t>(sql, number, day).value_or(0); };
  const std::int64_t taken = sum("SELECT CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) FROM allocation a JOIN payment p "
                                 "ON p.reference = a.payment "
                                 "WHERE a.invoice = ? AND p.day > ?") +
                             sum("SELECT CAST(COALESCE(SUM(amount - unallocated), 0) AS BIGINT) FROM credit_note WHERE "
                                 "applies_to = ? AND applies_to <> '' AND day > ?");
  const std::int64_t came_back = db.value<std::int64_t>(
                                       "SELECT CAST(COALESCE(SUM(p.amount), 0) AS BIGINT) FROM invoice i JOIN payment "
                                       "p ON p.debtor_id = i.debtor_id "
                                       "AND p.creditor = i.creditor AND p.currency = i.currency WHERE i.number = ?1 "
                                       "AND p.invoice = ?1 AND p.day <= "
                                       "?2 AND p.returned > ?2 AND p.returned <> ''",
                                       number, day)
                                     .value_or(0);
  return taken - came_back;
}

std::int64_t open_on(Db& db, const KnownRow& k, const S& day) {
  return std::clamp<std::int64_t>(k.open + moved_behind(db, k.invoice.number, day), 0, k.invoice.amount.minor);
}

/// What the last export that told of it said was open.
std::int64_t last_word(Db& db, const KnownRow& k) {
  if (k.settled == 0 || k.settled_on.empty()) return 0;
  return open_on(db, k, k.settled_on);
}

/// What the export says was open on its day is less than ours of that day: it was settled there. More, and more than it
/// said before: so much of what an export settled is open again. Anything else that is more is a receipt of ours that
/// the ERP does not have yet. Receipts and returns behind that day stay what they are.
void take_open(Db& db, KnownRow& k, std::int64_t says, const std::optional<Date>& as_of) {
  const std::int64_t ours = as_of ? open_on(db, k, iso(*as_of)) : k.open;
  if (says < ours) {
    const std::int64_t gone = std::min(ours - says, k.open);
    k.settled += gone;
    k.settled_on = as_of ? std::max(k.settled_on, iso(*as_of)) : k.settled_on;
    k.open -= gone;
  } else if (const std::int64_t back = std::min(k.settled, says - std::max(ours, last_word(db, k))); back > 0) {
    k.settled -= back;
    k.open += back;
  }
}

/// What a row makes of the invoice that is known under its number.
struct Taken {
  Put put;
  KnownRow now;
  bool moves = false;  ///< to another debtor or creditor
  bool told = false;   ///< the source is as new as what is known: it speaks of its own day from now on
};

/// The amount of the row where it is not that of the invoice; refused, or nothing.
std::optional<Put> take_amount(Db& db, const Invoice& old, KnownRow& now, std::optional<std::int64_t>& says,
                               const Source& from) {
  Invoice& i = now.invoice;
  const bool closed = !now.closed.empty();
  if (i.amount.minor != old.amount.minor && !from.update) {
    const std::int64_t was_open = now.open + now.closed_open;
    if (i.amount.minor > old.amount.minor || (!says && !from.open_items))
      return refused(
          "amount", fmt::format("invoice {} is known with the amount {}", i.number, plain(old.amount)),
          i.amount.minor > old.amount.minor
              ? "a correction goes in with --update, a credit note as a row of its own with kind = credit-note"
              : "a correction goes in with --update, a credit note as a row of its own with kind = credit-note, what "
                "is open of it in the column open");
    if (i.amount.minor > was_open && !says)
      return refused("amount",
                     fmt::format("invoice {} is known with the amount {}, of which {} is open", i.number,
                                 plain(old.amount), plain(was_open, old.amount.currency.digits())),
                     "a correction goes in with --update; where the file has what is open, the column is called open");
    // Of a complete list of open items: its sum is what is still wanted, and the invoice stays what it was.
    if (!says) says = i.amount.minor;
    i.amount = old.amount;
  }
  if (i.amount.minor == old.amount.minor) return std::nullopt;
  if (db.value<std::int64_t>("SELECT seq FROM part WHERE invoice = ? LIMIT 1", i.number))
    return refused("amount", fmt::format("invoice {} is known in parts that sum up to {}", i.number, plain(old.amount)),
                   "correct it with a credit note, or with an invoice of its own");
  const std::int64_t paid = old.amount.minor - now.open - now.closed_open;
  if (i.amount.minor < paid)
    return refused("amount",
                   fmt::format("invoice {} has had payments and credit notes of {} already", i.number,
                               plain(paid, i.amount.currency.digits())),
                   "check the payments first");
  (closed ? now.closed_open : now.open) = i.amount.minor - paid;
  return std::nullopt;
}

Taken take_row(Db& db, const InvoiceRow& row, const Source& from) {
  if (!has_debtor(db, row.debtor_id)) return {no_debtor(row.debtor_id), {}};
  const KnownRow known = known_row(db, row.number);
  const Invoice& old = known.invoice;
  Taken out{same(), known};
  KnownRow& now = out.now;
  Invoice& i = now.invoice = dunmail::keep(row, old, from.given);
  const auto refuse = [&](Put put) {
    out.put = std::move(put);
    return out;
  };
  if (old.amount.currency != i.amount.currency)
    return refuse(refused(
        "number",
        fmt::format("invoice {} is known as one of {} in {}", i.number, old.debtor_id, old.amount.currency.code()),
        "two invoices with one number? a number is used once"));
  // What an older export says is no news: payments and corrections since then would be undone.
  if (is_older(from, known.as_of)) {
    const bool differs = !changes_of(old, i).empty() || (row.open && *row.open != known.open);
    if (differs) out.put = older(known.as_of);
    return out;
  }
  out.told = true;
  out.moves = old.debtor_id != i.debtor_id || old.creditor != i.creditor;
  if (out.moves && !from.update)
    return refuse(
        refused("number",
                fmt::format("invoice {} is known as one of {} in {}{}", i.number, old.debtor_id,
                            old.amount.currency.code(), old.creditor == i.creditor ? S() : " owed to " + old.creditor),
                "two invoices with one number? a number is used once; one that moved goes in with --update"));
  if (out.moves && !has_debtor(db, i.debtor_id)) return refuse(no_debtor(i.debtor_id));

  // Gone from a complete list, and named again: open as it was. What a person cancelled stays cancelled.
  if (!known.closed.empty() && known.closed_by.empty() && (!from.as_of || iso(*from.as_of) >= known.closed_on)) {
    now.open += now.closed_open;
    now.closed_open = 0;
    now.closed.clear();
    now.closed_on.clear();
  }
  std::optional<std::int64_t> says = row.open;
  if (auto wrong = take_amount(db, old, now, says, from)) return refuse(std::move(*wrong));
  i.secured = std::min(i.secured, i.amount.minor);
  if (says && now.closed.empty()) take_open(db, now, *says, from.as_of);

  std::vector<Change> changes = changes_of(old, i);
  if (now.open != known.open) changes.push_back({"open", std::to_string(known.open), std::to_string(now.open)});
  if (now.closed != known.closed) changes.push_back({"closed", known.closed, now.closed});
  if (changes.empty()) return out;
  out.put = changed();
  out.put.changes = std::move(changes);
  return out;
}

}  // namespace

Put Store::put(const InvoiceRow& row, const Source& from) {
  const S code(row.amount.currency.code());
  if (db_->run(sql::add_invoice, row.number, row.creditor, row.debtor_id, code, row.contract, iso(row.issued),
               iso(row.due), row.amount.minor, row.open.value_or(row.amount.minor), row.blocked, row.secured, row.rate,
               as_of_text(from), number_key(row.number), tail_key(row.number)) > 0) {
    if (row.open && *row.open < row.amount.minor)
      db_->run("UPDATE invoice SET settled = ?, settled_on = ? WHERE number = ?", row.amount.minor - *row.open,
               from.as_of ? iso(*from.as_of) : S(), row.number);
    return added();
  }
  Taken taken = take_row(*db_, row, from);
  if (taken.put.what == Put::What::refused) return std::move(taken.put);
  if (taken.told && from.as_of) db_->run("UPDATE invoice SET as_of = ? WHERE number = ?", iso(*from.as_of), row.number);
  if (taken.put.what != Put::What::changed) return std::move(taken.put);
  const Invoice& i = taken.now.invoice;
  write_row(*db_, taken.now);
  if (taken.moves) {
    db_->run("UPDATE part SET debtor_id = ? WHERE invoice = ?", i.debtor_id, i.number);
    // What letters asserted about it goes along: it is owed by whoever owes the invoice, and asserted once.
    db_->run("UPDATE claim SET debtor_id = ?, creditor = ? WHERE invoice = ?", i.debtor_id, i.creditor, i.number);
  }
  return std::move(taken.put);
}

Put Store::check(const InvoiceRow& row, const Source& from) {
  if (db_->value<S>("SELECT number FROM invoice WHERE number = ?", row.number)) return take_row(*db_, row, from).put;
  return has_debtor(*db_, row.debtor_id) ? added() : no_debtor(row.debtor_id);
}

void Store::make_room(const S& number, std::int64_t amount, Date day) {
  if (number.empty() ||
      !db_->value<S>("SELECT number FROM invoice WHERE number = ? AND (settled > 0 OR closed_open > 0)", number))
    return;
  KnownRow k = known_row(*db_, number);
  const auto give_back = [&](std::int64_t& held, const S& on) {
    if (held == 0 || iso(day) > on) return;
    const std::int64_t sum = std::min(held, amount);
    held -= sum;
    amount -= sum;
    k.open += sum;
  };
  give_back(k.settled, k.settled_on);
  give_back(k.closed_open, k.closed_on);
  write_row(*db_, k);
}

std::int64_t Store::open_on(const S& number, Date day) {
  return dunmail::open_on(*db_, known_row(*db_, number), iso(day));
}

std::int64_t Store::told_settled(const S& number, Date day) {
  const auto found = db_->rows<std::int64_t, S, std::int64_t, S>(
      "SELECT settled, settled_on, closed_open, closed_on FROM invoice WHERE number = ?", number);
  if (found.empty()) return 0;
  const auto& [settled, settled_on, closed_open, closed_on] = found.front();
  return (iso(day) <= settled_on ? settled : 0) + (iso(day) <= closed_on ? closed_open : 0);
}

}  // namespace dunmail
