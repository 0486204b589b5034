// The day's order of work: how urgent a case is, as a product of named factors, and who should do what about it: a letter,
// a call, a visit, or our boss to theirs. Pure; the numbers are [worklist] of policy.toml.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "policy/deadlines.h"
#include "policy/rule_values.h"
#include "policy/track.h"

namespace dunmail {

struct WorklistRules {
  std::map<std::string, Curve> amount;           ///< by currency, of the demand in major units: 0 to 100 points, the base
  Curve risk{{0, 100}, {1, 1}}, age{{0}, {1}};   ///< factors by risk score, by days overdue of the oldest invoice
  double cooperative = 1, uncooperative = 1, promise_due = 1;
  std::map<int, double> deadline;                ///< factor by alert_days
  struct Call {
    int ignored_letters = 1;                     ///< since the last payment or answer, with no call since
    int days_before_promise = 2;                 ///< a slow payer is called so many days before the promised day
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

/// One thing to do; `by` is boss, visit, call or letter.
struct WorkTask {
  std::string by, why;
  std::vector<std::string> roles;  ///< of the contact to speak to, in order of preference
};

struct WorkFactor {
  std::string name, saw;
  double value = 1;
};

struct WorkItem {
  double score = 0;                 ///< product of the factors; 0 when nothing is demanded
  std::vector<WorkFactor> factors;
  std::vector<WorkTask> tasks;      ///< the most demanding first; empty: nothing to do today
};

/// What is known of a case on a day.
struct WorkCase {
  const Account& account;
  const Arrears& arrears;
  const Standing& standing;
  const Habit& habit;
  int risk = 0;                          ///< score
  const std::vector<Deadline>& deadlines;
  std::string letter;                    ///< kind of the letter that goes today; empty: none
  bool call_first = false;               ///< the recorded reason asks for a call
  bool left_alone = false;               ///< blocked or on hold: nobody is to disturb it
  Date today;
};

WorkItem work_on(const WorklistRules& rules, const WorkCase& about);

/// [worklist]; without it the base is 50 for everybody, and there are no visits and no calls of the boss.
WorklistRules read_worklist_rules(const ConfigTable& policy);
/// The same from the file of a policy that has been loaded: its other tables are known to be good.
WorklistRules load_worklist_rules(const std::string& policy_file);

}  // namespace dunmail
