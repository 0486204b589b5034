// Claims: what letters asserted beside the invoices.
#include <fmt/format.h>

#include "base/error.h"
#include "casefile/letter_events.h"
#include "ledger/case_key.h"
#include "store/ledger_rows.h"

namespace dunmail {

using S = std::string;
using namespace ledger_rows;

namespace {

Store::ListedClaim listed(ClaimRow&& row) {
  const CaseKey key{row.creditor, row.debtor, currency_of(row.currency)};
  return {key.id(), key.debtor, key.currency, std::move(row.claim)};
}

}  // namespace

void Store::add_claims(const Account& account, const std::vector<dunmail::Claim>& claims) {
  for (const dunmail::Claim& c : claims)
    db_->run(
        "INSERT INTO claim (id, creditor, debtor_id, currency, kind, invoice, letter_id, ground, first, last, rate, "
        "amount, open, asserted, withdrawn, waived) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '')",
        c.id, account.creditor, account.debtor.id, S(account.currency.code()), S(word(c.kind)), c.invoice, c.letter,
        c.ground, iso(c.from), iso(c.to), c.rate, c.amount, c.amount);
}

std::vector<Store::ListedClaim> Store::asserted_claims(const S& debtor_id) {
  std::vector<ListedClaim> out;
  for (ClaimRow& row :
       debtor_id.empty() ? ledger_rows::claims(*db_, "1 = 1") : ledger_rows::claims(*db_, "debtor_id = ?", debtor_id))
    out.push_back(listed(std::move(row)));
  return out;
}

std::vector<S> Store::debtors_with_claims() {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT DISTINCT debtor_id FROM claim ORDER BY debtor_id"))
    out.push_back(std::move(id));
  return out;
}

std::optional<Store::ListedClaim> Store::asserted_claim(const S& id) {
  auto found = ledger_rows::claims(*db_, "id = ?", id);
  if (found.empty()) return std::nullopt;
  return listed(std::move(found.front()));
}

void Store::waive(const S& claim, std::int64_t amount, const S& reason) {
  // A claim that is waived in part keeps its rest; `waived` then says why it is less than was asserted.
  const auto changed = db_->run("UPDATE claim SET open = open - ?, waived = ? WHERE id = ? AND open >= ?", amount,
                                reason, claim, amount);
  if (changed == 0) throw Error(ErrorKind::internal, claim, "less of the claim is open than was to be waived");
}

void Store::lower(const S& claim, std::int64_t amount) {
  // Nothing is left of it: a payment had come before the days that it was for.
  const auto changed = db_->run(
      "UPDATE claim SET amount = amount - ?1, open = open - ?1, waived = CASE WHEN amount = ?1 THEN 'paid before it "
      "was "
      "owed' ELSE waived END WHERE id = ?2 AND open >= ?1",
      amount, claim);
  if (changed == 0) throw Error(ErrorKind::internal, claim, "less of the claim is open than was asserted too much");
}

std::vector<std::pair<Date, std::int64_t>> Store::taken_off(const S& invoice) {
  std::vector<std::pair<Date, std::int64_t>> out;
  for (const auto& [day, amount] : db_->rows<S, std::int64_t>(
           "SELECT p.day, a.amount FROM allocation a JOIN payment p ON p.reference = a.payment WHERE a.invoice = ? "
           "UNION ALL SELECT day, amount - unallocated FROM credit_note WHERE applies_to = ? AND applies_to <> '' AND "
           "amount > unallocated ORDER BY 1",
           invoice, invoice))
    out.emplace_back(day_of(day), amount);
  return out;
}

void Store::claims_follow(const Event& e) {
  switch (e.kind) {
    case EventKind::settled:
      if (!told::Settled::read(e).sent) {
        db_->run("DELETE FROM claim WHERE letter_id = ? AND asserted = ''", e.letter_id);
        return;
      }
      [[fallthrough]];
    case EventKind::accepted:
      db_->run("UPDATE claim SET asserted = ? WHERE letter_id = ? AND asserted = ''", iso(e.day), e.letter_id);
      return;
    case EventKind::cancelled:
    case EventKind::refused:
    case EventKind::rejected:
      db_->run("DELETE FROM claim WHERE letter_id = ? AND asserted = ''", e.letter_id);
      return;
    case EventKind::bounced:
      db_->run("UPDATE claim SET withdrawn = ? WHERE letter_id = ? AND open = amount AND asserted <> ''", iso(e.day),
               e.letter_id);
      return;
    case EventKind::delivered:
    case EventKind::read:
      db_->run("UPDATE claim SET withdrawn = '' WHERE letter_id = ? AND withdrawn <> ''", e.letter_id);
      return;
    default:
      return;
  }
}

}  // namespace dunmail
