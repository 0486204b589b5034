#include "intake/further_entries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/money.h"

namespace dunmail {
namespace {

/// Whole, with balances that its entries account for, and with a sum: only then do balances tell one from another.
bool adds_up(const Statement& s) {
  if (!s.opening || !s.closing || s.partial || (s.id.empty() && s.format != "csv")) return false;
  std::int64_t sum = 0;
  for (const BankEntry& e : s.entries)
    if (!e.pending && !e.failed) sum = checked_add(sum, e.amount.minor);
  return sum != 0 && checked_add(s.opening->amount.minor, sum) == s.closing->amount.minor;
}

/// Begins where a known statement ended, or ends where one began: files may come newest first.
bool adjoins(Store& store, const Statement& s) {
  const auto other = [&](const std::optional<BankStatementRow>& known) {
    return known && (s.id.empty() || s.id != known->id);
  };
  const auto last = store.last_statement(s.account, s.currency);
  if (other(last) && last->closing == s.opening->amount.minor) return true;
  return other(store.statement_from(s.account, s.currency, s.closing->amount.minor, s.closing->day));
}

/// Another format may have told the same entry; that is a twin, and no further one.
bool told_by(Store& store, const std::string& format, const std::string& id) {
  const auto rows = store.bank_entries_like(id);
  return std::any_of(rows.begin(), rows.end(),
                     [&](const BankRow& row) { return row.format == format && row.entry.id == id; });
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
  if (!adds_up(s) || store.knows(statement_row(s, file)) || !adjoins(store, s)) return;
  std::int64_t alike = 0;
  for (const BankEntry& e : s.entries) {
    if (e.pending || e.failed || !store.knows_bank_entry(e.id) || !told_by(store, s.format, e.id)) continue;
    ids_.insert(e.id);
    alike = checked_add(alike, e.amount.minor);
  }
  if (s.id.empty() && alike == 0) ids_.clear();
}

std::string FurtherEntries::name(const BankEntry& entry, const std::set<std::string>& taken) const {
  for (int nth = 1;; ++nth)
    if (std::string id = entry_id(entry, nth); !store_.knows_bank_entry(id) && !taken.contains(id)) return id;
}

}  // namespace dunmail
