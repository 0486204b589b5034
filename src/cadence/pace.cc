#include "cadence/pace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

namespace dunmail {

namespace {

/// Every change, oldest first, without what it made of the pace.
std::vector<PaceChange> changes_of(const Standing& standing, const CadenceRules& rules, Date today,
                                   const std::function<bool(const SentLetter&)>& letters,
                                   const std::function<bool(const Promise&)>& promises) {
  std::vector<PaceChange> out;
  auto change = [&](Date day, double factor, std::string reason, bool trust_lost = false) {
    out.push_back({day, factor, 1, 1, std::move(reason), trust_lost});
  };
  for (const SentLetter& letter : standing.sent) {
    if (letter.bounced || !letters(letter)) continue;
    const std::string name = letter.number.empty() ? letter.kind : letter.kind + " " + letter.number;
    if (letter.answered) {
      const long days = days_between(letter.day, *letter.answered);
      // Who refuses, or is not responsible, answered, but gave no reason to wait longer.
      if (days <= rules.short_window_days && !letter.refused && !letter.misdirected)
        change(*letter.answered, rules.slower, fmt::format("{} was answered after {} day(s)", name, days));
    }
    // An answer or a payment after the printed day does not undo the silence until it.
    auto in_time = [&](const std::optional<Date>& day) { return day && *day <= *letter.deadline; };
    if (letter.deadline && *letter.deadline < today && !in_time(letter.answered) && !in_time(letter.paid_after))
      change(*letter.deadline + Days(1), rules.faster,
             fmt::format("{} was not answered by {}", name, iso(*letter.deadline)));
  }
  for (const Promise& promise : standing.promises) {
    if (!promises(promise)) continue;
    if (promise.state == Promise::State::kept)
      change(promise.settled, rules.slower, fmt::format("the promise for {} was kept", iso(promise.due)));
    if (promise.state == Promise::State::broken)
      change(promise.settled, rules.promise_broken, fmt::format("the promise for {} was broken", iso(promise.due)),
             true);
  }
  // A promise broke with the end of its grace, before anything that the debtor said on the day on which that is seen.
  std::stable_sort(out.begin(), out.end(), [](const PaceChange& a, const PaceChange& b) {
    return a.day != b.day ? a.day < b.day : a.trust_lost && !b.trust_lost;
  });
  return out;
}

void follow(Pace& pace, std::vector<PaceChange> changes, const CadenceRules& rules) {
  for (PaceChange& c : changes) {
    c.before = pace.value;
    c.pace = pace.value =
        std::clamp((c.trust_lost ? std::min(pace.value, 1.0) : pace.value) * c.factor, rules.pace_min, rules.pace_max);
  }
  pace.changes.insert(pace.changes.end(), std::make_move_iterator(changes.begin()),
                      std::make_move_iterator(changes.end()));
}

/// What is left of the earlier cycles' pace on the day on which this one began.
void remember(Pace& pace, std::vector<PaceChange> earlier, const CadenceRules& rules, Date since) {
  if (earlier.empty()) return;
  const Date last = earlier.back().day;
  Pace before;
  follow(before, std::move(earlier), rules);
  const double left =
      rules.memory * std::max(0.0, 1.0 - static_cast<double>(days_between(last, since)) / rules.memory_days);
  const double start = 1 + left * (before.value - 1);
  if (std::abs(start - 1) < 0.005) return;
  pace.value = start;
  pace.changes.push_back({since, start, 1, start,
                          fmt::format("of the pace {:.2f} of what was settled before, {:.0f} percent are remembered",
                                      before.value, left * 100)});
}

}  // namespace

Cycle cycle_about(const Standing& standing, const std::vector<std::string>& invoices, Date overdue_since) {
  Cycle out;
  out.since = overdue_since;
  std::set<std::string> about(invoices.begin(), invoices.end());
  for (bool grows = true; grows;) {
    grows = false;
    for (const SentLetter& letter : standing.sent) {
      if (out.letters.contains(letter.id) || std::none_of(letter.invoices.begin(), letter.invoices.end(),
                                                          [&](const std::string& i) { return about.contains(i); }))
        continue;
      out.letters.insert(letter.id);
      out.since = std::min(out.since, letter.day);
      about.insert(letter.invoices.begin(), letter.invoices.end());
      grows = true;
    }
  }
  return out;
}

Pace pace_of(const Standing& standing, const CadenceRules& rules, Date today, const Cycle* cycle) {
  Pace out;
  const auto now = [&](bool earlier) {
    return changes_of(
        standing, rules, today, [&](const SentLetter& l) { return !cycle || cycle->has(l) != earlier; },
        [&](const Promise& p) { return !cycle || (p.made >= cycle->since) != earlier; });
  };
  if (cycle) remember(out, now(true), rules, std::min(cycle->since, today));
  follow(out, now(false), rules);
  return out;
}

}  // namespace dunmail
