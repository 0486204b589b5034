// What a command works in: settings, rules, the store, the press, and the clock. Tests make one of their own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/date.h"
#include "base/progress.h"
#include "cadence/calendar.h"
#include "casefile/told.h"
#include "desk/charging.h"
#include "letters/press.h"
#include "policy/policy_book.h"
#include "policy/reasons.h"
#include "settings/settings.h"
#include "store/store.h"

namespace dunmail {

struct World {
  Settings settings;
  PolicyBook policies;
  Calendars calendars;
  Store store;
  std::string actor;             ///< who runs the command
  std::function<Instant()> now;  ///< the clock; the only one

  /// Loads settings, policy and calendars, and opens the database. The press is loaded when it is first asked for: most
  /// commands print nothing.
  static World open(const std::string& settings_file);
  const std::shared_ptr<const Press>& press();
  /// What the letter of an examination asks for beside its invoices. Laws and rates are read when one first asks for
  /// any.
  Result<LetterCharges> charges_for(const CaseInput& input, const Examined& examined, Date today);

  /// The account and case file that a letter belongs to, as they are now.
  CaseInput case_of(const LetterRow& letter);
  /// Writes an event of `by` (or the actor) into a case file. What it tells is made by the type of its kind
  /// (casefile/told.h).
  Event record(const CaseInput& input, Date day, const std::string& letter_id, Told told, const std::string& by = {});

  /// The same for the case that a letter belongs to.
  Event record(const LetterRow& letter, Date day, Told told, const std::string& by = {});

  /// The same for a case that was read in this transaction; the event joins input.events.
  void record_next(CaseInput& input, Date day, const std::string& letter_id, Told told, const std::string& by = {});

  std::shared_ptr<const Press> loaded_press = {};
  Reasons reasons = {};  ///< why debtors are late
  std::shared_ptr<const ChargeTables> loaded_charges = {};
  Progress looking = {};  ///< told by what looks at all debtors how far it has come; a face sets it
};

}  // namespace dunmail
