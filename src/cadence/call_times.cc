#include "cadence/call_times.h"

#include <fmt/format.h>

#include <algorithm>

namespace dunmail {
namespace {

/// The caps alone. The day moves on, so what is asked of it is asked again until nothing moves it.
class Caps {
 public:
  Caps(const CallCaps& caps, const std::vector<CallLogged>& calls, Date from) : caps_(caps) {
    for (const CallLogged& call : calls) {
      if (call.is_visit() || call.day > from) continue;
      // Reg F: calls of the debtor do not count, but a conversation starts the wait whoever called.
      if (!call.incoming) ours_.push_back(call.day);
      if (call.conversation()) spoken_.push_back(call.day);
    }
    std::sort(ours_.begin(), ours_.end());
    std::sort(spoken_.begin(), spoken_.end());
  }

  Date first_day(Date day, std::vector<std::string>& why) const {
    if (caps_.days_after_conversation > 0 && !spoken_.empty()) {
      const Date free = spoken_.back() + Days(caps_.days_after_conversation);
      if (free > day) {
        why.push_back(
            fmt::format("{} days after the conversation of {}", caps_.days_after_conversation, iso(spoken_.back())));
        day = free;
      }
    }
    // In seven days in a row: the call that is max_in_7_days back must be seven days old.
    const auto most = static_cast<std::size_t>(caps_.max_in_7_days);
    if (ours_.size() >= most) {
      const Date free = ours_[ours_.size() - most] + Days(7);
      if (free > day) {
        why.push_back(fmt::format("at most {} calls in 7 days", caps_.max_in_7_days));
        day = free;
      }
    }
    return day;
  }

 private:
  const CallCaps& caps_;
  std::vector<Date> ours_, spoken_;
};

}  // namespace

CallDay call_day(const CallRules& rules, const std::string& debtor_kind, const std::vector<CallLogged>& calls,
                 const Calendar& calendar, Date from) {
  CallDay out{from, {}};
  out.day = Caps(rules.caps_for(debtor_kind), calls, from).first_day(from, out.why);
  for (;; out.day += Days(1)) {
    const bool holiday = calendar.planned_holiday(out.day);
    if (!holiday && (rules.weekends || calendar.planned_working(out.day))) return out;
    const std::string what =
        fmt::format("{} is a {} (calendar {})", iso(out.day), holiday ? "holiday" : "weekend", calendar.name());
    out.why.push_back(what);
  }
}

}  // namespace dunmail
