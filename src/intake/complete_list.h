// A file that names all there is: what it lacks is closed or inactive.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/key_set.h"
#include "desk/ledger_news.h"
#include "intake/import_ledger.h"

namespace dunmail {

/// What the file named: numbers of invoices and credit notes, ids of debtors; debtors and Store::contact_key().
struct NamedInFile {
  KeySet keys;
  bool credit_notes = false;  ///< the list has the column that tells them from invoices
};

/// Throws Error(usage) where the order cannot be a complete one: another kind, several files, skip_bad (a bad row
/// would look like one that is gone), an older day than that of an import of its kind.
void check_complete_order(World& world, const ImportOrder& order);

/// The creditor of an order: as given, else main, else the only one. Throws Error(usage).
std::string creditor_of(const World& world, const ImportOrder& order);

/// A Problem where the file names nothing, or where more would go than import.max_vanish_percent: of the creditor's
/// open invoices, of the active contacts of the debtors that the file names, of the creditor's active debtors. One may
/// always go (unless the setting is 0), or nobody could leave a small company. `new_ones`: rows that are not put yet.
std::optional<Problem> too_much_vanishes(World& world, const ImportOrder& order, const std::string& file,
                                         const NamedInFile& named, std::size_t new_ones);

/// Closes open invoices of the creditor that were issued by the day, contacts of the debtors that the file names, or
/// debtors of the creditor. `in_page` is handed the work in pieces. A Problem as above, and nothing done.
std::optional<Problem> let_vanish(World& world, const ImportOrder& order, const std::string& file,
                                  const NamedInFile& named, LedgerNews& news,
                                  const std::function<void(const std::function<void()>&)>& in_page);

}  // namespace dunmail
