#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "casefile/debtor_events.h"
#include "casefile/letter_events.h"
#include "casefile/mail_events.h"
#include "casefile/payment_events.h"
#include "casefile/people_events.h"
#include "insight/simulate.h"
#include "policy/confirmation.h"

namespace dunmail {
namespace {

/// One debtor's account through the period. What is to happen stands in a calendar of happenings; between them the
/// rules are asked only on the days on which their answer can change.
class CasePlay {
 public:
  CasePlay(const CaseRules& rules, const ResponseModel& model, const SimulationOrder& order, std::uint64_t seed,
           CadenceKind cadence, CaseInput input)
      : rules_(rules),
        model_(model),
        order_(order),
        seed_(seed),
        cadence_(cadence),
        input_(std::move(input)),
        debtor_(input_.account.debtor),
        dice_(seed, input_.account.case_id()),
        tally_(order.days) {
    const auto found = rules.calendars.find(debtor_.calendar, debtor_.address.country);
    calendar_ = found ? *found : nullptr;
    // The debtor keeps its pay-days; a fixed cadence does not look at them.
    if (cadence == CadenceKind::fixed) input_.account.debtor.pay_days.clear();
  }

  Tally play() {
    tally_.cases = 1;
    money().open_at_start = open();
    money().cases = 1;
    send_what_waits();
    expect_base_payments();
    const Date end = order_.from + Days(order_.days);
    std::optional<Date> day = order_.from;
    for (; day && *day < end; day = next_day(*day)) {
      today_ = *day;
      happen();
      // The day on which the last sum comes in still settles what was promised.
      look_on_ = cadence_ == CadenceKind::none ? std::nullopt : look();
      if (open() == 0) break;
    }
    finish();
    return std::move(tally_);
  }

 private:
  // The days

  std::optional<Date> next_day(Date day) const {
    if (order_.every_day) return day + Days(1);
    std::optional<Date> next = look_on_;
    const auto sooner = [&](Date other) {
      if (other > day && (!next || other < *next)) next = other;
    };
    if (!happenings_.empty()) sooner(happenings_.begin()->first);
    for (const OpenItem& item : input_.account.items) sooner(item.invoice.due + Days(1));
    return next;
  }

  void happen() {
    while (!happenings_.empty() && happenings_.begin()->first <= today_) {
      const auto what = std::move(happenings_.begin()->second);
      happenings_.erase(happenings_.begin());
      what();
    }
  }

  void later(Date day, std::function<void()> what) {
    // Nothing is kept for the days behind the period.
    if (day < order_.from + Days(order_.days)) happenings_.emplace(std::max(day, today_ + Days(1)), std::move(what));
  }

  std::size_t index() const { return static_cast<std::size_t>(days_between(order_.from, today_)); }
  MoneyTally& money() { return tally_.of(input_.account.currency); }

  std::int64_t open() const {
    std::int64_t sum = 0;
    for (const OpenItem& item : input_.account.items) sum = checked_add(sum, item.open);
    return sum;
  }

  // The creditor

  /// The next day on which the rules may say something else; nothing: only an event can change their mind.
  std::optional<Date> look() {
    const std::vector<Examined> groups = examine_groups(rules_, input_, today_);
    for (const PromiseFinding& finding : groups.front().promises) {
      ++(finding.kept ? tally_.promises_kept : tally_.promises_broken);
      note("", told::PromiseSettled::of(finding.promise, finding.kept));
    }
    last_blocker_.clear();
    std::optional<Date> next;
    for (const Examined& e : groups) {
      put_before_people(e);
      const bool sends = e.send();
      if (sends)
        send(e);
      else if (last_blocker_.empty())
        last_blocker_ = e.blockers.front().code;
      if (const auto day = sends ? std::optional(today_ + Days(1)) : e.next_possible)
        next = std::min(next.value_or(*day), *day);
    }
    if (next) next = std::max(*next, today_ + Days(1));
    return next;
  }

