// SQL through Poco Data, for this folder only. Values are bound, never pasted into a statement. Every failure becomes one
// Error(storage) with a hint (disk full, read-only, locked).
#pragma once

#include <Poco/Data/LOB.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace dunmail {

class Db {
 public:
  /// SQLite file, or ":memory:". WAL, foreign keys, synchronous FULL: an intent that was committed is on the disk.
  Db(const std::string& path, bool create);

  template <class... A>
  std::size_t run(const std::string& sql, const A&... args) {
    return guarded([&] {
      Poco::Data::Statement statement(session_);
      statement << sql;
      (statement.addBind(Poco::Data::Keywords::bind(args)), ...);
      return static_cast<std::size_t>(statement.execute());
    });
  }

  /// All rows. NULL reads as 0 or "" (the schema has none).
  template <class... T, class... A>
  std::vector<std::tuple<T...>> rows(const std::string& sql, const A&... args) {
    return guarded([&] {
      std::tuple<std::vector<T>...> columns;
      Poco::Data::Statement statement(session_);
      statement << sql;
      std::apply([&](auto&... column) { (statement.addExtract(Poco::Data::Keywords::into(column)), ...); }, columns);
      (statement.addBind(Poco::Data::Keywords::bind(args)), ...);
      statement.execute();
      std::vector<std::tuple<T...>> out;
      const std::size_t n = std::get<0>(columns).size();
      out.reserve(n);
      for (std::size_t i = 0; i < n; ++i) out.push_back(std::apply([&](auto&... column) { return std::tuple<T...>(std::move(column[i])...); }, columns));
      return out;
    });
  }

  template <class T, class... A>
  std::optional<T> value(const std::string& sql, const A&... args) {
    auto found = rows<T>(sql, args...);
    if (found.empty()) return std::nullopt;
    return std::move(std::get<0>(found.front()));
  }

  /// IMMEDIATE: the write lock is taken at the start, so that no transaction fails half way on a busy database. Nested
  /// calls join the outer one.
  void begin();
  void commit();
  void rollback() noexcept;
  bool in_transaction() const { return depth_ > 0; }
  const std::string& path() const { return path_; }

  sqlite3* handle();  ///< SQLite's own, for PreparedStatement
  /// Runs a step and turns what the database throws into an Error.
  template <class F>
  auto guarded(F&& step) -> decltype(step()) {
    try {
      return step();
    } catch (...) {
      rethrow();
    }
  }

 private:
  [[noreturn]] void rethrow() const;

  std::string path_;
  Poco::Data::Session session_;
  int depth_ = 0;
};

/// A statement that is prepared once and run for many rows, by SQLite's own interface: Poco prepares anew at every
/// execute, which costs more than the insert itself.
class PreparedStatement {
 public:
  PreparedStatement(Db& db, const std::string& sql) : db_(db), sql_(sql) {}
  ~PreparedStatement();
  PreparedStatement(const PreparedStatement&) = delete;

 protected:
  void start();  ///< prepares at the first run
  void bind(int at, const std::string& text);  ///< the text must live until finish()
  void bind(int at, std::int64_t number);
  std::size_t finish();  ///< runs it; rows changed

 private:
  [[noreturn]] void fail(int code);

  Db& db_;
  std::string sql_;
  sqlite3_stmt* statement_ = nullptr;
};

template <class... A>
class Prepared : public PreparedStatement {
 public:
  using PreparedStatement::PreparedStatement;
  std::size_t operator()(const A&... args) {
    start();
    int at = 0;
    (bind(++at, args), ...);
    return finish();
  }
};

}  // namespace dunmail
