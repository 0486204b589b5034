#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "sql/db.h"
#include "store/statements.h"
#include "store/states.h"
#include "store/store.h"
#include "store/where.h"

namespace dunmail {
namespace {

using S = std::string;

constexpr const char* mail_columns =
    "id, document, message_id, day, at, sent, sender, subject, kind, letter_id, case_id, debtor_id, matched_by, state, "
    "reason, size, report, suggestions, "
    "candidates, decision, decided_by, decided_at, upload";

template <class... A>
std::vector<MailRow> select_mail(Db& db, const S& tail, const A&... args) {
  std::vector<MailRow> out;
  for (const auto& r :
       db.rows<S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, std::int64_t, S, S, S, S, S, S, S, std::int64_t>(
           fmt::format("SELECT {}, version FROM mail {}", mail_columns, tail), args...)) {
    MailRow m;
    S day, state;
    std::tie(m.id, m.document, m.message_id, day, m.at, m.sent, m.sender, m.subject, m.kind, m.letter_id, m.case_id,
             m.debtor_id, m.matched_by, state, m.reason, m.size, m.report, m.suggestions, m.candidates, m.decision,
             m.decided_by, m.decided_at, m.upload, m.version) = r;
    const auto on = parse_date(day);
    if (!on) throw Error(ErrorKind::storage, m.id, "the mail cannot be read", "restore a backup");
    m.day = *on;
    m.state = mail_state(m.id, state);
    out.push_back(std::move(m));
  }
  return out;
}

}  // namespace

bool Store::knows_mail(const S& source, std::int64_t validity, std::int64_t uid, const S& name) {
  return db_->value<std::int64_t>(
                "SELECT count(*) FROM mail_place WHERE source = ? AND validity = ? AND uid = ? AND name = ?", source,
                validity, uid, name)
             .value_or(0) > 0;
}

void Store::note_mail(const S& source, std::int64_t validity, std::int64_t uid, const S& name, const S& mail_id) {
  db_->run(
      "INSERT INTO mail_place (source, validity, uid, name, mail_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      source, validity, uid, name, mail_id);
}

std::optional<S> Store::mail_of_document(const S& sha256) {
  return db_->value<S>("SELECT id FROM mail WHERE document = ?", sha256);
}

void Store::add(MailRow& m) {
  const int year = int(civil(m.day).year());
  m.id = fmt::format("M{}-{:06}", year, next_number(fmt::format("mail-{}", year)));
  db_->run(
      fmt::format("INSERT INTO mail ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                  mail_columns),
      m.id, m.document, m.message_id, iso(m.day), m.at, m.sent, m.sender, m.subject, m.kind, m.letter_id, m.case_id,
      m.debtor_id, m.matched_by, word(m.state), m.reason, m.size, m.report, m.suggestions, m.candidates, m.decision,
      m.decided_by, m.decided_at, m.upload);
}

void Store::update(MailRow& m) {
  const auto now =
      db_->rows<std::int64_t, S, S, S>("SELECT version, state, decision, decided_by FROM mail WHERE id = ?", m.id);
  if (now.empty()) throw Error(ErrorKind::storage, m.id, "the mail is gone from the database");
  const auto& [version, state, decision, decided_by] = now.front();
  if (version != m.version)
    throw Overtaken(
        m.id, fmt::format("was changed meanwhile, it is {} now{}{}", state,
                          decided_by.empty() ? "" : ", by " + decided_by, decision.empty() ? "" : ": " + decision));
  if (!may_become(mail_state(m.id, state), m.state))
    throw Error(ErrorKind::internal, m.id, fmt::format("cannot become {} from {}", word(m.state), state));
  db_->run(
      "UPDATE mail SET letter_id = ?, case_id = ?, debtor_id = ?, matched_by = ?, state = ?, reason = ?, suggestions = "
      "?, candidates = ?, decision = ?, decided_by = ?, decided_at = ?, version = version + 1 WHERE id = ?",
      m.letter_id, m.case_id, m.debtor_id, m.matched_by, word(m.state), m.reason, m.suggestions, m.candidates,
      m.decision, m.decided_by, m.decided_at, m.id);
  ++m.version;
}

std::optional<MailRow> Store::mail(const S& id) {
  auto found = select_mail(*db_, "WHERE id = ?", id);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<MailRow> Store::mails(std::optional<MailState> wanted, const S& letter_id) {
  Where where;
  where.is("letter_id", letter_id, "letter_id <> ''");
  if (wanted == MailState::open)
    where.also("state = 'open'");  // in these words mail_open has it
  else if (wanted)
    where.is("state", word(*wanted));
  return select_mail(*db_, where.text() + " ORDER BY id", where.values());
}

std::vector<S> Store::letters_to(const S& address, std::size_t at_most) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT id FROM letter WHERE lower(recipient) = ? AND recipient <> '' AND "
                                 "state IN ('accepted', 'bounced', 'unknown') ORDER BY id DESC LIMIT ?",
                                 lower_ascii(address), static_cast<std::int64_t>(at_most)))
    out.push_back(id);
  return out;
}

std::vector<S> Store::debtors_with_address(const S& email, std::size_t at_most) {
  std::vector<S> out;
  for (auto& [id] : db_->rows<S>("SELECT DISTINCT debtor_id FROM contact WHERE lower(email) = ? AND email <> '' "
                                 "ORDER BY debtor_id LIMIT ?",
                                 lower_ascii(email), static_cast<std::int64_t>(at_most)))
    out.push_back(id);
  return out;
}

}  // namespace dunmail
