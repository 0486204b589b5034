#include "store/copy_store.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.h"
#include "base/error.h"
#include "sql/db.h"
#include "store/schema.h"

namespace dunmail {
namespace {

using S = std::string;
using Row = std::vector<S>;

/// A table and what its rows are read, written and ordered by.
struct Table {
  S name;
  std::vector<Engine::Column> columns;
  std::vector<std::size_t> key;  ///< places in columns

  S names() const {
    std::vector<S> out;
    for (const auto& each : columns) out.push_back(each.name);
    return fmt::format("{}", fmt::join(out, ", "));
  }
  S marks(std::size_t count) const { return fmt::format("{}", fmt::join(std::vector<S>(count, "?"), ", ")); }
  S key_names() const {
    std::vector<S> out;
    for (const std::size_t at : key) out.push_back(columns[at].name);
    return fmt::format("{}", fmt::join(out, ", "));
  }
};

/// Rows name only rows of tables in front of theirs.
const std::vector<S>& in_order() {
  static const std::vector<S> all{
      "counter",           "debtor",     "contact",        "guarantor",    "invoice",      "part",
      "payment",           "allocation", "credit_note",    "import_log",   "half_import",  "event",
      "case_head",         "run",        "letter",         "letter_text",  "archive",      "document",
      "archived_document", "mail",       "mail_place",     "batch",        "batch_letter", "posting",
      "bank_entry",        "bank_payer", "bank_statement", "bank_waiting", "mail_host",    "claim",
      "claim_allocation",  "sent_mark"};
  return all;
}

void bind(Prepared& statement, int at, const Engine::Column& column, const S& value) {
  if (column.type == "BIGINT")
    statement.bind(at, static_cast<std::int64_t>(std::stoll(value)));
  else if (column.type == "BLOB")
    statement.bind(at, Blob{value});
  else
    statement.bind(at, std::string_view(value));
}

/// For tests/scans.txt: a copy reads whole tables.
const S reads_all = " /* store copy */";

/// Rows of these are written with the schema, or count.
bool of_schema(const Table& table) { return table.name == "sent_mark" || table.name == "counter"; }

/// Documents are long: few of them at a time.
std::size_t rows_at_once(const Table& table) {
  const bool bytes =
      std::any_of(table.columns.begin(), table.columns.end(), [](const auto& column) { return column.type == "BLOB"; });
  return bytes ? 50 : 2000;
}

/// The rows behind `after`, which is the key of the row before, or empty.
std::vector<Row> page(Db& db, const Table& table, const Row& after, std::size_t most) {
  S sql = fmt::format("SELECT {} FROM {}", table.names(), table.name);
  if (!after.empty()) sql += fmt::format(" WHERE ({}) > ({})", table.key_names(), table.marks(table.key.size()));
  sql += fmt::format(" ORDER BY {} LIMIT {}", table.key_names(), most) + reads_all;
  const auto statement = db.engine().prepare(sql);
  for (std::size_t i = 0; i < after.size(); ++i)
    bind(*statement, static_cast<int>(i + 1), table.columns[table.key[i]], after[i]);
  std::vector<Row> out;
  while (statement->step()) {
    Row& row = out.emplace_back();
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const int at = static_cast<int>(i);
      row.push_back(table.columns[i].type == "BIGINT" ? std::to_string(statement->number(at)) : statement->text(at));
    }
  }
  return out;
}

template <class Take>
void each_page(Db& db, const Table& table, const Take& take) {
  const std::size_t most = rows_at_once(table);
  Row after;
  for (;;) {
    const std::vector<Row> rows = page(db, table, after, most);
    if (!rows.empty()) take(rows);
    if (rows.size() < most) return;
    after.clear();
    for (const std::size_t at : table.key) after.push_back(rows.back()[at]);
  }
}

/// Over all rows: each value with its length in front, so that no two tables have the same bytes.
S told(const S& before, const std::vector<Row>& rows) {
  S text = before;
  for (const Row& row : rows)
    for (const S& value : row) text += fmt::format("{}:", value.size()) + value;
  return sha256_hex(text);
}

std::vector<Table> tables_of(Db& from, Db& to) {
  std::vector<Table> out;
  const auto ours = columns_of_schema();
  std::set<S> left;
  for (const auto& [name, columns] : ours) left.insert(name);
  for (const S& name : in_order()) {
    left.erase(name);
    Table table{name, from.engine().columns(name), {}};
    if (table.columns.size() != to.engine().columns(name).size())
      throw Error(ErrorKind::storage, from.path(), "table " + name + " is not what this version makes",
                  "dunmail verify says what is amiss");
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (table.columns[i].in_key) table.key.push_back(i);
    out.push_back(std::move(table));
  }
  if (!left.empty()) throw Error(ErrorKind::internal, *left.begin(), "the copy does not know this table");
  return out;
}

void need_empty(Db& to, const std::vector<Table>& tables) {
  for (const Table& table : tables) {
    if (of_schema(table)) continue;
    if (to.value<std::int64_t>("SELECT 1 FROM " + table.name + " LIMIT 1" + reads_all))
      throw Error(ErrorKind::usage, to.path(), "holds a ledger or letters already: table " + table.name,
                  "a copy needs an empty database");
  }
}

void copy_table(Db& from, Db& to, const Table& table, CopiedTable& done, const std::function<void(std::size_t)>& tell) {
  if (of_schema(table)) to.run("DELETE FROM " + table.name);
  const auto insert = to.engine().prepare(
      fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.names(), table.marks(table.columns.size())));
  S hash;
  each_page(from, table, [&](const std::vector<Row>& rows) {
    hash = told(hash, rows);
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) bind(*insert, static_cast<int>(i + 1), table.columns[i], row[i]);
      while (insert->step()) {
      }
      insert->reset();
    }
    done.rows += static_cast<std::int64_t>(rows.size());
    tell(rows.size());
  });
  S arrived;
  each_page(to, table, [&](const std::vector<Row>& rows) { arrived = told(arrived, rows); });
  if (arrived != hash)
    throw Error(ErrorKind::storage, to.path(), "what arrived in table " + table.name + " is not what was sent",
                "nothing was copied; dunmail verify looks at the old database");
  done.sha256 = hash;
}

}  // namespace

std::vector<CopiedTable> copy_store(const std::string& from, const std::string& to, const Progress& progress) {
  Db source(from, false);
  migrate(source, false);
  Db target(to, true);
  migrate(target, true);
  const std::vector<Table> tables = tables_of(source, target);
  std::vector<CopiedTable> out;
  source.begin(false);
  target.begin();
  try {
    need_empty(target, tables);
    std::size_t all = 0, copied = 0;
    for (const Table& table : tables)
      all += static_cast<std::size_t>(
          source.value<std::int64_t>("SELECT count(*) FROM " + table.name + reads_all).value_or(0));
    for (const Table& table : tables) {
      CopiedTable& done = out.emplace_back(CopiedTable{table.name, 0, ""});
      copy_table(source, target, table, done, [&](std::size_t rows) {
        copied += rows;
        if (progress) progress(copied, all);
      });
    }
    target.commit();
    source.rollback();
  } catch (...) {
    target.rollback();
    source.rollback();
    throw;
  }
  return out;
}

}  // namespace dunmail
