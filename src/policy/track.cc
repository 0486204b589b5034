#include "policy/track.h"

#include <fmt/format.h>

#include <algorithm>

namespace dunmail {
namespace {

class Chooser {
 public:
  Chooser(const TrackRules& rules, const Reasons& reasons, const Standing& standing, const PaymentHistory& history,
          Date today)
      : rules_(rules), reasons_(reasons), standing_(standing), history_(history), today_(today) {}

  Track take() {
    if (!by_assessment() && !by_reason()) by_habit();
    if (track_.name == Track::Name::soft) track_.numbers = rules_.soft;
    if (track_.name == Track::Name::hard) track_.numbers = rules_.hard;
    return std::move(track_);
  }

 private:
  void propose(const Reason& reason) {
    track_.instalments = track_.instalments || reason.instalments;
    track_.order_hold = track_.order_hold || reason.order_hold;
  }

  bool by_assessment() {
    const auto& a = standing_.assessment;
    if (!a) return false;
    const Date until = a->day + Days(rules_.assessment_days);
    if (today_ >= until) {
      track_.why.push_back(
          fmt::format("the assessment of {} is older than {} days: assess anew", iso(a->day), rules_.assessment_days));
      return false;
    }
    const bool softens = a->decision == "soften", hardens = a->decision == "harden";
    track_.name = softens ? Track::Name::soft : hardens ? Track::Name::hard : Track::Name::normal;
    track_.until = until;
    track_.why.push_back(fmt::format("assessed by {} on {}: {}, {}", a->by, iso(a->day), a->decision, a->why));
    if (const Reason* cause = reasons_.find(a->cause)) propose(*cause);
    if (softens) track_.instalments = true;
    if (standing_.reason && standing_.reason->day > a->day)
      track_.why.push_back(
          fmt::format("the reason {} of {} is newer than the assessment, which stands until it is made anew",
                      standing_.reason->code, iso(standing_.reason->day)));
    return true;
  }

  bool by_reason() {
    const auto& given = standing_.reason;
    if (!given) return false;
    const Reason* reason = reasons_.find(given->code);
    if (!reason) return false;
    const Date until = given->day + Days(rules_.reason_days);
    if (today_ >= until) {
      track_.why.push_back(fmt::format("the reason {} of {} is older than {} days: ask again", given->code,
                                       iso(given->day), rules_.reason_days));
      return false;
    }
    propose(*reason);
    if (reason->ladder == LadderEffect::keep) return false;
    track_.name = reason->ladder == LadderEffect::softer ? Track::Name::soft : Track::Name::hard;
    track_.until = until;
    track_.why.push_back(
        fmt::format("reason {} by {} on {}: {}", given->code, given->by, iso(given->day), given->note));
    return true;
  }

  void by_habit() {
    const Habit habit = habit_of(rules_.habit, history_);
    if (!habit.late_payer) return;
    track_.name = Track::Name::hard;
    track_.why.push_back("habitual late payer: " + habit.saw);
  }

  const TrackRules& rules_;
  const Reasons& reasons_;
  const Standing& standing_;
  const PaymentHistory& history_;
  const Date today_;
  Track track_;
};

TrackNumbers read_numbers(const ConfigTable& table, TrackNumbers n) {
  n.fewer_letters = static_cast<int>(table.number("fewer_letters", n.fewer_letters, 0, 5));
  n.interval_factor = table.real("interval_factor", n.interval_factor, 0.25, 4.0);
  n.highest_tier = table.text("highest_tier", n.highest_tier);
  return n;
}

}  // namespace

const char* word(Track::Name name) {
  return name == Track::Name::soft ? "soft" : name == Track::Name::hard ? "hard" : "normal";
}

Habit habit_of(const HabitRules& rules, const PaymentHistory& history) {
  const auto count = static_cast<std::int64_t>(history.paid.size());
  if (count == 0 || count < rules.invoices) return {};
  const auto late = std::count_if(history.paid.begin(), history.paid.end(),
                                  [&](const PaidInvoice& i) { return i.days_late() >= rules.late_from_days; });
  const long median = *median_days_late(history);
  Habit out;
  out.late_payer = late * 100 >= count * rules.share_late_percent && median >= rules.median_days_late;
  out.saw = fmt::format("{} of {} invoices paid {} days late or more, median {} days", late, count,
                        rules.late_from_days, median);
  return out;
}

Track track_of(const TrackRules& rules, const Reasons& reasons, const Standing& standing, const PaymentHistory& history,
               Date today) {
  return Chooser(rules, reasons, standing, history, today).take();
}

TrackRules read_track_rules(const ConfigTable& policy) {
  TrackRules r;
  auto whole = [](const ConfigTable& table, const char* key, int& value, int min, int max) {
    value = static_cast<int>(table.number(key, value, min, max));
  };
  if (const auto track = policy.table("track")) {
    whole(*track, "reason_days", r.reason_days, 1, 3650);
    whole(*track, "assessment_days", r.assessment_days, 1, 3650);
    if (const auto soft = track->table("soft")) {
      r.soft = read_numbers(*soft, r.soft);
      if (r.soft.fewer_letters > 0)
        throw soft->error("fewer_letters", "the soft track writes no fewer letters before the next tier");
      if (r.soft.interval_factor < 1)
        throw soft->error("interval_factor", "must be 1 or more: the soft track is not the faster one");
    }
    if (const auto hard = track->table("hard")) {
      r.hard = read_numbers(*hard, r.hard);
      if (r.hard.interval_factor > 1)
        throw hard->error("interval_factor", "must be 1 or less: the hard track is not the slower one");
    }
  }
  if (const auto habitual = policy.table("habitual")) {
    whole(*habitual, "invoices", r.habit.invoices, 1, 1000);
    whole(*habitual, "late_from_days", r.habit.late_from_days, 1, 365);
    whole(*habitual, "share_late_percent", r.habit.share_late_percent, 1, 100);
    whole(*habitual, "median_days_late", r.habit.median_days_late, 1, 365);
  }
  return r;
}

}  // namespace dunmail
