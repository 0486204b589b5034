// What a policy puts before our own people (the internal notice to legal staff, final actions), and their answer.
#pragma once

#include <set>
#include <string>

#include "casefile/event.h"
#include "desk/world.h"

namespace dunmail {

struct DecideOrder {
  std::string debtor;
  std::string action;  ///< legal-notice, legal-referral, stop-supply, write-off
  std::string by, note;
  std::string currency;  ///< when the debtor has cases in several
  Date on;
};

struct DecisionTaken {
  Event event;
  std::string by;                 ///< as dunmail.toml spells the name
  std::set<std::string> persons;  ///< who agreed since it was proposed
  int needed = 1;                 ///< so many must
  bool notice = false;            ///< legal staff took note: the lawyer's letter may be drafted
  bool decided() const { return static_cast<int>(persons.size()) >= needed; }
};

/// Takes note of the notice, or agrees to a proposal. Some actions need two different persons (persons_needed). One
/// transaction. Throws Error(usage) where nothing of the kind was put before anybody, and for who has said so already.
DecisionTaken take_decision(World& world, const DecideOrder& order);

}  // namespace dunmail
