// The day's order of work: how urgent a case is, as a product of named factors, and who should do what about it: a
// letter, a call, a visit, our boss to theirs, or somebody at all, where a case has rested too long. Pure: tasks are
// derived from the case file and never stored, and a call or visit that is logged ends its task. The numbers are
// [worklist] of policy.toml.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/deadlines.h"
#include "policy/rule_values.h"
#include "policy/track.h"

namespace dunmail {

struct WorklistRules {
  std::map<std::string, Curve> amount;  ///< by currency, of the demand in major units: 0 to 100 points, the base
  Curve risk{{0, 100}, {1, 1}}, age{{0}, {1}};  ///< factors by risk score, by days overdue of the oldest invoice
  double cooperative = 1, uncooperative = 1, promise_due = 1;
  std::map<int, double> deadline;  ///< factor by alert_days
  struct Call {
    int ignored_letters = 1;          ///< since the last payment or answer, with no call since
    bool after_short_window = false;  ///< follow a letter up after cadence.short_window_days instead of its deadline
    int tries = 1;  ///< calls that nobody answered, each on a day of its own, before a task counts as done
    int days_before_promise = 2;  ///< a slow payer is called so many days before the promised day
    std::map<std::string, std::int64_t>
        day_before_from;  ///< a promise of this sum or more is called for the day before, whoever made it
  } call;
  struct Visit {
    int within_km = 0;                           ///< 0: no visits
    std::map<std::string, std::int64_t> amount;  ///< a currency that is not named is never visited for
    int days_overdue = 60, ignored_letters = 2;
  } visit;
  struct Boss {
    std::map<std::string, std::int64_t> amount;
    int ignored_letters = 2, calls_without_result = 2;
  } boss;
};

/// One thing to do; `by` is alert, boss, visit, call or letter.
struct WorkTask {
  std::string by, code,
      why;  ///< code: silence, boss, visit, broken-promise, promise-due, reason, ignored-letter, letter
  std::vector<std::string> roles;         ///< of the contact to speak to, in order of preference
  Date since;                             ///< the first day on which it was to be done
  std::optional<Date> until = {};         ///< the last good day for it, where there is one
  std::vector<std::string> letters = {};  ///< that it follows up, by their numbers
};

struct WorkFactor {
  std::string name, saw;
  double value = 1;
};

struct WorkItem {
  double score = 0;  ///< product of the factors; 0 when nothing is demanded
  std::vector<WorkFactor> factors;
  std::vector<WorkTask> tasks;  ///< the most demanding first; empty: nothing to do today
};

/// What is known of a case on a day.
struct WorkCase {
  const Account& account;
  const Arrears& arrears;
  const Standing& standing;
  const Habit& habit;
  int risk = 0;  ///< score
  const std::vector<Deadline>& deadlines;
  std::string letter;       ///< kind of the letter that goes today; empty: none
  bool call_first = false;  ///< the recorded reason asks for a call
  bool left_alone = false;  ///< blocked or on hold: nobody is to disturb it
  Date today;
  std::optional<Date> next_letter = {};               ///< when the next letter may go, where that is known
  int short_window_days = 5, max_silence_days = 365;  ///< of the policy's cadence
};

WorkItem work_on(const WorklistRules& rules, const WorkCase& about);

/// The last day on which the debtor heard from us or we from it, or a hold kept it at rest; at first the day on which
/// the oldest demanded invoice was due. A case that rests longer than cadence.max_silence_days without a promise is an
/// alert (docs/dunning.md, 7).
Date last_touch(const Arrears& arrears, const Standing& standing, Date today);

/// [worklist]; without it the base is 50 for everybody, and there are no visits and no calls of the boss.
WorklistRules read_worklist_rules(const ConfigTable& policy);
/// The same from the file of a policy that has been loaded: its other tables are known to be good.
WorklistRules load_worklist_rules(const std::string& policy_file);

}  // namespace dunmail
