#include "sql/db.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "sql/lock_holder.h"

namespace dunmail {
namespace {

constexpr std::size_t most_prepared = 256;  // far more than Dunmail has; some statements name a table or a filter

/// With DUNMAIL_SCANS=FILE in the environment: every statement that reads a table or an index from end to end, for
/// tests/scans.py. A line each: how, and the statement.
void tell_scans(sqlite3* db, const std::string& sql) {
  static const char* const file = std::getenv("DUNMAIL_SCANS");
  if (!file || sql.starts_with("EXPLAIN") || sql.starts_with("PRAGMA")) return;
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v2(db, ("EXPLAIN QUERY PLAN " + sql).c_str(), -1, &made, nullptr) != SQLITE_OK) return;
  std::ofstream out(file, std::ios::app);
  while (sqlite3_step(made) == SQLITE_ROW) {
    const std::string how = reinterpret_cast<const char*>(sqlite3_column_text(made, 3));
    if (how.starts_with("SCAN ") && how != "SCAN CONSTANT ROW") out << how << '\t' << sql << '\n';
  }
  sqlite3_finalize(made);
}

Patience& default_patience() {
  static Patience one;
  return one;
}

}  // namespace

void Db::Close::operator()(sqlite3* db) const { sqlite3_close_v2(db); }
void Db::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Db::wait_by_default(Patience patience) { default_patience() = std::move(patience); }

Db::Db(const std::string& path, bool create) : path_(path), patience_(default_patience()) {
  if (path != ":memory:" && !create && !std::filesystem::exists(path))
    throw Error(ErrorKind::storage, path, "there is no database here", "make one with: dunmail init");
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(opened);  // there is one to close even when it could not be opened
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_handler(
      db_.get(), [](void* self, int tries) { return static_cast<Db*>(self)->wait_on(tries) ? 1 : 0; }, this);
  // A file that is not ours is not touched; migrate() says what is the matter with it.
  const bool ours = value<std::int64_t>("PRAGMA user_version").value_or(0) > 0;
  const bool fresh = !ours && create && value<std::int64_t>("SELECT count(*) FROM sqlite_master").value_or(0) == 0;
  if (fresh) run("PRAGMA page_size = 16384");  // a printed letter is 55 KB; for good once something is written
  if (ours || fresh) write_ahead();
  run("PRAGMA synchronous = FULL");
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA temp_store = MEMORY");
  // A long import leaves a long log behind; when it is written back the file shrinks to this (bytes).
  run("PRAGMA journal_size_limit = 67108864");
  run("PRAGMA cache_size = -16000");  // KB
}

Db::~Db() = default;

// While another connection looks in, SQLite refuses to change the journal's mode without asking its busy handler: the
// other one may be on its way to do the same.
void Db::write_ahead() {
  for (int tries = 0;; ++tries) try {
      run("PRAGMA journal_mode = WAL");
      return;
    } catch (const Busy&) {
      if (!wait_on(tries)) throw;
    }
}

bool Db::wait_on(int tries) {
  if (tries == 0) wait_ = Wait();
  return wait_.once_more(patience_, [this] { return writer(); });
}

void Db::breathe() {
  if (depth_ == 0 && path_ != ":memory:") std::this_thread::sleep_for(std::chrono::milliseconds(15));
}

void Db::shrink() {
  run("PRAGMA temp_store = FILE");  // the copy is as large as the database
  run("VACUUM");
  run("PRAGMA wal_checkpoint(TRUNCATE)");  // the file is shorter when its log is written back
  run("PRAGMA temp_store = MEMORY");
}

// The lock is a byte range of the -shm file (SQLite's file format, WAL-index locks: WAL_WRITE_LOCK is byte 120).
std::string Db::writer() const {
  constexpr std::uint64_t write_lock = 120;
  return lock_holder(path_ + "-shm", write_lock);
}

void Db::begin(bool to_write) {
  if (depth_++ > 0) return;
  try {
    run(to_write ? "BEGIN IMMEDIATE" : "BEGIN");
  } catch (...) {
    depth_ = 0;
    throw;
  }
}

void Db::commit() {
  if (depth_ > 1) {
    --depth_;
    return;
  }
  run("COMMIT");  // a failed commit leaves the transaction open, for rollback()
  depth_ = 0;
}

