// What changes open sums: payments and their return.
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

/// `same` or `refused` where nothing is to be booked. `invoice` is the one that it names.
std::optional<Put> not_to_book(Db& db, const Payment& p, const std::optional<NamedInvoice>& invoice) {
  const S code(p.amount.currency.code());
  // The payment of that reference, or the one that it took back.
  const auto known = db.rows<S, S, S, std::int64_t, S, S>(
      "SELECT debtor_id, currency, day, amount, reference, reversal FROM payment WHERE reference = ? UNION ALL SELECT "
      "debtor_id, currency, day, amount, reference, reversal FROM payment WHERE reversal = ? AND reversal <> ''",
      p.reference, p.reference);
  for (const auto& [debtor_id, currency, day, amount, reference, reversal] : known) {
    if (reference != p.reference) continue;
    if (debtor_id == p.debtor_id && currency == code && amount == p.amount.minor && day == iso(p.day)) return same();
    return other_payment(p.reference, fmt::format("as {} {} of {} on {}", currency,
                                                  plain(amount, p.amount.currency.digits()), debtor_id, day));
  }
  // Whose invoice is known is known.
  if ((!invoice || invoice->item.invoice.debtor_id != p.debtor_id) && !has_debtor(db, p.debtor_id))
    return no_debtor(p.debtor_id);
  if (!p.invoice.empty()) {
    if (!invoice) return no_invoice(p.invoice);
    const Invoice& i = invoice->item.invoice;
    if (i.creditor != p.creditor)
      return refused("invoice",
                     fmt::format("invoice {} is owed to {}, the payment came to {}", p.invoice, i.creditor, p.creditor),
                     "name the creditor in a column of that name, or leave the invoice empty");
    if (i.debtor_id != p.debtor_id)
      return refused("invoice", fmt::format("invoice {} belongs to {}", p.invoice, i.debtor_id), "which debtor paid?");
    if (i.amount.currency.code() != code)
      return refused("currency", fmt::format("invoice {} is in {}", p.invoice, i.amount.currency.code()),
                     "book the exchange in the ERP and import its result");
  }
  if (!known.empty())
    return refused("reference", fmt::format("{} is the return of payment {}", p.reference, std::get<4>(known.front())),
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

std::optional<NamedInvoice> Store::named_invoice(const S& number) {
  if (number.empty()) return std::nullopt;
  auto found = db_->rows<S, S, S, S, S, S, std::int64_t, std::int64_t, S, std::int64_t, std::int64_t, std::int64_t,
                         std::int64_t, std::int64_t>(
      "SELECT creditor, debtor_id, currency, contract, issued, due, amount, open, blocked, secured, rate, settled + "
      "closed_open, CASE WHEN EXISTS (SELECT 1 FROM part p WHERE p.invoice = number) THEN 1 ELSE 0 END, CASE WHEN "
      "EXISTS (SELECT 1 FROM allocation a WHERE a.invoice = number) THEN 1 ELSE 0 END FROM invoice WHERE number = ?",
      number);
  if (found.empty()) return std::nullopt;
  auto& [creditor, debtor, currency, contract, issued, due, amount, open, blocked, secured, rate, held, in_parts,
         paid] = found.front();
  try {
    return NamedInvoice{{{number,
                          std::move(creditor),
                          std::move(debtor),
                          std::move(contract),
                          day_of(issued),
                          day_of(due),
                          {amount, currency_of(currency)},
                          std::move(blocked),
                          secured,
                          rate},
                         open,
                         {}},
                        held > 0,
                        in_parts > 0,
                        paid > 0};
  } catch (const UnreadableRecord& e) {
    throw UnreadableRecord(number, "invoice " + number + ": " + e.problem().message);
  }
}

Put Store::put(const Payment& p, std::vector<BookedPayment>& booked, PaymentsInTurn* turn) {
  if (!p.reverses.empty()) {
    if (turn) turn->account.reset();
    if (auto other = not_that_payment(*db_, p)) return std::move(*other);
    return reverse_payment(p.reverses, p.day, p.reference, booked);
  }
  auto invoice = turn ? turn->invoice : named_invoice(p.invoice);
  if (auto done = not_to_book(*db_, p, invoice)) return std::move(*done);
  const bool held = invoice && invoice->held;
  BookedPayment b{p};
  std::optional<AccountInTurn>* account = turn ? &turn->account : nullptr;
  const auto book = [&] {
    if (held) {
      make_room(p.invoice, p.amount.minor, p.day);
      invoice = named_invoice(p.invoice);
    }
    db_->run(
        "INSERT INTO payment (reference, creditor, debtor_id, currency, day, amount, invoice, unallocated) VALUES (?, "
        "?, ?, ?, ?, ?, ?, ?)",
        p.reference, p.creditor, p.debtor_id, S(p.amount.currency.code()), iso(p.day), p.amount.minor, p.invoice,
        std::int64_t{0});
    settle_in_order(*db_, p, rule_of(allocation_, p.creditor), invoice, account, b);
  };
  if (!held && account && comes_next(*account, p) && pays_one(p, (*account)->claimed)) {
    book();
  } else {
    db_->apart(book);  // what is reckoned anew may hold what cannot be read
    if (account && *account) (*account)->has_case = has_case(CaseKey{p.creditor, p.debtor_id, p.amount.currency}.id());
  }
  if (!account || !*account || (*account)->has_case) booked.push_back(std::move(b));
  return added();
}

Put Store::check(const Payment& p, bool later, const std::optional<NamedInvoice>& named) {
  if (p.reverses.empty()) return (later ? not_to_keep(*db_, p) : not_to_book(*db_, p, named)).value_or(added());
  if (auto other = not_that_payment(*db_, p)) return std::move(*other);
  return not_to_reverse(*db_, p.reverses, known_payment(*db_, p.reverses), p.day, p.reference).value_or(added());
}

Put Store::reverse_payment(const S& reference, Date day, const S& new_reference, std::vector<BookedPayment>& booked) {
  const auto known = known_payment(*db_, reference);
  if (auto done = not_to_reverse(*db_, reference, known, day, new_reference)) return std::move(*done);
  BookedPayment b{{new_reference,
                   known->creditor,
                   known->debtor,
                   day,
                   {known->amount, currency_of(known->currency)},
                   known->invoice,
                   reference},
                  0,
                  {},
                  {},
                  {},
                  true};
  db_->apart([&] {
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
    db_->run("UPDATE payment SET unallocated = 0, waiting = 0, returned = ?, reversal = ? WHERE reference = ?",
             iso(day), new_reference, reference);
    settle_behind_return(*db_, b.payment, rule_of(allocation_, known->creditor), b);
  });
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

}  // namespace dunmail
