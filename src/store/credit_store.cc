// Credit notes, and the parts in which an invoice is paid.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "store/ledger_rows.h"

namespace dunmail {

using S = std::string;
using namespace ledger_rows;

namespace {

/// `same` or `refused` where nothing is to be credited. What the source does not have is filled in from what is known.
std::optional<Put> not_to_credit(Db& db, CreditNote& c, const Source& from) {
  const S code(c.amount.currency.code());
  const auto known = db.rows<S, S, S, S, std::int64_t, S>(
      "SELECT creditor, debtor_id, currency, day, amount, applies_to FROM credit_note WHERE number = ?", c.number);
  if (!known.empty()) {
    if (!from.given.has("creditor")) c.creditor = std::get<0>(known.front());
    if (!from.given.has("applies_to")) c.applies_to = std::get<5>(known.front());
    if (known.front() == std::tuple(c.creditor, c.debtor_id, code, iso(c.day), c.amount.minor, c.applies_to))
      return same();
    return refused("number", fmt::format("credit note {} is known with other figures, and was applied", c.number),
                   "a number is used once; a correction is a credit note or an invoice of its own");
  }
  if (!has_debtor(db, c.debtor_id)) return no_debtor(c.debtor_id);
  if (db.value<S>("SELECT number FROM invoice WHERE number = ?", c.number))
    return refused("number", c.number + " is the number of an invoice", "a number is used once");
  if (c.applies_to.empty()) return std::nullopt;
  const auto invoice =
      db.rows<S, S, S>("SELECT creditor, debtor_id, currency FROM invoice WHERE number = ?", c.applies_to);
  if (invoice.empty())
    return refused("applies_to", "there is no invoice \"" + c.applies_to + "\"",
                   "import it first, or leave the column empty to have a credit");
  const auto& [creditor, debtor_id, currency] = invoice.front();
  if (debtor_id != c.debtor_id || creditor != c.creditor)
    return refused("applies_to", fmt::format("invoice {} belongs to {}", c.applies_to, debtor_id),
                   "which debtor has the credit?");
  if (currency != code)
    return refused("currency", fmt::format("invoice {} is in {}", c.applies_to, currency),
                   "a credit note is in the currency of its invoice");
  return std::nullopt;
}

}  // namespace

Put Store::check(const CreditNote& given, const Source& from) {
  CreditNote c = given;
  return not_to_credit(*db_, c, from).value_or(added());
}

Put Store::put(const CreditNote& given, const Source& from) {
  CreditNote c = given;
  if (auto done = not_to_credit(*db_, c, from)) return std::move(*done);
  std::int64_t rest = c.amount.minor;
  if (!c.applies_to.empty()) {
    make_room(c.applies_to, c.amount.minor, c.day);
    const std::int64_t open =
        db_->value<std::int64_t>("SELECT open FROM invoice WHERE number = ?", c.applies_to).value_or(0);
    const std::int64_t applied = std::min(open, rest);
    db_->run("UPDATE invoice SET open = open - ? WHERE number = ?", applied, c.applies_to);
    rest -= applied;
  }
  db_->run(
      "INSERT INTO credit_note (number, creditor, debtor_id, currency, day, amount, applies_to, unallocated) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?)",
      c.number, c.creditor, c.debtor_id, S(c.amount.currency.code()), iso(c.day), c.amount.minor, c.applies_to, rest);
  return added();
}

Put Store::put_parts(const S& number, Currency currency, const std::vector<Part>& given, bool update) {
  const auto invoice = db_->rows<S, S, S, std::int64_t>(
      "SELECT debtor_id, currency, issued, amount FROM invoice WHERE number = ?", number);
  if (invoice.empty()) return refused("invoice", "there is no invoice \"" + number + "\"", "import the invoices first");
  const auto& [debtor_id, code, issued, amount] = invoice.front();
  const int digits = currency.digits();
  if (code != currency.code())
    return refused("currency", fmt::format("invoice {} is in {}", number, code),
                   "parts are in the currency of their invoice");
  std::int64_t sum = 0;
  for (const Part& part : given) {
    sum = checked_add(sum, part.amount);
    if (part.due < day_of(issued))
      return refused(
          "due_date",
          fmt::format("part {} of {} is due on {}, before the invoice of {}", part.seq, number, iso(part.due), issued),
          "is the year right?");
  }
  if (sum != amount)
    return refused("amount",
                   fmt::format("the {} parts of {} sum up to {}, the invoice is of {}", given.size(), number,
                               grouped(sum, digits), grouped(amount, digits)),
                   "is a part missing?");
  std::vector<Part> known;
  for (auto& [of, part] : parts(*db_, "invoice = ?", number)) known.push_back(part);
  if (known == given) return same();
  if (!known.empty() && !update)
    return refused("part",
                   fmt::format("invoice {} is known in {} parts, with other sums or days", number, known.size()),
                   "a new agreement goes in with --update");
  db_->run("DELETE FROM part WHERE invoice = ?", number);
  for (const Part& part : given)
    db_->run("INSERT INTO part (invoice, seq, debtor_id, due, amount, kind) VALUES (?, ?, ?, ?, ?, ?)", number,
             static_cast<std::int64_t>(part.seq), debtor_id, iso(part.due), part.amount, part.kind);
  return known.empty() ? added() : changed();
}

}  // namespace dunmail
