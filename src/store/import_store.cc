// Which files were taken in, and which one is being written down.
#include "sql/db.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;

void Store::log_import(const ImportLine& l) {
  db_->run(
      "INSERT INTO import_log (id, at, kind, file, as_of, added, changed, same, skipped) VALUES (?, ?, ?, ?, ?, ?, ?, "
      "?, ?)",
      next_number("import"), l.at, l.kind, l.file, l.as_of, l.added, l.changed, l.same, l.skipped);
}

std::vector<ImportLine> Store::imports() {
  std::vector<ImportLine> out;
  for (auto& [at, kind, file, as_of, added, changed, same, skipped] :
       db_->rows<S, S, S, S, std::int64_t, std::int64_t, std::int64_t, std::int64_t>(
           "SELECT at, kind, file, as_of, added, changed, same, skipped FROM import_log ORDER BY id"))
    out.push_back({at, kind, file, as_of, added, changed, same, skipped});
  return out;
}

std::optional<Date> Store::newest_import(const S& kind) {
  const auto found = db_->rows<S>("SELECT as_of FROM import_log WHERE kind = ? ORDER BY as_of DESC LIMIT 1", kind);
  return found.empty() ? std::nullopt : parse_date(std::get<0>(found.front()));
}

std::optional<Date> Store::payments_as_of() {
  auto found = db_->rows<S>("SELECT as_of FROM import_log WHERE kind = 'payments' ORDER BY as_of DESC LIMIT 1");
  if (found.empty()) found = db_->rows<S>("SELECT as_of FROM import_log ORDER BY as_of DESC LIMIT 1");
  return found.empty() ? std::nullopt : parse_date(std::get<0>(found.front()));
}

void Store::put_half_import(const HalfImport& h) {
  db_->run(
      "INSERT INTO half_import (kind, creditor, at, actor, file, as_of, rows_in, rows_of) VALUES (?, ?, ?, ?, ?, ?, ?, "
      "?) ON CONFLICT (kind, creditor) DO UPDATE SET at = excluded.at, actor = excluded.actor, file = excluded.file, "
      "as_of = excluded.as_of, rows_in = excluded.rows_in, rows_of = excluded.rows_of",
      h.kind, h.creditor, h.at, h.actor, h.file, iso(h.as_of), h.rows_in, h.rows_of);
}

void Store::end_half_import(const S& kind, const S& creditor) {
  db_->run("DELETE FROM half_import WHERE kind = ? AND creditor = ?", kind, creditor);
}

std::vector<HalfImport> Store::half_imports() {
  std::vector<HalfImport> out;
  for (auto& [kind, creditor, at, actor, file, as_of, rows_in, rows_of] :
       db_->rows<S, S, S, S, S, S, std::int64_t, std::int64_t>(
           "SELECT kind, creditor, at, actor, file, as_of, rows_in, rows_of FROM half_import ORDER BY kind, creditor"))
    out.push_back({kind, creditor, at, actor, file, parse_date(as_of).value_or(Date()), rows_in, rows_of});
  return out;
}

}  // namespace dunmail
