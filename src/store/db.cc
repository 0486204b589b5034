#include "store/db.h"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/SQLiteException.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Exception.h>
#include <sqlite3.h>

#include <filesystem>
#include <mutex>

#include "base/error.h"

namespace dunmail {
namespace {

Poco::Data::Session open_session(const std::string& path, bool create) {
  static std::once_flag registered;
  std::call_once(registered, [] { Poco::Data::SQLite::Connector::registerConnector(); });
  const bool in_memory = path == ":memory:";
  if (!in_memory && !create && !std::filesystem::exists(path))
    throw Error(ErrorKind::storage, path, "there is no database here", "make one with: dunmail init");
  try {
    // Poco would try for a minute to open what cannot be opened.
    return Poco::Data::Session("SQLite", path, 1);
  } catch (const Poco::Exception& e) {
    throw Error(ErrorKind::storage, path, e.displayText(), "is the folder there, and may you write in it?");
  }
}

}  // namespace

Db::Db(const std::string& path, bool create) : path_(path), session_(open_session(path, create)) {
  run("PRAGMA busy_timeout = 10000");
  // A file that is not ours is not touched; migrate() says what is the matter with it.
  const bool ours = value<long>("PRAGMA user_version").value_or(0) > 0;
  if (ours || (create && value<long>("SELECT count(*) FROM sqlite_master").value_or(0) == 0)) rows<std::string>("PRAGMA journal_mode = WAL");
  run("PRAGMA synchronous = FULL");
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA temp_store = MEMORY");
}

void Db::begin() {
  if (depth_++ > 0) return;
  try {
    run("BEGIN IMMEDIATE");
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

void Db::rethrow() const {
  using namespace Poco::Data::SQLite;
  auto error = [&](const char* message, const char* hint) { return Error(ErrorKind::storage, path_, message, hint); };
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const DatabaseFullException&) {
    throw error("the disk is full", "free some space and run the command again; nothing is half written");
  } catch (const ReadOnlyException&) {
    throw error("the database is read-only", "check the rights of the file and of its folder");
  } catch (const CantOpenDBFileException&) {
    throw error("the database cannot be opened", "is the folder there, and may you write in it?");
  } catch (const DBLockedException&) {
    throw error("the database is busy", "another dunmail is writing; try again");
  } catch (const CorruptImageException&) {
    throw error("this file is damaged, or not a database of dunmail", "is the path right? else restore a backup");
  } catch (const IOErrorException&) {
    throw error("the database cannot be read or written", "is the disk full or the folder read-only?");
  } catch (const Poco::Exception& e) {
    const std::string text = e.displayText();
    if (text.find("not a database") != text.npos) throw error("this file is not a database of dunmail", "is the path right?");
    if (text.find("readonly") != text.npos) throw error("the database is read-only", "check the rights of the file and of its folder");
    if (text.find("locked") != text.npos) throw error("the database is busy", "another dunmail is writing; try again");
    throw Error(ErrorKind::storage, path_, text);
  }
}

sqlite3* Db::handle() { return Poco::Data::SQLite::Utility::dbHandle(session_); }

PreparedStatement::~PreparedStatement() { sqlite3_finalize(statement_); }

void PreparedStatement::start() {
  if (statement_) return;
  const int code = sqlite3_prepare_v3(db_.handle(), sql_.data(), static_cast<int>(sql_.size()), SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void PreparedStatement::bind(int at, const std::string& text) {
  sqlite3_bind_text64(statement_, at, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
}

void PreparedStatement::bind(int at, std::int64_t number) { sqlite3_bind_int64(statement_, at, number); }

std::size_t PreparedStatement::finish() {
  const int code = sqlite3_step(statement_);
  if (code != SQLITE_DONE && code != SQLITE_ROW) fail(code);
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  return static_cast<std::size_t>(sqlite3_changes64(db_.handle()));
}

void PreparedStatement::fail(int code) {
  if (statement_) sqlite3_reset(statement_);
  // The same exceptions as Poco's, so that one place turns them into words.
  db_.guarded([&] { Poco::Data::SQLite::Utility::throwException(db_.handle(), code); });
  throw Error(ErrorKind::storage, db_.path(), sqlite3_errstr(code));
}

}  // namespace dunmail
