#include "planning/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "casefile/debtor_events.h"
#include "desk/due_payments.h"
#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "desk/whole_ledger.h"
#include "planning/planner.h"

namespace dunmail {
namespace {

constexpr const char* unknown_creditor = "creditor";

}  // namespace

Planner::Planner(World& world, const PlanOrder& order, const Progress& progress)
    : world_(world),
      order_(order),
      today_(order.today),
      progress_(progress),
      rules_(rules_of(world)),
      composer_(world, today_),
      serials_(fmt::format("letter-{}", int(civil(today_).year()))) {}

Proposal Planner::run() {
  if (!order_.debtor.empty()) {
    one_debtor();
    return std::move(out_);
  }
  begin_or_resume();
  debtors_ = world_.store.count("debtor");
  while (page())
    if (order_.stop && order_.stop()) {
      out_.stopped = row_.reached;
      break;
    } else {
      world_.store.breathe();
    }
  return std::move(out_);
}

// A run, and its pages

/// In one transaction: a run of its own, or a way round of one that is finished.
void Planner::one_debtor() {
  world_.store.transaction([&] {
    put_due_payments(world_, today_);
    if (order_.run.empty()) begin();
    out_.run_id = order_.run.empty() ? row_.id : order_.run;
    last_serial_ = world_.store.last_number(serials_);
    each_account_apart(
        world_, order_.debtor, out_.trouble, [&](CaseInput&& input) { consider(input); }, live_since());
    world_.store.set_last_number(serials_, last_serial_);
    if (order_.run.empty())
      finish();
    else
      sum_up();
  });
}

void Planner::begin() {
  row_.today = today_;
  row_.at = iso(world_.now());
  row_.actor = world_.actor;
  row_.policy = world_.policies.fingerprint();
  row_.state = RunState::planning;
  row_.id = out_.run_id = world_.store.new_run(row_);
}

/// The lock is held, so that a run that plans is one whose process stopped or died.
void Planner::begin_or_resume() {
  world_.store.transaction([&] {
    put_due_payments(world_, today_);
    for (RunRow& half : world_.store.runs_that_plan()) {
      if (row_.id.empty() && half.today == today_ && half.policy == world_.policies.fingerprint()) {
        row_ = std::move(half);
      } else {
        half.state = RunState::abandoned;
        world_.store.update(half);
      }
    }
    if (row_.id.empty()) return begin();
    out_.run_id = row_.id;
    out_.resumed = row_.reached;
    out_.examined = static_cast<std::size_t>(row_.examined);
    out_.held = held_back_of(row_.held);
    for (const auto& [kind, channel, currency, letters, amount] : world_.store.run_sums(row_.id)) {
      Proposal::Group& group = out_.groups[{kind, channel}];
      group.letters += static_cast<std::size_t>(letters);
      group.amount[currency] += amount;
    }
  });
}

/// False: it was the last one, and the run is finished.
bool Planner::page() {
  bool more = false;
  world_.store.transaction([&] {
    last_serial_ = world_.store.last_number(serials_);  // a single debtor may have been planned meanwhile
    const auto last = account_page_apart(
        world_, row_.reached, out_.trouble, [&](CaseInput&& input) { count(input), consider(input); }, live_since());
    world_.store.set_last_number(serials_, last_serial_);
    more = last.has_value();
    if (!more) return finish();
    row_.reached = *last;
    put_row();
  });
  return more;
}

void Planner::count(const CaseInput& input) {
  if (input.account.debtor.id != last_seen_ && ++seen_ % 1000 == 0 && progress_) progress_(seen_, debtors_);
  last_seen_ = input.account.debtor.id;
}

void Planner::finish() {
  row_.state = RunState::finished;
  sum_up();
  put_row();
}

void Planner::sum_up() {
  hold_back(out_.held, out_.trouble);
  most_frequent_first(out_.held);
}

void Planner::put_row() {
  row_.examined = static_cast<std::int64_t>(out_.examined);
  row_.held = to_text(out_.held);
  world_.store.update(row_);
}

void Planner::consider(CaseInput& input) {
  ++out_.examined;
  if (!world_.settings.has_creditor(input.account.creditor))
    return hold(input, unknown_creditor, fmt::format("dunmail.toml has no [creditor.{}]", input.account.creditor), 0);
  check_for_rules(world_, input);
  redrafted_.clear();
  if (const std::vector<LetterRow> drafts = drafts_of(input); !drafts.empty()) look_at(drafts, input);
  const std::vector<Examined> groups = examine_groups(rules_, input, today_);
  settle_promises(input, groups);
  for (const Examined& e : groups)
    if (!is_redrafted(e)) propose(input, e);
}

/// What may still be confirmed or thanked for happened lately; older cases of which nothing is open have nothing to
/// plan.
Date Planner::live_since() const {
  int days = 60;
  for (const Policy& policy : world_.policies.all()) days = std::max(days, policy.cadence.confirm_within_days);
  return today_ - Days(days);
}

void Planner::settle_promises(CaseInput& input, const std::vector<Examined>& groups) {
  for (const PromiseFinding& finding : groups.front().promises)
    world_.record_next(input, today_, "", told::PromiseSettled::of(finding.promise, finding.kept), "dunmail");
}

std::size_t Proposal::letters() const {
  std::size_t n = 0;
  for (const auto& [key, group] : groups) n += group.letters;
  return n;
}

bool Proposal::settings_lack() const {
  return std::any_of(held.begin(), held.end(),
                     [](const HeldBack& h) { return h.code == unknown_creditor || h.code == incomplete_creditor; });
}

Proposal plan(World& world, const PlanOrder& order, const Progress& progress) {
  need_whole_ledger(world);
  SentMark(world).check();  // an older database would give out numbers that have left
  // A run that plans half way is gone on with only when nobody is at it.
  const auto alone = order.debtor.empty() ? world.store.the_only_one("plan") : nullptr;
  return Planner(world, order, progress).run();
}

}  // namespace dunmail
