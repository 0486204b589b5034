#include "sql/postgres.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "base/unreadable.h"
#include "sql/postgres_address.h"
#include "sql/postgres_words.h"

namespace dunmail {
namespace {

constexpr int oldest_server = 130000;
/// The first half of every advisory lock of ours, so that another program's in the same database are others.
constexpr int locks_of_ours = 0x64756e6d;  // "dunm"
/// The second half: who writes.
constexpr int lock_to_write = 1;
/// Another first half: who is there, by its number.
constexpr int presence_of_ours = 0x64756e70;  // "dunp"

constexpr Oid type_bytes = 17, type_bool = 16, type_int8 = 20, type_text = 25;

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;
using Connection = std::shared_ptr<PGconn>;

/// Of pg_class c: in the schema where tables of ours are made.
constexpr const char* ours =
    "c.relnamespace = COALESCE((SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = current_schema()), "
    "pg_my_temp_schema())";

constexpr const char* begin_to_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

class Postgres;

class PostgresStatement : public Prepared {
 public:
  PostgresStatement(Postgres& engine, const std::string& sql);
  ~PostgresStatement() override;

  void bind(int at, std::string_view text) override {
    put(at, type_text);
    texts_[index(at)].assign(text);
  }
  void bind(int at, std::int64_t number) override {
    put(at, type_int8);
    texts_[index(at)] = std::to_string(number);
  }
  void bind(int at, Blob blob) override {
    put(at, type_bytes);
    blobs_[index(at)] = blob.bytes;
  }
  bool step() override;
  std::size_t changed() const override { return changed_; }
  std::string text(int column) override;
  std::int64_t number(int column) override;
  void reset() noexcept override {
    result_.reset();
    row_ = -1;
  }

 private:
  static std::size_t index(int at) { return static_cast<std::size_t>(at - 1); }
  /// A statement that was prepared for other types is prepared anew.
  void put(int at, Oid type) {
    if (types_.at(index(at)) == type) return;
    types_[index(at)] = type;
    forget();
  }
  void forget() noexcept;
  void execute();

  Postgres& engine_;
  std::string sql_, name_;
  bool prepared_ = false, writes_;
  std::vector<Oid> types_;
  std::vector<std::string> texts_;
  std::vector<std::string_view> blobs_;
  Result result_;
  int row_ = -1;
  std::size_t changed_ = 0;
};

class Postgres : public Engine {
 public:
  Postgres(const std::string& url, bool temporary, Patience patience);

  std::unique_ptr<Prepared> prepare(const std::string& sql) override {
    return std::make_unique<PostgresStatement>(*this, sql);
  }
  void define(const std::string& sql) override { run(defined_here(sql)); }

  void begin(bool to_write) override;
  void commit() override;
  void rollback() noexcept override {
    in_transaction_ = false;
    Result(PQexec(connection_.get(), "ROLLBACK"));  // a connection that is lost has rolled back
  }