  /// Legal is told, a final action is proposed: once each, and nobody decides about it here.
  void put_before_people(const Examined& e) {
    if (e.decision.notify_legal) propose("notify-legal", e.decision.figures.driver);
    if (e.decision.final_action != FinalAction::none) propose(word(e.decision.final_action), e.decision.figures.driver);
  }

  void propose(const std::string& action, const std::string& occasion) {
    const auto decided = standing_of(input_.events).decided;
    if (std::any_of(decided.begin(), decided.end(),
                    [&](const Decided& d) { return d.action == action && d.occasion == occasion; }))
      return;
    note("", told::ActionDecided{action, "proposed", occasion});
    if (action != "notify-legal") ++tally_.final_actions[action];
  }

  void note(const std::string& letter, Told told) {
    Event e;
    e.case_id = input_.account.case_id();
    e.seq = static_cast<std::int64_t>(input_.events.size()) + 1;
    e.day = today_;
    e.at = Instant(today_);
    e.kind = told.kind;
    e.letter_id = letter;
    e.by = "simulation";
    e.data = std::move(told.data);
    input_.events.push_back(std::move(e));
  }

  void send(const Examined& e) {
    const Tier& tier = *e.decision.tier;
    std::optional<Date> deadline;
    if (const int days = deadline_days(tier, debtor_.locale, debtor_.kind); days > 0)
      deadline = deadline_after(today_, days, *calendar_).day;
    PendingLetter letter;
    letter.id = letter.number = fmt::format("S{}", ++letters_);
    letter.kind = tier.id;
    letter.occasion = e.decision.occasion;
    letter.channel = e.step->channel;
    letter.day = today_;
    letter.deadline = deadline;
    letter.amount = e.decision.amount;
    letter.invoices = e.decision.invoices;
    note(letter.id, told::Drafted{.run = "",
                                  .letter_kind = letter.kind,
                                  .occasion = letter.occasion,
                                  .channel = letter.channel,
                                  .number = letter.number,
                                  .amount = letter.amount,
                                  .deadline = deadline,
                                  .invoices = letter.invoices,
                                  .policy = e.policy->name,
                                  .listed = e.decision.listed,
                                  .group = e.group});
    leave(letter, e.step->recipient, tier.is_lawyers_letter());
  }

  /// What is drafted when the simulation begins leaves on its first day; where it goes to is no longer asked.
  void send_what_waits() {
    today_ = order_.from;
    if (cadence_ == CadenceKind::none) return;
    for (const PendingLetter& letter : standing_of(input_.events).pending)
      leave(letter, "", letter.kind == "lawyers-letter");
  }

  void leave(const PendingLetter& letter, const std::string& recipient, bool legal) {
    ++money().letters;
    Tally::count(tally_.letters, letter.kind, index(), order_.days);
    Tally::count(tally_.channels, letter.channel, index(), order_.days);
    note(letter.id, told::RouteSaid{.kind = EventKind::accepted});
    if (legal && !legal_) {
      legal_ = true;
      ++tally_.legal[index()];
    }
    const LetterSeen seen{letter.kind, letter.channel, recipient, today_, arrived_, next_pay_day(today_)};
    const Response r = respond(model_, dice_, seed_, debtor_, seen);
    if (r.what == Response::What::bounces) {
      later(today_ + Days(1), [this, id = letter.id, recipient] {
        ++tally_.bounces;
        note(id, told::Bounced{.recipient = recipient, .hard = true});
      });
      return;
    }
    if (is_confirmation(letter.kind)) return;  // it asks for nothing: no answer, no pressure, no annoyance
    arrived_.push_back({today_, letter.kind, std::nullopt});
    if (r.proven_after_days)
      later(today_ + Days(*r.proven_after_days),
            [this, id = letter.id] { note(id, told::Delivered{.evidence = "simulated"}); });
    call_if_ignored(letter);
    react(letter, r);
  }

