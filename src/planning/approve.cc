#include "planning/approve.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <map>

#include "base/text.h"
#include "casefile/letter_events.h"
#include "desk/case_trouble.h"
#include "desk/frozen.h"
#include "desk/person.h"
#include "desk/rules.h"
#include "desk/sent_mark.h"
#include "desk/who_did.h"
#include "planning/approval.h"
#include "planning/date_anew.h"
#include "planning/print_letters.h"
#include "planning/redraft.h"
#include "store/states.h"

namespace dunmail {
namespace {

constexpr std::size_t sheet_size = 256;  // letters printed at a time; two of them bound the memory

Date day_of_act(const World& world, std::optional<Date> given) {
  return given ? *given : std::chrono::floor<Days>(world.now());
}

class Approver {
 public:
  Approver(World& world, const ApprovalOrder& order)
      : world_(world),
        order_(order),
        by_(order.automatic_only ? order.by : person_named(world.settings, order.by)),
        today_(day_of_act(world, order.today)),
        began_(world.now()),
        rules_(rules_of(world)) {}

  ApprovalResult run(const Progress& progress) {
    const auto ids = wanted();
    Sheet at_press;
    for (std::size_t first = 0; first < ids.size() && !(order_.stop && order_.stop()); first += sheet_size) {
      Sheet next = begin_sheet(ids, first);
      freeze_all(at_press);  // while the next one is printed
      at_press = std::move(next);
      if (progress) progress(first, ids.size());
    }
    freeze_all(at_press);
    if (progress) progress(ids.size(), ids.size());
    return std::move(out_);
  }

 private:
  struct Sheet {
    std::vector<LetterRow> rows;
    std::future<std::vector<Result<PrintedLetter>>> printed;  ///< when there are rows
  };

  std::vector<std::string> wanted() {
    if (!order_.letter_id.empty()) return {order_.letter_id};
    std::vector<std::string> out;
    for (const LetterState state : {LetterState::drafted, LetterState::held}) {
      if (state == LetterState::held && !order_.also_held) continue;
      auto some = world_.store.letter_ids({.run_id = order_.run_id,
                                           .state = state,
                                           .kind = order_.tier,
                                           .approval = order_.automatic_only ? "auto" : ""});
      std::move(some.begin(), some.end(), std::back_inserter(out));
    }
    return out;
  }

  /// The rows of letters from `first` on that may be approved, and their printing under way on other threads.
  Sheet begin_sheet(const std::vector<std::string>& ids, std::size_t first) {
    Sheet out;
    std::vector<LetterFacts> facts;
    for (std::size_t i = first; i < std::min(first + sheet_size, ids.size()); ++i) {
      try {
        LetterRow row = *world_.store.letter(ids[i]);
        // Held behind an attempt: the relay found something that a person must mend. Trying again would go on for ever.
        if (order_.automatic_only && row.state == LetterState::held && row.attempts > 0) continue;
        if (!check_person(row) || !check_still_true(row)) continue;  // dates it as well
        facts.push_back(facts_of(row));
        out.rows.push_back(std::move(row));
      } catch (...) {
        out_.held.push_back({ids[i], trouble_caught(), "its case is in trouble: dunmail plan names it"});
      }
    }
    if (!facts.empty())
      out.printed = std::async(std::launch::async, [press = world_.press(), facts = std::move(facts)] {
        return print_letters(press, facts);
      });
    return out;
  }

  bool is_half(const std::string& run) const {
    const auto row = world_.store.run(run);
    return row && row->state == RunState::planning;
  }

