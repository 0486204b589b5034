#include "tracking/notification.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "tracking/judge.h"

namespace dunmail {
namespace {

using Json = nlohmann::json;

/// The first JSON object of the text, whose strings may have been broken into lines.
std::string object_in(std::string_view text) {
  const std::size_t start = text.find('{');
  if (start == text.npos || text.size() > (256u << 10)) return {};
  std::string out;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = start; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n' || c == '\r') {
      if (!quoted)
        out += ' ';
      else if (i + 1 < text.size() && text[i + 1] == ' ')
        ++i;  // header-like folding
      continue;
    }
    out += c;
    if (quoted) {
      if (c == '\\' && i + 1 < text.size())
        out += text[++i];
      else if (c == '"')
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' && ++depth > 20) {
      return {};
    } else if (c == '}' && --depth == 0) {
      return out;
    }
  }
  return {};
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& member(const Json& object, const char* key) {
  static const Json none = Json::object();
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

}  // namespace

std::optional<MailReport> read_notification(std::string_view text, const Rules& rules) {
  if (text.find("notificationType") == text.npos && text.find("eventType") == text.npos) return std::nullopt;
  Json json = Json::parse(object_in(text), nullptr, false);
  if (const std::string inner = text_of(json, "Message"); !inner.empty())
    json = Json::parse(object_in(inner), nullptr, false);
  std::string type = text_of(json, "notificationType");
  if (type.empty()) type = text_of(json, "eventType");
  MailReport out;
  if (type == "Bounce") {
    const Json& bounce = member(json, "bounce");
    const std::string kind = text_of(bounce, "bounceType"), sub = text_of(bounce, "bounceSubType");
    out.kind = MailKind::failure;
    for (const Json& r : member(bounce, "bouncedRecipients")) {
      if (out.recipients.size() >= 1000) break;
      Said said{text_of(r, "emailAddress"), text_of(r, "status"), text_of(r, "diagnosticCode"), "", ""};
      ReportedRecipient made = judge_recipient(said, rules);
      if (made.reason == "unknown" && kind == "Permanent" && (sub == "General" || sub == "NoEmail"))
        made.hard = true, made.cls = "address-dead", made.reason = "user-unknown";
      out.recipients.push_back(std::move(made));
    }
  } else if (type == "Complaint") {
    out.kind = MailKind::complaint;
    for (const Json& r : member(member(json, "complaint"), "complainedRecipients"))
      if (out.recipients.size() < 1000)
        out.recipients.push_back({text_of(r, "emailAddress"), "", "", "policy", "complaint", "", false});
  } else if (type == "Delivery") {
    out.kind = MailKind::delivered;
    const Json& delivery = member(json, "delivery");
    const std::string said = text_of(delivery, "smtpResponse");
    for (const Json& r : member(delivery, "recipients"))
      if (r.is_string() && out.recipients.size() < 1000)
        out.recipients.push_back(delivered_recipient(r.get<std::string>(), "", said));
  } else if (type == "DeliveryDelay") {
    out.kind = MailKind::delay;
    for (const Json& r : member(member(json, "deliveryDelay"), "delayedRecipients"))
      if (out.recipients.size() < 1000)
        out.recipients.push_back(judge_recipient(
            {text_of(r, "emailAddress"), text_of(r, "status"), text_of(r, "diagnosticCode"), "", ""}, rules));
  } else {
    return std::nullopt;
  }
  return out;
}

}  // namespace dunmail
