#include "planning/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>

#include "base/digest.h"
#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "desk/due_payments.h"
#include "desk/frozen.h"
#include "desk/letter_facts.h"
#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "planning/approval.h"
#include "planning/redraft.h"
#include "planning/response_link.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

constexpr std::size_t examples_kept = 20;
constexpr const char* unknown_creditor = "creditor";

/// What the letter asks for beside its invoices stands in the case file.
void add_charges(const LetterCharges& charges, told::Drafted& drafted) {
  drafted.interest = charges.interest;
  drafted.all_fees = charges.fees;
  drafted.earlier_charges = charges.earlier;
  for (const Claim& claim : charges.claims) drafted.claims.push_back(claim.id);
  drafted.warnings = charges.warnings;
}

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
  Planner(World& world, Date today, const Progress& progress)
      : world_(world),
        today_(today),
        progress_(progress),
        rules_(rules_of(world)),
        links_(ResponseLinks::open(world.settings)) {}

  Proposal run(const std::string& debtor_id) {
    const std::size_t debtors = debtor_id.empty() ? world_.store.count("debtor") : 1;
    world_.store.transaction([&] {
      put_due_payments(world_, today_);
      RunRow row;
      row.today = today_;
      row.at = iso(world_.now());
      row.actor = world_.actor;
      row.policy = world_.policies.fingerprint();
      row.id = out_.run_id = world_.store.new_run(row);
      const std::string serials = fmt::format("letter-{}", int(civil(today_).year()));
      last_serial_ = world_.store.last_number(serials);
      std::string last;
      std::size_t seen = 0;
      each_account_apart(
          world_, debtor_id, out_.trouble,
          [&](CaseInput&& input) {
            if (input.account.debtor.id != last && ++seen % 1000 == 0 && progress_) progress_(seen, debtors);
            last = input.account.debtor.id;
            consider(input);
          },
          live_since());
      hold_trouble();
      world_.store.set_last_number(serials, last_serial_);
      std::sort(out_.held.begin(), out_.held.end(), [](const HeldBack& a, const HeldBack& b) {
        return a.count != b.count ? a.count > b.count : a.code < b.code;
      });
      row.examined = static_cast<std::int64_t>(out_.examined);
      row.held = held_as_json();
      world_.store.finish_run(row);
    });
    return std::move(out_);
  }

 private:
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

  /// A letter ready to be written, and its event.
  struct Composed {
    LetterRow row;
    told::Drafted event;
    std::vector<Claim> claims;              ///< that it will assert
    std::vector<ClaimPayment> corrections;  ///< what earlier letters asserted too much of
    std::vector<std::string> too_late;
    std::int64_t demand = 0;  ///< of the group
  };

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
    const std::vector<Examined> groups = examine_groups(rules_, without, today_);
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

  /// In the time that a lawyer's letter gives, whatever else is demanded of the debtor passes legal staff as well.
  static Approval approval_of(const Examined& e, const Tier& tier, std::int64_t amount, Currency currency) {
    const SentLetter* last = e.standing.last_demand();
    const Tier* before = last ? e.policy->find(last->kind) : nullptr;
    if (before && before->approval == Approval::legal && tier.rank == 0 && !is_confirmation(tier.id))
      return Approval::legal;
    return approval_for(tier, amount, currency);
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
    auto next = compose(without, kept, next_draft_id(draft.id), draft.number);
    if (!next) return;  // a calendar or a rate that ends: the draft stays, and the case is held
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
    if (step.channel != "post" && (where.empty() || e.standing.dead_addresses.contains(where)))
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
      decided(
          input, "notify-legal", e.decision.figures.driver,
          fmt::format("a lawyer's letter over {} comes next", grouped(e.arrears.demand, e.arrears.currency.digits())));
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
    const bool known = std::any_of(standing.decided.begin(), standing.decided.end(), [&](const Decided& d) {
      return d.action == action && (d.occasion == occasion || action == "notify-legal");
    });
    if (known) return;
    world_.record_next(input, today_, "", told::ActionDecided{action, "proposed", occasion, reason, out_.run_id},
                       "dunmail");
  }

  void hold(const CaseInput& input, const std::string& code, const std::string& text, std::int64_t demand) {
    // Each creditor that lacks something is named, not the first one only.
    const bool by_text = code == incomplete_creditor;
    auto found = std::find_if(out_.held.begin(), out_.held.end(), [&](const HeldBack& h) {
      return h.code == code && (!by_text || h.examples.front().text == text);
    });
    if (found == out_.held.end()) {
      out_.held.push_back({code, 0, {}, {}});
      found = out_.held.end() - 1;
    }
    ++found->count;
    if (demand > 0) found->demand[std::string(input.account.currency.code())] += demand;
    if (found->examples.size() < examples_kept) found->examples.push_back({input.account.case_id(), text});
  }

  /// Cases that were left alone, among the reasons of the others.
  void hold_trouble() {
    if (out_.trouble.count() == 0) return;
    HeldBack held{"trouble", out_.trouble.count(), {}, {}};
    for (const CaseTrouble& each : out_.trouble.some())
      if (held.examples.size() < examples_kept) held.examples.push_back({each.case_id, each.reason});
    out_.held.push_back(std::move(held));
  }

  /// Nothing where a calendar or a charge forbids it; then the case is held back.
  std::optional<Composed> compose(const CaseInput& input, const Examined& e, const std::string& id,
                                  const std::string& number) {
    const Tier& tier = *e.decision.tier;
    const auto cannot = [&](const char* code, const Problem& why) {
      hold(input, code, why.line(), e.arrears.demand);
      return std::nullopt;
    };
    std::optional<Date> deadline;
    std::string provisional;
    if (const int days = deadline_days(tier, input.account.debtor.locale, input.account.debtor.kind); days > 0) {
      const auto calendar = world_.calendars.find(input.account.debtor.calendar, input.account.debtor.address.country);
      const Planned day = deadline_after(today_, days, **calendar);
      deadline = day.day;
      if (day.provisional()) provisional = "; deadline" + day.note();
    }
    auto charges = world_.charges_for(input, e, today_);
    if (!charges) return cannot("charges", charges.problem());
    Composed out;
    LetterRow& row = out.row;
    row.id = id;
    row.number = number;
    for (std::size_t i = 0; i < charges->claims.size(); ++i)
      charges->claims[i].id = fmt::format("{}-{}", row.id, i + 1), charges->claims[i].letter = row.id;
    Examined corrected = e;
    for (const ClaimPayment& too_much : charges->corrections) {
      corrected.arrears.claims -= std::min(corrected.arrears.claims, too_much.amount);
      charges->earlier -= std::min(charges->earlier, too_much.amount);
    }
    LetterFacts facts = letter_facts(world_.settings, input, e, *charges, row.number, deadline, today_);
    if (facts.kind != "lawyers-letter")
      facts.response_url = links_.url(row.id, today_);  // that one is answered to the lawyer
    row.run_id = out_.run_id;
    row.case_id = input.account.case_id();
    row.debtor_id = input.account.debtor.id;
    row.kind = tier.id;
    row.occasion = e.decision.occasion;
    row.channel = e.step->channel;
    row.recipient = e.step->recipient;
    row.currency = input.account.currency;
    row.amount = facts.total;
    row.day = row.since = today_;
    row.deadline = deadline;
    row.rule = e.decision.rule + provisional;
    row.approval = word(approval_of(e, tier, row.amount, row.currency));
    row.drafted_by = world_.actor;
    row.facts = to_json(facts).dump();
    row.ledger_mark = ledger_mark(corrected, e.decision.invoices);
    out.event = {.run = row.run_id,
                 .letter_kind = row.kind,
                 .occasion = row.occasion,
                 .channel = row.channel,
                 .number = row.number,
                 .amount = e.decision.amount,
                 .deadline = deadline,
                 .invoices = e.decision.invoices,
                 .rule = row.rule,
                 .why = e.step->why,
                 .policy = e.policy->name,
                 .listed = e.decision.listed,
                 .group = e.group};
    add_charges(*charges, out.event);
    out.claims = std::move(charges->claims);
    out.corrections = std::move(charges->corrections);
    out.too_late = e.too_late;
    out.demand = e.arrears.demand;
    return out;
  }

  void draft(CaseInput& input, const Examined& e) {
    const int year = int(civil(today_).year());
    const std::int64_t serial = last_serial_ + 1;
    auto letter = compose(input, e, fmt::format("L{}-{:06}", year, serial),
                          letter_number(world_.settings, input.account.debtor.locale, year, serial));
    if (!letter) return;
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

  std::string held_as_json() const {
    nlohmann::json out = nlohmann::json::array();
    for (const HeldBack& h : out_.held) {
      nlohmann::json examples = nlohmann::json::array();
      for (const auto& example : h.examples) examples.push_back({{"case", example.case_id}, {"text", example.text}});
      out.push_back({{"code", h.code}, {"count", h.count}, {"demand", h.demand}, {"examples", std::move(examples)}});
    }
    return out.dump();
  }

  World& world_;
  Date today_;
  const Progress& progress_;
  CaseRules rules_;
  ResponseLinks links_;
  std::int64_t last_serial_ = 0;
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

Proposal plan(World& world, Date today, const std::string& debtor_id, const Progress& progress) {
  SentMark(world).check();  // an older database would give out numbers that have left
  return Planner(world, today, progress).run(debtor_id);
}

}  // namespace dunmail
