// What the store can say of itself (evidence/verify.h).
#include <fmt/format.h>

#include "base/money.h"
#include "sql/db.h"
#include "store/schema.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;
using N = std::int64_t;

std::optional<std::pair<N, S>> Store::case_head(const S& case_id) {
  const auto found = db_->rows<N, S>("SELECT seq, hash FROM case_head WHERE case_id = ?", case_id);
  if (found.empty()) return std::nullopt;
  return std::pair(std::get<0>(found.front()), std::get<1>(found.front()));
}

std::vector<S> Store::heads_without_file() {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT case_id FROM case_head h WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
                                 "e.case_id = h.case_id) ORDER BY case_id"))
    out.push_back(std::move(id));
  return out;
}

std::vector<S> Store::document_names() {
  std::vector<S> out;
  for (auto& [name] : db_->rows<S>("SELECT sha256 FROM document ORDER BY sha256")) out.push_back(std::move(name));
  return out;
}

std::vector<S> Store::engine_findings() {
  std::vector<S> out = db_->check_integrity();
  for (S& what : schema_findings(*db_)) out.push_back(std::move(what));
  return out;
}

std::vector<std::pair<S, S>> Store::row_findings() {
  std::vector<std::pair<S, S>> out;
  const auto find = [&](const S& sql, const S& what) {
    for (const auto& [where, is, should] : db_->rows<S, N, N>(sql))
      out.emplace_back(where, fmt::format("{}: {} minor units, and what was booked makes {}", what, is, should));
  };
  // Credit notes that were closed with a rest say no more how much of them was applied.
  find(
      "SELECT 'invoice ' || number, open, should FROM (SELECT i.number AS number, i.open AS open, i.amount - i.settled "
      "- "
      "i.closed_open - COALESCE((SELECT SUM(a.amount) FROM allocation a WHERE a.invoice = i.number), 0) AS should FROM "
      "invoice i WHERE NOT EXISTS (SELECT 1 FROM credit_note c WHERE c.applies_to = i.number)) AS sums WHERE open <> "
      "should ORDER BY number",
      "its open sum");
  find(
      "SELECT 'payment ' || reference, unallocated, should FROM (SELECT reference, unallocated, amount - waiting - "
      "COALESCE((SELECT SUM(a.amount) FROM allocation a WHERE a.payment = reference), 0) - COALESCE((SELECT "
      "SUM(c.amount) FROM claim_allocation c WHERE c.payment = reference), 0) AS should FROM payment WHERE returned = "
      "'') AS sums WHERE unallocated <> should ORDER BY reference",
      "its credit");
  find(
      "SELECT 'claim ' || id, open, should FROM (SELECT id, open, amount - COALESCE((SELECT SUM(a.amount) FROM "
      "claim_allocation a WHERE a.claim = id), 0) AS should FROM claim WHERE waived = '') AS sums WHERE open <> should "
      "ORDER BY id",
      "its open sum");
  const auto also = [&](const S& sql) {
    for (auto& [where, what] : db_->rows<S, S>(sql)) out.emplace_back(std::move(where), std::move(what));
  };
  also(
      "SELECT id, 'it says ' || letters || ' letters on ' || sheets || ' sheets, and holds ' || held || ' on ' || laid "
      "FROM (SELECT b.id AS id, b.letters AS letters, b.pages AS pages, b.sheets AS sheets, COUNT(l.letter_id) AS "
      "held, "
      "COALESCE(SUM(l.pages), 0) AS printed, COALESCE(SUM(l.sheets), 0) AS laid FROM batch b LEFT JOIN batch_letter l "
      "ON l.batch_id = b.id GROUP BY b.id, b.letters, b.pages, b.sheets) AS stacks WHERE letters <> held OR pages <> "
      "printed OR sheets <> laid ORDER BY id");
  also(
      "SELECT 'counter ' || used.name, 'it stands at ' || COALESCE(c.value, 0) || ', and number ' || used.most || ' is "
      "in use' FROM (SELECT 'letter-' || substr(id, 2, 4) AS name, MAX(CAST(substr(id, 7) AS BIGINT)) AS most FROM "
      "letter GROUP BY substr(id, 2, 4) UNION ALL SELECT 'run-' || substr(id, 2, 4), MAX(CAST(substr(id, 7) AS "
      "BIGINT)) "
      "FROM run GROUP BY substr(id, 2, 4) UNION ALL SELECT 'mail-' || substr(id, 2, 4), MAX(CAST(substr(id, 7) AS "
      "BIGINT)) FROM mail GROUP BY substr(id, 2, 4) UNION ALL SELECT 'batch-' || substr(id, 2, 4), MAX(CAST(substr(id, "
      "7) AS BIGINT)) FROM batch GROUP BY substr(id, 2, 4)) AS used LEFT JOIN counter c ON c.name = used.name WHERE "
      "COALESCE(c.value, 0) < used.most ORDER BY used.name");
  return out;
}

}  // namespace dunmail
