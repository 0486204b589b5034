// What reports ask the ledger beside the accounts: sums that the database adds up itself. A connection of its own that
// only reads, so that a report of a large ledger keeps nobody waiting.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"

namespace dunmail {

class Db;

/// What a payment brought one invoice.
struct PaidPart {
  Date day;
  std::string invoice;
  std::int64_t amount = 0;
};

/// Of the invoices issued and the payments received in a period; payments that came back are left out.
struct PeriodSum {
  Currency currency;
  std::int64_t invoiced = 0, received = 0;
};

class ReportStore {
 public:
  explicit ReportStore(const std::string& path);
  ~ReportStore();
  /// Of one account, from a day on, by day; payments that came back are left out.
  std::vector<PaidPart> paid_parts(const std::string& creditor, const std::string& debtor_id, Currency currency,
                                   Date from);
  std::vector<PeriodSum> period_sums(Date from, Date to);  ///< both days included; by currency
  std::map<std::string, std::int64_t> letters_by_state();

 private:
  std::unique_ptr<Db> db_;
};

}  // namespace dunmail
