#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/unreadable.h"
#include "sql/db.h"
#include "store/statements.h"
#include "store/states.h"
#include "store/store.h"
#include "store/where.h"

namespace dunmail {
namespace {

using S = std::string;

template <class... A>
std::vector<LetterRow> select(Db& db, const S& tail, const A&... args) {
  std::vector<LetterRow> out;
  auto found = db.rows<S, S, S, S, S, S, S, S, S, S, std::int64_t, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t,
                       S, S, S, S, S, S, std::int64_t>(
      fmt::format("SELECT {}, COALESCE(facts, ''), COALESCE(subject, ''), COALESCE(mail_body, ''), version FROM letter "
                  "LEFT JOIN letter_text ON letter_id = id {}",
                  letter_columns, tail),
      args...);
  for (auto& row : found) {
    LetterRow l;
    S currency, day, since, state, deadline, message_date, next_attempt;
    std::tie(l.id, l.run_id, l.case_id, l.debtor_id, l.kind, l.occasion, l.channel, l.number, l.recipient, currency,
             l.amount, day, deadline, l.rule, l.approval, l.drafted_by, state, l.reason, l.ledger_mark, l.approved_by,
             l.approved_hash, l.document, l.message_id, message_date, l.attempts, next_attempt, l.receipt, since,
             l.facts, l.subject, l.mail_body, l.version) = std::move(row);
    const auto known = Currency::find(currency);
    const auto on = parse_date(day);
    if (!known || !on) throw UnreadableRecord(l.id, "the letter cannot be read", "restore a backup");
    l.currency = *known;
    l.state = letter_state(l.id, state);
    l.day = *on;
    l.deadline = parse_date(deadline);
    l.message_date = parse_instant(message_date);
    l.next_attempt = parse_instant(next_attempt);
    l.since = parse_date(since).value_or(*on);
    out.push_back(std::move(l));
  }
  return out;
}

/// Nobody is shown half a proposal; a debtor's case has all that happened, and who asks for everything gets it.
constexpr const char* of_no_half_run = "run_id NOT IN (SELECT id FROM run WHERE state = 'planning')";

Where matching(const Store::LetterQuery& q) {
  Where where;
  where.is("run_id", q.run_id).is("debtor_id", q.debtor_id).is("kind", q.kind).is("approval", q.approval);
  if (!q.run_id.empty() || q.state) where.also(of_no_half_run);
  // Few are in these states, and in these words they have an index.
  using enum LetterState;
  if (!q.state) return where;
  for (const LetterState few : {drafted, approved, sending, unknown, held, printing})
    if (q.state == few) return where.also("state = '" + word(few) + "'");
  return where.is("state", word(*q.state));
}

std::vector<RunRow> select_runs(Db& db, const Where& where) {
  std::vector<RunRow> out;
  for (auto& [run, today, at, actor, policy, examined, held, state, reached] :
       db.rows<S, S, S, S, S, std::int64_t, S, S, S>(
           "SELECT id, today, at, actor, policy, examined, held, state, reached FROM run" + where.text() +
               " ORDER BY id DESC",
           where.values()))
    out.push_back(
        {run, parse_date(today).value_or(Date{}), at, actor, policy, examined, held, run_state(run, state), reached});
  return out;
}

}  // namespace

S Store::new_run(const RunRow& run) {
  const int year = int(civil(run.today).year());
  const S id = fmt::format("R{}-{:04}", year, next_number(fmt::format("run-{}", year)));
  db_->run(
      "INSERT INTO run (id, today, at, actor, policy, press, examined, held, state, reached) VALUES (?, ?, ?, ?, ?, "
      "'', "
      "?, ?, ?, ?)",
      id, iso(run.today), run.at, run.actor, run.policy, run.examined, run.held, word(run.state), run.reached);
  return id;
}

void Store::update(const RunRow& run) {
  db_->run("UPDATE run SET examined = ?, held = ?, state = ?, reached = ? WHERE id = ?", run.examined, run.held,
           word(run.state), run.reached, run.id);
}

std::vector<std::tuple<S, S, S, std::int64_t, std::int64_t>> Store::run_sums(const S& id) {
  return db_->rows<S, S, S, std::int64_t, std::int64_t>(
      "SELECT kind, channel, currency, COUNT(*), SUM(amount) FROM letter WHERE run_id = ? GROUP BY kind, channel, "
      "currency",
      id);
}

std::vector<RunRow> Store::runs_that_plan() { return select_runs(*db_, Where().also("state = 'planning'")); }

std::optional<RunRow> Store::run(const S& id) {
  auto found = select_runs(*db_, Where().is("id", id));
  if (id.empty() || found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<RunRow> Store::runs() { return select_runs(*db_, Where()); }

std::map<S, Store::RunCount> Store::run_counts() {
  using N = std::int64_t;
  std::map<S, RunCount> out;
  for (auto& [run, letters, accepted, waiting] : db_->rows<S, N, N, N>(
           "SELECT run_id, COUNT(*), SUM(CASE WHEN state = 'accepted' THEN 1 ELSE 0 END), SUM(CASE WHEN state IN "
           "('drafted', 'held', 'approved') THEN 1 ELSE 0 END) FROM letter GROUP BY run_id"))
    out[run] = {letters, accepted, waiting};
  return out;
}

bool Store::add(const LetterRow& l) {
  bool added = false;
  transaction([&] {
    added = db_->run(sql::add_letter, l.id, l.run_id, l.case_id, l.debtor_id, l.kind, l.occasion, l.channel, l.number,
                     l.recipient, S(l.currency.code()), l.amount, iso(l.day), iso_or_empty(l.deadline), l.rule,
                     l.approval, l.drafted_by, word(l.state), l.reason, l.ledger_mark, l.approved_by, l.approved_hash,
                     l.document, l.message_id, iso_or_empty(l.message_date), l.attempts, iso_or_empty(l.next_attempt),
                     l.receipt, iso(l.since == Date{} ? l.day : l.since)) > 0;
    if (added)
      db_->run(sql::add_letter_text, l.id, l.facts, l.subject, l.mail_body);
    else if (knows_letter(l.id) &&
             !db_->value<S>("SELECT id FROM letter WHERE id = ? AND case_id = ? AND kind = ? AND occasion = ?", l.id,
                            l.case_id, l.kind, l.occasion))
      throw Error(ErrorKind::storage, l.id, "this number was given out already: the counter of letters was set back",
                  "dunmail verify names the counter; restore a backup");
  });
  return added;
}

void Store::update(LetterRow& l) {
  transaction([&] {
    need_unchanged(l);
    if (const auto was = state_of(l.id); was && !may_become(*was, l.state))
      throw Error(ErrorKind::internal, l.id, fmt::format("cannot become {} from {}", word(l.state), word(*was)));
    db_->run(sql::update_letter, iso(l.day), iso_or_empty(l.deadline), l.channel, l.recipient, l.approval,
             word(l.state), l.reason, l.approved_by, l.approved_hash, l.document, l.message_id,
             iso_or_empty(l.message_date), l.attempts, iso_or_empty(l.next_attempt), l.receipt, l.id);
    db_->run(sql::update_letter_text, l.facts, l.subject, l.mail_body, l.id);
    ++l.version;
  });
}

void Store::need_unchanged(const LetterRow& l) {
  const auto now = db_->rows<std::int64_t, S, S>("SELECT version, state, case_id FROM letter WHERE id = ?", l.id);
  if (now.empty()) throw Error(ErrorKind::storage, l.id, "the letter is gone from the database");
  const auto& [version, state, case_id] = now.front();
  if (version == l.version) return;
  const auto last = db_->rows<S, S, S>(
      "SELECT kind, actor, day FROM event WHERE case_id = ? AND letter_id = ? ORDER BY seq DESC LIMIT 1", case_id,
      l.id);
  S who;
  if (!last.empty()) {
    const auto& [kind, actor, day] = last.front();
    who = fmt::format(": {}{} on {}", kind, actor.empty() ? "" : " by " + actor, day);
  }
  throw Overtaken(l.id, fmt::format("was changed meanwhile, it is {} now{}", state, who));
}

std::vector<S> Store::approved_before(const S& run_id, Date day) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT id FROM letter WHERE state = 'approved' AND day < ?" +
                                     S(run_id.empty() ? "" : " AND run_id = ?") + " ORDER BY length(id), id",
                                 iso(day), Where().is("run_id", run_id).values()))
    out.push_back(std::move(id));
  return out;
}

