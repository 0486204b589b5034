// How likely the money does not come, as a number from 0 to 100 that is an explained sum: each part turns one figure
// into 0 to 100 points by break points, and the score is their mean by weight. A figure that is not known (no history,
// no credit limit) leaves its part out; the others then count for the whole, and the score says so. Weights and break
// points are data: [risk] of policy.toml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/config_table.h"
#include "casefile/standing.h"
#include "ledger/arrears.h"
#include "ledger/history.h"

namespace dunmail {

/// Points by a figure: straight lines between the break points, flat before the first and behind the last. A worse
/// figure never has fewer points.
struct Curve {
  std::vector<double> at, points;
  double operator()(double figure) const;
};

struct RiskRules {
  struct Part {
    int weight = 0;  ///< 0: not looked at
    Curve curve;
    std::map<std::string, Curve> by_currency;  ///< amount
    std::map<std::string, double> by_word;     ///< size
  };
  std::map<std::string, Part> parts;     ///< by risk_part_names
  int medium_from = 35, high_from = 60;  ///< the class, where the ledger gives none
};

/// days_late: mean lateness of paid invoices by amount, in days; broken_promises: share of settled promises, percent;
/// overdue_share: percent of what is open; oldest: days overdue; amount: overdue, major units; term: days from invoice
/// to due day, mean by open amount; limit_use: open as percent of the credit limit; size: of the debtor, else its kind;
/// distance: km.
inline const std::vector<std::string> risk_part_names{
    "days_late", "broken_promises", "overdue_share", "oldest", "amount", "term", "limit_use", "size", "distance"};

struct RiskPart {
  std::string name;
  int weight = 0;
  double points = 0;  ///< 0 to 100
  std::string saw;    ///< the figure, or why there is none
  bool known = true;
};

struct RiskScore {
  int value = 0;                ///< 0 to 100, half rounded up
  std::vector<RiskPart> parts;  ///< in the order of risk_part_names; those with weight
  bool rescaled = false;        ///< a part was left out
  std::string risk_class;       ///< the ledger's own, else by thresholds; empty without [risk]
  bool class_from_ledger = false;
};

RiskScore risk_of(const RiskRules& rules, const Account& account, const Arrears& arrears, const Standing& standing,
                  const PaymentHistory& history);

/// [risk] of policy.toml; without it no part has weight.
RiskRules read_risk_rules(const ConfigTable& policy);
/// `at` and `points` of a table; points may not fall, both lists are as long as each other.
Curve read_curve(const ConfigTable& table, const char* at, const char* points);

}  // namespace dunmail
