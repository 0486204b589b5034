#include "app/commands_worklist.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/examine.h"
#include "app/plan.h"
#include "base/text.h"
#include "policy/priority.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

struct Line {
  std::string case_id, debtor, name, amount;
  std::int64_t demand = 0;
  Contact contact;
  WorkItem item;
};

bool more_urgent(const Line& a, const Line& b) { return a.item.score != b.item.score ? a.item.score > b.item.score : a.case_id < b.case_id; }

Contact whom(const std::vector<Contact>& contacts, const std::vector<std::string>& roles) {
  for (const std::string& role : roles)
    for (const Contact& contact : contacts)
      if (contact.role == role) return contact;
  return {};
}

/// Who is blocked or on hold is left alone by everybody, not only by the letters.
bool left_alone(const Account& account, const Standing& standing, Date today) {
  return !account.debtor.blocked.empty() || (standing.hold && (!standing.hold->until || today <= *standing.hold->until));
}

class Lister {
 public:
  Lister(World& world, const WorklistOrder& order) : world_(world), order_(order), rules_(rules_of(world)) {}

  std::vector<Line> run() {
    world_.store.each_account("", [&](CaseInput&& input) {
      for (const Examined& group : examine_groups(rules_, input, order_.today)) look(input, group);
    });
    std::sort(lines_.begin(), lines_.end(), more_urgent);
    if (lines_.size() > order_.limit) lines_.resize(order_.limit);
    return std::move(lines_);
  }

  std::size_t found() const { return found_; }

 private:
  void look(const CaseInput& input, const Examined& e) {
    if (e.arrears.demand <= 0) return;
    const PaymentHistory before = history_before_cycle(input.history, e.arrears, e.standing);
    const Habit habit = habit_of(e.policy->tracks.habit, before);
    const auto deadlines = deadlines_of(limitation_law(input.account.debtor.address.country), e.arrears, e.standing, order_.today);
    const Reason* reason = e.standing.reason ? world_.reasons.find(e.standing.reason->code) : nullptr;
    WorkItem item = work_on(rules_for(*e.policy), {input.account, e.arrears, e.standing, habit, risk_of(e.policy->risk, input.account, e.arrears, e.standing, input.history).value, deadlines,
                                                     e.send() ? e.decision.tier->id : "", reason && reason->call_first, left_alone(input.account, e.standing, order_.today), order_.today});
    if (!order_.by.empty()) std::erase_if(item.tasks, [&](const WorkTask& t) { return t.by != order_.by; });
    if (item.tasks.empty()) return;
    keep({input.account.case_id(), input.account.debtor.id, input.account.debtor.name, fmt::format("{} {}", input.account.currency.code(), grouped(e.arrears.demand, input.account.currency.digits())),
          e.arrears.demand, whom(input.contacts, item.tasks.front().roles), std::move(item)});
  }

  const WorklistRules& rules_for(const Policy& policy) {
    const auto [at, is_new] = worklists_.try_emplace(&policy);
    if (is_new) at->second = load_worklist_rules(policy.file);
    return at->second;
  }

  /// Only the most urgent are kept, so that memory stays flat.
  void keep(Line line) {
    ++found_;
    lines_.push_back(std::move(line));
    if (lines_.size() < 2 * order_.limit + 1000) return;
    std::nth_element(lines_.begin(), lines_.begin() + static_cast<std::ptrdiff_t>(order_.limit), lines_.end(), more_urgent);
    lines_.resize(order_.limit);
  }

  World& world_;
  const WorklistOrder& order_;
  CaseRules rules_;
  std::map<const Policy*, WorklistRules> worklists_;
  std::vector<Line> lines_;
  std::size_t found_ = 0;
};

Json to_json(const Line& l) {
  Json tasks = Json::array(), factors = Json::array();
  for (const WorkTask& t : l.item.tasks) tasks.push_back({{"by", t.by}, {"why", t.why}});
  for (const WorkFactor& f : l.item.factors) factors.push_back({{"name", f.name}, {"value", f.value}, {"saw", f.saw}});
  return {{"case", l.case_id}, {"debtor", l.debtor}, {"name", l.name}, {"demand", l.demand}, {"score", std::round(l.item.score * 10) / 10}, {"tasks", tasks},
          {"contact", {{"name", l.contact.name}, {"position", l.contact.position}, {"phone", l.contact.phone}}}, {"factors", factors}};
}

std::string in_figures(const WorkItem& item) {
  std::vector<std::string> out;
  for (const WorkFactor& f : item.factors) out.push_back(fmt::format("{} {:.2f}", f.name, f.value));
  return fmt::format("{}", fmt::join(out, " x "));
}

}  // namespace

Answer worklist_command(World& world, const WorklistOrder& order) {
  const std::vector<std::string> ways{"letter", "call", "visit", "boss"};
  if (!order.by.empty() && std::find(ways.begin(), ways.end(), order.by) == ways.end())
    throw Error(ErrorKind::usage, "--by", fmt::format("\"{}\" is not one of: {}", order.by, fmt::join(ways, ", ")), did_you_mean(order.by, ways));
  Lister lister(world, order);
  const std::vector<Line> lines = lister.run();
  Answer answer;
  answer.data = {{"today", iso(order.today)}, {"found", lister.found()}, {"work", Json::array()}};
  TextTable table({{"", Side::right}, {"score", Side::right}, {"do", Side::left}, {"debtor", Side::left}, {"name", Side::left}, {"demand", Side::right}, {"speak to", Side::left}, {"why", Side::left}});
  int rank = 0;
  for (const Line& l : lines) {
    answer.data["work"].push_back(to_json(l));
    for (const WorkTask& t : l.item.tasks) {
      const bool first = &t == &l.item.tasks.front();
      table.row({first ? std::to_string(++rank) : "", first ? fmt::format("{:.1f}", l.item.score) : "", t.by, first ? l.debtor : "", first ? printable(l.name) : "", first ? l.amount : "",
                 first && !l.contact.name.empty() ? printable(l.contact.name + " " + l.contact.phone) : "", printable(t.why)});
    }
    table.row({"", "", "", "", "", "", "", in_figures(l.item)});
  }
  answer.text = lines.empty() ? fmt::format("nothing to do{} on {}\n", order.by.empty() ? "" : " by " + order.by, iso(order.today)) : table.text();
  if (lister.found() > lines.size()) answer.text += fmt::format("... and {} more; --limit shows them\n", lister.found() - lines.size());
  return answer;
}

}  // namespace dunmail
