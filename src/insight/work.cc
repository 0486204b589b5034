#include "insight/work.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cadence/step.h"
#include "desk/debtor_day.h"
#include "desk/examine.h"
#include "desk/rules.h"

namespace dunmail {
namespace {

bool more_urgent(const WorkLine& a, const WorkLine& b) {
  return a.item.score != b.item.score ? a.item.score > b.item.score : a.case_id < b.case_id;
}

/// The first in the order of roles; one with a number that may be right before one without.
Contact whom(const std::vector<Contact>& contacts, const std::vector<std::string>& roles, const Standing& standing) {
  const auto can_be_called = [&](const Contact& c) { return !c.phone.empty() && !standing.is_dead(c.phone); };
  for (const bool needs_phone : {true, false})
    for (const std::string& role : roles)
      for (const Contact& contact : contacts) {
        if (contact.role != role || (needs_phone && !can_be_called(contact))) continue;
        Contact out = contact;
        if (!can_be_called(contact)) out.phone.clear();
        return out;
      }
  return {};
}

/// Who is blocked or on hold is left alone by everybody, not only by the letters.
bool left_alone(const Account& account, const Standing& standing, Date today) {
  return !account.debtor.blocked.empty() ||
         (standing.hold && (!standing.hold->until || today <= *standing.hold->until));
}

class Lister {
 public:
  Lister(World& world, const WorkOrder& order) : world_(world), order_(order), rules_(rules_of(world)) {}

  Work run() {
    if (order_.care)
      for (MailRow& row : world_.store.mails(MailState::open))
        if (!row.case_id.empty()) mail_[row.case_id].push_back(std::move(row));
    each_account_apart(
        world_, order_.debtor, work_.trouble,
        [&](CaseInput&& input) {
          check_for_rules(world_, input);
          for (const Examined& group : examine_groups(rules_, input, order_.today)) look(input, group);
        },
        order_.today + Days(1));  // only of what is open
    std::sort(work_.lines.begin(), work_.lines.end(), more_urgent);
    if (work_.lines.size() > order_.limit) work_.lines.resize(order_.limit);
    for (WorkLine& line : work_.lines) {
      try {
        when(line);  // reads all of the debtor's cases
      } catch (...) {
        work_.trouble.add(line.case_id, trouble_caught());
      }
    }
    return std::move(work_);
  }

 private:
  void look(const CaseInput& input, const Examined& e) {
    if (e.arrears.demand <= 0 && e.standing.disputes.empty()) return;
    const std::string handler = e.standing.calls.empty() ? "" : e.standing.calls.back().by;
    if (!order_.handler.empty() && handler != order_.handler) return;
    const PaymentHistory before = history_before_cycle(input.history, e.arrears, e.standing);
    const Habit habit = habit_of(e.policy->tracks.habit, before);
    const auto deadlines =
        deadlines_of(limitation_law(input.account.debtor.address.country), e.arrears, e.standing, order_.today);
    const Reason* reason = e.standing.reason ? world_.reasons.find(e.standing.reason->code) : nullptr;
    WorkItem item;
    if (e.arrears.demand > 0)
      item = work_on(
          rules_for(*e.policy),
          {input.account, e.arrears, e.standing, habit,
           risk_of(e.policy->risk, input.account, e.arrears, e.standing, input.history).value, deadlines,
           e.send() ? e.decision.tier->id : "", reason && reason->call_first,
           left_alone(input.account, e.standing, order_.today), order_.today, e.send() ? std::nullopt : e.next_possible,
           e.policy->cadence.short_window_days, e.policy->cadence.max_silence_days});
    if (order_.care && !left_alone(input.account, e.standing, order_.today)) care(input, e, item);
    if (!order_.ways.empty())
      std::erase_if(item.tasks, [&](const WorkTask& t) {
        return std::find(order_.ways.begin(), order_.ways.end(), t.by) == order_.ways.end();
      });
    if (item.tasks.empty()) return;
    const Currency currency = input.account.currency;
    keep({input.account.case_id(),
          input.account.debtor.id,
          input.account.debtor.name,
          fmt::format("{} {}", currency.code(), grouped(e.arrears.demand, currency.digits())),
          e.arrears.demand,
          whom(input.contacts, item.tasks.front().roles, e.standing),
          std::move(item),
          handler,
          {},
          time_zone_of(world_, input.account.debtor),
          &e.policy->calls});
  }

