#include "cadence/pace.h"

#include <fmt/format.h>

#include <algorithm>

namespace dunmail {

Pace pace_of(const Standing& standing, const CadenceRules& rules, Date today) {
  Pace out;
  auto change = [&](Date day, double factor, std::string reason, bool trust_lost = false) { out.changes.push_back({day, factor, 1, 1, std::move(reason), trust_lost}); };
  for (const SentLetter& letter : standing.sent) {
    if (letter.bounced) continue;
    const std::string name = letter.number.empty() ? letter.kind : letter.kind + " " + letter.number;
    if (letter.answered) {
      const long days = days_between(letter.day, *letter.answered);
      // Who refuses, or is not responsible, answered, but gave no reason to wait longer.
      if (days <= rules.short_window_days && !letter.refused && !letter.misdirected) change(*letter.answered, rules.slower, fmt::format("{} was answered after {} day(s)", name, days));
    }
    // An answer or a payment after the printed day does not undo the silence until it.
    auto in_time = [&](const std::optional<Date>& day) { return day && *day <= *letter.deadline; };
    if (letter.deadline && *letter.deadline < today && !in_time(letter.answered) && !in_time(letter.paid_after))
      change(*letter.deadline + Days(1), rules.faster, fmt::format("{} was not answered by {}", name, iso(*letter.deadline)));
  }
  for (const Promise& promise : standing.promises) {
    if (promise.state == Promise::State::kept) change(promise.settled, rules.slower, fmt::format("the promise for {} was kept", iso(promise.due)));
    if (promise.state == Promise::State::broken) change(promise.settled, rules.promise_broken, fmt::format("the promise for {} was broken", iso(promise.due)), true);
  }
  std::stable_sort(out.changes.begin(), out.changes.end(), [](const PaceChange& a, const PaceChange& b) { return a.day < b.day; });
  for (PaceChange& c : out.changes) {
    c.before = out.value;
    c.pace = out.value = std::clamp((c.trust_lost ? std::min(out.value, 1.0) : out.value) * c.factor, rules.pace_min, rules.pace_max);
  }
  return out;
}

}  // namespace dunmail
