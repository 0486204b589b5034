#include "cli/mail_line.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dunmail {

std::string line_of(const MailRow& row) {
  return fmt::format("{}  {:<10} {:<12} {:<8} {}{}\n", row.id, row.kind, row.letter_id.empty() ? "-" : row.letter_id,
                     word(row.state), printable(row.reason),
                     row.sender.empty() ? "" : "  (" + printable(row.sender) + ")");
}

nlohmann::ordered_json to_json(const MailRow& row) {
  using Json = nlohmann::ordered_json;
  return {{"id", row.id},
          {"day", iso(row.day)},
          {"sent", row.sent},
          {"kind", row.kind},
          {"from", row.sender},
          {"subject", row.subject},
          {"letter", row.letter_id},
          {"case", row.case_id},
          {"debtor", row.debtor_id},
          {"matched_by", row.matched_by},
          {"state", row.state},
          {"reason", row.reason},
          {"size", row.size},
          {"document", row.document},
          {"report", Json::parse(row.report)},
          {"suggestions", Json::parse(row.suggestions)},
          {"candidates", Json::parse(row.candidates)},
          {"decision", row.decision},
          {"decided_by", row.decided_by},
          {"decided_at", row.decided_at}};
}

}  // namespace dunmail
