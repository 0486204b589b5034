#include "cadence/step.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "policy/confirmation.h"
#include "policy/groups.h"

namespace dunmail {
namespace {

class Stepper {
 public:
  Stepper(const Policy& policy, const Decision& decision, const Debtor& debtor, const std::vector<Contact>& contacts,
          const Standing& standing, const Calendar& calendar, Date today, const StepContext& context)
      : rules_(policy.cadence),
        tier_(*decision.tier),
        track_(decision.track),
        occasion_(decision.occasion),
        ladder_(!policy.occasional.contains(decision.tier->id)),
        debtor_(debtor),
        contacts_(contacts),
        standing_(standing),
        calendar_(calendar),
        today_(today),
        context_(context),
        elsewhere_(context.elsewhere),
        campaign_(decision.campaign),
        cycle_(cycle_about(standing, decision.invoices,
                           decision.figures.driver.empty() ? today : decision.figures.driver_due)) {}

  Step take() {
    choose_channel();
    step_.day = today_;
    const Pace pace = pace_of(standing_, rules_, today_, &cycle_);
    step_.pace = pace.value;
    if (ladder_) keep_interval(pace);
    keep_caps();
    to_sending_day();
    if (ladder_) align_with_pay_day();
    return std::move(step_);
  }

  /// Only when, of a letter that has its way and its contact.
  Date leave() {
    step_.day = today_;
    keep_caps();
    to_sending_day();
    return step_.day;
  }

 private:
  void not_before(Date day, std::string reason) {
    if (day <= step_.day) return;
    step_.day = day;
    step_.why.push_back(std::move(reason));
  }

  const SentLetter* last_demand() const {
    for (auto letter = standing_.sent.rbegin(); letter != standing_.sent.rend(); ++letter)
      if (!letter->bounced && !is_confirmation(letter->kind)) return &*letter;
    return nullptr;
  }

  /// From the last demand of this cycle: what was settled before it keeps nobody waiting.
  void keep_interval(const Pace& pace) {
    const auto found = std::find_if(standing_.sent.rbegin(), standing_.sent.rend(), [&](const SentLetter& l) {
      return !l.bounced && !is_confirmation(l.kind) && cycle_.has(l);
    });
    if (found == standing_.sent.rend()) return;
    const SentLetter* last = &*found;
    const double factor = track_.numbers.interval_factor;
    const double hurry = campaign_ ? campaign_->interval_factor : 1;
    const int days = std::clamp(static_cast<int>(std::lround(tier_.interval * pace.value * factor * hurry)),
                                tier_.interval_min, tier_.interval_max);
    std::string track = factor == 1 ? "" : fmt::format(" x {} track {:.2f}", word(track_.name), factor);
    if (hurry != 1) track += fmt::format(" x campaign {} {:.2f}", campaign_->name, hurry);
    step_.interval_working_days = days;
    const Planned planned = calendar_.plan_working(last->day, days);
    not_before(planned.day,
               fmt::format("{} working days after {} (base {} x pace {:.2f}{}, {} to {}){}", days, iso(last->day),
                           tier_.interval, pace.value, track, tier_.interval_min, tier_.interval_max, planned.note()));
  }

  /// Letters about several contracts leave on one day, or apart; the parts that a lawyer's letter made only apart. One
  /// that was approved for a day to come is waited for.
  void keep_gap_to(Date day) {
    const Days gap(rules_.minimum_gap_days);
    if (step_.day + gap <= day) return;
    if (divided_by_lawyers() || day < step_.day)
      not_before(day + gap, fmt::format("at least {} days after the letter of {} about another part of the account",
                                        rules_.minimum_gap_days, iso(day)));
    else
      not_before(day, fmt::format("on the day of the letter about another part of the account, {}", iso(day)));
  }

  bool divided_by_lawyers() const { return rests_at_law(standing_.group) || standing_.group.ends_with("#new"); }