  /// Four eyes: a letter that legal staff approve is never approved by the hand that drafted it.
  bool check_person(const LetterRow& row) {
    if (order_.seen != 0 && order_.seen != row.version) {
      out_.held.push_back(
          {row.id,
           fmt::format("was changed since it was looked at, it is {} now{}", word(row.state), who_did(world_, row)),
           "look at it again, then decide"});
      return false;
    }
    if (is_half(row.run_id)) {
      out_.held.push_back({row.id, row.run_id + " is not finished: it plans, or was stopped",
                           "wait until it is done, or dunmail plan goes on from where it stopped"});
      return false;
    }
    if (row.state != LetterState::drafted && row.state != LetterState::held) {
      out_.decided.push_back({row.id, "is " + word(row.state) + " already" + who_did(world_, row), ""});
      return false;
    }
    if (const auto why = not_allowed(row)) {
      out_.held.push_back({row.id, *why, "dunmail.toml says under [people] who may"});
      return false;
    }
    if (row.approval == "legal" && one_person(world_.settings, row.drafted_by, by_)) {
      out_.held.push_back(
          {row.id, by_ + " drafted it and may not approve it", "a lawyer's letter needs a second pair of eyes"});
      return false;
    }
    const std::vector<Event> events = world_.store.events(row.case_id);
    if (const auto broken = check_chain(events)) {
      out_.held.push_back({row.id,
                           fmt::format("its case file does not hold at event {}: {}", broken->seq, broken->what),
                           "dunmail verify shows what was changed"});
      return false;
    }
    if (const auto why = not_as_drafted(row, events)) {
      out_.held.push_back({row.id, *why, "dunmail verify shows what was changed; plan again"});
      return false;
    }
    if (order_.automatic_only) return true;
    // Of a whole run nobody sees what is added while it is printed: whoever adds it wants it looked at.
    for (const Event& e : events)
      if (e.letter_id == row.id && e.kind == EventKind::edited && e.at > began_) {
        out_.held.push_back({row.id, e.by + " changed it after this approval began", "look at it, then approve it"});
        return false;
      }
    // One that was lowered was drafted by the hand that lowered it; the planner's own drafts carry who ran the plan.
    const DraftEdits edits = edits_of(row, events);
    if (std::any_of(edits.by.begin(), edits.by.end(),
                    [&](const std::string& who) { return one_person(world_.settings, who, by_); })) {
      out_.held.push_back(
          {row.id, by_ + " changed it and may not approve it", "a changed letter needs a second pair of eyes"});
      return false;
    }
    return true;
  }

  /// What the policy approves by itself on the day it was drafted was true a moment ago, and is looked at again when it
  /// leaves; everything else is held against the account as it is now.
  bool check_still_true(LetterRow& row) {
    if (order_.automatic_only && row.day >= today_) return true;
    CaseInput input = world_.case_of(row);
    const std::vector<Event>& at_press = dated_[row.case_id];
    input.events.insert(input.events.end(), at_press.begin(), at_press.end());
    check_sums(input.account);
    auto why = not_to_approve(world_, rules_, row, input, today_);
    if (row.day > today_) why = fmt::format("it was drafted on {}, after {}", iso(row.day), iso(today_));
    if (why)
      out_.held.push_back({row.id, *why, "plan again: the draft gives way to one that is true today"});
    else
      date(row, input);
    return !why;
  }

  void date(LetterRow& row, const CaseInput& input) {
    date_letter(world_, rules_, input, row, day_of_leaving(row, input));
    Told told = told::Approved{.document = "at the press",
                               .channel = row.channel,
                               .recipient = row.recipient,
                               .hash = "none yet",
                               .seal = "none yet",
                               .dates = told::Dates{row.day, row.deadline}};
    Event e;
    e.case_id = row.case_id;
    e.day = today_;
    e.kind = told.kind;
    e.letter_id = row.id;
    e.data = std::move(told.data);
    dated_[row.case_id].push_back(std::move(e));
  }

  /// The next day on which it may leave: today, unless the calendar, the gap, the caps or the clock say later.
  Date day_of_leaving(const LetterRow& row, const CaseInput& input) const {
    Date from = today_;
    const Instant now = world_.now();
    const Debtor& debtor = input.account.debtor;
    if (begin_of_day(world_, debtor, today_) <= now && now < begin_of_day(world_, debtor, today_ + Days(1)))
      if (const Instant opens = window_opens(world_, debtor, now); opens > now)
        while (begin_of_day(world_, debtor, from + Days(1)) <= opens) from += Days(1);
    return leaving_day(rules_, input, examine_letter(rules_, input, today_, row.id), row.kind, from);
  }

