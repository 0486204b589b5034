#include "planning/redraft.h"

#include <fmt/format.h>

#include <algorithm>

#include "casefile/letter_events.h"
#include "desk/frozen.h"
#include "planning/still_true.h"

namespace dunmail {

Date weekdays_after(Date day, int n) {
  while (n > 0) {
    day += Days(1);
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    if (weekday <= 5) --n;
  }
  return day;
}

Date working_days_after(const Calendar* calendar, Date day, int n) {
  if (calendar)
    if (const auto found = calendar->add_working(day, n)) return *found;
  return weekdays_after(day, n);
}

namespace {

constexpr std::size_t said_at_most = 3;  // changes that a reason names

std::string joined(const std::vector<std::string>& what) {
  if (what.size() <= said_at_most) return fmt::format("{}", fmt::join(what, "; "));
  const std::vector<std::string> first(what.begin(), what.begin() + said_at_most);
  return fmt::format("{}; and {} more changes", fmt::join(first, "; "), what.size() - said_at_most);
}

const ItemFacts* item_of(const LetterFacts& facts, const std::string& invoice) {
  const auto found =
      std::find_if(facts.items.begin(), facts.items.end(), [&](const ItemFacts& i) { return i.invoice == invoice; });
  return found == facts.items.end() ? nullptr : &*found;
}

class Differences {
 public:
  Differences(const LetterRow& draft, const LetterRow& next)
      : a_(draft), b_(next), was_(facts_of(draft)), is_(facts_of(next)), digits_(draft.currency.digits()) {}

  std::string find() {
    if (a_.kind != b_.kind)
      say(fmt::format("a {} is due, not a {}", b_.kind, a_.kind));
    else if (a_.occasion != b_.occasion)
      say(fmt::format("it is due for {}, not for {}", b_.occasion, a_.occasion));
    way();
    items();
    amount("credit", was_.credit, is_.credit);
    amount("fees", was_.fees, is_.fees);
    amount("charges of earlier letters", was_.earlier_charges, is_.earlier_charges);
    // What no line above names: sums that are neither items nor interest.
    if (out_.empty()) amount("the sum without interest", was_.total - was_.interest, is_.total - is_.interest);
    if (out_.empty() && a_.ledger_mark != b_.ledger_mark) say("what is open or disputed changed");
    return joined(out_);
  }

 private:
  void say(std::string_view what) { out_.emplace_back(what); }

  void way() {
    if (a_.channel != b_.channel)
      say(fmt::format("it goes by {}, not by {}", b_.channel, a_.channel));
    else if (a_.recipient != b_.recipient)
      say(fmt::format("it goes to {}, not to {}", b_.recipient, a_.recipient));
    const Contact &before = was_.addressee, &now = is_.addressee;
    if (before.name != now.name)
      say(fmt::format("it names {}, not {}", now.name, before.name));
    else if (before.position != now.position || before.honorific != now.honorific)
      say(fmt::format("{} has another position or title", now.name));
    if (was_.locale != is_.locale) say(fmt::format("it is in {}, not in {}", is_.locale, was_.locale));
    if (was_.debtor.name != is_.debtor.name || was_.debtor.address != is_.debtor.address)
      say("the debtor's name or address changed");
  }

  void items() {
    for (const ItemFacts& item : was_.items) {
      const ItemFacts* now = item_of(is_, item.invoice);
      if (!now)
        say(item.invoice + " is not in it any more");
      else if (now->open != item.open)
        say(fmt::format("{}: {}, was {}", item.invoice, grouped(now->open, digits_), grouped(item.open, digits_)));
      else if (now->disputed != item.disputed)
        say(fmt::format("{}: {} disputed, was {}", item.invoice, grouped(now->disputed, digits_),
                        grouped(item.disputed, digits_)));
      else if (now->amount != item.amount || now->due != item.due || now->issued != item.issued)
        say(fmt::format("{} has another amount or day", item.invoice));
    }
    for (const ItemFacts& item : is_.items)
      if (!item_of(was_, item.invoice)) say(item.invoice + " joins it");
  }

  void amount(const char* what, std::int64_t was, std::int64_t is) {
    if (was != is) say(fmt::format("{}: {}, was {}", what, grouped(is, digits_), grouped(was, digits_)));
  }

