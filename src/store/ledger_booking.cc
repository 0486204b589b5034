// What changes open sums: payments and their return, credit notes, parts.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/error.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "ledger/keep.h"
#include "store/ledger_rows.h"
#include "store/receipts.h"

namespace dunmail {
namespace ledger_rows {

Currency currency_of(const std::string& code) {
  if (const auto found = Currency::find(code)) return *found;
  throw UnreadableRecord("database", "the database holds the unknown currency \"" + code + "\"");
}

Date day_of(const std::string& text) {
  if (const auto day = parse_date(text)) return *day;
  throw UnreadableRecord("database", "the database holds the broken date \"" + text + "\"");
}

ClaimKind claim_kind_of(const std::string& word) {
  const auto found = std::find(claim_kinds.begin(), claim_kinds.end(), word);
  if (found != claim_kinds.end()) return static_cast<ClaimKind>(found - claim_kinds.begin());
  throw UnreadableRecord("claim", "the database holds the unknown kind of claim \"" + word + "\"");
}

std::vector<std::string> invoices_of_suggestion(const std::string& suggestion) {
  std::vector<std::string> out;
  for (SuggestedPart& part : read_suggestion(suggestion)) out.push_back(std::move(part.invoice));
  return out;
}

void put_waiting(const WaitingRow& row, Account& account) {
  if (!row.creditor.empty() && row.creditor != account.creditor) return;
  const WaitingPayment& p = row.payment;
  // In another currency it may pay by exchange, if nobody else is meant.
  if (p.invoices.empty()
          ? p.amount.currency != account.currency && !row.one_debtor
          : std::none_of(account.items.begin(), account.items.end(), [&](const OpenItem& i) {
              return std::find(p.invoices.begin(), p.invoices.end(), i.invoice.number) != p.invoices.end();
            }))
    return;
  account.waiting.push_back(p);
}

void divide(std::vector<OpenItem>& items, std::vector<std::pair<std::string, Part>> parts) {
  if (parts.empty()) return;
  std::map<std::string, std::vector<Part>> by_invoice;
  for (auto& [invoice, part] : parts) by_invoice[invoice].push_back(std::move(part));
  std::vector<OpenItem> out;
  for (OpenItem& item : items) {
    const auto own = by_invoice.find(item.invoice.number);
    if (own == by_invoice.end()) {
      out.push_back(std::move(item));
      continue;
    }
    for (OpenItem& part : open_parts(item.invoice, item.open, own->second)) out.push_back(std::move(part));
  }
  auto key = [](const OpenItem& i) {
    return std::tuple(std::tie(i.invoice.debtor_id, i.invoice.creditor), i.invoice.amount.currency, i.invoice.due,
                      std::tie(i.invoice.number), i.part ? i.part->part.seq : 0);
  };
  std::stable_sort(out.begin(), out.end(), [&](const OpenItem& a, const OpenItem& b) { return key(a) < key(b); });
  items = std::move(out);
}

}  // namespace ledger_rows

using S = std::string;
using namespace ledger_rows;

namespace {

AllocationRule rule_of(const std::map<S, AllocationRule>& rules, const S& creditor) {
  const auto rule = rules.find(creditor);
  return rule == rules.end() ? AllocationRule::oldest_first : rule->second;
}

}  // namespace

namespace {

Put other_payment(const S& reference, const S& known) {
  return refused("reference", fmt::format("payment {} is known {}", reference, known),
                 "two payments with one reference? a reference is used once");
}

Put no_invoice(const S& number) {
  return refused("invoice", "there is no invoice \"" + number + "\"",
                 "import the invoices first, or leave the column empty to have it allocated");
}

/// `same` or `refused` where nothing is to be booked.
std::optional<Put> not_to_book(Db& db, const Payment& p) {
  const S code(p.amount.currency.code());
  const auto known = db.rows<S, S, S, std::int64_t>(
      "SELECT debtor_id, currency, day, amount FROM payment WHERE reference = ?", p.reference);
  if (!known.empty()) {
    const auto& [debtor_id, currency, day, amount] = known.front();
    if (debtor_id == p.debtor_id && currency == code && amount == p.amount.minor && day == iso(p.day)) return same();
    return other_payment(p.reference, fmt::format("as {} {} of {} on {}", currency,
                                                  plain(amount, p.amount.currency.digits()), debtor_id, day));
  }
  std::vector<std::tuple<S, S, S>> invoice;
  if (!p.invoice.empty())
    invoice = db.rows<S, S, S>("SELECT debtor_id, currency, creditor FROM invoice WHERE number = ?", p.invoice);
  // Whose invoice is known is known.
  if ((invoice.empty() || std::get<0>(invoice[0]) != p.debtor_id) && !has_debtor(db, p.debtor_id))
    return no_debtor(p.debtor_id);
  if (!p.invoice.empty()) {
    if (invoice.empty()) return no_invoice(p.invoice);
    if (std::get<2>(invoice[0]) != p.creditor)
      return refused("invoice",
                     fmt::format("invoice {} is owed to {}, the payment came to {}", p.invoice, std::get<2>(invoice[0]),
                                 p.creditor),
                     "name the creditor in a column of that name, or leave the invoice empty");
    if (std::get<0>(invoice[0]) != p.debtor_id)
      return refused("invoice", fmt::format("invoice {} belongs to {}", p.invoice, std::get<0>(invoice[0])),
                     "which debtor paid?");
    if (std::get<1>(invoice[0]) != code)
      return refused("currency", fmt::format("invoice {} is in {}", p.invoice, std::get<1>(invoice[0])),
                     "book the exchange in the ERP and import its result");
  }
  if (const auto other =
          db.value<S>("SELECT reference FROM payment WHERE reversal = ? AND reversal <> ''", p.reference))
    return refused("reference", fmt::format("{} is the return of payment {}", p.reference, *other),
                   "a reference is used once");
  return std::nullopt;
}

/// The same of a payment whose day has not come.
std::optional<Put> not_to_keep(Db& db, const Payment& p) {
  const S code(p.amount.currency.code());
  const auto known = db.rows<S, S, S, std::int64_t>(
      "SELECT debtor_id, currency, day, amount FROM payment WHERE reference = ?", p.reference);
  if (!known.empty()) {
    if (known.front() == std::tuple(p.debtor_id, code, iso(p.day), p.amount.minor)) return same();
    return other_payment(p.reference, "with other figures");
  }
  if (!has_debtor(db, p.debtor_id)) return no_debtor(p.debtor_id);
  const auto invoice = db.rows<S, S>("SELECT debtor_id, currency FROM invoice WHERE number = ?", p.invoice);
  if (!p.invoice.empty() && invoice.empty()) return no_invoice(p.invoice);
  if (!invoice.empty() && invoice.front() != std::tuple(p.debtor_id, code))
    return refused(
        "invoice",
        fmt::format("invoice {} belongs to {}, in {}", p.invoice, std::get<0>(invoice[0]), std::get<1>(invoice[0])),
        "which debtor paid?");
  return std::nullopt;
}

/// A row of payments that names another: the two must be about the same sum of the same debtor.
std::optional<Put> not_that_payment(Db& db, const Payment& p) {
  const auto known =
      db.rows<S, S, std::int64_t>("SELECT debtor_id, currency, amount FROM payment WHERE reference = ?", p.reverses);
  if (known.empty()) return std::nullopt;
  const auto& [debtor_id, currency, amount] = known.front();
  if (debtor_id != p.debtor_id)
    return refused("debtor", fmt::format("payment {} is of {}", p.reverses, debtor_id), "which payment came back?");
  if (currency != p.amount.currency.code() || amount != p.amount.minor)
    return refused(
        "amount",
        fmt::format("payment {} is of {} {}", p.reverses, currency, plain(amount, currency_of(currency).digits())),
        "a payment comes back whole; what is less is a payment of ours, and belongs into the ERP");
  return std::nullopt;
}

struct KnownPayment {
  S creditor, debtor, currency, received;
  std::int64_t amount = 0;
  S invoice, returned, reversal;
};

std::optional<KnownPayment> known_payment(Db& db, const S& reference) {
  auto found = db.rows<S, S, S, S, std::int64_t, S, S, S>(
      "SELECT creditor, debtor_id, currency, day, amount, invoice, returned, reversal FROM payment WHERE reference = ?",
      reference);
  if (found.empty()) return std::nullopt;
  return std::apply([](auto&... each) { return KnownPayment{std::move(each)...}; }, found.front());
}

/// `same` or `refused` where nothing is to be taken back.
std::optional<Put> not_to_reverse(Db& db, const S& reference, const std::optional<KnownPayment>& known, Date day,
                                  const S& new_reference) {
  if (!known) return refused("reverses", "there is no payment \"" + reference + "\"", "import the payment first");
  if (known->reversal == new_reference) return same();
  if (!known->returned.empty())
    return refused(
        "reverses",
        fmt::format("payment {} came back on {} already, as {}", reference, known->returned, known->reversal),
        "a payment comes back once");
  if (db.value<S>("SELECT reference FROM payment WHERE reference = ? OR (reversal = ? AND reversal <> '')",
                  new_reference, new_reference))
    return refused("reference", fmt::format("{} is known as another payment", new_reference),
                   "a reference is used once");
  if (day < day_of(known->received))
    return refused("date", fmt::format("payment {} was received on {}", reference, known->received),
                   "are the two rows swapped?");
  return std::nullopt;
}

}  // namespace

Put Store::put(const Payment& p, std::vector<BookedPayment>& booked) {
  if (!p.reverses.empty()) {
    if (auto other = not_that_payment(*db_, p)) return std::move(*other);
    return reverse_payment(p.reverses, p.day, p.reference, booked);
  }
  if (auto done = not_to_book(*db_, p)) return std::move(*done);
  make_room(p.invoice, p.amount.minor, p.day);
  db_->run(
      "INSERT INTO payment (reference, creditor, debtor_id, currency, day, amount, invoice, unallocated) VALUES (?, ?, "
      "?, ?, ?, ?, ?, ?)",
      p.reference, p.creditor, p.debtor_id, S(p.amount.currency.code()), iso(p.day), p.amount.minor, p.invoice,
      std::int64_t{0});
  BookedPayment b{p};
  settle_in_order(*db_, p, rule_of(allocation_, p.creditor), b);
  booked.push_back(std::move(b));
  return added();
}

Put Store::check(const Payment& p, bool later) {
  if (p.reverses.empty()) return (later ? not_to_keep(*db_, p) : not_to_book(*db_, p)).value_or(added());
  if (auto other = not_that_payment(*db_, p)) return std::move(*other);
  return not_to_reverse(*db_, p.reverses, known_payment(*db_, p.reverses), p.day, p.reference).value_or(added());
}

Put Store::reverse_payment(const S& reference, Date day, const S& new_reference, std::vector<BookedPayment>& booked) {
  const auto known = known_payment(*db_, reference);
  if (auto done = not_to_reverse(*db_, reference, known, day, new_reference)) return std::move(*done);
  const auto& [creditor, debtor_id, currency, received, amount, named, returned, reversal] = *known;
  BookedPayment b{{new_reference, creditor, debtor_id, day, {amount, currency_of(currency)}, named, reference},
                  0,
                  {},
                  {},
                  {},
                  true};
  for (const auto& [invoice, sum] : db_->rows<S, std::int64_t>(
           "SELECT invoice, amount FROM allocation WHERE payment = ? ORDER BY invoice", reference)) {
    db_->run("UPDATE invoice SET open = open + ? WHERE number = ?", sum, invoice);
    b.invoices.push_back(invoice);
    b.sums[invoice] = sum;
  }
  db_->run("DELETE FROM allocation WHERE payment = ?", reference);
  for (const auto& [claim, sum] : db_->rows<S, std::int64_t>(
           "SELECT claim, amount FROM claim_allocation WHERE payment = ? ORDER BY claim", reference)) {
    // What was waived since stays waived: nobody asks for it because a payment came back.
    db_->run("UPDATE claim SET open = open + ? WHERE id = ? AND waived = ''", sum, claim);
    b.claims.push_back({claim, sum});
  }
  db_->run("DELETE FROM claim_allocation WHERE payment = ?", reference);
  db_->run("UPDATE payment SET unallocated = 0, waiting = 0, returned = ?, reversal = ? WHERE reference = ?", iso(day),
           new_reference, reference);
  settle_behind_return(*db_, b.payment, rule_of(allocation_, creditor), b);
  booked.push_back(std::move(b));
  return added();
}

Put Store::put_for_later(const Payment& p) {
  if (auto done = not_to_keep(*db_, p)) return std::move(*done);
  db_->run(
      "INSERT INTO payment (reference, creditor, debtor_id, currency, day, amount, invoice, unallocated, waiting) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
      p.reference, p.creditor, p.debtor_id, S(p.amount.currency.code()), iso(p.day), p.amount.minor, p.invoice,
      p.amount.minor);
  return added();
}

void Store::put_due_payments(Date day, std::vector<BookedPayment>& booked) {
  for (const auto& [reference, creditor, debtor_id, currency, on, amount, invoice] :
       db_->rows<S, S, S, S, S, std::int64_t, S>(
           "SELECT reference, creditor, debtor_id, currency, day, amount, invoice FROM payment WHERE waiting > 0 AND "
           "day <= ? ORDER BY day, reference",
           iso(day))) {
    try {
      account(creditor, debtor_id, currency_of(currency));
    } catch (const UnreadableRecord&) {
      continue;  // the case is named as trouble wherever it is looked at; the payment waits until it can be read
    }
    Payment p{reference, creditor, debtor_id, day_of(on), {amount, currency_of(currency)}, invoice};
    db_->run("DELETE FROM payment WHERE reference = ?", reference);
    if (put(p, booked).what == Put::What::added) continue;
    p.invoice.clear();  // the invoice it named has moved since
    if (const Put again = put(p, booked); again.what != Put::What::added)
      throw Error(ErrorKind::storage, reference,
                  "the payment of " + on + " can no longer be put to its account: " + again.message);
  }
}

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

Put Store::put(const Guarantor& row, const Source& from) {
  const auto known = guarantors(*db_, "debtor_id = ? AND name = ?", row.debtor_id, row.name);
  const Guarantor g = known.empty() ? row : dunmail::keep(row, known.front(), from.given);
  const S day = db_->value<S>("SELECT as_of FROM guarantor WHERE debtor_id = ? AND name = ?", row.debtor_id, row.name)
                    .value_or("");
  if (is_older(from, day)) return known.front() == g ? same() : older(day);
  if (!known.empty() && from.as_of)
    db_->run("UPDATE guarantor SET as_of = ? WHERE debtor_id = ? AND name = ?", iso(*from.as_of), row.debtor_id,
             row.name);
  if (!known.empty() && known.front() == g) return same();
  if (!has_debtor(*db_, g.debtor_id)) return no_debtor(g.debtor_id);
  const Address& a = g.address;
  db_->run(
      "INSERT INTO guarantor (debtor_id, name, kind, until, months, contact, position, street, postcode, city, region, "
      "country, email, fax, phone, locale, as_of, seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "(SELECT COALESCE(MAX(seq), 0) + 1 FROM guarantor)) "
      "ON CONFLICT (debtor_id, name) DO UPDATE SET kind = excluded.kind, until = excluded.until, months = "
      "excluded.months, contact = excluded.contact, position = excluded.position, street = excluded.street, "
      "postcode = excluded.postcode, city = excluded.city, region = excluded.region, country = excluded.country, email "
      "= excluded.email, fax = excluded.fax, phone = excluded.phone, locale = excluded.locale",
      g.debtor_id, g.name, g.kind, g.until ? iso(*g.until) : S(), static_cast<std::int64_t>(g.months), g.contact,
      g.position, a.street, a.postcode, a.city, a.region, a.country, g.email, g.fax, g.phone, g.locale,
      as_of_text(from));
  return known.empty() ? added() : changed();
}

}  // namespace dunmail
