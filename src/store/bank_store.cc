// Bank entries, their statements, and the accounts that debtors pay from.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "sql/db.h"
#include "store/statements.h"
#include "store/states.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;

constexpr const char* columns =
    "id, account, currency, amount, sent_currency, sent, booked, value, reversal, collective, end_to_end, reference, "
    "payer, payer_account, on_behalf_of, text, "
    "bank_reference, state, creditor, debtor_id, rule, why, evidence, candidates, payments, suggestion, bookings, "
    "other, actor, file, line, format, held_until, twin, batch, version";

Currency currency_of(const S& code) {
  if (const auto found = Currency::find(code)) return *found;
  if (code == "XXX") return {};
  throw Error(ErrorKind::storage, "bank_entry", "the database holds the unknown currency \"" + code + "\"");
}

Date day_of(const S& text) {
  if (const auto day = parse_date(text)) return *day;
  throw Error(ErrorKind::storage, "bank_entry", "the database holds the broken date \"" + text + "\"");
}

S lines(const std::vector<S>& list) { return fmt::format("{}", fmt::join(list, "\n")); }

std::vector<S> list_of(const S& text) {
  std::vector<S> out;
  if (!text.empty())
    for (const std::string_view each : split(text, '\n')) out.emplace_back(each);
  return out;
}

