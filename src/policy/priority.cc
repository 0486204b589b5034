#include "policy/priority.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dunmail {
namespace {

constexpr double base_without_break_points = 50;
constexpr Days unanswered_after{14};  // for a letter that printed no deadline, as in decision.cc

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
    Date moved{};
    for (const PaymentSeen& p : c_.standing.payments) moved = std::max(moved, p.day);
    for (const Promise& p : c_.standing.promises) moved = std::max(moved, p.made), broken_ |= p.state == Promise::State::broken;
    for (const SentLetter& l : c_.standing.sent)
      if (l.answered) moved = std::max(moved, *l.answered), answered_ = true;
    for (const SentLetter& l : c_.standing.sent) {
      const Date deadline = l.deadline.value_or(l.day + unanswered_after);
      if (l.bounced || l.answered || l.day < moved || deadline >= c_.today) continue;
      ++ignored_, ignored_until_ = std::max(ignored_until_, deadline);
    }
    for (const CallLogged& call : c_.standing.calls) {
      last_call_ = std::max(last_call_, call.day);
      if (call.day >= moved) ++calls_;
    }
  }

  bool at_least(const std::map<std::string, std::int64_t>& amounts) const {
    const auto found = amounts.find(code_);
    return found != amounts.end() && c_.arrears.demand >= found->second;
  }

  void add(const char* by, std::string why, std::vector<std::string> roles) { out_.tasks.push_back({by, std::move(why), std::move(roles)}); }

  void tasks() {
    const std::vector<std::string> pays{"payer", "finance", "owner", "decision-maker"}, decides{"decision-maker", "owner"};
    const Promise* promise = c_.standing.open_promise();
    // Who has promised is left in peace until the day; then the promise itself is the reason to call.
    if (!promise) {
      // Domain 002-04, 000-29: the collector first, then the manager, to whoever decides the order of payments there.
      if (ignored_ >= rules_.boss.ignored_letters && calls_ >= rules_.boss.calls_without_result && at_least(rules_.boss.amount))
        add("boss", fmt::format("{} letter(s) ignored, {} call(s) without result", ignored_, calls_), decides);
      visit(decides);
      if (c_.call_first && last_call_ < c_.standing.reason->day) add("call", fmt::format("the reason {} asks for a call first", c_.standing.reason->code), pays);
      else if (ignored_ >= rules_.call.ignored_letters && last_call_ <= ignored_until_) add("call", fmt::format("{} letter(s) unanswered, the last until {}", ignored_, iso(ignored_until_)), pays);
    } else {
      promised(*promise, pays);
    }
    if (!c_.letter.empty()) add("letter", c_.letter + " goes today", {});
  }

  void visit(const std::vector<std::string>& roles) {
    const auto& km = c_.account.debtor.distance_km;
    if (rules_.visit.within_km <= 0 || !km || *km > rules_.visit.within_km) return;
    if (ignored_ < rules_.visit.ignored_letters || oldest_ < rules_.visit.days_overdue || !at_least(rules_.visit.amount)) return;
    add("visit", fmt::format("{} km away, {} days overdue, {} letter(s) ignored", *km, oldest_, ignored_), roles);
  }

  /// Domain 003-06 and 003-07: who pays well is called on the promised day, who does not is called before it.
  void promised(const Promise& promise, const std::vector<std::string>& roles) {
    const bool slow = broken_ || c_.habit.late_payer;
    const Date from = promise.due - Days(slow ? rules_.call.days_before_promise : 0);
    if (c_.today < from || last_call_ >= from) return;
    promise_due_ = true;
    add("call", slow ? fmt::format("promised for {}; a slow payer: call before it, with the invoices at hand", iso(promise.due))
                     : fmt::format("promised for {}: see that it arrives", iso(promise.due)), roles);
  }

  void factor(const char* name, double value, std::string saw) {
    out_.factors.push_back({name, std::move(saw), value});
    out_.score *= value;
  }

  void score() {
    out_.score = 1;
    const auto curve = rules_.amount.find(code_);
    const double demand = static_cast<double>(c_.arrears.demand) / std::pow(10.0, c_.account.currency.digits());
    factor("amount", curve == rules_.amount.end() ? base_without_break_points : curve->second(demand), fmt::format("{} {} demanded", code_, grouped(c_.arrears.demand, c_.account.currency.digits())));
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
           assessed ? fmt::format("assessed on {}", iso(assessed->day)) : cooperative ? "it answers" : fmt::format("{} letter(s) ignored", ignored_));
  }

  /// Only what is lost when its day passes; promises and letters have factors of their own.
  void deadline() {
    const Deadline* nearest = nullptr;
    for (const Deadline& d : c_.deadlines)
      if (d.kind != "promise" && d.kind != "letter" && d.days_left >= 0 && d.alert > 0 && (!nearest || d.date < nearest->date)) nearest = &d;
    if (!nearest) return;
    const auto found = rules_.deadline.find(nearest->alert);
    if (found != rules_.deadline.end()) factor("deadline", found->second, fmt::format("{} on {}", nearest->kind, iso(nearest->date)));
  }

  const WorklistRules& rules_;
  const WorkCase& c_;
  const std::string code_;
  long oldest_ = 0;
  int ignored_ = 0, calls_ = 0;  // since the debtor last moved
  Date ignored_until_{}, last_call_{};
  bool broken_ = false, answered_ = false, promise_due_ = false;
  WorkItem out_;
};

int whole(const ConfigTable& table, const char* key, int otherwise, int max) { return static_cast<int>(table.number(key, otherwise, 0, max)); }

}  // namespace

WorkItem work_on(const WorklistRules& rules, const WorkCase& about) { return Worker(rules, about).take(); }

WorklistRules read_worklist_rules(const ConfigTable& policy) {
  WorklistRules r;
  const auto list = policy.table("worklist");
  if (!list) return r;
  if (const auto t = list->table("amount")) r.amount = read_curves_by_currency(*t, "points");
  if (const auto t = list->table("risk")) r.risk = read_curve(*t, "at", "factor");
  if (const auto t = list->table("age")) r.age = read_curve(*t, "at", "factor");
  if (const auto t = list->table("cooperation")) r.cooperative = t->real("yes", 1, 0, 100), r.uncooperative = t->real("no", 1, 0, 100);
  if (const auto t = list->table("promise")) r.promise_due = t->real("due", 1, 0, 100);
  if (const auto t = list->table("deadline"))
    for (const int days : alert_days) r.deadline[days] = t->real("within_" + std::to_string(days), 1, 0, 100);
  if (const auto t = list->table("call")) r.call = {whole(*t, "ignored_letters", 1, 100), whole(*t, "days_before_promise", 2, 30)};
  if (const auto t = list->table("visit"))
    r.visit = {whole(*t, "within_km", 0, 20000), read_amounts(*t, "amount"), whole(*t, "days_overdue", 60, 3650), whole(*t, "ignored_letters", 2, 100)};
  if (const auto t = list->table("boss")) r.boss = {read_amounts(*t, "amount"), whole(*t, "ignored_letters", 2, 100), whole(*t, "calls_without_result", 2, 100)};
  return r;
}

WorklistRules load_worklist_rules(const std::string& policy_file) { return read_worklist_rules(ConfigTable::load(policy_file)); }

}  // namespace dunmail
