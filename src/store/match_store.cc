// As much of the ledger as a bank entry may be about, by the indexes over its keys (ledger/match_keys.h).
#include <algorithm>
#include <map>
#include <set>

#include "sql/db.h"
#include "store/ledger_rows.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;

class Finder {
 public:
  explicit Finder(Db& db) : db_(db) {}

  KnownLedger run(const MatchKeys& keys, std::optional<Money> also_open) {
    for (const S& piece : keys.pieces) by_piece(piece);
    for (const S& body : keys.references) {
      invoices("plain = ? AND plain <> ''", body);
      debtors("reference = ? AND reference <> ''", body);
      debtors("id_plain = ? AND id_plain <> ''", body);
    }
    for (const S& name : keys.names) debtors("name_plain = ? AND name_plain <> ''", name);
    if (!keys.account.empty()) by_account(keys.account);
    // Whoever may be the payer may pay anything that it has open.
    const std::set<S> payers = whom_;
    for (const S& debtor : payers) invoices("debtor_id = ? AND open > 0", debtor);
    if (also_open) invoices("open = ? AND open > 0 AND currency = ?", also_open->minor, S(also_open->currency.code()));
    for (const auto& [number, invoice] : invoices_) whom_.insert(invoice.debtor);
    for (const S& debtor : whom_) {
      debtors("id = ?", debtor);
      debtors("merged_into = ? AND merged_into <> ''", debtor);
      add_claims(debtor);
    }
    KnownLedger out;
    for (auto& [number, invoice] : invoices_) out.invoices.push_back(std::move(invoice));
    for (auto& [id, debtor] : debtors_) out.debtors.push_back(std::move(debtor));
    out.payers = std::move(payers_);
    return out;
  }

 private:
  void by_piece(const S& piece) {
    invoices("plain = ? AND plain <> ''", piece);
    if (piece.find_first_not_of("0123456789") == piece.npos)
      invoices("tail = ? AND tail <> ''", piece);
    else
      debtors("id_plain = ? AND id_plain <> ''", piece);
  }

  void by_account(const S& account) {
    for (auto& [debtor] :
         db_.rows<S>("SELECT debtor_id FROM bank_payer WHERE account = ? ORDER BY debtor_id", account)) {
      whom_.insert(debtor);
      payers_.push_back({account, std::move(debtor)});
    }
  }

  template <class... A>
  void debtors(const S& where, const A&... args) {
    for (auto& [id, into, name] :
         db_.rows<S, S, S>("SELECT id, merged_into, name FROM debtor WHERE " + where, args...)) {
      whom_.insert(into.empty() ? id : into);
      debtors_.try_emplace(id, into.empty() ? KnownDebtor{id, name} : KnownDebtor{into, name, id});
    }
  }

  template <class... A>
  void invoices(const S& where, const A&... args) {
    for (auto& [number, debtor, creditor, currency, issued, due, open, settled, settled_on, closed_open, closed_on] :
         db_.rows<S, S, S, S, S, S, N, N, S, N, S>(
             "SELECT number, debtor_id, creditor, currency, issued, due, open, settled, settled_on, closed_open, "
             "closed_on FROM invoice WHERE " +
                 where,
             args...)) {
      // What cannot be read is nobody's payment; its case is named as trouble wherever it is looked at.
      const auto known = Currency::find(currency);
      const auto first = parse_date(issued), last = parse_date(due);
      if (!known || !first || !last) continue;
      KnownInvoice invoice{number, debtor, creditor, *known, *first, *last, open};
      // One of the two at most: a list that lacks it closes what is open.
      const bool closed = closed_open > 0;
      if (const auto on = parse_date(closed ? closed_on : settled_on)) {
        invoice.told = closed ? closed_open : settled;
        invoice.told_on = *on;
      }
      invoices_.try_emplace(number, std::move(invoice));
    }
  }

  void add_claims(const S& debtor) {
    for (const auto& [invoice, sum] : db_.rows<S, N>(
             "SELECT invoice, CAST(SUM(open) AS BIGINT) FROM claim WHERE debtor_id = ? AND asserted <> '' AND "
             "withdrawn = '' AND open > 0 GROUP BY invoice",
             debtor))
      if (const auto at = invoices_.find(invoice); at != invoices_.end()) at->second.claims = sum;
  }

  Db& db_;
  std::map<S, KnownInvoice> invoices_;
  std::map<S, KnownDebtor> debtors_;  ///< by own id
  std::set<S> whom_;                  ///< debtors that go on
  std::vector<KnownPayer> payers_;
};

}  // namespace

KnownLedger Store::known_ledger(const MatchKeys& keys, std::optional<Money> also_open) {
  return Finder(*db_).run(keys, also_open);
}

}  // namespace dunmail