  /// The phone task that follows a letter nobody reacted to.
  void call_if_ignored(const PendingLetter& letter) {
    if (!letter.deadline) return;
    later(*letter.deadline + Days(1), [this, nth = arrived_.size() - 1, received = received_] {
      if (!arrived_[nth].answered && received_ == received && open() > 0) ++tally_.calls[index()];
    });
  }

  // The debtor

  std::optional<Date> next_pay_day(Date from) const {
    if (debtor_.pay_days.empty()) return std::nullopt;
    for (Date day = from;; day += Days(1)) {
      const auto c = civil(day);
      const unsigned last =
          unsigned(std::chrono::year_month_day_last(c.year(), std::chrono::month_day_last(c.month())).day());
      for (const int pays : debtor_.pay_days)
        if (std::min(static_cast<unsigned>(std::max(pays, 1)), last) == unsigned(c.day())) return day;
    }
  }

  /// Money moves on working days, and on the debtor's pay-days where it has them.
  Date paying_day(Date day) const {
    day = next_pay_day(day).value_or(day);
    if (!calendar_) return day;
    const auto working = calendar_->add_working(day, 0);
    return working ? *working : day;
  }

  void expect_base_payments() {
    for (const OpenItem& item : input_.account.items) {
      Invoice each = item.invoice;  // a part is paid like an invoice of its own
      each.number = item_name(item);
      if (const auto day = pays_anyway(model_, dice_, debtor_, each, order_.from))
        pay_anyway(paying_day(*day), each.number);
    }
  }

  void pay_anyway(Date day, const std::string& invoice) {
    later(day, [this, invoice] {
      // Nobody pays what he disputes; he comes back to it when that is over.
      if (standing_of(input_.events).disputes.contains(invoice))
        pay_anyway(paying_day(today_ + Days(model_.after.dispute_days)), invoice);
      else
        pay({invoice}, whole);
    });
  }

  void react(const PendingLetter& letter, const Response& r) {
    const Date day = today_ + Days(r.after_days);
    const auto invoices = letter.invoices;
    switch (r.what) {
      case Response::What::silence:
      case Response::What::bounces:
        return;
      case Response::What::pays:
        return later(paying_day(day), [this, invoices] { pay(invoices, whole); });
      case Response::What::part:
        return later(paying_day(day), [this, invoices, r] {
          pay(invoices, std::llround(static_cast<double>(owed(invoices)) * r.share));
        });
      case Response::What::complains:
        return later(day, [this, letter] {
          ++tally_.complaints;
          note(letter.id, told::Complained{letter.channel});
        });
      case Response::What::promises:
        return answer(day, letter, [this, invoices, r](const std::string& id) { promise(id, invoices, r); });
      case Response::What::disputes:
        return answer(day, letter, [this, invoices, r](const std::string& id) { dispute(id, invoices, r); });
      case Response::What::replies:
        return answer(day, letter, [this, invoices, r](const std::string& id) { reply(id, invoices, r); });
    }
  }

  /// An answer counts only while the letter's matter is open.
  void answer(Date day, const PendingLetter& letter, std::function<void(const std::string&)> what) {
    later(day, [this, id = letter.id, invoices = letter.invoices, nth = arrived_.size() - 1, what = std::move(what)] {
      if (owed(invoices) == 0) return;
      if (!arrived_[nth].answered) arrived_[nth].answered = today_;
      what(id);
    });
  }

  void promise(const std::string& letter, const std::vector<std::string>& invoices, const Response& r) {
    ++tally_.promises;
    const Date due = paying_day(today_ + Days(r.promise_days));
    note(letter, told::Promised{.amount = owed(invoices), .due = due, .written = false, .note = ""});
    if (r.keeps) later(due, [this, invoices] { pay(invoices, whole); });
  }