  /// The role and the limit that dunmail.toml gives the person; nothing when it names nobody. A letter that the policy
  /// approves by itself needs no role, but whoever approves it by name does so within the limit.
  std::optional<std::string> not_allowed(const LetterRow& row) const {
    const auto& people = world_.settings.people;
    if (people.empty() || order_.automatic_only) return std::nullopt;
    const auto found = people.find(by_);
    if (found == people.end()) return by_ + " is not among the people who may approve";
    const Person& person = found->second;
    const bool has_role = row.approval == "legal" ? person.legal : person.credit || person.legal;
    if (row.approval != "auto" && !has_role)
      return fmt::format("{} may not approve a {}: it needs {}", by_, row.kind, row.approval);
    if (!person.tiers.empty() && std::find(person.tiers.begin(), person.tiers.end(), row.kind) == person.tiers.end())
      return fmt::format("{} may approve {}, not a {}", by_, fmt::join(person.tiers, ", "), row.kind);
    const std::string code(row.currency.code());
    const auto limit = person.up_to.find(code);
    if (limit != person.up_to.end() && row.amount > limit->second)
      return fmt::format("{} may approve up to {} {}, the letter asks for {}", by_, code,
                         grouped(limit->second, row.currency.digits()), grouped(row.amount, row.currency.digits()));
    return std::nullopt;
  }

  /// What its charges rest on that somebody should look at before it leaves: a rate that nobody verified, a rate agreed
  /// too high. Only a letter with charges has any.
  std::vector<std::string> warned_of(const LetterRow& row) const {
    const LetterFacts facts = facts_of(row);
    if (facts.interest == 0 && facts.fees == 0) return {};
    for (const Event& e : world_.store.events(row.case_id))
      if (e.letter_id == row.id && e.kind == EventKind::drafted) return told::Drafted::read(e).warnings;
    return {};
  }

  void freeze_all(Sheet& sheet) {
    if (sheet.rows.empty()) return;
    const auto printed = sheet.printed.get();
    world_.store.transaction([&] {
      for (std::size_t i = 0; i < sheet.rows.size(); ++i) freeze(sheet.rows[i], printed[i]);
    });
  }

  void freeze(LetterRow& row, const Result<PrintedLetter>& printed) {
    // Another process may have approved, sent, refused or changed it while it was printed here. Of what the policy
    // approves by itself nobody waits for a word: whoever was first has done it.
    try {
      world_.store.need_unchanged(row);
    } catch (const Overtaken& e) {
      if (order_.automatic_only) return;
      const auto now = world_.store.letter(row.id);
      const bool waits = now && (now->state == LetterState::drafted || now->state == LetterState::held);
      (waits ? out_.held : out_.decided).push_back(e.problem());
      return;
    }
    if (!printed) return hold(row, printed.problem());
    for (const Problem& warning : printed->warnings) out_.warnings.push_back({row.id, warning.line(), ""});
    if (printed->draft) {
      const auto firm = facts_of(row).law_firm.value_or(LawFirmFacts{});
      return hold(row,
                  {"", fmt::format("it is only a draft: the law-firm record lacks {}", fmt::join(firm.missing(), ", ")),
                   complete_record(facts_of(row))});
    }
    for (const std::string& warning : warned_of(row)) out_.warnings.push_back({row.id, warning, ""});
    row.document = world_.store.keep(printed->pdf, "application/pdf");
    row.subject = printed->subject;
    row.mail_body = printed->mail_body;
    row.state = LetterState::approved;
    row.reason.clear();
    row.approved_by = by_;
    row.approved_hash = approval_hash(row);
    world_.store.update(row);
    told::Approved approved{.document = row.document,
                            .channel = row.channel,
                            .recipient = row.recipient,
                            .hash = row.approved_hash,
                            .seal = draft_seal(row)};  // dated for its day: held later, it is a draft as it stands now
    if (row.day != row.since) approved.dates = told::Dates{row.day, row.deadline};
    world_.record(row, today_, approved, by_);
    ++out_.approved;
  }