  void keep_caps() {
    const bool demand = !is_confirmation(tier_.id);
    if (const SentLetter* last = last_demand(); last && demand)
      not_before(last->day + Days(rules_.minimum_gap_days),
                 fmt::format("at least {} days after the last letter of {}", rules_.minimum_gap_days, iso(last->day)));
    for (Date day : elsewhere_)
      if (demand) keep_gap_to(day);
    // Who says something after an automatic reply is there: his word is confirmed while it is fresh.
    if (demand && standing_.deferred_until) {
      const Date until = std::min(*standing_.deferred_until, standing_.last_event + Days(rules_.auto_reply_days));
      not_before(until, fmt::format("an automatic reply says away until {}", iso(until)));
    }
    std::vector<Date> days;
    for (const SentLetter& letter : standing_.sent)
      if (!letter.bounced && is_confirmation(letter.kind) != demand) days.push_back(letter.day);
    for (Date day : elsewhere_)
      if (demand && day != today_ && std::find(days.begin(), days.end(), day) == days.end()) days.push_back(day);
    std::sort(days.begin(), days.end());
    // The cap holds over any 30 days: the letter that is so many back must be 30 days old. Demands have theirs, and
    // what confirms the debtor's own word has another.
    const auto cap = static_cast<std::size_t>(demand ? rules_.max_letters_30_days : rules_.max_confirmations_30_days);
    if (days.size() >= cap)
      not_before(days[days.size() - cap] + Days(30),
                 fmt::format("at most {} {} in 30 days", cap, demand ? "demands" : "confirmations"));
  }

  /// Never on a public holiday; on a weekend only where the policy lets letters leave on one: those of the ladder, and
  /// what confirms the debtor's own word the same day.
  void to_sending_day() {
    const bool weekends = (ladder_ || is_confirmation(tier_.id)) && rules_.weekends;
    Date day = step_.day;
    while (calendar_.planned_holiday(day) || (!weekends && !calendar_.planned_working(day))) day += Days(1);
    const std::string note = calendar_.knows(day) ? "" : Planned{day, int(civil(day).year())}.note();
    if (day == step_.day && !note.empty()) step_.why.push_back("sent" + note);
    not_before(day, fmt::format("{} is a {} (calendar {}){}", iso(step_.day),
                                calendar_.planned_holiday(step_.day) ? "holiday" : "weekend", calendar_.name(), note));
  }

  /// Later only, and by a few days: so the caps that the day keeps already are kept.
  void align_with_pay_day() {
    if (!step_.blockers.empty()) return;
    step_.pay_days =
        pay_days_of(debtor_, context_.history ? *context_.history : PaymentHistory(), standing_, rules_, today_);
    if (!step_.pay_days.known()) return;
    const Date latest = step_.day + Days(rules_.pay_day_shift_days);
    for (Date day = step_.day; day <= latest + Days(10); day += Days(1)) {
      if (!step_.pay_days.is_one(day)) continue;
      const Planned target = calendar_.plan_before(day, rules_.pay_day_lead_working_days);
      if (target.day < step_.day) continue;
      if (target.day > latest) return;
      if (context_.not_after && target.day > *context_.not_after) {
        step_.why.push_back(
            fmt::format("not moved to its pay-day {}: it must leave by {}", iso(day), iso(*context_.not_after)));
        return;
      }
      return not_before(target.day,
                        fmt::format("{} working days before its pay-day {} ({}){}", rules_.pay_day_lead_working_days,
                                    iso(day), step_.pay_days.text(), target.note()));
    }
  }

  // Whom and how

  static std::string address_on(const Contact& contact, const std::string& channel) {
    return channel == "email" ? contact.email : channel == "fax" ? contact.fax : std::string();
  }

  bool usable(const Contact& contact, const std::string& channel) const {
    if (channel == "post")
      return !standing_.post_returned(in_one_line(debtor_.address)) && !debtor_.address.street.empty() &&
             !debtor_.address.city.empty();
    const std::string address = address_on(contact, channel);
    return !address.empty() && !standing_.is_dead(address);
  }

  /// Not for good, so the address stays good for other letters; but this one would only come back again.
  bool came_back_by(const std::string& channel) const {
    return std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& letter) {
      return letter.bounced && !letter.address_dead && letter.channel == channel && letter.kind == tier_.id &&
             letter.occasion == occasion_;
    });
  }

