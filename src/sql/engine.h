// What a database engine does for Db: statements that are prepared once, transactions, and what it alone knows of its
// files and of who waits for whom. SQLite: sqlite.cc; PostgreSQL: postgres.cc (docs/decisions/0028).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sql/patience.h"

namespace dunmail {

/// Bytes that are no text. They are only looked at until the statement has run.
struct Blob {
  std::string_view bytes;
};

/// A statement, for one run at a time. Values stand for its question marks, counted from 1.
class Prepared {
 public:
  Prepared() = default;
  virtual ~Prepared() = default;
  Prepared(const Prepared&) = delete;

  virtual void bind(int at, std::string_view text) = 0;  ///< text and bytes must live until the run is over
  virtual void bind(int at, std::int64_t number) = 0;
  virtual void bind(int at, Blob blob) = 0;
  virtual bool step() = 0;                   ///< whether there is a row
  virtual std::size_t changed() const = 0;   ///< rows, by the last run
  virtual std::string text(int column) = 0;  ///< of the row, from 0; text and bytes as they are stored, NULL is empty
  /// NULL is 0. Throws UnreadableRecord where something else than a whole number stands.
  virtual std::int64_t number(int column) = 0;
  virtual void reset() noexcept = 0;  ///< ready for the next run
};

/// One connection, for one thread. Every failure is one Error(storage) with a hint; Busy where another one writes for
/// longer than the patience lasts.
class Engine {
 public:
  explicit Engine(Patience patience) : patience_(std::move(patience)) {}
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;

  virtual std::unique_ptr<Prepared> prepare(const std::string& sql) = 0;
  /// A statement of the schema, which is written once for both.
  virtual void define(const std::string& sql) = 0;

  /// `to_write`: nobody else writes until it ends, so that what it reads stays true until it has written; it waits for
  /// that as patiently as it was told. Else: reads only, and all of it as it stands at the first row.
  virtual void begin(bool to_write) = 0;
  virtual void commit() = 0;  ///< a failed one leaves the transaction open, for rollback()
  virtual void rollback() noexcept = 0;

  virtual int schema_version() = 0;  ///< 0: none of ours
  virtual void set_schema_version(int version) = 0;
  virtual bool holds_tables() = 0;  ///< ours or not
  /// What the database is made of: "table letter", "column letter.id", "index letter_run", "trigger x"; of an index the
  /// statement that makes it without blanks, where the engine keeps it as it was written.
  virtual std::map<std::string, std::string> parts() = 0;
  struct Column {
    std::string name, type;  ///< TEXT, BIGINT, BLOB
    bool in_key = false;
  };
  virtual std::vector<Column> columns(const std::string& table) = 0;
  /// Conditions that a column's value is none of what belongs there, as far as the engine lets it be so.
  virtual std::string no_number(const std::string& column) const = 0;
  virtual std::string no_text(const std::string& column) const = 0;
  virtual std::string no_bytes(const std::string& column) const = 0;
  virtual std::string no_day(const std::string& column) const = 0;
  virtual std::string no_instant(const std::string& column) const = 0;
  /// What it finds wrong with its pages and with keys that point nowhere; none: it is whole.
  virtual std::vector<std::string> findings() = 0;

  /// What its files hold for what is still to come, in bytes; 0 where nothing needs to be done about it.
  virtual std::int64_t free_bytes() = 0;
  virtual void shrink() = 0;
  /// Another number whenever another connection has written; it may be another one without that.
  virtual std::int64_t changes_by_others() = 0;
  /// "dunmail plan (process 123, since 10:03:12)": who holds the lock for writing at this moment; or nothing.
  virtual std::string writer() = 0;
  /// Between two transactions of a long piece of work: lets those come first who wait.
  virtual void breathe() = 0;
  /// Held by one process at a time, which the engine or the kernel lets go of when that process ends, however it ends.
  virtual std::shared_ptr<const void> the_only_one(const std::string& what) = 0;
  /// While what it returns lives, and this process does, is_present(number) is true for every other one. Nothing where
  /// there is no other.
  virtual std::shared_ptr<const void> present_as(std::int64_t number) = 0;
  virtual bool is_present(std::int64_t number) = 0;

  void wait(Patience patience) { patience_ = std::move(patience); }

 protected:
  Patience patience_;
};

}  // namespace dunmail
