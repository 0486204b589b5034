#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "cli/commands.h"
#include "cli/tell_trouble.h"
#include "desk/case_trouble.h"
#include "desk/find.h"
#include "policy/deadlines.h"

namespace dunmail {
namespace {

struct CaseDeadline {
  std::string debtor, name, case_id;
  Deadline deadline;
};

}  // namespace

Answer deadlines_command(World& world, const std::string& debtor, std::optional<int> within, Date today) {
  if (!debtor.empty()) need_debtor(world, debtor);
  std::vector<CaseDeadline> found;
  CaseTroubles trouble;
  each_account_apart(world, debtor, trouble, [&](CaseInput&& input) {
    const Standing standing = standing_of(input.events);
    const Arrears arrears = arrears_of(input.account, standing.disputed_amounts(), today);
    const Debtor& d = input.account.debtor;
    for (Deadline& each : deadlines_of(limitation_law(d.address.country), arrears, standing, today, input.guarantors))
      if (!within || each.days_left <= *within)
        found.push_back({d.id, d.name, input.account.case_id(), std::move(each)});
  });
  std::sort(found.begin(), found.end(), [](const CaseDeadline& a, const CaseDeadline& b) {
    return std::tie(a.deadline.date, a.case_id, a.deadline.kind, a.deadline.what) <
           std::tie(b.deadline.date, b.case_id, b.deadline.kind, b.deadline.what);
  });
  using Side = TextTable::Side;
  TextTable table({{"day", Side::left},
                   {"left", Side::right},
                   {"alert", Side::right},
                   {"case", Side::left},
                   {"kind", Side::left},
                   {"what", Side::left}});
  Answer answer;
  answer.data = {{"today", iso(today)}, {"deadlines", nlohmann::ordered_json::array()}};
  for (const auto& [id, name, case_id, d] : found) {
    const std::string alert = d.days_left < 0 ? "past" : d.alert ? std::to_string(d.alert) : "";
    table.row({iso(d.date), std::to_string(d.days_left), alert, case_id, d.kind, d.what});
    answer.data["deadlines"].push_back({{"day", iso(d.date)},
                                        {"days_left", d.days_left},
                                        {"alert", d.alert},
                                        {"debtor", id},
                                        {"name", name},
                                        {"case", case_id},
                                        {"kind", d.kind},
                                        {"what", d.what}});
  }
  answer.text =
      table.empty() ? (within ? fmt::format("no deadline within {} days\n", *within) : "no deadline\n") : table.text();
  tell(trouble, answer);
  return answer;
}

}  // namespace dunmail
