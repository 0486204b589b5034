#include "policy/priority.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "policy/confirmation.h"

namespace dunmail {
namespace {

constexpr double base_without_break_points = 50;
constexpr Days unanswered_after{14};  // for a letter that printed no deadline, as deadline_of() has it

class Worker {
 public:
  Worker(const WorklistRules& rules, const WorkCase& c) : rules_(rules), c_(c), code_(c.account.currency.code()) {}

  WorkItem take() {
    if (c_.left_alone || c_.arrears.demand <= 0) return {};
    look();
    tasks();
    score();
    return std::move(out_);
  }

 private:
  /// What happened since the debtor last moved: paid, answered, promised.
  void look() {
    for (const ArrearsLine& line : c_.arrears.lines)
      if (line.overdue()) oldest_ = std::max(oldest_, line.days_overdue);
    for (const PaymentSeen& p : c_.standing.payments) paid_ = std::max(paid_, p.day);
    moved_ = paid_;
    for (const Promise& p : c_.standing.promises) {
      moved_ = std::max(moved_, p.made);
      if (p.state == Promise::State::broken && (!broken_ || p.settled >= broken_->settled)) broken_ = &p;
    }
    for (const SentLetter& l : c_.standing.sent)
      if (l.answered) moved_ = std::max(moved_, *l.answered), answered_ = true;
    for (const SentLetter& l : c_.standing.sent) follow_up(l);
    for (const CallLogged& call : c_.standing.calls)
      if (call.day >= moved_ && !call.is_visit() && !call.incoming && ++calls_ == rules_.boss.calls_without_result)
        boss_since_ = call.day;
  }

  void follow_up(const SentLetter& l) {
    if (l.bounced || l.answered || l.day < moved_ || !asks_for_money(l)) return;
    const Date deadline = l.deadline.value_or(l.day + unanswered_after);
    if (deadline < c_.today) {
      ignored_until_ = std::max(ignored_until_, deadline);
      if (++ignored_ == rules_.boss.ignored_letters) ignored_since_ = ignored_until_ + Days(1);
    }
    const Date wait =
        rules_.call.after_short_window ? std::min(deadline, l.day + Days(c_.short_window_days)) : deadline;
    if (wait >= c_.today) return;
    unanswered_until_ = std::max(unanswered_until_, wait);
    unanswered_.push_back(l.number.empty() ? l.id : l.number);
    last_kind_ = l.kind;
    last_sent_ = l.day;
  }

  /// What confirms the debtor's own word asks for no answer; neither does a letter without a deadline about what was
  /// not due yet.
  bool asks_for_money(const SentLetter& l) const {
    if (is_confirmation(l.kind)) return false;
    return l.deadline || std::any_of(c_.arrears.lines.begin(), c_.arrears.lines.end(), [&](const ArrearsLine& line) {
             return line.invoice.due < l.day &&
                    std::find(l.invoices.begin(), l.invoices.end(), line.invoice.number) != l.invoices.end();
           });
  }

  /// Called or visited since that day; for a visit, visited. A wrong number reached nobody of the debtor's; who does
  /// not answer is tried again another day.
  bool done(Date since, bool visit = false) const {
    int tries = 0;
    Date last_try{};
    for (const CallLogged& call : c_.standing.calls) {
      if (call.day < since || (visit && !call.is_visit()) || call.outcome == "wrong-number") continue;
      if (call.outcome != "no-answer") return true;
      ++tries, last_try = call.day;
    }
    return tries >= rules_.call.tries || (tries > 0 && last_try >= c_.today);
  }

  bool at_least(const std::map<std::string, std::int64_t>& amounts) const {
    const auto found = amounts.find(code_);
    return found != amounts.end() && c_.arrears.demand >= found->second;
  }

  void tasks() {
    const std::vector<std::string> pays{"payer", "finance", "owner", "decision-maker"},
        decides{"decision-maker", "owner"};
    const Promise* promise = c_.standing.open_promise();
    // Who has promised is left in peace until the day; then the promise itself is the reason to call. But one that
    // broke is spoken of although another stands.
    if (promise && broken_ && !promised_since(broken_->due) && broken_call(pays)) {
    } else if (promise)
      promised(*promise, pays);
    else {
      silence(pays);
      boss(decides);
      visit(decides);
      call(pays);
    }
    if (!c_.letter.empty())
      out_.tasks.push_back({"letter", "letter", c_.letter + " goes today", {}, c_.today, c_.today});
  }

  void silence(const std::vector<std::string>& roles) {
    const Date touched = last_touch(c_.arrears, c_.standing, c_.today);
    const Date since = touched + Days(c_.max_silence_days + 1);
    if (since > c_.today || !c_.letter.empty()) return;
    out_.tasks.push_back({"alert", "silence",
                          fmt::format("nothing was said or sent since {}: {} days, {} at most", iso(touched),
                                      days_between(touched, c_.today), c_.max_silence_days),
                          roles, since});
  }

