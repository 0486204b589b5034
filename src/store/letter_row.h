// A letter of a run as it is kept, from draft to receipt.
#pragma once

#include <optional>
#include <string>

#include "base/date.h"
#include "base/money.h"
#include "store/states.h"

namespace dunmail {

struct LetterRow {
  std::string id;  ///< L2026-000017; the draft that replaces it L2026-000017-2, with the same number
  std::string run_id, case_id, debtor_id;
  std::string kind, occasion, channel;
  std::string number;     ///< 函号, as printed
  std::string recipient;  ///< e-mail address or fax number; empty for post
  Currency currency;
  std::int64_t amount = 0;
  Date day;    ///< of the run
  Date since;  ///< first drafted: the day of the first of the drafts that gave way to this one; the epoch: `day`
  std::optional<Date> deadline = {};  ///< as printed
  std::string rule;                   ///< why
  std::string approval;               ///< auto, credit, legal
  std::string drafted_by;
  LetterState state = LetterState::drafted;
  std::string reason;       ///< of the state: why held, refused, cancelled, rejected
  std::string facts;        ///< frozen LetterFacts as JSON
  std::string ledger_mark;  ///< hash of what the ledger said of its items when it was drafted
  std::string approved_by;
  std::string approved_hash;  ///< of all that the approval vouches for (planning/approval.h)
  std::string document;       ///< SHA-256 of the printed PDF, or empty
  std::string subject, mail_body;
  std::string message_id;
  std::optional<Instant> message_date = {};  ///< fixed at the first attempt, so that a second one sends the same bytes
  std::int64_t attempts = 0;
  std::optional<Instant> next_attempt = {};  ///< not before then
  std::string receipt;                       ///< the last one, as text
  std::int64_t version = 1;                  ///< counts its changes: who decides has seen one of them (Store::update)
};

/// As it is stored and shown; empty where there is none.
inline std::string iso_or_empty(const std::optional<Date>& day) { return day ? iso(*day) : ""; }
inline std::string iso_or_empty(const std::optional<Instant>& at) { return at ? iso(*at) : ""; }

struct RunRow {
  std::string id;  ///< R2026-0007
  Date today;
  std::string at, actor, policy;
  std::int64_t examined = 0;
  std::string held = "[]";  ///< JSON: what was held back and why
  RunState state = RunState::finished;
  std::string reached = {};  ///< while it plans: the last debtor that was looked at
};

}  // namespace dunmail
