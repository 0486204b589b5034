// What people have to do on a day, case by case: one list, from which `worklist` orders the cases and `tasks` takes
// what is done by call or visit.
#pragma once

#include <string>
#include <vector>

#include "cadence/call_times.h"
#include "desk/case_trouble.h"
#include "desk/world.h"
#include "policy/priority.h"

namespace dunmail {

struct WorkLine {
  std::string case_id, debtor, name, amount;
  std::int64_t demand = 0;
  Contact contact;  ///< to speak to; one whose number is not known to be wrong
  WorkItem item;
  std::string handler;               ///< who called or visited last; empty: nobody
  std::optional<CallDay> call_on;    ///< when a call is allowed; nothing where no calendar names its country
  std::string time_zone;             ///< of the debtor
  const CallRules* calls = nullptr;  ///< of its policy; lives as long as the world
};

/// As a limit: none.
inline constexpr std::size_t every_case = std::size_t{1} << 40;

struct WorkOrder {
  std::vector<std::string> ways;  ///< of WorkTask::by; empty: all
  std::string handler;            ///< only cases of this person; empty: any
  std::string debtor;             ///< only this one; empty: all
  std::size_t limit = 50;
  Date today;
  bool care =
      false;  ///< also what waits for care: drafts without approval, dead addresses, nobody to write to, old disputes
};

struct Work {
  std::vector<WorkLine> lines;  ///< the most urgent first, at most `limit`
  std::size_t found = 0;        ///< cases with something to do
  CaseTroubles trouble;         ///< cases that were left alone
};
Work work_of_day(World& world, const WorkOrder& order);

}  // namespace dunmail
