// A call or visit that was made goes into the case file. What happened happened, so it is never lost; but a call beyond
// the caps is only taken with the name of who takes it upon themselves.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/date.h"
#include "intake/record.h"

namespace dunmail {

struct CallOrder {
  std::string debtor, currency, letter, by;
  std::string creditor = {};  ///< when the debtor has cases with several
  std::string outcome;        ///< reached, no-answer, refused, wrong-number, message-left
  std::string contact;        ///< who was called; empty: the one whom the task names
  std::string text;           ///< what was said
  std::string override_by;    ///< records a call beyond the caps
  std::string promise;        ///< amount; empty: none, or with promise_on all that is demanded
  std::optional<Date> promise_on;
  bool visit = false, incoming = false;
  Date day;
  std::optional<std::chrono::minutes> at;  ///< of the debtor's clock; empty: not known, hours are not checked
};

struct LoggedCall {
  Event event;
  std::string contact;  ///< with whom; empty: not known
  std::string beyond;   ///< why the call was not allowed, where somebody took it upon themselves
  std::optional<Recorded> promise;
};

/// Writes the call, and the promise when one was made, or neither. Throws Error(usage) for what is missing and for a
/// call that was not allowed; the hint names the next day on which one is.
LoggedCall log_call(World& world, const CallOrder& order);

/// The minute of the debtor's day now.
std::chrono::minutes debtors_clock(World& world, const std::string& debtor);

/// "14:30" of the field of that name. Throws Error(usage).
std::chrono::minutes time_given(const std::string& text, const char* field);

}  // namespace dunmail
