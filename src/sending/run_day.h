// The pipeline, in one place: nothing else orchestrates it.
#pragma once

#include "planning/plan.h"
#include "sending/send.h"

namespace dunmail {

struct DayReport {
  Proposal proposal;
  std::vector<Proposal> detours;  ///< letters that had to go another way, in rounds
  Sent sent;                      ///< of all rounds together
};

/// ledger -> policy -> cadence -> proposal -> (automatic approval) -> letters -> dispatch. What the relay refuses for
/// its address goes by the next channel on the same day.
DayReport run_day(World& world, Couriers& couriers, const SendOrder& order, const Progress& planning,
                  const Progress& sending = {});

}  // namespace dunmail
