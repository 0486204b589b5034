#include "intake/further_entries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/money.h"

namespace dunmail {
namespace {

bool goes_on_from(const BankStatementRow& last, const Statement& s) {
  if (!s.opening || !s.closing || s.partial) return false;
  if (s.id.empty() ? s.format != "csv" : s.id == last.id) return false;
  std::int64_t sum = 0;
  for (const BankEntry& e : s.entries)
    if (!e.pending && !e.failed) sum = checked_add(sum, e.amount.minor);
  return last.closing == s.opening->amount.minor && sum != 0 &&
         checked_add(s.opening->amount.minor, sum) == s.closing->amount.minor;
}

/// Another format may have told the same entry; that is a twin, and no further one.
bool told_by(Store& store, const std::string& format, const std::string& id) {
  const auto rows = store.bank_entries_like(id);
  return std::any_of(rows.begin(), rows.end(), [&](const BankRow& row) {
    return row.format == format && (row.entry.id == id || row.entry.id.starts_with(id + "."));
  });
}

}  // namespace

BankStatementRow statement_row(const Statement& s, const std::string& file) {
  return {s.account,
          s.id,
          file,
          s.currency,
          s.opening->day,
          s.closing->day,
          s.opening->amount.minor,
          s.closing->amount.minor};
}

FurtherEntries::FurtherEntries(Store& store, const Statement& s, const std::string& file) : store_(store) {
  const auto last = store.last_statement(s.account, s.currency);
  if (!last || !goes_on_from(*last, s) || store.knows(statement_row(s, file))) return;
  std::int64_t alike = 0;
  for (const BankEntry& e : s.entries) {
    if (e.pending || e.failed || !store.knows_bank_entry(e.id) || !told_by(store, s.format, e.id)) continue;
    ids_.insert(e.id);
    alike = checked_add(alike, e.amount.minor);
  }
  if (s.id.empty() && alike == 0) ids_.clear();
}

std::string FurtherEntries::name(const std::string& id, const std::set<std::string>& taken) const {
  for (int nth = 2;; ++nth)
    if (std::string name = fmt::format("{}.{}", id, nth); !store_.knows_bank_entry(name) && !taken.contains(name))
      return name;
}

}  // namespace dunmail
