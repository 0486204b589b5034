// A long file held against the ledger before the lock is taken: what would be refused of it, and whether its rows may
// be written down in pages (docs/decisions/0027).
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/large_text.h"
#include "base/unreadable.h"
#include "intake/import_ledger.h"

namespace dunmail {

struct FileCheck {
  /// Rows that speak of the same thing, or of each other: they are taken in one transaction, which sees them all.
  bool entangled = false;
  bool readable = true;
  std::vector<Problem> problems;  ///< in the file's order
  std::size_t rows = 0;
};

/// What of an order the reading of a file needs.
struct SheetOrder {
  const ImportOrder& order;
  const ImportProfile& profile;
  const std::string& name;      ///< of the file, as problems say it
  const std::string& creditor;  ///< whose complete list it is
  const std::map<std::string, std::string>& merged;
};

/// Whether files of that kind may be long.
bool may_be_long(const std::string& kind);
FileCheck check_file(World& world, const SheetOrder& of, const LargeText& text);

/// The number that goes on, where a debtor was merged into another.
std::string survivor(const SheetOrder& of, const std::string& debtor);
Source source_of(const ImportOrder& order, const Given& given);
/// What an export says of days to come has not happened yet.
inline bool comes_later(const Payment& p, const ImportOrder& order) {
  return p.day > order.as_of && p.reverses.empty();
}
/// An invoice has one creditor: a file without the column means that one.
void name_creditor(Payment& payment, const std::optional<NamedInvoice>& named, const Given& given);
/// A complete list is one creditor's.
std::optional<Problem> of_another(const InvoiceRow& invoice, const SheetOrder& of, const RowPlace& at);
inline Problem refusal(const Put& put, const std::string& at) {
  return {at, put.column + ": " + put.message, put.hint};
}

/// A record of the database that cannot be read is trouble of the rows that need it, not of the others.
template <class F>
Put readable(const std::string& debtor, const F& put) {
  try {
    return put();
  } catch (const UnreadableRecord& e) {
    return {Put::What::refused,
            "debtor",
            fmt::format("the account of {} cannot be read: {}", debtor, e.problem().message),
            "somebody changed the database: dunmail verify; --skip-bad takes the other rows",
            {}};
  }
}

}  // namespace dunmail
