#include "store/kept_rows.h"

#include <fmt/format.h>

#include "sql/db.h"
#include "store/schema.h"
#include "store/store.h"

namespace dunmail {

using S = std::string;
using N = std::int64_t;

KeptRows::KeptRows(Store& store) : db_(*store.db_) {}

std::vector<S> KeptRows::engine_findings() {
  std::vector<S> out = db_.engine().findings();
  for (S& what : schema_findings(db_)) out.push_back(std::move(what));
  return out;
}

std::optional<std::pair<N, S>> KeptRows::case_head(const S& case_id) {
  const auto found = db_.rows<N, S>("SELECT seq, hash FROM case_head WHERE case_id = ?", case_id);
  if (found.empty()) return std::nullopt;
  return std::pair(std::get<0>(found.front()), std::get<1>(found.front()));
}

std::vector<S> KeptRows::heads_without_file() {
  std::vector<S> out;
  for (auto& [id] : db_.rows<S>("SELECT case_id FROM case_head h WHERE NOT EXISTS (SELECT 1 FROM event e WHERE "
                                "e.case_id = h.case_id) ORDER BY case_id"))
    out.push_back(std::move(id));
  return out;
}

std::vector<std::pair<N, S>> KeptRows::filed_elsewhere(const S& case_id, const S& debtor) {
  std::vector<std::pair<N, S>> out;
  for (auto& [seq, of] : db_.rows<N, S>(
           "SELECT seq, debtor_id FROM event WHERE case_id = ? AND debtor_id <> ? ORDER BY seq", case_id, debtor))
    out.emplace_back(seq, std::move(of));
  return out;
}

std::optional<S> KeptRows::newest_answered_letter() {
  return db_.value<S>(
      "SELECT letter_id FROM event a WHERE kind = 'attempted' AND instr(data, '\"batch\"') = 0 AND EXISTS (SELECT 1 "
      "FROM event r WHERE r.case_id = a.case_id AND r.seq > a.seq AND r.letter_id = a.letter_id AND r.kind IN "
      "('accepted', 'rejected')) ORDER BY at DESC LIMIT 1");
}

void KeptRows::each_name(const S& table, const std::function<void(const S&)>& take) {
  constexpr std::size_t most = 5000;
  const S key = table == "document" ? "sha256" : "id";
  std::optional<S> last;
  for (;;) {
    const S from = fmt::format("SELECT {0} FROM {1}", key, table), to = fmt::format(" ORDER BY {} LIMIT {}", key, most);
    auto page = last ? db_.rows<S>(from + " WHERE " + key + " > ?" + to, *last) : db_.rows<S>(from + to);
    for (const auto& [name] : page) take(name);
    // A key that is no text, as nobody but a meddler writes it, sorts behind every text.
    if (page.size() < most || (last && std::get<0>(page.back()) <= *last)) return;
    last = std::move(std::get<0>(page.back()));
  }
}

void KeptRows::each_mail_document(const std::function<void(const S&, const S&)>& take) {
  each_name("mail", [&](const S& id) {
    if (const auto document = db_.value<S>("SELECT document FROM mail WHERE id = ?", id)) take(id, *document);
  });
}

bool KeptRows::has_document(const S& sha256) {
  return db_.value<std::int64_t>("SELECT 1 FROM document WHERE sha256 = ?", sha256) ||
         db_.value<std::int64_t>("SELECT 1 FROM archived_document WHERE sha256 = ?", sha256);
}

std::optional<S> KeptRows::case_of_letter(const S& letter_id) {
  return db_.value<S>("SELECT case_id FROM letter WHERE id = ?", letter_id);
}

std::optional<KeptPayment> KeptRows::payment(const S& reference) {
  for (auto& [creditor, debtor, currency, day, returned, amount] : db_.rows<S, S, S, S, S, N>(
           "SELECT creditor, debtor_id, currency, day, returned, amount FROM payment WHERE reference = ?", reference))
    return KeptPayment{creditor, debtor, currency, day, returned, amount};
  return std::nullopt;
}

std::vector<KeptClaim> KeptRows::claims_of_letter(const S& letter_id) {
  std::vector<KeptClaim> out;
  for (auto& [id, asserted] :
       db_.rows<S, S>("SELECT id, asserted FROM claim WHERE letter_id = ? ORDER BY id", letter_id))
    out.push_back({std::move(id), std::move(asserted)});
  return out;
}

std::optional<std::pair<S, N>> KeptRows::place_in_stack(const S& letter_id) {
  const auto found = db_.rows<S, N>("SELECT batch_id, sequence FROM batch_letter WHERE letter_id = ?", letter_id);
  if (found.empty()) return std::nullopt;
  return std::pair(std::get<0>(found.front()), std::get<1>(found.front()));
}

std::set<S> KeptRows::waiting_for(const S& bank_entry) {
  std::set<S> out;
  for (auto& [debtor] : db_.rows<S>("SELECT debtor_id FROM bank_waiting WHERE entry = ?", bank_entry))
    out.insert(std::move(debtor));
  return out;
}

std::optional<S> KeptRows::letter_beyond_plan(const S& run_id) {
  return db_.value<S>(
      "SELECT id FROM letter WHERE run_id = ? AND state NOT IN ('drafted', 'held', 'cancelled', 'refused') ORDER BY id "
      "LIMIT 1",
      run_id);
}

}  // namespace dunmail