namespace {

// Letters of before there was `since` wait since their own day.
constexpr const char* waits_since = "CASE since WHEN '' THEN day ELSE since END";

}  // namespace

WaitingLetters Store::waiting_for_approval(const S& run_id, Date too_long_since, const std::vector<S>& resting) {
  const S since = waits_since;
  S not_resting;  // a list without anything is none to every engine
  for (std::size_t i = 0; i < resting.size(); ++i) not_resting += i == 0 ? "id NOT IN (?" : ", ?";
  if (!resting.empty()) not_resting += ") AND ";
  const S waits =
      fmt::format("FROM letter WHERE state = 'drafted' AND approval <> 'auto' AND {}{}", not_resting, of_no_half_run);
  const auto count = [&](const S& where, const S& value) {
    Values values{resting};
    values.texts.push_back(value);
    return static_cast<std::size_t>(
        db_->value<std::int64_t>("SELECT COUNT(*) " + waits + " AND " + where, values).value_or(0));
  };
  WaitingLetters out;
  out.count = count("id > ?", "");
  out.of_run = count("run_id = ?", run_id);
  out.too_long = count(since + " <= ?", iso(too_long_since));
  const auto oldest = db_->rows<S, S>("SELECT id, " + since + " " + waits + " ORDER BY 2, 1 LIMIT 1", Values{resting});
  if (!oldest.empty()) {
    out.oldest = std::get<0>(oldest[0]);
    out.since = parse_date(std::get<1>(oldest[0])).value_or(Date());
  }
  return out;
}

