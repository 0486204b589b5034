// A message that came back, as it is kept: what it said, which letter it was tied to, and what became of it.
#pragma once

#include <cstdint>
#include <string>

#include "base/date.h"
#include "store/states.h"

namespace dunmail {

struct MailRow {
  std::string id;          ///< M2026-000017
  std::string document;    ///< SHA-256 of its bytes, kept as a document; the same bytes are the same message
  std::string message_id;  ///< as its sender wrote it; anybody can write anything
  Date day;                ///< the business day on which it was taken in
  std::string at;          ///< RFC 3339
  std::string sent;        ///< the day in its Date field, or ""
  std::string sender, subject;
  std::string kind;                           ///< failure, delay, delivered, read, auto-reply, complaint, reply, other
  std::string letter_id, case_id, debtor_id;  ///< that it was tied to, or ""
  std::string matched_by;                     ///< see tracking/letter_match.h; "person NAME" after an assignment; or ""
  MailState state = MailState::open;
  std::string reason;
  std::int64_t size = 0;           ///< of the whole message, which may be more than what was kept
  std::string report = "{}";       ///< JSON, as of dunmail mail classify
  std::string suggestions = "[]";  ///< JSON: what a reply may mean
  std::string candidates = "[]";   ///< JSON: letters and debtors that it may belong to
  std::string decision, decided_by, decided_at;
  std::string upload = {};   ///< SHA-256 of what came with an answer on the response page, kept as a document; or ""
  std::int64_t version = 1;  ///< as of LetterRow
};

}  // namespace dunmail