  int schema_version() override {
    if (number("SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_version')") == 0) return 0;
    return static_cast<int>(number("SELECT version FROM schema_version"));
  }
  void set_schema_version(int version) override {
    run("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
    run("DELETE FROM schema_version");
    run(fmt::format("INSERT INTO schema_version (version) VALUES ({})", version));
  }
  bool holds_tables() override {
    return number(fmt::format("SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND {}",
                              ours)) > 0;
  }
  std::map<std::string, std::string> parts() override;
  std::vector<Column> columns(const std::string& table) override;
  // The server lets nothing else into a column.
  std::string no_number(const std::string&) const override { return "FALSE"; }
  std::string no_text(const std::string&) const override { return "FALSE"; }
  std::string no_bytes(const std::string&) const override { return "FALSE"; }
  std::string no_day(const std::string& column) const override {
    return fmt::format("({} !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$')", column);
  }
  std::string no_instant(const std::string& column) const override {
    return fmt::format("({} !~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z$')", column);
  }
  /// The server keeps its own keys; whether its pages are whole is asked with pg_amcheck.
  std::vector<std::string> findings() override { return {}; }
  std::int64_t free_bytes() override { return 0; }  // autovacuum gives it back
  void shrink() override {}
  std::int64_t changes_by_others() override {
    return number("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint");
  }
  std::string writer() override { return holder(locks_of_ours, lock_to_write); }
  void breathe() override {}  // whoever waits for the lock comes in the order of asking
  std::shared_ptr<const void> the_only_one(const std::string& what) override;

  std::shared_ptr<const void> present_as(std::int64_t number) override;
  bool is_present(std::int64_t number) override {
    return !temporary_ && this->number("SELECT count(*) FROM pg_catalog.pg_locks l WHERE " +
                                       held(presence_of_ours, static_cast<int>(number))) > 0;
  }

  PGconn* connection() const { return connection_.get(); }
  bool in_transaction() const { return in_transaction_; }
  std::string next_name() { return fmt::format("s{}", ++names_); }
  /// Of what was asked; a result that is an error becomes one.
  Result checked(PGresult* result);
  [[noreturn]] void fail(const PGresult* result);

 private:
  void run(const std::string& sql) { checked(PQexec(connection_.get(), sql.c_str())); }
  std::int64_t number(const std::string& sql) {
    const Result result = checked(PQexec(connection_.get(), sql.c_str()));
    return PQntuples(result.get()) == 0 ? 0 : std::strtoll(PQgetvalue(result.get(), 0, 0), nullptr, 10);
  }
  std::vector<std::string> texts(const std::string& sql) {
    const Result result = checked(PQexec(connection_.get(), sql.c_str()));
    std::vector<std::string> out;
    for (int i = 0; i < PQntuples(result.get()); ++i) out.emplace_back(PQgetvalue(result.get(), i, 0));
    return out;
  }
  /// Of pg_locks l: that lock of ours in this database, held by another session. Everybody may see these.
  static std::string held(int of, int lock) {
    return fmt::format(
        "l.locktype = 'advisory' AND l.granted AND l.classid = {}::oid AND l.objid = {}::oid AND l.pid <> "
        "pg_backend_pid() AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = "
        "current_database())",
        static_cast<std::uint32_t>(of), static_cast<std::uint32_t>(lock));
  }
  /// Who holds that lock of ours: "dunmail plan (process 12) on 10.0.0.7, since 10:03:12"; of another role the server
  /// says no more than that it is there.
  std::string holder(int of, int lock);
  void check_server();

  std::string shown_;
  bool temporary_;
  Connection connection_;
  bool in_transaction_ = false, reads_only_ = false;
  std::size_t names_ = 0;
};

Postgres::Postgres(const std::string& url, bool temporary, Patience patience)
    : Engine(std::move(patience)), shown_(shown_path(url)), temporary_(temporary) {
  const std::vector<ServerSetting> settings = settings_of(url);
  std::vector<const char*> names, values;
  for (const ServerSetting& each : settings) {
    names.push_back(each.name.c_str());
    values.push_back(each.value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = Connection(PQconnectdbParams(names.data(), values.data(), 0), Finish());
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw Error(ErrorKind::storage, shown_,
                "the server cannot be reached: " + first_line(PQerrorMessage(connection_.get())),
                "does it run, and may this user connect to that database?");
  const bool asked =
      std::any_of(settings.begin(), settings.end(), [](const ServerSetting& s) { return s.name == "sslmode"; });
  const char* host = PQhost(connection_.get());
  if (!asked && !is_here(host ? host : "") && !PQsslInUse(connection_.get()))
    throw Error(ErrorKind::storage, shown_, fmt::format("the connection to {} is not encrypted", host),
                "add ?sslmode=verify-full to the address, or name another sslmode there");
  check_server();
  // What the server has to tell beside an answer ("table does not exist, skipping") is nobody's business.
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);
  run("SET standard_conforming_strings = on");
  if (temporary_) run("SET search_path = pg_temp");
}

void Postgres::check_server() {
  const int version = PQserverVersion(connection_.get());
  if (version < oldest_server)
    throw Error(ErrorKind::storage, shown_, fmt::format("the server is PostgreSQL {}", version / 10000),
                "13 or newer is needed");
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (!encoding || std::string_view(encoding) != "UTF8")
    throw Error(ErrorKind::storage, shown_,
                fmt::format("the database's encoding is {}", encoding ? encoding : "not known"),
                "make one with: CREATE DATABASE dunmail ENCODING 'UTF8' TEMPLATE template0");
}

Result Postgres::checked(PGresult* result) {
  Result out(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return out;
  // A question that the server cannot answer ends the transaction; who only reads goes on with the next one, as it
  // stands by then.
  if (in_transaction_ && reads_only_)
    Result(PQexec(connection_.get(), "ROLLBACK")), Result(PQexec(connection_.get(), begin_to_read));
  fail(result);
}

void Postgres::fail(const PGresult* result) {
  const char* code = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
  const std::string state = code ? code : "";
  const std::string said = primary ? first_line(primary) : first_line(PQerrorMessage(connection_.get()));
  const auto error = [&](const std::string& message, const char* hint) {
    return Error(ErrorKind::storage, shown_, message, hint);
  };
  if (PQstatus(connection_.get()) != CONNECTION_OK || state.starts_with("08") || state.starts_with("57P"))
    throw error("the connection to the server is lost: " + said,
                "what was not said to be done is not; run the command again when the server is there");
  if (state == "40001" || state == "40P01" || state == "55P03") throw Busy(shown_, "the database is busy: " + said);
  if (state.starts_with("53"))
    throw error("the server has no room left: " + said,
                "free some space and run the command again; nothing is half written");
  if (state == "25006")
    throw error("the database is read-only", "is this a standby? database names the one that takes writes");
  if (state == "42501")
    throw error("this user may not do that: " + said, "docs/operations.md says which rights it needs");
  throw error(said.empty() ? "the server did not answer" : said, "");
}

void Postgres::begin(bool to_write) {
  reads_only_ = false;
  if (!to_write) {
    run(begin_to_read);
    in_transaction_ = reads_only_ = true;
    return;
  }
  if (temporary_) {
    run("BEGIN");
    in_transaction_ = true;
    return;
  }
  // In one message: whoever is alone waits for one answer.
  const std::string ask = fmt::format(
      "BEGIN; SET LOCAL lock_timeout = 500; SELECT pg_advisory_xact_lock({}, {}); SET LOCAL lock_timeout = 0",
      locks_of_ours, lock_to_write);
  for (Wait wait;;) {
    Result result(PQexec(connection_.get(), ask.c_str()));
    const char* code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    if (!code && PQresultStatus(result.get()) == PGRES_COMMAND_OK) break;
    const bool waits = code && std::string_view(code) == "55P03";
    rollback();
    if (!waits) fail(result.get());
    const std::string who = writer();
    if (!wait.once_more(patience_, [&] { return who; }))
      throw Busy(shown_, who.empty() ? "the database is busy" : "the database is busy: " + who + " writes");
  }
  in_transaction_ = true;
}

void Postgres::commit() {
  const Result result(PQexec(connection_.get(), "COMMIT"));
  if (PQstatus(connection_.get()) != CONNECTION_OK)
    throw Error(ErrorKind::storage, shown_, "the connection to the server was lost at the end of a change",
                "it may be done or not: look before you repeat it");
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail(result.get());
  in_transaction_ = false;
  // The server ends a transaction in which something failed without an error, and takes back what it wrote.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    throw Error(ErrorKind::storage, shown_, "a change was taken back, since a part of it had failed",
                "run the command again; please report it");
}

std::string Postgres::holder(int of, int lock) {
  const std::vector<std::string> found = texts(
      "SELECT COALESCE(a.application_name, 'another role''s session') || COALESCE(' on ' || host(a.client_addr), '') "
      "|| "
      "COALESCE(', since ' || to_char(COALESCE(a.xact_start, a.backend_start), 'HH24:MI:SS'), '') FROM "
      "pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE " +
      held(of, lock) + " LIMIT 1");
  return found.empty() ? std::string() : printable(found.front());
}

std::map<std::string, std::string> Postgres::parts() {
  std::map<std::string, std::string> out;
  const auto add = [&](const char* kind, const std::string& names) {
    for (const std::string& name : texts(fmt::format("SELECT {} AND {}", names, ours)))
      if (name != "schema_version" && !name.starts_with("schema_version."))
        out.emplace(fmt::format("{} {}", kind, name), "");
  };
  add("table", "c.relname FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p')");
  add("column",
      "c.relname || '.' || a.attname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid "
      "WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped");
  add("index",
      "c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE NOT "
      "EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = c.oid AND k.contype IN ('p', 'u'))");
  add("trigger",
      "g.tgname FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal");
  return out;
}

std::vector<Engine::Column> Postgres::columns(const std::string& table) {
  const std::string sql = fmt::format(
      "SELECT a.attname, CASE a.atttypid WHEN 20 THEN 'BIGINT' WHEN 17 THEN 'BLOB' ELSE 'TEXT' END, EXISTS (SELECT 1 "
      "FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) FROM "
      "pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid WHERE c.relname = $1 AND a.attnum > "
      "0 AND NOT a.attisdropped AND {} ORDER BY a.attnum",
      ours);
  const char* value = table.c_str();
  const Result result = checked(PQexecParams(connection_.get(), sql.c_str(), 1, nullptr, &value, nullptr, nullptr, 0));
  std::vector<Column> out;
  for (int i = 0; i < PQntuples(result.get()); ++i)
    out.push_back({PQgetvalue(result.get(), i, 0), PQgetvalue(result.get(), i, 1),
                   std::string_view(PQgetvalue(result.get(), i, 2)) == "t"});
  return out;
}

/// Held by the session: the server drops it with the connection.
class SessionLock {
 public:
  SessionLock(Connection connection, int of, int lock) : connection_(std::move(connection)), of_(of), lock_(lock) {}
  ~SessionLock() {
    Result(PQexec(connection_.get(), fmt::format("SELECT pg_advisory_unlock({}, {})", of_, lock_).c_str()));
  }
  SessionLock(const SessionLock&) = delete;

 private:
  Connection connection_;
  int of_, lock_;
};

/// The second half of the lock of that name; not lock_to_write.
int lock_named(const std::string& what) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : what) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<int>(hash | 0x40000000U);
}

std::shared_ptr<const void> Postgres::the_only_one(const std::string& what) {
  if (temporary_) return nullptr;
  const int lock = lock_named(what);
  const std::string ask = fmt::format("SELECT pg_try_advisory_lock({}, {})::int", locks_of_ours, lock);
  for (Wait wait; number(ask) == 0;)
    if (!wait.once_more(patience_, [&] { return holder(locks_of_ours, lock); })) {
      const std::string who = holder(locks_of_ours, lock);
      const std::string busy = "another process is at the " + what + " of this database";
      throw Busy(shown_, who.empty() ? busy : busy + ": " + who);
    }
  return std::make_shared<const SessionLock>(connection_, locks_of_ours, lock);
}

std::shared_ptr<const void> Postgres::present_as(std::int64_t number) {
  if (temporary_) return nullptr;
  const int lock = static_cast<int>(number);
  run(fmt::format("SELECT pg_advisory_lock({}, {})", presence_of_ours, lock));
  return std::make_shared<const SessionLock>(connection_, presence_of_ours, lock);
}

PostgresStatement::PostgresStatement(Postgres& engine, const std::string& sql) : engine_(engine) {
  int count = 0;
  sql_ = numbered(sql, count);
  types_.resize(static_cast<std::size_t>(count));
  texts_.resize(types_.size());
  blobs_.resize(types_.size());
  writes_ = sql.starts_with("INSERT") || sql.starts_with("UPDATE") || sql.starts_with("DELETE");
}

PostgresStatement::~PostgresStatement() { forget(); }

void PostgresStatement::forget() noexcept {
  if (prepared_) Result(PQexec(engine_.connection(), ("DEALLOCATE " + name_).c_str()));
  prepared_ = false;
}

void PostgresStatement::execute() {
  const int count = static_cast<int>(types_.size());
  std::vector<const char*> values(types_.size());
  std::vector<int> lengths(types_.size()), formats(types_.size());
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const bool bytes = types_[i] == type_bytes;
    values[i] = bytes ? (blobs_[i].empty() ? "" : blobs_[i].data()) : texts_[i].c_str();
    lengths[i] = static_cast<int>(bytes ? blobs_[i].size() : texts_[i].size());
    formats[i] = bytes ? 1 : 0;
  }
  if (!prepared_) {
    name_ = engine_.next_name();
    engine_.checked(PQprepare(engine_.connection(), name_.c_str(), sql_.c_str(), count, types_.data()));
    prepared_ = true;
  }
  result_ = engine_.checked(
      PQexecPrepared(engine_.connection(), name_.c_str(), count, values.data(), lengths.data(), formats.data(), 0));
}

bool PostgresStatement::step() {
  if (!result_) {
    // A change that is a transaction of its own keeps to the turn of the writers as well.
    const bool alone = writes_ && !engine_.in_transaction();
    if (alone) engine_.begin(true);
    try {
      execute();
      if (alone) engine_.commit();
    } catch (...) {
      if (alone) engine_.rollback();
      throw;
    }
    const std::string rows = PQcmdTuples(result_.get());
    changed_ = rows.empty() ? 0 : std::stoul(rows);
    row_ = -1;
  }
  return ++row_ < PQntuples(result_.get());
}

std::string PostgresStatement::text(int column) {
  if (PQgetisnull(result_.get(), row_, column)) return {};
  const char* value = PQgetvalue(result_.get(), row_, column);
  const auto size = static_cast<std::size_t>(PQgetlength(result_.get(), row_, column));
  const Oid type = PQftype(result_.get(), column);
  if (type != type_bytes) return {value, size};
  std::size_t bytes = 0;
  const std::unique_ptr<unsigned char, decltype(&PQfreemem)> raw(
      PQunescapeBytea(reinterpret_cast<const unsigned char*>(value), &bytes), &PQfreemem);
  if (!raw) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(raw.get()), bytes};
}

