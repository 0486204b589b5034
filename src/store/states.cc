#include "store/states.h"

#include <algorithm>

namespace dunmail {

const std::vector<StateRule>& letter_states() {
  static const std::vector<StateRule> rules{
      {"drafted", {"approved", "held", "refused", "cancelled"}},
      {"held", {"drafted", "approved", "refused", "cancelled"}},
      {"approved", {"drafted", "sending", "printing", "held", "refused", "cancelled", "unknown"}},
      {"sending", {"accepted", "rejected", "held", "approved", "unknown"}},
      {"printing", {"accepted", "approved", "unknown"}},
      {"unknown", {"accepted", "rejected", "held", "approved", "cancelled", "bounced"}},
      {"accepted", {"bounced"}},
      {"bounced", {}},
      {"rejected", {}},
      {"refused", {}},
      {"cancelled", {}},
  };
  return rules;
}

const std::vector<StateRule>& mail_states() {
  static const std::vector<StateRule> rules{
      {"open", {"decided", "dismissed", "done", "noted", "ignored"}},
      {"decided", {}},
      {"dismissed", {}},
      {"done", {}},
      {"noted", {}},
      {"ignored", {}},
  };
  return rules;
}

const std::vector<StateRule>& bank_entry_states() {
  static const std::vector<StateRule> rules{
      {"new", {"booked", "suggested", "unmatched", "returned", "ignored"}},
      {"suggested", {"booked", "unmatched", "returned", "ignored"}},
      {"unmatched", {"booked", "suggested", "returned", "ignored"}},
      {"announced", {"superseded", "ignored"}},
      {"booked", {"reversed"}},
      {"reversed", {"booked", "ignored"}},
      {"ignored", {"booked"}},
      {"returned", {}},
      {"superseded", {}},
  };
  return rules;
}

bool may_become(const std::vector<StateRule>& rules, std::string_view from, std::string_view to) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const StateRule& r) { return r.state == from; });
  if (found == rules.end()) return false;
  return from == to || std::find(found->next.begin(), found->next.end(), to) != found->next.end();
}

}  // namespace dunmail