  /// What waits for somebody's care: a draft that nobody approved, an address that is dead, a case that nobody can be
  /// written to about, new debt behind a lawyer's letter.
  void care(const CaseInput& input, const Examined& e, WorkItem& item) {
    const auto alert = [&](const char* by, std::string code, std::string why, Date since) {
      if (std::any_of(item.tasks.begin(), item.tasks.end(), [&](const auto& said) { return said.why == why; })) return;
      item.tasks.push_back({by, std::move(code), std::move(why), {}, since});
    };
    for (const PendingLetter& letter : e.standing.pending) {
      const auto row = world_.store.letter(letter.id);
      if (row && row->state == LetterState::drafted && row->approval != "auto")
        alert("approve", "approval",
              fmt::format("{} {} waits for approval by {} since {}", letter.kind, letter.number, row->approval,
                          iso(row->since)),
              row->since);
      if (row && row->state == LetterState::approved && row->channel == "post" && row->since < order_.today)
        alert("alert", "to-print",
              fmt::format("{} {} waits to be printed since {}", letter.kind, letter.number, iso(row->since)),
              row->since);
      if (row && row->state == LetterState::held)
        alert("alert", "held", fmt::format("{} {} is held: {}", letter.kind, letter.number, row->reason), row->since);
    }
    for (const Blocker& b : e.blockers)
      if (b.code == "no-contact" || b.code == "new-debt") alert("alert", b.code, b.text, order_.today);
    // What fell due behind a lawyer's letter that nobody approves has no reminder of its own before that has left.
    for (const PendingLetter& letter : e.standing.pending) {
      const Tier* tier = e.policy->find(letter.kind);
      if (!tier || !tier->is_lawyers_letter()) continue;
      std::vector<std::string> behind;
      for (const ArrearsLine& line : e.arrears.lines)
        if (line.overdue() && line.demandable() > 0 &&
            std::find(letter.invoices.begin(), letter.invoices.end(), line.invoice.number) == letter.invoices.end())
          behind.push_back(line.invoice.number);
      if (!behind.empty())
        alert("alert", "new-debt",
              fmt::format("{} waits for lawyer's letter {}: nobody was reminded of it", fmt::join(behind, ", "),
                          letter.number),
              letter.day);
    }
    for (const Contact& c : input.contacts)
      for (const std::string& address : {c.email, c.fax, c.phone})
        if (!address.empty() && e.standing.is_dead(address))
          alert("alert", "dead-address", fmt::format("{} of {} is dead: import another", address, c.name),
                order_.today);
    if (const auto mail = mail_.find(input.account.case_id()); mail != mail_.end())
      for (const MailRow& row : mail->second)
        alert("alert", "mail", fmt::format("mail {} of {} waits in the inbox", row.id, iso(row.day)), row.day);
    for (const auto& [invoice, dispute] : e.standing.disputes)
      if (days_between(dispute.day, order_.today) > e.policy->cadence.dispute_days && is_open(e.arrears, invoice))
        alert("alert", "dispute-stands",
              fmt::format("{} of {} is disputed since {}: record settled, or agree what is due",
                          grouped(dispute.amount, e.arrears.currency.digits()), invoice, iso(dispute.day)),
              dispute.day);
    if (const auto returned = e.standing.post_returned(in_one_line(input.account.debtor.address)))
      alert("alert", "dead-address", dead_postal_address(*returned) + "; import another", *returned);
  }

  static bool is_open(const Arrears& arrears, const std::string& invoice) {
    return std::any_of(arrears.lines.begin(), arrears.lines.end(),
                       [&](const ArrearsLine& line) { return line.open > 0 && line.is_of(invoice); });
  }

  const WorklistRules& rules_for(const Policy& policy) {
    const auto [at, is_new] = worklists_.try_emplace(&policy);
    if (is_new) at->second = load_worklist_rules(policy.file);
    return at->second;
  }

  /// Only the most urgent are kept, so that memory stays flat.
  void keep(WorkLine line) {
    ++work_.found;
    std::vector<WorkLine>& lines = work_.lines;
    lines.push_back(std::move(line));
    if (lines.size() < 2 * order_.limit + 1000) return;
    std::nth_element(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(order_.limit), lines.end(),
                     more_urgent);
    lines.resize(order_.limit);
  }

  /// When it may be called, and until which working day: asked only of the lines that are shown.
  void when(WorkLine& line) {
    const auto debtor = world_.store.debtor(line.debtor);
    if (!debtor) return;
    const auto calendar = world_.calendars.find(debtor->calendar, debtor->address.country);
    if (!calendar) return;
    for (WorkTask& task : line.item.tasks)
      if (task.by == "call" && task.until) task.until = (*calendar)->plan_working(*task.until, 0).day;
    if (std::none_of(line.item.tasks.begin(), line.item.tasks.end(), [](const WorkTask& t) { return t.by == "call"; }))
      return;
    line.call_on = call_day(*line.calls, debtor->kind, calls_of_debtor(world_, line.debtor), **calendar, order_.today);
  }

  std::map<std::string, std::vector<MailRow>> mail_;  ///< that is open, by case
  World& world_;
  const WorkOrder& order_;
  CaseRules rules_;
  std::map<const Policy*, WorklistRules> worklists_;
  Work work_;
};

}  // namespace

Work work_of_day(World& world, const WorkOrder& order) { return Lister(world, order).run(); }

}  // namespace dunmail
