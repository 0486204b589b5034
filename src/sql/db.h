// SQL on the database's engine, for this folder only. Values are bound, never pasted into a statement; a statement is
// prepared once and kept (docs/decisions/0015). Every failure becomes one Error(storage) with a hint (disk full,
// read-only, locked).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sql/engine.h"

namespace dunmail {

/// Texts for as many parameters in a row.
struct Values {
  std::vector<std::string> texts;
};

class Db {
 public:
  /// A file of SQLite's, ":memory:", or "postgresql://...".
  Db(const std::string& path, bool create);
  /// SQLite's, in memory, whatever tests keep theirs in.
  static Db in_memory();
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

  /// The right to write is taken at the start, so that no transaction fails half way on a busy database. Nested calls
  /// join the outer one. One that is to read only sees the database as it is at its first row.
  void begin(bool to_write = true);
  void commit();
  void rollback() noexcept;
  /// Within a transaction: when `work` throws, what it wrote is gone, and what was written before stands.
  void apart(const std::function<void()>& work);
  bool in_transaction() const { return depth_ > 0; }
  /// Outside of a transaction: lets those come first who wait.
  void breathe();

  /// What it alone knows.
  Engine& engine() { return *engine_; }
  void wait(Patience patience) { engine_->wait(std::move(patience)); }
  /// Of connections that are opened later.
  static void wait_by_default(Patience patience);
  const std::string& path() const { return path_; }

 private:
  Db(std::string path, std::unique_ptr<Engine> engine) : path_(std::move(path)), engine_(std::move(engine)) {}

  /// A statement out of the store of prepared ones, for one run; it goes back ready for the next.
  class Use {
   public:
    Use(Db& db, const std::string& sql);
    ~Use();
    Use(const Use&) = delete;
    template <class A>
    void bind(int at, const A& value) {
      if constexpr (std::is_convertible_v<A, std::string_view>)
        statement_->bind(at, std::string_view(value));
      else if constexpr (std::is_same_v<A, Blob>)
        statement_->bind(at, value);
      else
        statement_->bind(at, static_cast<std::int64_t>(value));
    }
    bool step() {
      column_ = 0;
      return statement_->step();
    }
    std::size_t changed() const { return statement_->changed(); }
    std::string next(const std::string*) { return statement_->text(column_++); }  ///< the row's next column
    std::int64_t next(const std::int64_t*) { return statement_->number(column_++); }

   private:
    Db& db_;
    const std::string& sql_;
    std::unique_ptr<Prepared> statement_;
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

  std::string path_;
  std::unique_ptr<Engine> engine_;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared_;  ///< those at rest; goes before the connection
  int depth_ = 0;
};

}  // namespace dunmail
