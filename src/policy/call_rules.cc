#include "policy/call_rules.h"

namespace dunmail {
namespace {

void read_caps(const ConfigTable& table, CallCaps& caps) {
  caps.max_in_7_days = static_cast<int>(table.number("max_in_7_days", caps.max_in_7_days, 1, 100));
  caps.days_after_conversation =
      static_cast<int>(table.number("days_after_conversation", caps.days_after_conversation, 0, 60));
}

}  // namespace

CallRules read_call_rules(const ConfigTable& policy) {
  CallRules r;
  const auto calls = policy.table("calls");
  if (!calls) return r;
  if (calls->has("hours")) {
    const auto hours = parse_send_window(calls->text("hours"));
    if (!hours) throw calls->error("hours", "is not a span of hours", "for instance 09:00-18:00");
    r.hours = *hours;
  }
  r.weekends = calls->flag("weekends", r.weekends);
  read_caps(*calls, r.companies);
  if (const auto person = calls->table("individual")) read_caps(*person, r.individuals);
  return r;
}

}  // namespace dunmail
