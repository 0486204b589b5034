// Debtors, contacts, guarantors, invoices, parts and payments out of CSV files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/progress.h"
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
  bool give_up_half = false;                    ///< another file of the kind, whose import was stopped, is lost
  std::function<bool()> stop = {};              ///< asked between two pages of a long file
  std::size_t long_from = std::size_t{1} << 20;  ///< bytes, some ten thousand rows: a fifth of a second
  std::size_t rows_a_page = 2000;                ///< some forty milliseconds
};

/// What became of one file.
struct ImportedFile {
  std::string file;   ///< as the order names it
  bool kept = false;  ///< all or nothing; with skip_bad without its bad rows
  std::int64_t added = 0, changed = 0, same = 0;
  std::vector<Problem> problems;  ///< in the file's order
  std::vector<Problem> given_up;  ///< other files that were half in, and are no longer waited for
  SheetSummary sheet;
  ImportSums sums;
  std::vector<NewsLine> news;             ///< of a file that was kept
  bool has_older = false;                 ///< it has rows older than what is known
  bool stopped = false;                   ///< as asked, with part of its rows in: the same file goes on from there
  std::int64_t rows_in = 0, rows_of = 0;  ///< stopped: how far it is in
  std::size_t twice = 0;                  ///< rows that say again what a row above them says
};
struct ImportResult {
  std::vector<ImportedFile> files;
};

/// File by file, each in one transaction; a single long file is read and checked before the lock is taken, and then
/// written down in pages (docs/decisions/0027). Throws Error(usage) for an order that cannot be, Error(input) where the
/// only file cannot be read; of several files such a one is among the result, not kept.
ImportResult import_ledger(World& world, const ImportOrder& order, const Progress& progress = {});

}  // namespace dunmail
