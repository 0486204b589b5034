// How hard a case is pressed: soft, normal or hard. A pure function of what people learned (reason, assessment) and of
// how the account has paid so far. A track changes a few numbers of the ladder; caps, blocks, deadlines that were given
// and the gate before a lawyer's letter stand as they are on every track.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casefile/standing.h"
#include "ledger/history.h"
#include "policy/reasons.h"

namespace dunmail {

/// [track.soft], [track.hard] of policy.toml.
struct TrackNumbers {
  int fewer_letters =
      0;  ///< of tiers that write more than one, and of the unanswered ones that the next tier waits for; one stays
  double interval_factor = 1;  ///< on the interval, within interval_min and interval_max
  std::string highest_tier;    ///< none above it; empty: any
};

/// When an account counts as a habitual late payer: [habitual] of policy.toml.
struct HabitRules {
  int invoices = 5;        ///< at least so many paid ones
  int late_from_days = 4;  ///< paid so many days after the due day counts as late
  int share_late_percent = 60;
  int median_days_late = 10;
};

struct TrackRules {
  TrackNumbers soft{0, 1.5, ""}, hard{1, 0.75, ""};
  HabitRules habit;
  int reason_days = 180, assessment_days = 180;  ///< so long a reason, an assessment counts
};

struct Track {
  enum class Name { soft, normal, hard } name = Name::normal;
  TrackNumbers numbers;
  std::vector<std::string> why;                  ///< empty only for normal
  std::optional<Date> until;                     ///< the first day on which the reason or assessment no longer counts
  bool instalments = false, order_hold = false;  ///< proposed to the clerk
};
const char* word(Track::Name name);

/// Does the account pay late by habit, and the figures that say so.
struct Habit {
  bool late_payer = false;
  std::string saw;  ///< "7 of 9 invoices paid late, median 18 days"; empty without enough history
};
Habit habit_of(const HabitRules& rules, const PaymentHistory& history);

/// The assessment decides; without one, or when it is too old, the reason; without one the habit. `history` should end
/// where the cycle begins, so that paying a late invoice never hardens the cycle that got it paid.
Track track_of(const TrackRules& rules, const Reasons& reasons, const Standing& standing, const PaymentHistory& history,
               Date today);

TrackRules read_track_rules(const ConfigTable& policy);  ///< [track], [habitual]; asks for both keys

}  // namespace dunmail