  const LetterRow &a_, &b_;
  const LetterFacts was_, is_;
  const int digits_;
  std::vector<std::string> out_;
};

}  // namespace

DraftEdits edits_of(const LetterRow& draft, const std::vector<Event>& events) {
  DraftEdits out;
  for (const Event& e : events) {
    if (e.letter_id != draft.id) continue;
    if (e.kind == EventKind::drafted) {
      const told::Edits before = told::Drafted::read(e).edits;
      out.by.insert(before.by.begin(), before.by.end());
      if (before.contact) out.contact = before.contact;
      if (before.extra) out.extra = before.extra;
    } else if (e.kind == EventKind::edited) {
      const auto edited = told::Edited::read(e);
      out.by.insert(e.by);
      if (edited.contact) out.contact = edited.contact->is;
      if (edited.extra) out.extra = edited.extra->is;
    }
  }
  if (draft.occasion.find(":lowered-") != draft.occasion.npos) {
    out.lowered = true;
    out.by.insert(draft.drafted_by);
  }
  return out;
}

std::string next_draft_id(const std::string& id) {
  const std::size_t serial = id.find('-'), turn = serial == id.npos ? id.npos : id.find('-', serial + 1);
  if (turn == id.npos) return id + "-2";
  return fmt::format("{}-{}", id.substr(0, turn), std::stoi(id.substr(turn + 1)) + 1);
}

std::optional<std::string> aged(const LetterRow& draft, int draft_days, const Calendar* calendar, Date today) {
  if (draft.deadline && *draft.deadline <= today)
    return fmt::format("its deadline {} does not lie ahead any more", iso(*draft.deadline));
  if (today > working_days_after(calendar, draft.day, draft_days))
    return fmt::format("it was drafted on {}, more than {} working days ago", iso(draft.day), draft_days);
  return std::nullopt;
}

std::string difference(const LetterRow& draft, const LetterRow& next) { return Differences(draft, next).find(); }

std::string items_changed(const LetterFacts& draft, const Arrears& now) {
  std::vector<std::string> out;
  for (const ItemFacts& item : draft.items) {
    const auto line = std::find_if(now.lines.begin(), now.lines.end(),
                                   [&](const ArrearsLine& l) { return l.invoice.number == item.invoice; });
    if (line == now.lines.end())
      out.push_back(item.invoice + " is settled");
    else if (item.open > 0 && line->undisputed() != item.open)  // the letter lists it before its credit
      out.push_back(fmt::format("{}: {}, was {}", item.invoice, grouped(line->undisputed(), draft.currency.digits()),
                                grouped(item.open, draft.currency.digits())));
  }
  return joined(out);
}

const Examined* turn_of(const LetterRow& draft, const std::string& group, const std::vector<Examined>& groups) {
  const Examined* found = nullptr;
  for (const Examined& e : groups) {
    if (e.group != group) continue;
    if (e.send() && e.decision.tier->id == draft.kind) return &e;
    if (!found) found = &e;
  }
  return found;
}

bool stays(const LetterRow& draft, const Examined& now) {
  static const std::set<std::string> passing{"interval", "calendar", "payment-waiting", "reserved", "in-doubt"};
  const std::string& code = now.blockers.front().code;
  const LetterFacts facts = facts_of(draft);
  const bool owed = std::any_of(now.arrears.lines.begin(), now.arrears.lines.end(), [&](const ArrearsLine& l) {
    return l.demandable() > 0 && item_of(facts, l.invoice.number);
  });
  return owed && (code == "hold" || (passing.contains(code) && items_changed(facts, now.arrears).empty()));
}

std::optional<std::string> not_to_approve(const World& world, const CaseRules& rules, const LetterRow& draft,
                                          const CaseInput& input, Date today) {
  const Debtor& debtor = input.account.debtor;
  const auto calendar = world.calendars.find(debtor.calendar, debtor.address.country);
  const Examined now = examine_letter(rules, input, today, draft.id);
  if (const std::string changed = items_changed(facts_of(draft), now.arrears); !changed.empty()) return changed;
  if (auto why = aged(draft, now.policy->cadence.draft_days, calendar ? *calendar : nullptr, today)) return why;
  if (auto why = no_longer_true(draft, input, now)) return why;
  if (const Blocker* hold = resting(now)) return hold->text;
  return heard_since(draft, input.events);
}

}  // namespace dunmail
