#include "store/report_store.h"

#include "ledger/limits.h"
#include "sql/db.h"
#include "store/ledger_rows.h"

namespace dunmail {

using S = std::string;
using namespace ledger_rows;

ReportStore::ReportStore(const S& path) : db_(std::make_unique<Db>(path, false)) {}
ReportStore::~ReportStore() = default;

std::vector<PaidPart> ReportStore::paid_parts(const S& creditor, const S& debtor_id, Currency currency, Date from) {
  std::vector<PaidPart> out;
  const S code(currency.code()), first = iso(from);
  // Open and paid invoices apart: each has an index by debtor of its own.
  const S of =
      "FROM invoice i JOIN allocation a ON a.invoice = i.number JOIN payment p ON p.reference = a.payment "
      "WHERE i.debtor_id = ? AND i.creditor = ? AND i.currency = ? AND p.returned = '' AND p.day >= ? AND i.open ";
  for (auto& [day, invoice, amount] :
       db_->rows<S, S, std::int64_t>("SELECT p.day, a.invoice, a.amount " + of +
                                         "> 0 UNION ALL SELECT p.day, a.invoice, a.amount " + of + "= 0 ORDER BY 1, 2",
                                     debtor_id, creditor, code, first, debtor_id, creditor, code, first))
    out.push_back({day_of(day), invoice, amount});
  return out;
}

std::vector<PeriodSum> ReportStore::period_sums(Date from, Date to) {
  std::vector<PeriodSum> out;
  for (auto& [currency, invoiced, received] : db_->rows<S, std::int64_t, std::int64_t>(
           "SELECT currency, SUM(invoiced), SUM(received) FROM ("
           "SELECT currency, SUM(amount) AS invoiced, 0 AS received FROM invoice WHERE issued BETWEEN ? AND ? AND "
           "amount <= ? GROUP BY currency UNION ALL "
           "SELECT currency, 0, SUM(amount) FROM payment WHERE returned = '' AND day BETWEEN ? AND ? AND amount <= ? "
           "GROUP BY currency) AS sums GROUP BY currency ORDER BY currency",
           iso(from), iso(to), most_of_a_case, iso(from), iso(to), most_of_a_case))
    // What is in no currency is trouble of the case that it is of, and named there.
    if (const auto known = Currency::find(currency)) out.push_back({*known, invoiced, received});
  return out;
}

std::map<S, std::int64_t> ReportStore::letters_by_state() {
  std::map<S, std::int64_t> out;
  for (auto& [state, letters] : db_->rows<S, std::int64_t>("SELECT state, COUNT(*) FROM letter GROUP BY state"))
    out[state] = letters;
  return out;
}

}  // namespace dunmail
