#include "planning/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "desk/due_payments.h"
#include "desk/frozen.h"
#include "desk/letter_facts.h"
#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "desk/whole_ledger.h"
#include "planning/approval.h"
#include "planning/compose.h"
#include "planning/redraft.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_kept = 20;
constexpr const char* unknown_creditor = "creditor";

/// Much less than a standing: it is asked of every case.
bool has_letter_under_way(const std::vector<Event>& events) {
  std::vector<std::string_view> open;
  for (const Event& e : events) {
    switch (e.kind) {
      case EventKind::drafted:
        open.emplace_back(e.letter_id);
        break;
      case EventKind::refused:
      case EventKind::cancelled:
      case EventKind::rejected:
      case EventKind::accepted:
      case EventKind::settled:
        std::erase(open, e.letter_id);
        break;
      default:
        break;
    }
  }
  return !open.empty();
}

class Planner {
 public:
  Planner(World& world, const PlanOrder& order, const Progress& progress)
      : world_(world),
        order_(order),
        today_(order.today),
        progress_(progress),
        rules_(rules_of(world)),
        composer_(world, today_),
        serials_(fmt::format("letter-{}", int(civil(today_).year()))) {}

  Proposal run() {
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

 private:
  // A run, and its pages

  /// In one transaction: a run of its own, or a way round of one that is finished.
  void one_debtor() {
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

  void begin() {
    row_.today = today_;
    row_.at = iso(world_.now());
    row_.actor = world_.actor;
    row_.policy = world_.policies.fingerprint();
    row_.state = RunState::planning;
    row_.id = out_.run_id = world_.store.new_run(row_);
  }

  /// The lock is held, so that a run that plans is one whose process stopped or died.
  void begin_or_resume() {
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
  bool page() {
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

  void count(const CaseInput& input) {
    if (input.account.debtor.id != last_seen_ && ++seen_ % 1000 == 0 && progress_) progress_(seen_, debtors_);
    last_seen_ = input.account.debtor.id;
  }

  void finish() {
    row_.state = RunState::finished;
    sum_up();
    put_row();
  }

  void sum_up() {
    hold_back(out_.held, out_.trouble);
    most_frequent_first(out_.held);
  }

  void put_row() {
    row_.examined = static_cast<std::int64_t>(out_.examined);
    row_.held = to_text(out_.held);
    world_.store.update(row_);
  }

  void consider(CaseInput& input) {
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
  Date live_since() const {
    int days = 60;
    for (const Policy& policy : world_.policies.all()) days = std::max(days, policy.cadence.confirm_within_days);
    return today_ - Days(days);
  }

  void settle_promises(CaseInput& input, const std::vector<Examined>& groups) {
    for (const PromiseFinding& finding : groups.front().promises)
      world_.record_next(input, today_, "", told::PromiseSettled::of(finding.promise, finding.kept), "dunmail");
  }

  // Drafts of earlier runs

  /// Those that nobody approved, and those that are held: that could not be printed, or were refused for a reason of
  /// ours. The letters' rows are read only where one may wait.
  std::vector<LetterRow> drafts_of(const CaseInput& input) const {
    std::vector<LetterRow> out;
    if (!has_letter_under_way(input.events)) return out;
    for (const PendingLetter& letter : standing_of(input.events).pending)
      if (auto row = world_.store.letter(letter.id);
          row && (row->state == LetterState::drafted || row->state == LetterState::held))
        out.push_back(std::move(*row));
    return out;
  }

  /// Compares each with what would be planned today if there were no draft.
  void look_at(const std::vector<LetterRow>& drafts, CaseInput& input) {
    const std::vector<PendingLetter> pending = standing_of(input.events).pending;
    CaseInput without = input;
    for (const LetterRow& draft : drafts) {
      Event e;
      e.case_id = draft.case_id;
      e.day = today_;
      e.kind = EventKind::cancelled;
      e.letter_id = draft.id;
      without.events.push_back(std::move(e));
    }
    const std::vector<Examined> groups = examine_each_group(rules_, without, today_);
    settle_promises(input, groups);
    for (const LetterRow& draft : drafts) {
      const auto of =
          std::find_if(pending.begin(), pending.end(), [&](const PendingLetter& l) { return l.id == draft.id; });
      if (const Examined* e = turn_of(draft, of->group, groups))
        compare(draft, *e, without, input);
      else
        withdraw(draft, "nothing of it is open any more", input);
    }
  }

  void compare(const LetterRow& draft, const Examined& e, const CaseInput& without, CaseInput& input) {
    if (!e.send()) return not_now(draft, e, input);
    if (is_confirmation(e.decision.tier->id) != is_confirmation(draft.kind))
      return withdraw(draft, fmt::format("a {} is due now", e.decision.tier->id), input);
    const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
    std::optional<std::string> why = aged(draft, e.policy->cadence.draft_days, calendar ? *calendar : nullptr, today_);
    if (!why) why = heard_since(draft, input.events);  // nobody may approve it any more
    // Its contact or its font may be mended by now: tried again, under the number that it has.
    if (!why && draft.state == LetterState::held) why = "held: " + draft.reason;
    const DraftEdits edits = edits_of(draft, input.events);
    Examined kept = e;
    std::vector<std::string> lost;
    if (edits.contact) keep_contact(*edits.contact, without, kept, lost);
    auto next = composer_.compose(without, kept, out_.run_id, next_draft_id(draft.id), draft.number);
    if (!next) return hold(without, "charges", next.problem().line(), kept.arrears.demand);  // the draft stays
    if (edits.extra) keep_extra(*edits.extra, next->row);
    if (edits.lowered) {
      if (!why && e.decision.tier->below == draft.kind && draft.ledger_mark == next->row.ledger_mark) return;
      lost.push_back(fmt::format("it was lowered to a {} by {}", draft.kind, draft.drafted_by));
    }
    if (!why) {
      std::string different = difference(draft, next->row);
      if (different.empty()) return;
      why = std::move(different);
    }
    replace(draft, std::move(*next), *why, edits, std::move(lost), input);
  }

  /// A contact whom a person chose stays the addressee while the letter reaches him.
  static void keep_contact(const std::string& name, const CaseInput& input, Examined& e,
                           std::vector<std::string>& lost) {
    const auto found =
        std::find_if(input.contacts.begin(), input.contacts.end(), [&](const Contact& c) { return c.name == name; });
    Step& step = *e.step;
    const auto cannot = [&](const std::string& why) {
      lost.push_back(fmt::format("{} was chosen as the contact, and {}", name, why));
    };
    if (found == input.contacts.end()) return cannot("is none any more");
    if (e.standing.wrong_contacts.contains(name)) return cannot("is not responsible");
    const std::string& where = step.channel == "fax" ? found->fax : found->email;
    if (step.channel != "post" && (where.empty() || e.standing.is_dead(where)))
      return cannot("cannot be reached by " + step.channel);
    step.contact = *found;
    step.recipient = step.channel == "post" ? "" : where;
  }

  static void keep_extra(const std::string& extra, LetterRow& row) {
    LetterFacts facts = facts_of(row);
    facts.extra = extra;
    row.facts = to_json(facts).dump();
    if (row.approval == "auto") row.approval = "credit";  // as planning/edit.cc has it
  }

  /// Today no letter goes.
  void not_now(const LetterRow& draft, const Examined& e, CaseInput& input) {
    if (stays(draft, e)) return;
    const std::string changed = items_changed(facts_of(draft), e.arrears), &held = e.blockers.front().text;
    withdraw(draft, changed.empty() ? held : changed + "; " + held, input);
  }

  void withdraw(LetterRow draft, const std::string& why, CaseInput& input) {
    draft.state = LetterState::cancelled;
    draft.reason = why;
    world_.store.update(draft);
    world_.record_next(input, today_, draft.id, told::TakenOut{EventKind::cancelled, why}, "dunmail");
    ++out_.withdrawn;
    if (out_.gone.size() < examples_kept) out_.gone.push_back({draft.id, why});
  }

  void replace(LetterRow draft, Composed next, const std::string& why, const DraftEdits& edits,
               std::vector<std::string> lost, CaseInput& input) {
    draft.state = LetterState::cancelled;
    draft.reason = fmt::format("replaced by {}: {}", next.row.id, why);
    world_.store.update(draft);
    world_.record_next(input, today_, draft.id, told::TakenOut{EventKind::cancelled, draft.reason, next.row.id},
                       "dunmail");
    next.row.since = draft.since;
    next.event.replaces = draft.id;
    next.event.since = draft.since;
    if (!edits.by.empty()) {
      told::Edits& kept = next.event.edits;
      kept.by = edits.by;
      if (edits.contact && facts_of(next.row).addressee.name == *edits.contact) kept.contact = *edits.contact;
      kept.extra = edits.extra;
      kept.lost = std::move(lost);
    }
    redrafted_.insert(next.row.id);
    ++out_.replaced;
    if (out_.gone.size() < examples_kept) out_.gone.push_back({draft.id, draft.reason});
    write(input, std::move(next));
  }

  /// Its group's letter was written a moment ago: it is no case that is held back.
  bool is_redrafted(const Examined& e) const {
    return !redrafted_.empty() && std::any_of(e.standing.pending.begin(), e.standing.pending.end(),
                                              [&](const PendingLetter& l) { return redrafted_.contains(l.id); });
  }

  // New letters

  void propose(CaseInput& input, const Examined& e) {
    put_before_people(input, e);
    if (e.send()) return draft(input, e);
    const Blocker& first = e.blockers.front();
    hold(input, first.code, first.text, e.arrears.demand);
  }

  /// What our own people are told or asked to decide goes into the case file, once for each occasion.
  void put_before_people(CaseInput& input, const Examined& e) {
    if (e.decision.notify_legal)
      decided(input, "notify-legal", e.decision.figures.driver,
              fmt::format("a lawyer's letter over {} comes next",
                          grouped(e.decision.notified_of, e.arrears.currency.digits())));
    for (const std::string& credit : e.foreign_credits)
      decided(input, "foreign-credit", credit, "a credit in another currency: is it meant for what is overdue here?");
    if (e.decision.waive_claims)
      for (Claim& claim : input.account.claims) waive(input, claim, claim.open, e.blockers.front().text);
    if (e.decision.final_action != FinalAction::none)
      decided(input, word(e.decision.final_action), e.decision.figures.driver, e.blockers.front().text);
  }

  void waive(CaseInput& input, Claim& claim, std::int64_t amount, const std::string& reason) {
    if (amount <= 0) return;
    world_.store.waive(claim.id, amount, reason);
    claim.open -= amount;
    tell_waived(input, claim, amount, reason);
  }

  void tell_waived(CaseInput& input, const Claim& claim, std::int64_t amount, const std::string& reason) {
    world_.record_next(input, today_, claim.letter, told::ClaimWaived{claim.id, amount, claim.invoice, reason},
                       "dunmail");
  }

  /// A payment that came to be known late shows that earlier letters asserted too much interest: that is given up.
  void correct(CaseInput& input, const std::vector<ClaimPayment>& corrections) {
    for (const ClaimPayment& too_much : corrections) {
      const auto claim = std::find_if(input.account.claims.begin(), input.account.claims.end(),
                                      [&](const Claim& c) { return c.id == too_much.claim; });
      world_.store.lower(claim->id, too_much.amount);
      claim->open -= too_much.amount;
      claim->amount -= too_much.amount;
      tell_waived(input, *claim, too_much.amount, "a payment came to be known later than its day");
    }
  }

  void decided(CaseInput& input, const std::string& action, const std::string& occasion, const std::string& reason) {
    const Standing standing = standing_of(input.events);  // as it is after the groups before this one
    const bool known = std::any_of(standing.decided.begin(), standing.decided.end(),
                                   [&](const Decided& d) { return d.action == action && d.occasion == occasion; });
    if (known) return;
    world_.record_next(input, today_, "", told::ActionDecided{action, "proposed", occasion, reason, out_.run_id},
                       "dunmail");
  }

  void hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand) {
    hold_back(out_.held, input.account, code, text, demand);
  }

  void draft(CaseInput& input, const Examined& e) {
    const int year = int(civil(today_).year());
    const std::int64_t serial = last_serial_ + 1;
    auto letter = composer_.compose(input, e, out_.run_id, fmt::format("L{}-{:06}", year, serial),
                                    letter_number(world_.settings, input.account.debtor.locale, year, serial));
    if (!letter) return hold(input, "charges", letter.problem().line(), e.arrears.demand);
    if (letter->row.amount <= 0 && demands(e.decision)) {  // all that was left had been asserted too much
      correct(input, letter->corrections);
      return hold(input, "charges-waived", "what earlier letters asserted was too much, and is taken back", 0);
    }
    if (write(input, std::move(*letter))) last_serial_ = serial;  // a number that no letter has would be a gap
  }

  /// False where a letter for the same occasion stands already: the case is held back.
  bool write(CaseInput& input, Composed letter) {
    const LetterRow& row = letter.row;
    if (!world_.store.add(row)) {
      hold(input, "sent-already", fmt::format("a {} for {} stands already", row.kind, row.occasion), letter.demand);
      return false;
    }
    correct(input, letter.corrections);
    world_.store.add_claims(input.account, letter.claims);
    letter.event.seal = draft_seal(row);
    world_.record_next(input, today_, row.id, letter.event);
    if (!letter.too_late.empty() && ++out_.too_late <= examples_kept)
      out_.too_late_examples.push_back({row.case_id, letter.too_late.front()});
    Proposal::Group& group = out_.groups[{row.kind, row.channel}];
    ++group.letters;
    group.amount[std::string(row.currency.code())] += row.amount;
    return true;
  }

  World& world_;
  const PlanOrder& order_;
  const Date today_;
  const Progress& progress_;
  CaseRules rules_;
  const Composer composer_;
  const std::string serials_;  // the counter of the year's letters
  std::int64_t last_serial_ = 0;
  RunRow row_;
  std::size_t debtors_ = 0, seen_ = 0;
  std::string last_seen_;
  std::set<std::string> redrafted_;  // of the case in hand
  Proposal out_;
};

}  // namespace

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