  /// docs/dunning.md, 11: the collector first, then the manager, to whoever decides the order of payments there.
  void boss(const std::vector<std::string>& roles) {
    if (ignored_ < rules_.boss.ignored_letters || calls_ < rules_.boss.calls_without_result ||
        !at_least(rules_.boss.amount))
      return;
    // One task, from the day on which both had been tried, until somebody spoke to them after it.
    const Date since = std::max(boss_since_, ignored_since_);
    const bool spoken = std::any_of(c_.standing.calls.begin(), c_.standing.calls.end(),
                                    [&](const CallLogged& call) { return call.day > since && call.conversation(); });
    if (!spoken)
      out_.tasks.push_back({"boss", "boss",
                            fmt::format("{} letter(s) ignored, {} call(s) without result", ignored_, calls_), roles,
                            since});
  }

  void visit(const std::vector<std::string>& roles) {
    const auto& km = c_.account.debtor.distance_km;
    if (rules_.visit.within_km <= 0 || !km || *km > rules_.visit.within_km) return;
    if (ignored_ < rules_.visit.ignored_letters || oldest_ < rules_.visit.days_overdue ||
        !at_least(rules_.visit.amount))
      return;
    const Date since = std::max(ignored_until_ + Days(1), c_.today - Days(oldest_ - rules_.visit.days_overdue));
    if (!done(since, true))
      out_.tasks.push_back({"visit",
                            "visit",
                            fmt::format("{} km away, {} days overdue, {} letter(s) ignored", *km, oldest_, ignored_),
                            roles,
                            since,
                            {},
                            unanswered_});
  }

  bool promised_since(Date day) const {
    return std::any_of(c_.standing.promises.begin(), c_.standing.promises.end(),
                       [&](const Promise& p) { return p.made >= day; });
  }

  void add_call(const std::vector<std::string>& roles, const char* code, std::string why, Date since,
                std::optional<Date> until) {
    if (!done(since)) out_.tasks.push_back({"call", code, std::move(why), roles, since, until, unanswered_});
  }

  /// At once, the same or the next working day.
  bool broken_call(const std::vector<std::string>& roles) {
    if (!broken_ || paid_ >= broken_->settled || done(broken_->settled)) return false;
    add_call(roles, "broken-promise",
             fmt::format("the promise of {} for {} was broken", grouped(broken_->amount, c_.account.currency.digits()),
                         iso(broken_->due)),
             broken_->settled, broken_->settled + Days(1));
    return true;
  }

  /// One call a case, for the strongest reason.
  void call(const std::vector<std::string>& roles) {
    if (broken_call(roles)) return;
    const auto add = [&](const char* code, std::string why, Date since, std::optional<Date> until) {
      add_call(roles, code, std::move(why), since, until);
    };
    if (c_.call_first && !done(c_.standing.reason->day))
      return add("reason", fmt::format("the reason {} asks for a call first", c_.standing.reason->code),
                 c_.standing.reason->day, c_.next_letter);
    if (static_cast<int>(unanswered_.size()) >= rules_.call.ignored_letters && !unanswered_.empty())
      add("ignored-letter",
          fmt::format("{} letter(s) unanswered, the last of {} ({}) until {}", unanswered_.size(), iso(last_sent_),
                      last_kind_, iso(unanswered_until_)),
          unanswered_until_ + Days(1), c_.next_letter);
  }

  /// docs/dunning.md, 11: who pays well is called on the promised day, who does not is called before it, and so is
  /// everybody for a large sum where the policy says so.
  void promised(const Promise& promise, const std::vector<std::string>& roles) {
    const bool slow = broken_ || c_.habit.late_payer;
    const auto large = rules_.call.day_before_from.find(code_);
    const bool day_before = large != rules_.call.day_before_from.end() && promise.amount >= large->second;
    const Date from = promise.due - Days(std::max(slow ? rules_.call.days_before_promise : 0, day_before ? 1 : 0));
    if (c_.today < from || done(from)) return;
    promise_due_ = true;
    const std::string why = slow         ? "a slow payer: call before it, with the invoices at hand"
                            : day_before ? "a large sum: call the day before"
                                         : "see that it arrives";
    out_.tasks.push_back({"call", "promise-due",
                          fmt::format("promised {} for {}; {}", grouped(promise.amount, c_.account.currency.digits()),
                                      iso(promise.due), why),
                          roles, from, promise.due});
  }

  void factor(const char* name, double value, std::string saw) {
    out_.factors.push_back({name, std::move(saw), value});
    out_.score *= value;
  }

  void score() {
    out_.score = 1;
    const auto curve = rules_.amount.find(code_);
    const double demand = static_cast<double>(c_.arrears.demand) / std::pow(10.0, c_.account.currency.digits());
    factor("amount", curve == rules_.amount.end() ? base_without_break_points : curve->second(demand),
           fmt::format("{} {} demanded", code_, grouped(c_.arrears.demand, c_.account.currency.digits())));
    factor("risk", rules_.risk(c_.risk), fmt::format("risk score {}", c_.risk));
    factor("age", rules_.age(static_cast<double>(oldest_)), fmt::format("{} days overdue", oldest_));
    cooperation();
    if (promise_due_) factor("promise", rules_.promise_due, "a promise comes due");
    deadline();
  }

