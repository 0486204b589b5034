#include "planning/decide.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "casefile/people_events.h"
#include "desk/find.h"
#include "desk/person.h"

namespace dunmail {
namespace {

const std::vector<std::string> actions{"legal-notice", "legal-referral", "stop-supply", "write-off"};

/// As the events call it.
std::string in_events(const std::string& action) { return action == "legal-notice" ? "notify-legal" : action; }

int needed(const std::string& action) {
  for (FinalAction each : {FinalAction::legal_referral, FinalAction::stop_supply, FinalAction::write_off})
    if (action == word(each)) return persons_needed(each);
  return 1;
}

struct Open {
  CaseInput input;
  Decided proposal;                    ///< the last one of its kind
  std::map<std::string, Date> agreed;  ///< who since it was made, and when
};

/// The case in which the action was put before somebody.
std::vector<Open> open_cases(World& world, const DecideOrder& order) {
  std::vector<Open> out;
  world.store.each_account(order.debtor, [&](CaseInput&& input) {
    if (!order.currency.empty() && input.account.currency.code() != order.currency) return;
    const Standing standing = standing_of(input.events);
    Open open;
    for (const Decided& d : standing.decided) {
      if (d.action != in_events(order.action)) continue;
      if (d.state == "proposed") {
        open.proposal = d;
        open.agreed.clear();
      } else {
        open.agreed.emplace(d.by, d.day);
      }
    }
    if (open.proposal.state.empty()) return;
    open.input = std::move(input);
    out.push_back(std::move(open));
  });
  return out;
}

Open the_open_case(World& world, const DecideOrder& order) {
  need_debtor(world, order.debtor);
  if (order.by.empty()) throw Error(ErrorKind::usage, "decide", "who decides?", "add --by NAME");
  if (std::find(actions.begin(), actions.end(), order.action) == actions.end())
    throw Error(ErrorKind::usage, "decide",
                fmt::format("\"{}\" is not one of: {}", order.action, fmt::join(actions, ", ")),
                did_you_mean(order.action, actions));
  std::vector<Open> found = open_cases(world, order);
  if (found.empty())
    throw Error(ErrorKind::usage, "decide",
                fmt::format("no {} was put before anybody for {}", order.action, order.debtor),
                "dunmail log " + order.debtor + " shows what happened");
  if (found.size() > 1)
    throw Error(ErrorKind::usage, "decide", order.debtor + " has several such cases", "add --currency");
  return std::move(found.front());
}

}  // namespace

DecisionTaken take_decision(World& world, const DecideOrder& order) {
  DecisionTaken out;
  const std::string by = known_person(world.settings, order.by, "by");
  world.store.transaction([&] {
    Open open = the_open_case(world, order);
    const auto first = std::find_if(open.agreed.begin(), open.agreed.end(),
                                    [&](const auto& other) { return one_person(world.settings, other.first, by); });
    if (first != open.agreed.end())
      throw Error(ErrorKind::usage, "decide",
                  fmt::format("{} has said so already, on {}", first->first, iso(first->second)),
                  needed(order.action) > 1 ? "another person must agree" : "");
    const bool notice = order.action == "legal-notice";
    told::ActionDecided said{in_events(order.action), notice ? "noted" : "agreed", open.proposal.occasion};
    if (!order.note.empty()) said.reason = order.note;
    out.event = world.record(open.input, order.on, "", said, by);
    out.by = by;
    for (const auto& [person, day] : open.agreed) out.persons.insert(person);
    out.persons.insert(by);
    out.needed = needed(order.action);
    out.notice = notice;
  });
  return out;
}

}  // namespace dunmail
