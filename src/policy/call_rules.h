// How often and when a debtor may be called: [calls] of policy.toml. A debtor that is a person is protected further;
// the defaults follow the US Regulation F (12 CFR 1006.14(b)(2)), which the law of other countries does not exceed.
#pragma once

#include <string>

#include "base/config_table.h"
#include "base/local_time.h"

namespace dunmail {

struct CallCaps {
  int max_in_7_days = 7;  ///< calls of ours in seven days in a row; visits and the debtor's own calls do not count
  int days_after_conversation = 0;  ///< before the next call, the day of the conversation counted as the first; 0: none
};

struct CallRules {
  SendWindow hours{std::chrono::hours(9), std::chrono::hours(18)};  ///< of the debtor's day
  bool weekends = false;  ///< never on a public holiday of the debtor's calendar
  CallCaps companies{7, 0}, individuals{7, 7};

  const CallCaps& caps_for(const std::string& debtor_kind) const {
    return debtor_kind == "individual" ? individuals : companies;
  }
};

CallRules read_call_rules(const ConfigTable& policy);  ///< asks for the key [calls]

}  // namespace dunmail