  std::string complete_record(const LetterFacts& facts) const {
    const std::string& id = facts.creditor.id;
    return fmt::format(
        "complete [{}] in dunmail.toml, then plan again",
        id.empty() || id == world_.settings.default_creditor ? "law_firm" : "creditor." + id + ".law_firm");
  }

  /// As it was drafted: the day it was dated for is its approval's.
  void hold(const LetterRow& row, const Problem& why) {
    LetterRow kept = *world_.store.letter(row.id);
    kept.state = LetterState::held;
    kept.reason = why.line();
    world_.store.update(kept);
    out_.held.push_back({row.id + (why.where.empty() ? "" : ", " + why.where), why.message, why.hint});
  }

  World& world_;
  const ApprovalOrder& order_;
  const std::string by_;
  const Date today_;
  const Instant began_;
  const CaseRules rules_;
  /// Approvals to be, by case: a letter of another part of the account minds the day that this one is dated for.
  std::map<std::string, std::vector<Event>> dated_;
  ApprovalResult out_;
};

/// A tier that a policy has, or one that an earlier policy gave letters of the run.
void need_tier(World& world, const ApprovalOrder& order) {
  if (order.tier.empty()) return;
  if (!order.letter_id.empty())
    throw Error(ErrorKind::usage, "tier", "goes with a run, " + order.letter_id + " is one letter", "leave it out");
  std::vector<std::string> known;
  for (const Policy& policy : world.policies.all())
    for (const Tier& tier : policy.tiers)
      if (std::find(known.begin(), known.end(), tier.id) == known.end()) known.push_back(tier.id);
  if (std::find(known.begin(), known.end(), order.tier) != known.end()) return;
  if (!world.store.letter_ids({.run_id = order.run_id, .kind = order.tier}).empty()) return;
  throw Error(ErrorKind::usage, "tier", fmt::format("\"{}\" is not one of: {}", order.tier, fmt::join(known, ", ")),
              did_you_mean(order.tier, known));
}

}  // namespace

ApprovalResult approve(World& world, const ApprovalOrder& order, const Progress& progress) {
  if (order.by.empty()) throw Error(ErrorKind::usage, "approve", "who approves?", "add --by NAME");
  if (!order.run_id.empty() && !world.store.run(order.run_id))
    throw Error(ErrorKind::usage, "approve", "there is no run " + order.run_id, "dunmail show lists the runs");
  if (const auto run = order.run_id.empty() ? std::nullopt : world.store.run(order.run_id);
      run && run->state == RunState::planning)
    throw Error(ErrorKind::usage, "approve", order.run_id + " is not finished: it plans, or was stopped",
                "wait until it is done, or dunmail plan goes on from where it stopped");
  if (!order.letter_id.empty() && !world.store.letter(order.letter_id))
    throw Error(ErrorKind::usage, "approve", "there is no letter " + order.letter_id);
  SentMark(world).check();  // of an older database nobody knows what has left
  need_tier(world, order);
  return Approver(world, order).run(progress);
}

std::string refuse(World& world, const RefusalOrder& order) {
  SentMark(world).check();
  const std::string by = known_person(world.settings, order.by, "by");
  std::string undone;
  world.store.transaction([&] {
    auto row = world.store.letter(order.letter_id);
    if (!row) throw Error(ErrorKind::usage, "refuse", "there is no letter " + order.letter_id);
    need_seen(world, *row, order.seen);
    if (row->state != LetterState::drafted && row->state != LetterState::held && row->state != LetterState::approved)
      throw Error(ErrorKind::usage, order.letter_id,
                  "is " + word(row->state) + " and cannot be refused any more" + who_did(world, *row));
    if (row->state == LetterState::approved) undone = who_did(world, *row);
    row->state = LetterState::refused;
    row->reason = order.reason;
    world.store.update(*row);
    world.record(*row, day_of_act(world, order.today), told::TakenOut{EventKind::refused, order.reason}, by);
  });
  return undone;
}

}  // namespace dunmail
