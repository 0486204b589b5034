// The ladder of tiers, its end, and the notices before the due day.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "policy/decider.h"
#include "policy/groups.h"

namespace dunmail {
namespace {

std::optional<Date> earlier(std::optional<Date> a, std::optional<Date> b) { return !a ? b : !b ? a : std::min(a, b); }

}  // namespace

TierConditions Decider::conditions_of(const Tier& tier) {
  return {{policy_, account_, arrears_, standing_, gate_, today_, risk_class_, reached_, last_}, tier, d_};
}

void Decider::ladder() {
  std::vector<Blocker> found;
  bool fell = false;  // the tier above is kept from its letter by its minimum alone
  if (frozen()) {
    block("legal-freeze", fmt::format("{} {} went on {}: nothing follows until something new happens (a payment, a "
                                      "promise, an answer, a dispute)",
                                      reached_->id, last_->number, iso(last_->day)));
  } else {
    for (const Tier& tier : policy_.tiers) {
      if (tier.rank == 0 || (reached_ && tier.rank < reached_->rank && !fell)) continue;
      TierConditions conditions = conditions_of(tier);
      conditions.look();
      if (d_.blockers.empty()) return take(tier, conditions.next_occasion(), why());
      fell = std::all_of(d_.blockers.begin(), d_.blockers.end(),
                         [](const Blocker& b) { return b.code == "below-minimum"; });
      if (reached_ && tier.rank == reached_->rank + 1) too_small_for_next_ = fell;
      // A tier two rungs up says only that it is not its turn; that is no news for a clerk.
      if (tier.rank <= (reached_ ? reached_->rank : 0) + 1) {
        d_.next_possible = earlier(d_.next_possible, latest_of_blockers());
        found.insert(found.end(), d_.blockers.begin(), d_.blockers.end());
      }
      d_.blockers.clear();
    }
    d_.blockers = std::move(found);
    if (d_.blockers.empty())
      block("ladder-ended", fmt::format("the last letter of the ladder ({}) was sent on {}", d_.figures.reached,
                                        last_ ? iso(last_->day) : ""));
  }
  propose_final_action();
}

/// With after_legal = "hold" what fell due since waits as well, and is named. Else it is a group of its own (groups.h).
void Decider::rest() {
  if (!reached_ || !reached_->is_lawyers_letter() || policy_.after_legal != AfterLegal::hold) return;
  const std::set<std::string> named = named_by_lawyers(policy_, standing_);
  std::vector<std::string> later;
  for (const ArrearsLine& line : arrears_.lines)
    if (line.overdue() && line.demandable() > 0 && !named.contains(line.invoice.number) && !named.contains(line.of))
      later.push_back(line.invoice.number);
  if (!later.empty())
    block("new-debt",
          fmt::format("{} fell due after lawyer's letter {}: nothing goes out about {} (after_legal = \"hold\")",
                      fmt::join(later, ", "), last_->number, later.size() == 1 ? "it" : "them"));
}

/// After a lawyer's letter nobody pushes on by the calendar alone.
bool Decider::frozen() const { return reached_ && reached_->is_lawyers_letter() && !last_->news_since; }

/// The ladder is at its end where no tier is above, or the next is out of reach for so small a sum.
void Decider::propose_final_action() {
  if (!reached_ || reached_->final_action == FinalAction::none ||
      d_.figures.letters_at_reached < conditions_of(*reached_).on_track(reached_->max_letters))
    return;
  if (last_->answered || last_->paid_after || deadline_of(*last_) >= today_) return;
  const bool top =
      std::none_of(policy_.tiers.begin(), policy_.tiers.end(), [&](const Tier& t) { return t.rank > reached_->rank; });
  if (!top && !too_small_for_next_) return;
  d_.final_action = reached_->final_action;
  d_.blockers.insert(d_.blockers.begin(),
                     Blocker{std::string("propose-") + word(d_.final_action),
                             fmt::format("{} {} ran out unanswered on {}, and no letter follows it: {} is proposed",
                                         reached_->id, last_->number, iso(deadline_of(*last_)), word(d_.final_action)),
                             {}});
  d_.next_possible.reset();
}

std::string Decider::why() const {
  const Figures& f = d_.figures;
  std::string out = fmt::format("{} is {} days overdue", f.driver, f.days_overdue);
  if (reached_)
    out +=
        fmt::format("; {} {} letter(s) sent, {} unanswered", f.letters_at_reached, reached_->id, f.ignored_at_reached);
  if (f.broken_promises) out += fmt::format("; {} promise(s) broken", f.broken_promises);
  return out;
}

void Decider::pre_tiers() {
  for (const Tier& tier : policy_.tiers) {
    if (tier.rank != 0) continue;
    for (const ArrearsLine& line : arrears_.lines) {
      if (line.overdue() || line.demandable() <= 0 || sent_for_invoice(tier.id, line.invoice.number)) continue;
      if (tier.days_overdue_to && line.days_overdue > *tier.days_overdue_to) continue;
      d_.figures.driver = line.invoice.number;
      d_.figures.driver_due = line.invoice.due;
      d_.figures.days_overdue = line.days_overdue;
      driver_ = &line;
      const std::size_t before = d_.blockers.size();
      conditions_of(tier).look_before_due(line.demandable());
      if (d_.blockers.size() > before) return;
      return take(tier, line.invoice.number + ":1",
                  fmt::format("{} falls due in {} days", line.invoice.number, -line.days_overdue));
    }
  }
}

bool Decider::sent_for_invoice(const std::string& kind, const std::string& invoice) const {
  return std::any_of(standing_.sent.begin(), standing_.sent.end(), [&](const SentLetter& l) {
    return l.kind == kind && !l.bounced && contains(l.invoices, invoice);
  });
}

void Decider::take(const Tier& tier, std::string occasion, const std::string& reason) {
  d_.tier = &tier;
  d_.occasion = std::move(occasion);
  d_.rule = fmt::format("{} ({}): {}", tier.id, tier.where.substr(tier.where.rfind('/') + 1), reason);
  d_.blockers.clear();
  const bool overdue = driver_->overdue();
  const TierConditions conditions = conditions_of(tier);
  for (const ArrearsLine& line : arrears_.lines) {
    const bool rides = overdue ? conditions.overdue_for(line)
                               : !line.overdue() &&
                                     (!tier.days_overdue_from || line.days_overdue >= *tier.days_overdue_from) &&
                                     (!tier.days_overdue_to || line.days_overdue <= *tier.days_overdue_to);
    if (line.demandable() <= 0) continue;
    if (!rides) {
      if (tier.lists_all) d_.listed.push_back(line.invoice.number);
      continue;
    }
    d_.invoices.push_back(line.invoice.number);
    if (!overdue) d_.amount = checked_add(d_.amount, line.demandable());
  }
  if (overdue) d_.amount = conditions.demand();
}

}  // namespace dunmail
