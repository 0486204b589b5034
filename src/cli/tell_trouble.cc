#include "cli/tell_trouble.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/problem_json.h"

namespace dunmail {

void tell(const CaseTroubles& troubles, Answer& answer) {
  if (troubles.count() == 0) return;
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  answer.text += fmt::format("\ntrouble: {} case(s) left alone, the others are done\n", troubles.count());
  for (const CaseTrouble& each : troubles.some()) {
    cases.push_back({{"case", each.case_id}, {"reason", each.reason}});
    answer.text += fmt::format("  {}: {}\n", printable(each.case_id), printable(each.reason));
  }
  if (troubles.count() > troubles.some().size())
    answer.text += fmt::format("  ... and {} more\n", troubles.count() - troubles.some().size());
  answer.data["trouble"] = {{"count", troubles.count()}, {"cases", std::move(cases)}};
  if (answer.exit_code == 0) answer.exit_code = 3;
}

void tell(const std::vector<Problem>& lacks, Answer& answer) {
  if (lacks.empty()) return;
  answer.data["lacks"] = to_json(lacks);
  for (const Problem& lack : lacks) answer.notes.push_back("the figures are short: " + lack.line());
  if (answer.exit_code == 0) answer.exit_code = 3;
}

}  // namespace dunmail
