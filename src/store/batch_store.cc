#include <fmt/format.h>

#include "base/error.h"
#include "sql/db.h"
#include "store/store.h"
#include "store/where.h"

namespace dunmail {
namespace {

using S = std::string;
using N = std::int64_t;

constexpr const char* batch_columns =
    "id, run_id, day, at, actor, state, folder, paper, envelope, sheet_classes, duplex, marks, letters, pages, sheets, "
    "sha256, job";

template <class... A>
std::vector<BatchRow> select(Db& db, const S& tail, const A&... args) {
  std::vector<BatchRow> out;
  for (auto& r : db.rows<S, S, S, S, S, S, S, S, S, S, N, N, N, N, N, S, S>(
           fmt::format("SELECT {} FROM batch {}", batch_columns, tail), args...)) {
    BatchRow b;
    S day, state;
    N duplex = 0, marks = 0;
    std::tie(b.id, b.run_id, day, b.at, b.actor, state, b.folder, b.paper, b.envelope, b.sheet_classes, duplex, marks,
             b.letters, b.pages, b.sheets, b.sha256, b.job) = r;
    const auto on = parse_date(day);
    if (!on) throw Error(ErrorKind::storage, b.id, "the batch cannot be read", "restore a backup");
    b.day = *on;
    b.state = batch_state(b.id, state);
    b.duplex = duplex != 0;
    b.marks = marks != 0;
    out.push_back(std::move(b));
  }
  return out;
}

std::vector<Posting> select_postings(Db& db, const S& tail, const S& value) {
  std::vector<Posting> out;
  for (auto& [letter, tracking, delivered, at, actor] :
       db.rows<S, S, S, S, S>("SELECT letter_id, tracking, delivered_on, at, actor FROM posting " + tail, value))
    out.push_back({letter, tracking, delivered, at, actor});
  return out;
}

}  // namespace

void Store::add(const BatchRow& b, const std::vector<BatchLetter>& letters) {
  db_->run(
      fmt::format("INSERT INTO batch ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch_columns),
      b.id, b.run_id, iso(b.day), b.at, b.actor, word(b.state), b.folder, b.paper, b.envelope, b.sheet_classes,
      N{b.duplex}, N{b.marks}, b.letters, b.pages, b.sheets, b.sha256, b.job);
  for (const BatchLetter& l : letters)
    db_->run(
        "INSERT INTO batch_letter (batch_id, sequence, letter_id, pages, sheets, registered) VALUES (?, ?, ?, ?, ?, ?)",
        b.id, l.sequence, l.letter_id, l.pages, l.sheets, N{l.registered});
}

void Store::update(const BatchRow& b) {
  db_->run("UPDATE batch SET state = ?, folder = ?, sha256 = ?, job = ? WHERE id = ?", word(b.state), b.folder,
           b.sha256, b.job, b.id);
}

void Store::remove_batch(const S& id) {
  db_->run("DELETE FROM batch_letter WHERE batch_id = ?", id);
  db_->run("DELETE FROM batch WHERE id = ?", id);
}

std::optional<BatchRow> Store::batch(const S& id) {
  auto found = select(*db_, "WHERE id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<BatchRow> Store::batches(std::optional<BatchState> state) {
  const Where where = Where().is("state", state ? word(*state) : "");
  return select(*db_, where.text() + " ORDER BY id", where.values());
}

std::vector<BatchLetter> Store::batch_letters(const S& id) {
  std::vector<BatchLetter> out;
  for (auto& [sequence, letter, pages, sheets, registered] :
       db_->rows<N, S, N, N, N>("SELECT sequence, letter_id, pages, sheets, registered FROM batch_letter WHERE "
                                "batch_id = ? ORDER BY sequence",
                                id))
    out.push_back({sequence, letter, pages, sheets, registered != 0});
  return out;
}

std::vector<S> Store::batches_of_run(const S& run_id) {
  const S where = run_id.empty() ? "" : " JOIN letter ON letter.id = letter_id WHERE letter.run_id = ?";
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT DISTINCT batch_id FROM batch_letter" + where + " ORDER BY batch_id",
                                 Where().is("run_id", run_id).values()))
    out.push_back(id);
  return out;
}

std::optional<S> Store::batch_of_letter(const S& letter_id) {
  return db_->value<S>("SELECT batch_id FROM batch_letter WHERE letter_id = ?", letter_id);
}

std::optional<Posting> Store::posting(const S& letter_id) {
  auto found = select_postings(*db_, "WHERE letter_id = ?", letter_id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::optional<Posting> Store::posting_by_tracking(const S& tracking) {
  auto found = select_postings(*db_, "WHERE tracking = ?", tracking);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void Store::put(const Posting& p) {
  db_->run(
      "INSERT INTO posting (letter_id, tracking, delivered_on, at, actor) VALUES (?, ?, ?, ?, ?) ON CONFLICT "
      "(letter_id) DO UPDATE SET tracking = excluded.tracking, "
      "delivered_on = excluded.delivered_on, at = excluded.at, actor = excluded.actor",
      p.letter_id, p.tracking, p.delivered_on, p.at, p.actor);
}

}  // namespace dunmail
