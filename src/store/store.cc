#include "store/store.h"

#include <filesystem>

#include "sql/db.h"
#include "sql/postgres_address.h"
#include "store/schema.h"
#include "store/statements.h"

namespace dunmail {
namespace {

void in_one(Db& db, bool to_write, const std::function<void()>& work) {
  db.begin(to_write);
  try {
    work();
    db.commit();
  } catch (...) {
    db.rollback();
    throw;
  }
}

}  // namespace

Store::Store(std::unique_ptr<Db> db) : db_(std::move(db)) {}
Store::Store(Store&&) noexcept = default;
Store::~Store() = default;

const std::string& Store::name() const { return db_->path(); }

void Store::wait(Patience patience) { db_->wait(std::move(patience)); }

std::shared_ptr<const void> Store::the_only_one(const std::string& what) { return db_->engine().the_only_one(what); }

std::shared_ptr<const void> Store::present_as(std::int64_t number) { return db_->engine().present_as(number); }

bool Store::is_present(std::int64_t number) { return db_->engine().is_present(number); }

void Store::breathe() { db_->breathe(); }

void Store::wait_by_default(Patience patience) { Db::wait_by_default(std::move(patience)); }

Store Store::open(const std::string& path) {
  auto db = std::make_unique<Db>(path, false);
  migrate(*db, false);
  return Store(std::move(db));
}

bool Store::is_there(const std::string& path) {
  if (is_postgres(path)) return Db(path, true).engine().schema_version() > 0;
  std::error_code none;  // an empty file is none yet
  return std::filesystem::file_size(path, none) > 0 && !none;
}

Store Store::create(const std::string& path) {
  auto db = std::make_unique<Db>(path, true);
  migrate(*db, true);
  return Store(std::move(db));
}

void Store::transaction(const std::function<void()>& work) { in_one(*db_, true, work); }

void Store::snapshot(const std::function<void()>& work) { in_one(*db_, false, work); }

std::size_t Store::count(const std::string& table) {
  for (const char* known :
       {"debtor", "contact", "invoice", "payment", "event", "letter", "run", "document", "mail", "case_head"})
    if (table == known)
      return static_cast<std::size_t>(db_->value<std::int64_t>("SELECT COUNT(*) FROM " + table).value_or(0));
  return 0;
}

std::int64_t Store::next_number(const std::string& counter) {
  db_->run("INSERT INTO counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1",
           counter);
  return db_->value<std::int64_t>("SELECT value FROM counter WHERE name = ?", counter).value_or(1);
}

std::int64_t Store::last_number(const std::string& counter) {
  return db_->value<std::int64_t>("SELECT value FROM counter WHERE name = ?", counter).value_or(0);
}

void Store::set_last_number(const std::string& counter, std::int64_t last) {
  db_->run("INSERT INTO counter (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
           counter, last);
}

std::string Store::keep(const std::string& bytes, const std::string& media_type) {
  const std::string name = sha256_of_document(bytes);
  db_->run("INSERT INTO document (sha256, media_type, bytes) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", name, media_type,
           Blob{bytes});
  return name;
}

std::optional<Store::KeptDocument> Store::kept_document(const std::string& sha256) {
  auto found = db_->rows<std::string, std::string>("SELECT media_type, bytes FROM document WHERE sha256 = ?", sha256);
  if (found.empty()) return std::nullopt;
  auto& [media_type, bytes] = found.front();
  return KeptDocument{std::move(media_type), std::move(bytes)};
}

std::optional<std::string> Store::document(const std::string& sha256) {
  if (auto kept = kept_document(sha256)) return std::move(kept->bytes);
  if (const auto went = archived(sha256)) return read_archived(*went);
  return std::nullopt;
}

std::int64_t Store::free_bytes() { return db_->engine().free_bytes(); }

void Store::shrink() { db_->engine().shrink(); }

}  // namespace dunmail