namespace {

WaitingSince waiting_in(Db& db, const S& since, const S& rows, Date too_long_since) {
  WaitingSince out;
  for (const auto& [day, count] :
       db.rows<S, std::int64_t>(fmt::format("SELECT {0}, COUNT(*) FROM {1} GROUP BY {0} ORDER BY 1", since, rows))) {
    const Date on = parse_date(day).value_or(Date());
    if (out.count == 0) out.since = on;
    out.count += static_cast<std::size_t>(count);
    if (on <= too_long_since) out.too_long += static_cast<std::size_t>(count);
  }
  return out;
}

}  // namespace

WaitingSince Store::waiting_to_print(Date too_long_since) {
  return waiting_in(*db_, waits_since, "letter WHERE state = 'approved' AND channel = 'post'", too_long_since);
}

WaitingSince Store::waiting_mail(Date too_long_since) {
  return waiting_in(*db_, "day", "mail WHERE state = 'open'", too_long_since);
}

std::vector<S> Store::waiting_in_held_cases() {
  std::vector<S> out;
  for (auto& [id] :
       db_->rows<S>("SELECT id FROM letter WHERE state = 'drafted' AND approval <> 'auto' AND EXISTS (SELECT 1 "
                    "FROM event WHERE event.case_id = letter.case_id AND event.kind = 'held')"))
    out.push_back(std::move(id));
  return out;
}

std::optional<LetterRow> Store::letter(const S& id) {
  auto found = select(*db_, "WHERE id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<LetterRow> Store::letters(const LetterQuery& q) {
  const Where where = matching(q);
  return select(*db_, where.text() + " ORDER BY id", where.values());
}

std::vector<S> Store::letter_ids(const LetterQuery& q) {
  const Where where = matching(q);
  auto rows = db_->rows<S>(
      "SELECT id FROM letter" + where.text() + " ORDER BY id" + (q.most > 0 ? fmt::format(" LIMIT {}", q.most) : ""),
      where.values());
  std::vector<S> out;
  out.reserve(rows.size());
  for (auto& [id] : rows) out.push_back(std::move(id));
  return out;
}

std::size_t Store::letter_count(const LetterQuery& q) {
  const Where where = matching(q);
  return static_cast<std::size_t>(
      db_->value<std::int64_t>("SELECT count(*) FROM letter" + where.text(), where.values()).value_or(0));
}

}  // namespace dunmail
