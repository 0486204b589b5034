#include "sql/db.h"

#include <cstdlib>

#include "sql/postgres.h"
#include "sql/postgres_address.h"
#include "sql/sqlite.h"

namespace dunmail {
namespace {

constexpr std::size_t most_prepared = 256;  // far more than Dunmail has; some statements name a table or a filter

Patience& default_patience() {
  static Patience one;
  return one;
}

/// Tests keep their databases in memory; with DUNMAIL_TEST_DATABASE in the environment in temporary tables of that
/// server, which are gone with the connection just the same.
std::unique_ptr<Engine> open(const std::string& path, bool create) {
  static const char* const tests = std::getenv("DUNMAIL_TEST_DATABASE");
  if (is_postgres(path)) return open_postgres(path, create, default_patience());
  if (path == ":memory:" && tests && is_postgres(tests)) return open_postgres_in_memory(tests, default_patience());
  return open_sqlite(path, create, default_patience());
}

}  // namespace

void Db::wait_by_default(Patience patience) { default_patience() = std::move(patience); }

Db::Db(const std::string& path, bool create) : path_(shown_path(path)), engine_(open(path, create)) {}

Db Db::in_memory() { return {":memory:", open_sqlite(":memory:", true, default_patience())}; }

Db::~Db() = default;

void Db::breathe() {
  if (depth_ == 0) engine_->breathe();
}

void Db::begin(bool to_write) {
  if (depth_++ > 0) return;
  try {
    engine_->begin(to_write);
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
  engine_->commit();
  depth_ = 0;
}

void Db::rollback() noexcept {
  if (depth_ == 0) return;
  depth_ = 0;
  engine_->rollback();
}

void Db::apart(const std::function<void()>& work) {
  if (!in_transaction()) return work();
  run("SAVEPOINT apart");
  try {
    work();
  } catch (...) {
    try {
      run("ROLLBACK TO SAVEPOINT apart");
      run("RELEASE SAVEPOINT apart");
    } catch (...) {
      // The engine has rolled back all of it by itself (disk full, I/O error): the first failure says why.
    }
    throw;
  }
  run("RELEASE SAVEPOINT apart");
}

Db::Use::Use(Db& db, const std::string& sql) : db_(db), sql_(sql) {
  // Taken out while it is in use, so that a second use inside the first would prepare its own.
  if (auto at_rest = db.prepared_.extract(sql))
    statement_ = std::move(at_rest.mapped());
  else
    statement_ = db.engine_->prepare(sql);
}

Db::Use::~Use() {
  statement_->reset();
  if (db_.prepared_.size() >= most_prepared) db_.prepared_.clear();
  db_.prepared_.insert_or_assign(sql_, std::move(statement_));
}

}  // namespace dunmail
