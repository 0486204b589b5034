// Debtors, contacts, guarantors, invoices, parts and payments out of CSV files.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "desk/ledger_news.h"
#include "desk/world.h"
#include "intake/import_sums.h"
#include "ledger/import.h"

namespace dunmail {

struct ImportOrder {
  std::string kind;  ///< debtors, contacts, guarantors, invoices, parts, payments
  std::vector<std::string> files;
  std::string profile;  ///< a TOML file that maps foreign columns; empty: our own
  Date as_of;           ///< the day the export was made
  bool skip_bad = false, update = false;
  bool complete = false, allow_vanish = false;  ///< the file names all of its kind: what it lacks is closed or inactive
  std::string creditor;                         ///< whose file it is; empty: main, or the only one
};

/// What became of one file.
struct ImportedFile {
  std::string file;   ///< as the order names it
  bool kept = false;  ///< all or nothing; with skip_bad without its bad rows
  std::int64_t added = 0, changed = 0, same = 0;
  std::vector<Problem> problems;  ///< in the file's order
  SheetSummary sheet;
  ImportSums sums;
  std::vector<NewsLine> news;  ///< of a file that was kept
  bool has_older = false;      ///< it has rows older than what is known
};
struct ImportResult {
  std::vector<ImportedFile> files;
};

/// File by file, each in one transaction. Throws Error(usage) for an order that cannot be, Error(input) where the only
/// file cannot be read; of several files such a one is among the result, not kept.
ImportResult import_ledger(World& world, const ImportOrder& order);

}  // namespace dunmail
