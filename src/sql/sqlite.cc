#include "sql/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/unreadable.h"
#include "sql/byte_lock.h"
#include "sql/file_lock.h"
#include "sql/lock_holder.h"

namespace dunmail {
namespace {

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

constexpr const char* day_pattern = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

class Sqlite;

class SqliteStatement : public Prepared {
 public:
  SqliteStatement(Sqlite& engine, const std::string& sql);

  // A null pointer would be NULL, and the schema has none.
  void bind(int at, std::string_view text) override {
    sqlite3_bind_text64(statement_.get(), at, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  void bind(int at, std::int64_t number) override { sqlite3_bind_int64(statement_.get(), at, number); }
  void bind(int at, Blob blob) override {
    sqlite3_bind_blob64(statement_.get(), at, blob.bytes.empty() ? "" : blob.bytes.data(), blob.bytes.size(),
                        SQLITE_STATIC);
  }
  bool step() override;
  std::size_t changed() const override;
  std::string text(int column) override {
    const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return size == 0 ? std::string() : std::string(start, size);
  }
  std::int64_t number(int column) override {
    const int type = sqlite3_column_type(statement_.get(), column);
    if (type != SQLITE_INTEGER && type != SQLITE_NULL) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
      const char* name = sqlite3_column_name(statement_.get(), column);
      throw UnreadableRecord(
          name, fmt::format("the database holds \"{}\" where a whole number belongs ({})", text ? text : "", name));
    }
    return sqlite3_column_int64(statement_.get(), column);
  }
  void reset() noexcept override {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
  }

 private:
  Sqlite& engine_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Sqlite : public Engine {
 public:
  Sqlite(const std::string& path, bool create, Patience patience);

  std::unique_ptr<Prepared> prepare(const std::string& sql) override {
    return std::make_unique<SqliteStatement>(*this, sql);
  }
  void define(const std::string& sql) override { run(sql); }

  /// IMMEDIATE: the write lock is taken at the start, so that no transaction fails half way on a busy database.
  void begin(bool to_write) override { run(to_write ? "BEGIN IMMEDIATE" : "BEGIN"); }
  void commit() override { run("COMMIT"); }
  void rollback() noexcept override {
    try {
      run("ROLLBACK");
    } catch (...) {
      // SQLite has rolled back by itself (disk full, I/O error).
    }
  }

  int schema_version() override { return static_cast<int>(number("PRAGMA user_version")); }
  void set_schema_version(int version) override { run(fmt::format("PRAGMA user_version = {}", version)); }
  bool holds_tables() override { return number("SELECT count(*) FROM sqlite_master") > 0; }
  std::map<std::string, std::string> parts() override;
  std::vector<Column> columns(const std::string& table) override;
  std::string no_number(const std::string& column) const override {
    return fmt::format("typeof({}) <> 'integer'", column);
  }
  std::string no_text(const std::string& column) const override { return fmt::format("typeof({}) <> 'text'", column); }
  std::string no_bytes(const std::string& column) const override { return fmt::format("typeof({}) <> 'blob'", column); }
  std::string no_day(const std::string& column) const override {
    return fmt::format("({0} NOT GLOB '{1}' OR date({0}) IS NOT {0})", column, day_pattern);
  }
  std::string no_instant(const std::string& column) const override {
    return fmt::format("({0} NOT GLOB '{1}T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z')", column, day_pattern);
  }
  std::vector<std::string> findings() override;

  std::int64_t free_bytes() override { return number("PRAGMA freelist_count") * number("PRAGMA page_size"); }
  /// Writes the file anew without what is free in it. Nobody else writes meanwhile; the disk of the database and the
  /// folder for temporary files (SQLITE_TMPDIR) have to have room for all that stays.
  void shrink() override {
    run("PRAGMA temp_store = FILE");  // the copy is as large as the database
    run("VACUUM");
    run("PRAGMA wal_checkpoint(TRUNCATE)");  // the file is shorter when its log is written back
    run("PRAGMA temp_store = MEMORY");
  }
  std::int64_t changes_by_others() override { return number("PRAGMA data_version"); }
  // The lock is a byte range of the -shm file (SQLite's file format, WAL-index locks: WAL_WRITE_LOCK is byte 120).
  std::string writer() override {
    constexpr std::uint64_t write_lock = 120;
    return lock_holder(path_ + "-shm", write_lock);
  }
  /// A little longer than a waiting connection sleeps between two tries.
  void breathe() override {
    if (path_ != ":memory:") std::this_thread::sleep_for(std::chrono::milliseconds(15));
  }
  std::shared_ptr<const void> the_only_one(const std::string& what) override {
    if (path_ == ":memory:") return nullptr;  // there is no other
    return std::make_shared<const FileLock>(path_ + "." + what, patience_, path_,
                                            "another process is at the " + what + " of this database");
  }

  std::shared_ptr<const void> present_as(std::int64_t number) override {
    if (path_ == ":memory:") return nullptr;
    return std::make_shared<const ByteLock>(path_, number);
  }
  bool is_present(std::int64_t number) override { return path_ != ":memory:" && ByteLock::is_held(path_, number); }

  sqlite3* handle() const { return db_.get(); }
  [[noreturn]] void fail(int code);

 private:
  void run(const std::string& sql) {
    SqliteStatement statement(*this, sql);
    while (statement.step()) {
    }
  }
  std::int64_t number(const std::string& sql) {
    SqliteStatement statement(*this, sql);
    return statement.step() ? statement.number(0) : 0;
  }
  std::vector<std::string> texts(const std::string& sql) {
    SqliteStatement statement(*this, sql);
    std::vector<std::string> out;
    while (statement.step()) out.push_back(statement.text(0));
    return out;
  }
  bool wait_on(int tries) {
    if (tries == 0) wait_ = Wait();
    return wait_.once_more(patience_, [this] { return writer(); });
  }
  void write_ahead();

  std::string path_;
  Wait wait_;
  std::unique_ptr<sqlite3, Close> db_;
};

Sqlite::Sqlite(const std::string& path, bool create, Patience patience) : Engine(std::move(patience)), path_(path) {
  if (path != ":memory:" && !create && !std::filesystem::exists(path))
    throw Error(ErrorKind::storage, path, "there is no database here", "make one with: dunmail init");
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  db_.reset(opened);  // there is one to close even when it could not be opened
  if (code != SQLITE_OK) fail(code);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_handler(
      db_.get(), [](void* self, int tries) { return static_cast<Sqlite*>(self)->wait_on(tries) ? 1 : 0; }, this);
  // A file that is not ours is not touched; migrate() says what is the matter with it.
  const bool ours = schema_version() > 0;
  const bool fresh = !ours && create && !holds_tables();
  if (fresh) run("PRAGMA page_size = 16384");  // a printed letter is 55 KB; for good once something is written
  if (ours || fresh) write_ahead();
  run("PRAGMA synchronous = FULL");
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA temp_store = MEMORY");
  // A long import leaves a long log behind; when it is written back the file shrinks to this (bytes).
  run("PRAGMA journal_size_limit = 67108864");
  run("PRAGMA cache_size = -16000");  // KB
}

// While another connection looks in, SQLite refuses to change the journal's mode without asking its busy handler: the
// other one may be on its way to do the same.
void Sqlite::write_ahead() {
  for (int tries = 0;; ++tries) try {
      run("PRAGMA journal_mode = WAL");
      return;
    } catch (const Busy&) {
      if (!wait_on(tries)) throw;
    }
}

void Sqlite::fail(int code) {
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
    case SQLITE_LOCKED: {
      const std::string who = writer();
      throw Busy(path_, who.empty() ? "the database is busy" : "the database is busy: " + who + " writes");
    }
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

std::map<std::string, std::string> Sqlite::parts() {
  std::map<std::string, std::string> out;
  SqliteStatement made(*this, "SELECT type, name, COALESCE(sql, '') FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'");
  while (made.step()) {
    const std::string kind = made.text(0);
    std::string sql = made.text(2);
    std::erase_if(sql, [](char c) { return c == ' ' || c == '\n'; });
    out.emplace(kind + " " + made.text(1), kind == "table" ? std::string() : std::move(sql));
  }
  for (const std::string& column :
       texts("SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
             "AND m.name NOT LIKE 'sqlite_%'"))
    out.emplace("column " + column, "");
  return out;
}

std::vector<Engine::Column> Sqlite::columns(const std::string& table) {
  SqliteStatement statement(*this, "SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid");
  statement.bind(1, std::string_view(table));
  std::vector<Column> out;
  while (statement.step()) out.push_back({statement.text(0), statement.text(1), statement.number(2) > 0});
  return out;
}

std::vector<std::string> Sqlite::findings() {
  std::vector<std::string> out;
  for (std::string& line : texts("PRAGMA integrity_check(20)"))
    if (line != "ok") out.push_back(std::move(line));
  for (std::string& line : texts(
           "SELECT \"table\" || ', row ' || COALESCE(rowid, 0) || ': names a ' || parent || ' that is not there' FROM "
           "pragma_foreign_key_check LIMIT 20"))
    out.push_back(std::move(line));
  return out;
}

SqliteStatement::SqliteStatement(Sqlite& engine, const std::string& sql) : engine_(engine) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v3(engine.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &made, nullptr);
  statement_.reset(made);
  if (code != SQLITE_OK) engine.fail(code);
  tell_scans(engine.handle(), sql);
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) engine_.fail(code);
  return code == SQLITE_ROW;
}

std::size_t SqliteStatement::changed() const { return static_cast<std::size_t>(sqlite3_changes64(engine_.handle())); }

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::string& path, bool create, Patience patience) {
  return std::make_unique<Sqlite>(path, create, std::move(patience));
}

}  // namespace dunmail