  void cooperation() {
    const auto& assessed = c_.standing.assessment;
    const bool knows = assessed || answered_ || ignored_ > 0;
    if (!knows) return;
    const bool cooperative = assessed ? assessed->cooperative : ignored_ == 0;
    factor("cooperation", cooperative ? rules_.cooperative : rules_.uncooperative,
           assessed      ? fmt::format("assessed on {}", iso(assessed->day))
           : cooperative ? "it answers"
                         : fmt::format("{} letter(s) ignored", ignored_));
  }

  /// Only what is lost when its day passes; promises and letters have factors of their own.
  void deadline() {
    const Deadline* nearest = nullptr;
    for (const Deadline& d : c_.deadlines)
      if (d.kind != "promise" && d.kind != "letter" && d.days_left >= 0 && d.alert > 0 &&
          (!nearest || d.date < nearest->date))
        nearest = &d;
    if (!nearest) return;
    const auto found = rules_.deadline.find(nearest->alert);
    if (found != rules_.deadline.end())
      factor("deadline", found->second, fmt::format("{} on {}", nearest->kind, iso(nearest->date)));
  }

  const WorklistRules& rules_;
  const WorkCase& c_;
  const std::string code_;
  long oldest_ = 0;
  int ignored_ = 0, calls_ = 0;          // since the debtor last moved
  Date boss_since_{}, ignored_since_{};  // when so much had been tried in vain as [worklist.boss] asks
  Date moved_{}, paid_{}, ignored_until_{}, unanswered_until_{}, last_sent_{};
  std::vector<std::string> unanswered_;  // letters to follow up by a call
  std::string last_kind_;
  const Promise* broken_ = nullptr;
  bool answered_ = false, promise_due_ = false;
  WorkItem out_;
};

int whole(const ConfigTable& table, const char* key, int otherwise, int max) {
  return static_cast<int>(table.number(key, otherwise, 0, max));
}

}  // namespace

Date last_touch(const Arrears& arrears, const Standing& standing, Date today) {
  Date touched{};
  for (const ArrearsLine& line : arrears.lines)
    if (line.overdue() && line.demandable() > 0 && (touched == Date{} || line.invoice.due < touched))
      touched = line.invoice.due;
  const auto heard = [&](Date day) { touched = std::max(touched, std::min(day, today)); };
  for (const SentLetter& l : standing.sent) {
    if (!l.bounced) heard(l.day);
    if (l.answered) heard(*l.answered);
  }
  for (const PaymentSeen& p : standing.payments) heard(p.day);
  for (const Promise& p : standing.promises) {
    heard(p.made);
    if (p.settles()) heard(p.settled);
  }
  for (const CallLogged& c : standing.calls) heard(c.day);
  for (const auto& [invoice, dispute] : standing.disputes) heard(dispute.day);
  if (standing.released) heard(*standing.released);
  if (standing.hold && standing.hold->until) heard(*standing.hold->until);
  return touched;
}

WorkItem work_on(const WorklistRules& rules, const WorkCase& about) { return Worker(rules, about).take(); }

WorklistRules read_worklist_rules(const ConfigTable& policy) {
  WorklistRules r;
  const auto list = policy.table("worklist");
  if (!list) return r;
  if (const auto t = list->table("amount")) r.amount = read_curves_by_currency(*t, "points");
  if (const auto t = list->table("risk")) r.risk = read_curve(*t, "at", "factor");
  if (const auto t = list->table("age")) r.age = read_curve(*t, "at", "factor");
  if (const auto t = list->table("cooperation")) {
    r.cooperative = t->real("yes", 1, 0, 100);
    r.uncooperative = t->real("no", 1, 0, 100);
  }
  if (const auto t = list->table("promise")) r.promise_due = t->real("due", 1, 0, 100);
  if (const auto t = list->table("deadline"))
    for (const int days : alert_days) r.deadline[days] = t->real("within_" + std::to_string(days), 1, 0, 100);
  if (const auto t = list->table("call"))
    r.call = {whole(*t, "ignored_letters", 1, 100),
              t->choice("follow_up", "deadline", {"deadline", "short-window"}) == "short-window",
              std::max(1, whole(*t, "tries", 1, 10)), whole(*t, "days_before_promise", 2, 30),
              read_amounts(*t, "day_before_from")};
  if (const auto t = list->table("visit"))
    r.visit = {whole(*t, "within_km", 0, 20000), read_amounts(*t, "amount"), whole(*t, "days_overdue", 60, 3650),
               whole(*t, "ignored_letters", 2, 100)};
  if (const auto t = list->table("boss"))
    r.boss = {read_amounts(*t, "amount"), whole(*t, "ignored_letters", 2, 100),
              whole(*t, "calls_without_result", 2, 100)};
  return r;
}

WorklistRules load_worklist_rules(const std::string& policy_file) {
  return read_worklist_rules(ConfigTable::load(policy_file));
}

}  // namespace dunmail