  void choose_channel() {
    std::string missing;
    for (const std::string& channel : tier_.channels) {
      if (standing_.closed_channels.contains(channel)) {
        step_.why.push_back(channel + " is closed after a complaint");
        continue;
      }
      if (came_back_by(channel)) {
        step_.why.push_back("this letter came back by " + channel);
        continue;
      }
      if (channel == "post")
        if (const auto returned = standing_.post_returned(in_one_line(debtor_.address))) {
          missing = dead_postal_address(*returned) + "; import another";
          continue;
        }
      for (const std::string& role : tier_.roles)
        for (const Contact& contact : contacts_) {
          if (contact.role != role || !usable(contact, channel)) continue;
          if (standing_.wrong_contacts.contains(contact.name)) {
            missing = fmt::format("{} is not responsible, as was confirmed; import another contact", contact.name);
            continue;
          }
          if (contact.position.empty()) {
            missing = fmt::format("{} has no position; a letter names a person and the position", contact.name);
            continue;
          }
          step_.channel = channel;
          step_.contact = contact;
          step_.recipient = address_on(contact, channel);
          if (channel != tier_.channels.front())
            step_.why.push_back(fmt::format("by {}, since {} cannot be used", channel, tier_.channels.front()));
          return;
        }
    }
    if (missing.empty())
      missing = contacts_.empty() ? "the debtor has no contact"
                                  : fmt::format("no contact in the role {} has an address that can be used for {}",
                                                fmt::join(tier_.roles, ", "), fmt::join(tier_.channels, ", "));
    step_.blockers.push_back({"no-contact", missing, std::nullopt});
  }

  const CadenceRules& rules_;
  const Tier& tier_;
  const Track& track_;
  const std::string& occasion_;
  const bool ladder_;
  const Debtor& debtor_;
  const std::vector<Contact>& contacts_;
  const Standing& standing_;
  const Calendar& calendar_;
  const Date today_;
  const StepContext& context_;
  const std::vector<Date>& elsewhere_;
  const Campaign* campaign_;
  const Cycle cycle_;
  Step step_;
};

}  // namespace

Step next_step(const Policy& policy, const Decision& decision, const Debtor& debtor,
               const std::vector<Contact>& contacts, const Standing& standing, const Calendar& calendar, Date today,
               const StepContext& context) {
  return Stepper(policy, decision, debtor, contacts, standing, calendar, today, context).take();
}

Date leaving_day(const Policy& policy, const Tier& tier, const Debtor& debtor, const Standing& standing,
                 const Calendar& calendar, Date from, const std::vector<Date>& elsewhere) {
  Decision about;
  about.tier = &tier;
  StepContext context;
  context.elsewhere = elsewhere;
  return Stepper(policy, about, debtor, {}, standing, calendar, from, context).leave();
}

namespace {

/// What of the receipts went to the promise by its last day, and what came after it.
struct Arrived {
  std::int64_t paid = 0, late = 0;
};
Arrived arrived_by(const Standing& standing, const Promise& promise, Date last) {
  Arrived out{promise.paid_since, 0};
  std::vector<PaymentSeen> in_time;
  for (const PaymentSeen& payment : standing.payments)
    if (payment.day <= last)
      in_time.push_back(payment);
    else
      out.late = checked_add(out.late, payment.amount);
  if (out.late == 0) return out;
  std::vector<Promise> promises = standing.promises;
  share_receipts(promises, in_time);
  out.paid = promises[static_cast<std::size_t>(&promise - standing.promises.data())].paid_since;
  return out;
}

}  // namespace

std::vector<PromiseFinding> promises_due(const Standing& standing, const Account& account, const CadenceRules& rules,
                                         const Calendar& calendar, Date today) {
  std::vector<PromiseFinding> out;
  std::set<std::string> broken_plans;
  for (const Promise* promise : by_due_day(standing.promises)) {
    if (promise->state != Promise::State::open || broken_plans.contains(promise->plan)) continue;
    // Beyond the calendar's rows with the margin: no debtor is called a promise-breaker on a guess.
    const Date last = calendar.plan_working(promise->due, rules.promise_grace_working_days).day;
    const bool over = today > last;
    const Arrived arrived = arrived_by(standing, *promise, last);
    const bool enough = promise->amount > 0 && arrived.paid >= promise->amount;
    if (enough || ((over || arrived.paid > 0) && checked_add(still_owed(account, *promise), arrived.late) == 0)) {
      out.push_back({true, *promise});
    } else if (over) {
      out.push_back({false, *promise});
      if (!promise->plan.empty()) broken_plans.insert(promise->plan);
    }
  }
  return out;
}

std::string dead_postal_address(Date returned) {
  return fmt::format("the postal address is dead, a letter to it came back on {}", iso(returned));
}

Planned deadline_after(Date day, int days, const Calendar& calendar) {
  return calendar.plan_working(day + Days(days), 0);
}

}  // namespace dunmail
