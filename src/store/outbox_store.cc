// Claims on letters. Every change is guarded by the state that it starts from, so that of two processes one has its way
// and the other learns of it.
#include <algorithm>

#include "sql/db.h"
#include "store/longest_wait.h"
#include "store/statements.h"
#include "store/store.h"
#include "store/where.h"

namespace dunmail {
namespace {
using S = std::string;
}

std::vector<Store::Outgoing> Store::outgoing(const S& run_id) {
  std::vector<Outgoing> out;
  for (auto& [id, run, channel, recipient, next] :
       db_->rows<S, S, S, S, S>("SELECT id, run_id, channel, recipient, next_attempt FROM letter WHERE state = "
                                "'approved' AND lease_by = ''" +
                                    S(run_id.empty() ? "" : " AND run_id = ?") + " ORDER BY id",
                                Where().is("run_id", run_id).values()))
    out.push_back({std::move(id), std::move(run), std::move(channel), std::move(recipient), parse_instant(next)});
  return out;
}

bool Store::has_work(Instant now, bool with_post) {
  return db_
      ->value<std::int64_t>(
          "SELECT 1 FROM letter WHERE (state = 'drafted' AND approval = 'auto') OR (state = 'approved' AND "
          "(next_attempt <= ? OR next_attempt > ?) AND (? = 1 OR channel <> 'post')) OR state = 'sending' LIMIT 1",
          iso(now), iso(now + longest_wait), std::int64_t(with_post))
      .has_value();
}

bool Store::claim(const S& letter, const S& by, Instant until) {
  return db_->run(sql::claim, by, iso(until), letter) == 1;
}

void Store::renew_claims(const S& by, Instant until) {
  db_->run("UPDATE letter SET lease_until = ? WHERE lease_by = ? AND lease_by <> ''", iso(until), by);
}

void Store::release(const S& by, const S& letter) {
  db_->run(
      "UPDATE letter SET lease_by = '', lease_until = '' WHERE lease_by = ? AND lease_by <> '' AND state <> 'sending'" +
          S(letter.empty() ? "" : " AND id = ?"),
      by, Where().is("id", letter).values());
}

void Store::release_any(const S& letter) {
  db_->run("UPDATE letter SET lease_by = '', lease_until = '' WHERE id = ?", letter);
}

std::pair<std::int64_t, S> Store::sent_mark() {
  const auto found = db_->rows<std::int64_t, S>("SELECT counter, hash FROM sent_mark WHERE id = 1");
  if (found.empty()) return {0, {}};
  return {std::get<0>(found.front()), std::get<1>(found.front())};
}

S Store::sent_mark_name() { return db_->value<S>("SELECT hash FROM sent_mark WHERE id = 2").value_or(""); }

void Store::set_sent_mark_name(const S& name) {
  db_->run(
      "INSERT INTO sent_mark (id, counter, hash) VALUES (2, 0, ?) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash",
      name);
}

void Store::set_sent_mark(std::int64_t counter, const S& hash) {
  db_->run(
      "INSERT INTO sent_mark (id, counter, hash) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET counter = "
      "excluded.counter, hash = excluded.hash",
      counter, hash);
}

bool Store::advance(const LetterRow& l, LetterState from, const S& by, bool keep) {
  const S lease = keep ? by : "";
  return db_->run(sql::advance, word(l.state), l.reason, l.message_id, iso_or_empty(l.message_date), l.attempts,
                  iso_or_empty(l.next_attempt), l.receipt, lease, lease, l.id, word(from), by) == 1;
}

std::vector<Store::Claim> Store::claims() {
  std::vector<Claim> out;
  for (const char* which : {"lease_by <> ''", "state = 'sending' AND lease_by = ''"})  // each by its index
    for (auto& [id, state, by, until] :
         db_->rows<S, S, S, S>(S("SELECT id, state, lease_by, lease_until FROM letter WHERE ") + which))
      out.push_back({id, letter_state(id, state), std::move(by), std::move(until)});
  std::sort(out.begin(), out.end(), [](const Claim& a, const Claim& b) { return a.id < b.id; });
  return out;
}

std::vector<S> Store::unconfirmed_faxes(Instant taken_before) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT l.id FROM letter l WHERE l.channel = 'fax' AND l.state = 'accepted' AND ? > "
                                 "(SELECT max(e.at) FROM event e WHERE e.debtor_id = l.debtor_id AND e.letter_id = "
                                 "l.id AND e.kind IN ('accepted', 'settled')) AND NOT EXISTS "
                                 "(SELECT 1 FROM event e WHERE e.debtor_id = l.debtor_id AND e.letter_id = l.id AND "
                                 "e.kind IN ('delivered', 'read', 'replied', 'bounced')) ORDER BY l.id",
                                 iso(taken_before)))
    out.push_back(std::move(id));
  return out;
}

std::optional<LetterState> Store::state_of(const S& letter) {
  const auto state = db_->value<S>("SELECT state FROM letter WHERE id = ?", letter);
  if (!state) return std::nullopt;
  return letter_state(letter, *state);
}

bool Store::knows_letter(const S& letter) {
  return db_->value<std::int64_t>("SELECT 1 FROM letter WHERE id = ?", letter).has_value();
}

std::int64_t Store::attempts_since(Instant since) {
  return db_
      ->value<std::int64_t>(
          "SELECT count(*) FROM event WHERE kind = 'attempted' AND at > ? AND data NOT LIKE '%\"route\":\"print:%'",
          iso(since))
      .value_or(0);
}

std::int64_t Store::version() { return db_->engine().changes_by_others(); }

}  // namespace dunmail