  /// The oldest invoice of the letter that is not disputed yet.
  void dispute(const std::string& letter, const std::vector<std::string>& invoices, const Response& r) {
    const auto known = standing_of(input_.events).disputes;
    for (const std::string& number : invoices) {
      const std::int64_t amount = owed({number});
      if (amount == 0 || known.contains(number)) continue;
      ++tally_.disputes;
      note(letter, told::Disputed{.invoice = number, .amount = amount, .type = "simulated", .mail = "simulated"});
      later(today_ + Days(model_.after.dispute_days), [this, number, r] {
        note("", told::DisputeSettled{number});
        if (r.pays_after_days)
          later(paying_day(today_ + Days(*r.pays_after_days)), [this, number] { pay({number}, whole); });
      });
      return;
    }
  }

  /// A fixed cadence takes no notice of a mere answer; the debtor remembers it all the same.
  void reply(const std::string& letter, const std::vector<std::string>& invoices, const Response& r) {
    ++tally_.replies;
    if (cadence_ == CadenceKind::adaptive)
      note(letter, told::Replied{.mail = "simulated"});  // an answer by the letter's own token
    if (r.pays_after_days)
      later(paying_day(today_ + Days(*r.pays_after_days)), [this, invoices] { pay(invoices, whole); });
  }

  std::int64_t owed(const std::vector<std::string>& invoices) const {
    std::int64_t sum = 0;
    for (const OpenItem& item : input_.account.items)
      if (std::find(invoices.begin(), invoices.end(), item_name(item)) != invoices.end())
        sum = checked_add(sum, item.open);
    return sum;
  }

  /// At most what is open of those invoices, oldest first: money never comes from nowhere.
  void pay(const std::vector<std::string>& invoices, std::int64_t at_most) {
    std::int64_t paid = 0;
    for (OpenItem& item : input_.account.items) {
      if (std::find(invoices.begin(), invoices.end(), item_name(item)) == invoices.end()) continue;
      const std::int64_t part = std::min(item.open, at_most - paid);
      if (part <= 0) continue;
      item.open -= part;
      paid += part;
      if (item.open == 0) settled(item.invoice.due);
    }
    if (paid == 0) return;
    std::erase_if(input_.account.items, [](const OpenItem& item) { return item.open == 0; });
    received_ += paid;
    money().received[index()] += paid;
    note("", told::Paid{.kind = open() == 0 ? EventKind::paid : EventKind::part_paid,
                        .reference = fmt::format("SIM-{}", ++payments_),
                        .amount = paid,
                        .day = today_});
  }

  void settled(Date due) {
    ++money().settled_invoices;
    money().late_sum_days += days_between(std::max(due, order_.from), today_);
  }

  void finish() {
    money().open_at_end = open();
    if (open() == 0) return;
    if (legal_) ++tally_.legal_open;
    const Date end = order_.from + Days(order_.days);
    const bool overdue = std::any_of(input_.account.items.begin(), input_.account.items.end(),
                                     [&](const OpenItem& i) { return i.invoice.due < end; });
    if (overdue && !last_blocker_.empty()) ++tally_.rest[last_blocker_];
  }

  static constexpr std::int64_t whole = std::numeric_limits<std::int64_t>::max();

  const CaseRules& rules_;
  const ResponseModel& model_;
  const SimulationOrder& order_;
  const std::uint64_t seed_;
  const CadenceKind cadence_;
  CaseInput input_;
  const Debtor debtor_;  // as it is, with its pay-days
  const Dice dice_;
  const Calendar* calendar_ = nullptr;
  Tally tally_;
  Date today_;
  std::optional<Date> look_on_;
  std::multimap<Date, std::function<void()>> happenings_;
  std::vector<LetterSeen::Earlier> arrived_;
  std::string last_blocker_;
  std::int64_t received_ = 0;
  int letters_ = 0, payments_ = 0;
  bool legal_ = false;
};

}  // namespace

Tally play_case(const CaseRules& rules, const ResponseModel& model, const SimulationOrder& order, std::uint64_t seed,
                CadenceKind cadence, CaseInput input) {
  return CasePlay(rules, model, order, seed, cadence, std::move(input)).play();
}

}  // namespace dunmail
