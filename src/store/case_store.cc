#include <fmt/format.h>

#include "base/error.h"
#include "base/unreadable.h"
#include "sql/db.h"
#include "store/statements.h"
#include "store/store.h"

namespace dunmail {
namespace {

using S = std::string;

template <class... A>
std::vector<Event> select(Db& db, const S& where, const A&... args) {
  std::vector<Event> out;
  for (auto& [case_id, seq, day, at, kind, letter, actor, data, previous, hash] :
       db.rows<S, std::int64_t, S, S, S, S, S, S, S, S>(
           "SELECT case_id, seq, day, at, kind, letter_id, actor, data, previous, hash FROM event WHERE " + where,
           args...)) {
    Event e;
    e.case_id = case_id;
    e.seq = seq;
    e.letter_id = letter;
    e.by = actor;
    e.previous = previous;
    e.hash = hash;
    const auto known = event_kind(kind);
    const auto on = parse_date(day);
    const auto when = parse_instant(at);
    e.data = nlohmann::json::parse(data, nullptr, false);
    if (!known || !on || !when || e.data.is_discarded())
      throw UnreadableRecord(case_id, fmt::format("event {} ({}) cannot be read", seq, kind),
                             "dunmail verify shows what was changed");
    e.kind = *known;
    e.day = *on;
    e.at = *when;
    out.push_back(std::move(e));
  }
  return out;
}

}  // namespace

void Store::write(const Event& e, const S& debtor_id) {
  db_->run(sql::add_event, e.case_id, e.seq, debtor_id, iso(e.day), iso(e.at), word(e.kind), e.letter_id, e.by,
           e.data.dump(), e.previous, e.hash);
  db_->run(sql::put_case_head, e.case_id, e.seq, e.hash);
  claims_follow(e);
}

Event Store::append(Event e, const S& debtor_id) {
  transaction([&] {
    const auto last = db_->rows<std::int64_t, S>(
        "SELECT seq, hash FROM event WHERE case_id = ? ORDER BY seq DESC LIMIT 1", e.case_id);
    e.seq = last.empty() ? 1 : std::get<0>(last.front()) + 1;
    e.previous = last.empty() ? "" : std::get<1>(last.front());
    e.hash = hash_of(e);
    write(e, debtor_id);
  });
  return e;
}

void Store::append(Event e, const S& debtor_id, std::vector<Event>& file) {
  e.seq = static_cast<std::int64_t>(file.size()) + 1;
  e.previous = file.empty() ? "" : file.back().hash;
  e.hash = hash_of(e);
  write(e, debtor_id);
  file.push_back(std::move(e));
}

std::vector<Event> Store::events(const S& case_id) { return select(*db_, "case_id = ? ORDER BY seq", case_id); }

std::vector<Event> Store::events_between(const S& first_debtor, const S& last_debtor) {
  return select(*db_, "debtor_id BETWEEN ? AND ? ORDER BY debtor_id, case_id, seq", first_debtor, last_debtor);
}

std::vector<Event> Store::events_of_debtor(const S& debtor_id) {
  return select(*db_, "debtor_id = ? ORDER BY at, case_id, seq", debtor_id);
}

std::vector<Event> Store::calls_and_mergers(const S& debtor_id) {
  return select(*db_, "debtor_id = ? AND kind IN (?, ?) ORDER BY at, case_id, seq", debtor_id,
                word(EventKind::call_logged), word(EventKind::merged));
}

bool Store::has_case(const S& case_id) {
  return db_->value<std::int64_t>("SELECT seq FROM event WHERE case_id = ? LIMIT 1", case_id).has_value();
}

std::vector<S> Store::cases_of_debtor(const S& debtor_id) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT DISTINCT case_id FROM event WHERE debtor_id = ? ORDER BY case_id", debtor_id))
    out.push_back(id);
  return out;
}

void Store::each_case(const std::function<void(const S&, const std::vector<Event>&)>& take,
                      const Unreadable& unreadable) {
  S after;
  for (;;) {
    const auto some =
        db_->rows<S>("SELECT DISTINCT case_id FROM event WHERE case_id > ? ORDER BY case_id LIMIT 1000", after);
    if (some.empty()) return;
    for (const auto& [id] : some) {
      if (id == after) continue;  // a key that is no text, once more
      std::vector<Event> file;
      try {
        file = events(id);
      } catch (const UnreadableRecord& e) {
        if (!unreadable) throw;
        unreadable(id, e.problem().message);
        continue;
      }
      take(id, file);
    }
    if (std::get<0>(some.back()) <= after) return;  // a key that is no text sorts behind every text
    after = std::get<0>(some.back());
  }
}

}  // namespace dunmail