template <class... A>
std::vector<BankRow> rows(Db& db, const S& where, const A&... args) {
  std::vector<BankRow> out;
  for (auto& [id, account, currency, amount, sent_currency, sent, booked, value, reversal, collective, end_to_end,
              reference, payer, payer_account, on_behalf_of, text, bank_reference, state, creditor, debtor, rule, why,
              evidence, candidates, payments, suggestion, bookings, other, actor, file, line, format, held_until, twin,
              batch, version] :
       db.rows<S, S, S, N, S, N, S, S, N, N, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, N, S, S, S, N, S, S, S, S,
               N>(fmt::format("SELECT {} FROM bank_entry {}", columns, where), args...)) {
    BankRow row;
    row.entry = {id,
                 account,
                 day_of(booked),
                 day_of(value),
                 {amount, currency_of(currency)},
                 {sent, currency_of(sent_currency)},
                 reversal != 0,
                 state == word(BankState::announced),
                 false,
                 collective != 0,
                 end_to_end,
                 reference,
                 payer,
                 payer_account,
                 on_behalf_of,
                 text,
                 bank_reference,
                 batch,
                 static_cast<std::size_t>(line)};
    row.state = bank_state(id, state);
    row.creditor = creditor;
    row.debtor = debtor;
    row.rule = rule;
    row.why = why;
    row.evidence = list_of(evidence);
    row.candidates = list_of(candidates);
    row.payments = list_of(payments);
    row.suggestion = read_suggestion(suggestion);
    row.bookings = bookings;
    row.other = other;
    row.by = actor;
    row.file = file;
    row.format = format;
    row.held_until = parse_date(held_until);
    row.twin = twin;
    row.version = version;
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

bool Store::add(const BankRow& r) {
  const BankEntry& e = r.entry;
  return db_->run(sql::add_bank_entry, e.id, e.account, S(e.amount.currency.code()), e.amount.minor,
                  S(e.instructed.currency.code()), e.instructed.minor, iso(e.booked), iso(e.value), N(e.reversal),
                  N(e.collective), e.end_to_end, e.reference, e.payer, e.payer_account, e.on_behalf_of, e.text,
                  e.bank_reference, word(r.state), r.creditor, r.debtor, r.rule, r.why, lines(r.evidence),
                  lines(r.candidates), lines(r.payments), suggestion_text(r.suggestion), r.bookings, r.other, r.by,
                  r.file, static_cast<N>(e.line), r.format, r.twin, e.batch) > 0;
}

void Store::update(BankRow& r) {
  const auto now = db_->rows<N, S, S, S>("SELECT version, state, why, actor FROM bank_entry WHERE id = ?", r.entry.id);
  if (now.empty()) throw Error(ErrorKind::storage, r.entry.id, "the bank entry is gone from the database");
  const auto& [version, state, why, actor] = now.front();
  if (version != r.version)
    throw Overtaken(r.entry.id, fmt::format("was changed meanwhile, it is {} now{}: {}", state,
                                            actor.empty() ? "" : " by " + actor, why));
  if (!may_become(bank_state(r.entry.id, state), r.state))
    throw Error(ErrorKind::internal, r.entry.id, fmt::format("cannot become {} from {}", word(r.state), state));
  db_->run(sql::update_bank_entry, word(r.state), r.debtor, r.rule, r.why, lines(r.evidence), lines(r.candidates),
           lines(r.payments), suggestion_text(r.suggestion), r.bookings, r.other, r.by,
           r.held_until ? iso(*r.held_until) : "", r.twin, r.entry.id, r.version);
  ++r.version;
  db_->run("DELETE FROM bank_waiting WHERE entry = ?", r.entry.id);
  if ((r.state != BankState::suggested && r.state != BankState::announced) || !r.held_until) return;
  auto debtors = r.candidates;
  if (!r.debtor.empty()) debtors = {r.debtor};
  for (const S& debtor : debtors)
    db_->run("INSERT INTO bank_waiting (debtor_id, entry) VALUES (?, ?)", debtor, r.entry.id);
}

std::vector<BankEntryMark> Store::bank_entry_marks(BankState state) {
  std::vector<BankEntryMark> out;
  for (auto& [id, booked, version] : db_->rows<S, S, N>(
           "SELECT id, booked, version FROM bank_entry WHERE state = ? ORDER BY booked, file, line, id", word(state)))
    out.push_back({std::move(id), day_of(booked), version});
  return out;
}

std::vector<BankRow> Store::bank_entries(std::optional<BankState> state) {
  return state ? rows(*db_, "WHERE state = ? ORDER BY booked, file, line, id", word(*state))
               : rows(*db_, "ORDER BY booked, file, line, id");
}

std::optional<BankRow> Store::bank_entry(const std::string& id) {
  auto found = rows(*db_, "WHERE id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<BankRow> Store::bank_entries_like(const std::string& id) {
  return rows(*db_, "WHERE id = ? OR (length(?) >= 6 AND substr(id, 1, length(?)) = ?) ORDER BY id LIMIT 6", id, id, id,
              id);
}

std::vector<BankRow> Store::booked_entries_of(const Money& amount) {
  return rows(*db_, "WHERE state = 'booked' AND amount = ? AND currency = ? ORDER BY booked, file, line, id",
              amount.minor, S(amount.currency.code()));
}

bool Store::knows_bank_entry(const std::string& id) {
  return db_->value<N>("SELECT 1 FROM bank_entry WHERE id = ?", id).has_value();
}

std::vector<BankRow> Store::bank_entries_told_elsewhere(const std::string& format, Date from, Date to) {
  return rows(*db_, "WHERE booked BETWEEN ? AND ? AND format <> ? ORDER BY booked, file, line, id", iso(from), iso(to),
              format);
}

bool Store::knows_payment(const std::string& reference, const Money& amount) {
  return db_->value<N>("SELECT count(*) FROM payment WHERE reference = ? AND currency = ? AND amount = ?", reference,
                       S(amount.currency.code()), amount.minor)
             .value_or(0) > 0;
}

bool Store::knows_payment(const S& reference) {
  return db_->value<N>("SELECT 1 FROM payment WHERE reference = ?", reference).has_value();
}

std::optional<Store::PaidOf> Store::paid_of(const Payment& p) {
  const auto invoice = db_->rows<S, N>("SELECT issued, open FROM invoice WHERE number = ?", p.invoice);
  if (p.invoice.empty() || invoice.empty()) return std::nullopt;
  const auto paid =
      db_->value<N>("SELECT amount FROM allocation WHERE payment = ? AND invoice = ?", p.reference, p.invoice);
  return PaidOf{day_of(std::get<0>(invoice.front())), paid.value_or(0), std::get<1>(invoice.front())};
}

std::optional<S> Store::written_off_beside(const S& payment) {
  return db_->value<S>(
      "SELECT d.reference FROM payment p JOIN payment d ON d.reference = p.reference || '-D' AND d.invoice = p.invoice "
      "AND d.day = p.day "
      "WHERE p.reference = ? AND d.returned = '' AND d.invoice <> ''",
      payment);
}

std::optional<S> Store::written_off_before(const Payment& p) {
  if (p.invoice.empty()) return std::nullopt;
  auto own = db_->value<S>(
      "SELECT d.reference FROM allocation a JOIN payment d ON d.reference = a.payment WHERE a.invoice = ? AND "
      "d.invoice "
      "= ? AND d.debtor_id = ? AND d.creditor = ? AND d.amount = ? AND d.currency = ? AND d.returned = '' AND "
      "d.reference LIKE '%-D' AND EXISTS (SELECT 1 FROM payment p WHERE p.reference = substr(d.reference, 1, "
      "length(d.reference) - 2) AND p.invoice = d.invoice AND p.day = d.day) ORDER BY d.reference LIMIT 1",
      p.invoice, p.invoice, p.debtor_id, p.creditor, p.amount.minor, S(p.amount.currency.code()));
  if (own && db_->value<S>("SELECT reference FROM payment WHERE reference = ? OR (reversal = ? AND reversal <> '')",
                           p.reference, p.reference))
    return std::nullopt;  // that payment is known
  return own;
}

void Store::remember_payer(const std::string& account, const std::string& debtor, const std::string& name, Date day,
                           const std::string& by) {
  db_->run(
      "INSERT INTO bank_payer (account, debtor_id, name, day, actor) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, "
      "debtor_id) DO NOTHING",
      account, debtor, name, iso(day), by);
}

void Store::forget_payer(const std::string& account, const std::string& debtor) {
  db_->run("DELETE FROM bank_payer WHERE account = ? AND debtor_id = ?", account, debtor);
}

std::optional<BankStatementRow> Store::last_statement(const std::string& account, Currency currency) {
  const auto found = db_->rows<S, S, S, S, N, N>(
      "SELECT id, file, opening_day, closing_day, opening, closing FROM bank_statement WHERE account = ? AND currency "
      "= ? ORDER BY closing_day DESC, serial DESC LIMIT 1",
      account, S(currency.code()));
  if (found.empty()) return std::nullopt;
  const auto& [id, file, opening_day, closing_day, opening, closing] = found.front();
  return BankStatementRow{account, id, file, currency, day_of(opening_day), day_of(closing_day), opening, closing};
}

std::optional<BankStatementRow> Store::statement_from(const std::string& account, Currency currency, N opening,
                                                      Date from) {
  const auto found = db_->rows<S, S, S, S, N>(
      "SELECT id, file, opening_day, closing_day, closing FROM bank_statement WHERE account = ? AND currency = ? AND "
      "opening = "
      "? AND opening_day >= ? ORDER BY opening_day, serial LIMIT 1",
      account, S(currency.code()), opening, iso(from));
  if (found.empty()) return std::nullopt;
  const auto& [id, file, opening_day, closing_day, closing] = found.front();
  return BankStatementRow{account, id, file, currency, day_of(opening_day), day_of(closing_day), opening, closing};
}

bool Store::knows(const BankStatementRow& s) {
  return db_
      ->value<N>(
          "SELECT serial FROM bank_statement WHERE account = ? AND currency = ? AND id = ? AND closing_day = ? AND "
          "opening = ? AND closing = ? LIMIT 1",
          s.account, S(s.currency.code()), s.id, iso(s.closing_day), s.opening, s.closing)
      .has_value();
}

void Store::add(const BankStatementRow& s) {
  db_->run(
      "INSERT INTO bank_statement (serial, account, currency, id, file, opening_day, closing_day, opening, closing) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      next_number("bank_statement"), s.account, S(s.currency.code()), s.id, s.file, iso(s.opening_day),
      iso(s.closing_day), s.opening, s.closing);
}

}  // namespace dunmail
