// SQL on SQLite, for this folder only. Values are bound, never pasted into a statement; a statement is prepared once
// and kept (docs/decisions/0015). Every failure becomes one Error(storage) with a hint (disk full, read-only, locked).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sql/patience.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dunmail {

/// Bytes that are no text. They are only looked at until the statement has run.
struct Blob {
  std::string_view bytes;
};

/// Texts for as many parameters in a row.
struct Values {
  std::vector<std::string> texts;
};

class Db {
 public:
  /// SQLite file, or ":memory:". WAL, foreign keys, synchronous FULL: an intent that was committed is on the disk.
  Db(const std::string& path, bool create);
  ~Db();
  Db(const Db&) = delete;

  /// The rows that it changed.
  template <class... A>
  std::size_t run(const std::string& sql, const A&... args) {
    Use statement(*this, sql);
    bind_all(statement, args...);
    while (statement.step()) {
    }
    return statement.changed();
  }

  /// All rows. NULL reads as 0 or "" (the schema has none).
  template <class... T, class... A>
  std::vector<std::tuple<T...>> rows(const std::string& sql, const A&... args) {
    Use statement(*this, sql);
    bind_all(statement, args...);
    std::vector<std::tuple<T...>> out;
    while (statement.step())
      out.push_back(std::tuple<T...>{statement.next(static_cast<T*>(nullptr))...});  // braces: from left to right
    return out;
  }

  template <class T, class... A>
  std::optional<T> value(const std::string& sql, const A&... args) {
    auto found = rows<T>(sql, args...);
    if (found.empty()) return std::nullopt;
    return std::move(std::get<0>(found.front()));
  }

  /// IMMEDIATE: the write lock is taken at the start, so that no transaction fails half way on a busy database. Nested
  /// calls join the outer one. One that is to read only sees the database as it is at its first row.
  void begin(bool to_write = true);
  void commit();
  void rollback() noexcept;
  /// Within a transaction: when `work` throws, what it wrote is gone, and what was written before stands.
  void apart(const std::function<void()>& work);
  /// What the engine finds wrong with its pages and with keys that point nowhere; none: it is whole.
  std::vector<std::string> check_integrity();
  /// What the file holds for what is still to come.
  std::int64_t free_bytes() {
    return value<std::int64_t>("PRAGMA freelist_count").value_or(0) *
           value<std::int64_t>("PRAGMA page_size").value_or(0);
  }
  /// Writes the file anew without what is free in it. Nobody else writes meanwhile; the disk of the database and the
  /// folder for temporary files (SQLITE_TMPDIR) have to have room for all that stays.
  void shrink();
  /// Another number whenever another connection has written.
  std::int64_t changes_by_others() { return value<std::int64_t>("PRAGMA data_version").value_or(0); }
  void wait(Patience patience) { patience_ = std::move(patience); }
  const Patience& patience() const { return patience_; }
  /// Outside of a transaction: sleeps for a little longer than a waiting connection does between two tries.
  void breathe();
  /// Of connections that are opened later.
  static void wait_by_default(Patience patience);
  /// "dunmail plan (process 123, since 10:03:12)": who holds the lock for writing at this moment on this machine; or
  /// nothing.
  std::string writer() const;
  bool in_transaction() const { return depth_ > 0; }
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  /// A statement out of the store of prepared ones, for one run; it goes back ready for the next.
  class Use {
   public:
    Use(Db& db, const std::string& sql);
    ~Use();
    Use(const Use&) = delete;
    void bind(int at, std::string_view text);  ///< text and bytes must live until the run is over
    void bind(int at, std::int64_t number);
    void bind(int at, Blob blob);
    bool step();  ///< whether there is a row
    std::size_t changed() const;
    std::string next(const std::string*);  ///< the row's next column
    std::int64_t next(const std::int64_t*);

   private:
    Db& db_;
    const std::string& sql_;
    Statement statement_;
    int column_ = 0;
  };

  template <class... A>
  static void bind_all(Use& statement, const A&... args) {
    [[maybe_unused]] int at = 0;
    (bind_next(statement, at, args), ...);
  }
  template <class A>
  static void bind_next(Use& statement, int& at, const A& value) {
    statement.bind(++at, value);
  }
  static void bind_next(Use& statement, int& at, const Values& values) {
    for (const std::string& text : values.texts) statement.bind(++at, text);
  }
  [[noreturn]] void fail(int code) const;
  bool wait_on(int tries);
  void write_ahead();

  std::string path_;
  Patience patience_;
  Wait wait_;
  std::unique_ptr<sqlite3, Close> db_;
  std::unordered_map<std::string, Statement> prepared_;  ///< those at rest; goes before the connection
  int depth_ = 0;
};

}  // namespace dunmail
