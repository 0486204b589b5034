#include "intake/mail_json.h"

namespace dunmail {

using Json = nlohmann::ordered_json;

Json to_json(const MailReport& report) {
  Json recipients = Json::array();
  for (const ReportedRecipient& r : report.recipients)
    recipients.push_back({{"address", r.address},
                          {"status", r.status},
                          {"reply_code", r.reply_code},
                          {"class", r.cls},
                          {"hard", r.hard},
                          {"reason", r.reason},
                          {"text", r.text}});
  return {{"kind", word(report.kind)}, {"still_tried", report.still_tried},
          {"recipients", recipients},  {"return_date", report.return_date ? iso(*report.return_date) : ""},
          {"letter", report.letter},   {"matched_by", report.matched_by}};
}

std::vector<Suggestion> suggestions_of(const ForeignMail& mail, const Rules& rules, Date today) {
  return suggest_meaning(own_words(mail.text()), today, rules);
}

}  // namespace dunmail