void Db::rollback() noexcept {
  if (depth_ == 0) return;
  depth_ = 0;
  try {
    run("ROLLBACK");
  } catch (...) {
    // SQLite has rolled back by itself (disk full, I/O error).
  }
}

void Db::apart(const std::function<void()>& work) {
  if (!in_transaction()) return work();
  run("SAVEPOINT apart");
  try {
    work();
  } catch (...) {
    try {
      run("ROLLBACK TO apart");
      run("RELEASE apart");
    } catch (...) {
      // SQLite has rolled back all of it by itself (disk full, I/O error): the first failure says why.
    }
    throw;
  }
  run("RELEASE apart");
}

void Db::fail(int code) const {
  auto error = [&](const std::string& message, const char* hint) {
    return Error(ErrorKind::storage, path_, message, hint);
  };
  switch (code & 0xff) {
    case SQLITE_FULL:
      throw error("the disk is full", "free some space and run the command again; nothing is half written");
    case SQLITE_READONLY:
      throw error("the database is read-only", "check the rights of the file and of its folder");
    case SQLITE_CANTOPEN:
      throw error("the database cannot be opened", "is the folder there, and may you write in it?");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Busy(path_, writer().empty() ? "the database is busy" : "the database is busy: " + writer() + " writes");
    case SQLITE_CORRUPT:
      throw error("this file is damaged, or not a database of dunmail", "is the path right? else restore a backup");
    case SQLITE_NOTADB:
      throw error("this file is not a database of dunmail", "is the path right?");
    case SQLITE_IOERR:
      throw error("the database cannot be read or written", "is the disk full or the folder read-only?");
    default:
      throw error(db_ ? sqlite3_errmsg(db_.get()) : sqlite3_errstr(code), "");
  }
}

Db::Use::Use(Db& db, const std::string& sql) : db_(db), sql_(sql) {
  // Taken out while it is in use, so that a second use inside the first would prepare its own.
  if (auto at_rest = db.prepared_.extract(sql)) {
    statement_ = std::move(at_rest.mapped());
    return;
  }
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(db.db_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) db.fail(code);
  tell_scans(db.db_.get(), sql);
}

Db::Use::~Use() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  if (db_.prepared_.size() >= most_prepared) db_.prepared_.clear();
  db_.prepared_.insert_or_assign(sql_, std::move(statement_));
}

// A null pointer would be NULL, and the schema has none.
void Db::Use::bind(int at, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), at, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void Db::Use::bind(int at, Blob blob) {
  sqlite3_bind_blob64(statement_.get(), at, blob.bytes.empty() ? "" : blob.bytes.data(), blob.bytes.size(),
                      SQLITE_STATIC);
}

void Db::Use::bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_.get(), at, number); }

bool Db::Use::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) db_.fail(code);
  column_ = 0;
  return code == SQLITE_ROW;
}

std::size_t Db::Use::changed() const { return static_cast<std::size_t>(sqlite3_changes64(db_.db_.get())); }

std::string Db::Use::next(const std::string*) {
  const auto* start =
      static_cast<const char*>(sqlite3_column_blob(statement_.get(), column_));  // text and bytes as they are stored
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column_++));
  return size == 0 ? std::string() : std::string(start, size);
}

std::int64_t Db::Use::next(const std::int64_t*) {
  const int type = sqlite3_column_type(statement_.get(), column_);
  if (type != SQLITE_INTEGER && type != SQLITE_NULL) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column_));
    throw UnreadableRecord(sqlite3_column_name(statement_.get(), column_),
                           fmt::format("the database holds \"{}\" where a whole number belongs ({})", text ? text : "",
                                       sqlite3_column_name(statement_.get(), column_)));
  }
  return sqlite3_column_int64(statement_.get(), column_++);
}

std::vector<std::string> Db::check_integrity() {
  std::vector<std::string> out;
  for (auto& [line] : rows<std::string>("PRAGMA integrity_check(20)"))
    if (line != "ok") out.push_back(std::move(line));
  for (auto& [table, row, parent] : rows<std::string, std::int64_t, std::string>(
           "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 20"))
    out.push_back(table + ", row " + std::to_string(row) + ": names a " + parent + " that is not there");
  return out;
}

}  // namespace dunmail
