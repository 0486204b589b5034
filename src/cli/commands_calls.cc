#include "cli/commands_calls.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "casefile/people_events.h"
#include "cli/commands.h"
#include "cli/tell_trouble.h"
#include "desk/case_trouble.h"
#include "desk/find.h"
#include "ledger/case_key.h"

namespace dunmail {
namespace {

using Json = nlohmann::ordered_json;
using Side = TextTable::Side;

std::string kind_of(const told::CallLogged& call) {
  return call.visit ? "visit" : call.incoming ? "from debtor" : "call";
}

std::string debtor_of(const Event& e) { return std::string(case_words(e.case_id).debtor); }

}  // namespace

Answer calls_command(World& world, const CallsOrder& order) {
  std::vector<Event> calls;
  CaseTroubles trouble;
  const auto take = [&](const std::vector<Event>& events) {
    for (const Event& e : events)
      if (e.kind == EventKind::call_logged && (order.by.empty() || e.by == order.by) &&
          (!order.since || e.day >= *order.since))
        calls.push_back(e);
  };
  if (order.debtor.empty()) {
    world.store.each_case([&](const std::string&, const std::vector<Event>& events) { take(events); },
                          [&](const std::string& id, const std::string& why) { trouble.add(id, why); });
  } else {
    need_debtor(world, order.debtor);
    take(world.store.events_of_debtor(order.debtor));
  }
  std::stable_sort(calls.begin(), calls.end(), [](const Event& a, const Event& b) { return a.day < b.day; });
  Answer answer;
  answer.data["calls"] = Json::array();
  TextTable table({{"day", Side::left},
                   {"debtor", Side::left},
                   {"what", Side::left},
                   {"outcome", Side::left},
                   {"spoke to", Side::left},
                   {"by", Side::left},
                   {"said", Side::left},
                   {"beyond the caps", Side::left}});
  for (const Event& e : calls) {
    const auto call = told::CallLogged::read(e);
    answer.data["calls"].push_back({{"day", iso(e.day)},
                                    {"at", call.at},
                                    {"case", e.case_id},
                                    {"debtor", debtor_of(e)},
                                    {"what", kind_of(call)},
                                    {"outcome", call.outcome},
                                    {"contact", call.contact},
                                    {"by", e.by},
                                    {"text", call.note},
                                    {"letter", e.letter_id},
                                    {"override", call.override_by}});
    table.row({iso(e.day), debtor_of(e), kind_of(call), call.outcome, call.contact, e.by, call.note, call.override_by});
  }
  answer.text = table.empty() ? "no call was logged\n" : table.text();
  tell(trouble, answer);
  return answer;
}

}  // namespace dunmail