std::int64_t PostgresStatement::number(int column) {
  if (PQgetisnull(result_.get(), row_, column)) return 0;
  const std::string_view value(PQgetvalue(result_.get(), row_, column),
                               static_cast<std::size_t>(PQgetlength(result_.get(), row_, column)));
  if (PQftype(result_.get(), column) == type_bool) return value == "t" ? 1 : 0;
  std::int64_t out = 0;
  const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), out);
  if (failed != std::errc() || end != value.data() + value.size()) {
    const char* name = PQfname(result_.get(), column);
    throw UnreadableRecord(name, fmt::format("the database holds \"{}\" where a whole number belongs ({})",
                                             printable(std::string(value)), name));
  }
  return out;
}

}  // namespace

std::unique_ptr<Engine> open_postgres(const std::string& url, bool create, Patience patience) {
  auto out = std::make_unique<Postgres>(url, false, std::move(patience));
  if (!create && out->schema_version() == 0)
    throw Error(ErrorKind::storage, shown_path(url), "there are no tables of dunmail in this database",
                "make them with: dunmail init");
  return out;
}

std::unique_ptr<Engine> open_postgres_in_memory(const std::string& url, Patience patience) {
  return std::make_unique<Postgres>(url, true, std::move(patience));
}

}  // namespace dunmail
