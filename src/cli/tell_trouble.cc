#include "cli/tell_trouble.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/problem_json.h"

namespace dunmail {

void tell(const CaseTroubles& troubles, Answer& answer) {
  if (troubles.count() == 0) return;
  nlohmann::ordered_json cases = nlohmann::ordered_json::array();
  std::string said = fmt::format("trouble: {} case(s) left alone, the others are done", troubles.count());
  for (const CaseTrouble& each : troubles.some()) {
    cases.push_back({{"case", each.case_id}, {"reason", each.reason}});
    said += fmt::format("\n  {}: {}", printable(each.case_id), printable(each.reason));
  }
  if (troubles.count() > troubles.some().size())
    said += fmt::format("\n  ... and {} more", troubles.count() - troubles.some().size());
  if (answer.csv)
    answer.notes.push_back(said);  // among the rows it would be one of them
  else
    answer.text += "\n" + said + "\n";
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
