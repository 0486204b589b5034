// A file that names all there is: what it lacks is closed or inactive.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "desk/ledger_news.h"
#include "intake/import_ledger.h"

namespace dunmail {

/// What the file named: numbers of invoices, ids of debtors; contacts by debtor and name.
struct NamedInFile {
  std::set<std::string> keys;
  std::set<std::pair<std::string, std::string>> contacts;
  bool credit_notes = false;  ///< the list has the column that tells them from invoices
};

/// Throws Error(usage) where the order cannot be a complete one: another kind, several files, skip_bad (a bad row
/// would look like one that is gone), an older day than that of an import of its kind.
void check_complete_order(World& world, const ImportOrder& order);

/// The creditor of an order: as given, else main, else the only one. Throws Error(usage).
std::string creditor_of(const World& world, const ImportOrder& order);

/// Closes open invoices of the creditor that were issued by the day, contacts of the debtors that the file names, or
/// debtors of the creditor. A Problem, and nothing done, where the file names nothing, or where more would go than
/// import.max_vanish_percent: of the creditor's open invoices, of the active contacts of the debtors that the file
/// names, of the creditor's active debtors. One may always go (unless the setting is 0), or nobody could leave a small
/// company.
std::optional<Problem> let_vanish(World& world, const ImportOrder& order, const std::string& file,
                                  const NamedInFile& named, LedgerNews& news);

}  // namespace dunmail
