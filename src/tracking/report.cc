#include "tracking/report.h"

#include <gmime/gmime.h>

#include <algorithm>

#include "base/text.h"
#include "tracking/auto_reply.h"
#include "tracking/bounce_text.h"
#include "tracking/delivery_status.h"
#include "tracking/judge.h"
#include "tracking/notification.h"
#include "tracking/smtp_codes.h"

namespace dunmail {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t recipient_limit = 1000;

const std::string& field(const Fields& fields, std::string_view name) {
  static const std::string none;
  for (const auto& [n, value] : fields)
    if (n == name) return value;
  return none;
}

std::vector<std::string> addresses_in(std::string_view text) {
  std::vector<std::string> out;
  for (const FoundAddress& found : find_addresses(text.substr(0, 16384))) out.push_back(found.address);
  return out;
}

void add_addresses(std::vector<std::string>& to, const HeaderFields& headers,
                   std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    for (const std::string_view value : headers.all(name))
      for (std::string& address : addresses_in(value)) to.push_back(std::move(address));
}

bool is_type(const ForeignPart& part, std::string_view sub) {
  return !part.returned &&
         (part.type == "message/" + std::string(sub) || part.type == "text/" + std::string(sub) ||
          part.type == "message/global-" + std::string(sub) || part.type == "application/" + std::string(sub));
}

const ForeignPart* part_of(const ForeignMail& mail, std::string_view sub) {
  for (const ForeignPart& part : mail.parts)
    if (is_type(part, sub)) return &part;
  return nullptr;
}

/// All that is known before a kind is decided.
struct Reading {
  const ForeignMail& mail;
  const Rules& rules;
  std::string text = mail.text();
  Notice notice = split_notice(text, rules);
  std::string words = plain_words(std::string_view(notice.text).substr(0, 16384));
  std::string subject = plain_words(mail.headers.first("subject"));

  const HeaderFields& returned() const { return mail.returned.empty() ? notice.copy : mail.returned; }
  KnownAddresses known() const {
    KnownAddresses out;
    add_addresses(out.ours, mail.headers,
                  {"to", "cc", "delivered-to", "x-original-to", "from", "reply-to", "return-path"});
    add_addresses(out.ours, returned(), {"from", "sender", "return-path", "reply-to"});
    add_addresses(out.theirs, mail.headers,
                  {"x-failed-recipients", "x-failed-recipient", "x-original-failed-recipients"});
    add_addresses(out.sent_to, returned(), {"to", "cc"});
    return out;
  }
};

// ---- RFC 5965

std::optional<MailReport> complaint(const Reading& r) {
  const ForeignPart* part = part_of(r.mail, "feedback-report");
  const bool hotmail = r.mail.returned.has("x-hmxmroriginalrecipient");
  const bool says = r.rules.signs().complaint_subjects.any(r.subject) &&
                    (r.rules.signs().complaint_texts.any(r.words) || !r.mail.returned.empty());
  if (!part && r.mail.report_type != "feedback-report" && !hotmail && !says) return std::nullopt;
  MailReport out;
  out.kind = MailKind::complaint;
  const Fields fields = part ? report_fields(part->text) : Fields{};
  for (const std::string_view name : {"original-rcpt-to", "removal-recipient"})
    for (const auto& [n, value] : fields)
      if (n == name && out.recipients.size() < recipient_limit)
        if (const std::string address = typed_address(value);
            address.find('@') != address.npos &&
            std::none_of(out.recipients.begin(), out.recipients.end(),
                         [&](const auto& x) { return same_address(x.address, address); }))
          out.recipients.push_back({address, "", "", "policy", "complaint", "", false});
  if (out.recipients.empty()) {
    std::vector<std::string> sent_to = r.known().sent_to;
    if (hotmail) sent_to = addresses_in(r.mail.returned.first("x-hmxmroriginalrecipient"));
    out.recipients.push_back(
        {sent_to.empty() ? std::string() : sent_to.front(), "", "", "policy", "complaint", "", false});
  }
  out.recipients.front().text = one_line(field(fields, "feedback-type"));
  return out;
}

// ---- RFC 8098

std::optional<MailReport> disposition(const Reading& r) {
  const ForeignPart* part = part_of(r.mail, "disposition-notification");
  if (!part) return std::nullopt;
  const Fields fields = report_fields(part->text);
  const std::string type = lower_ascii(field(fields, "disposition"));
  MailReport out;
  const auto says = [&](std::string_view word) { return type.find(word) != type.npos; };
  // Deleted unread, denied, dispatched: it arrived, but nobody is known to have read it.
  out.kind = says("displayed") || says("processed")                    ? MailKind::read
             : says("deleted") || says("denied") || says("dispatched") ? MailKind::delivered
                                                                       : MailKind::other;
  std::string address = typed_address(field(fields, "original-recipient"));
  if (address.empty()) address = typed_address(field(fields, "final-recipient"));
  ReportedRecipient recipient;
  recipient.address = address;
  recipient.text = one_line(type);
  recipient.reason = word(out.kind);
  if (says("failed")) {
    recipient = judge_recipient({address, "", field(fields, "failure"), r.notice.text, ""}, r.rules);
    out.kind = MailKind::failure;
  }
  out.recipients.push_back(std::move(recipient));
  return out;
}

/// Outlook's and others' receipts, whose only mark is how they are worded.
std::optional<MailReport> worded_receipt(const Reading& r) {
  const Rules::Signs& signs = r.rules.signs();
  const bool read = signs.read_subjects.first(r.subject) == 0, unread = signs.unread_subjects.first(r.subject) == 0;
  if ((!read && !unread) || !signs.read_texts.any(r.words)) return std::nullopt;
  MailReport out;
  out.kind = read ? MailKind::read : MailKind::delivered;
  const auto sender = addresses_in(r.mail.headers.first("from"));
  out.recipients.push_back({sender.empty() ? std::string() : sender.front(), "", "", "unknown", word(out.kind),
                            one_line(r.notice.text), false});
  return out;
}

// ---- RFC 3464

MailKind kind_of_action(const StatusRow& row) {
  if (row.action == "delayed") return MailKind::delay;
  if (row.action == "delivered" || row.action == "relayed" || row.action == "expanded") return MailKind::delivered;
  if (row.action.empty() && !row.status.empty() && row.status[0] == '2') return MailKind::delivered;
  return MailKind::failure;
}

std::optional<MailReport> delivery_status(const Reading& r) {
  DeliveryStatus status;
  for (const ForeignPart& part : r.mail.parts)
    if (is_type(part, "delivery-status") && status.rows.empty()) status = read_delivery_status(part.text);
  // Without its MIME type: fields in the text itself.
  if (status.rows.empty() &&
      (r.text.find("inal-Recipient:") != r.text.npos || r.text.find("inal-recipient:") != r.text.npos))
    status = read_delivery_status(r.text);
  if (status.rows.empty()) return std::nullopt;
  MailReport out;
  std::vector<MailKind> kinds;
  for (const StatusRow& row : status.rows) kinds.push_back(kind_of_action(row));
  const auto has = [&](MailKind kind) { return std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
  out.kind = has(MailKind::failure) ? MailKind::failure : has(MailKind::delay) ? MailKind::delay : MailKind::delivered;
  const KnownAddresses known = r.known();
  const std::string stage = stage_of_transcript(r.notice.text);
  const std::vector<TextFailure> told = find_failures(r.notice.text, known, r.rules);
  for (std::size_t i = 0; i < status.rows.size() && out.recipients.size() < recipient_limit; ++i) {
    const StatusRow& row = status.rows[i];
    if (kinds[i] == MailKind::delivered) {
      out.recipients.push_back(delivered_recipient(row.address(), row.status, row.diagnostic));
      if (row.action == "relayed" || row.action == "expanded") out.recipients.back().reason = row.action;
      continue;
    }
    Said said{row.address(), row.status, row.diagnostic, r.notice.text, stage};
    if (said.address.find('@') == std::string::npos || said.address.front() == '@') {
      if (!known.theirs.empty())
        said.address = known.theirs.front();
      else if (known.sent_to.size() == 1)
        said.address = known.sent_to.front();
    }
    const auto own = std::find_if(told.begin(), told.end(), [&](const TextFailure& f) {
      return same_address(f.address, row.address()) || same_address(f.address, row.final);
    });
    const std::string about = own == told.end() ? std::string() : own->text;
    if (status.rows.size() > 1) said.around = about;
    if (!row.from_smtp) said.diagnostic = "x-unix " + row.diagnostic;
    if (said.diagnostic.empty()) said.diagnostic = about;
    out.recipients.push_back(judge_recipient(said, r.rules));
  }
  return out;
}

// ---- for people

bool from_mail_system(const Reading& r) {
  const Rules::Signs& signs = r.rules.signs();
  const std::string from = lower_ascii(std::string_view(r.mail.headers.first("from")).substr(0, 1000));
  const auto is_sender = [&](std::string_view local) {
    return std::any_of(signs.bounce_senders.begin(), signs.bounce_senders.end(), [&](const std::string& s) {
      return local == s || local.starts_with(s + "-") || local.starts_with(s + "+");
    });
  };
  const std::vector<FoundAddress> found = find_addresses(from);
  return std::any_of(found.begin(), found.end(),
                     [&](const FoundAddress& f) { return is_sender(f.address.substr(0, f.address.find('@'))); }) ||
         is_sender(trim(from)) || signs.bounce_names.any(from);
}

/// How much says that somebody speaks of a letter that did not arrive.
int bounce_signs(const Reading& r) {
  const Rules::Signs& signs = r.rules.signs();
  int sum = 0;
  if (from_mail_system(r)) sum += 2;
  if (trim(r.mail.headers.first("return-path")) == "<>") sum += 1;
  if (r.mail.headers.has("x-failed-recipients")) sum += 3;
  if (r.mail.report_type == "delivery-status") sum += 3;
  if (signs.bounce_subjects.any(r.subject)) sum += 2;
  if (signs.bounce_texts.any(r.words)) sum += 1;
  if (signs.delay_texts.any(r.words)) sum += 1;
  const SmtpCodes codes = find_codes(r.notice.text);
  if (codes.reply || !codes.status.empty()) sum += 1;
  if (!r.returned().empty()) sum += 1;
  return sum;
}

bool is_delay(const Reading& r) {
  const Rules::Signs& signs = r.rules.signs();
  if (signs.delay_texts.any(r.subject)) return true;
  return signs.delay_texts.any(r.words) && !signs.final_texts.any(r.words) && !signs.final_texts.any(r.subject);
}

std::optional<MailReport> bounce(const Reading& r) {
  const int signs = bounce_signs(r);
  if (signs < 3) return std::nullopt;
  MailReport out;
  const KnownAddresses known = r.known();
  std::vector<TextFailure> failures = find_failures(r.notice.text, known, r.rules);
  if (failures.empty()) failures.push_back({known.sent_to.empty() ? std::string() : known.sent_to.front(), {}});
  const bool arrived = r.rules.signs().delivered_texts.any(r.words) || r.subject.find("success") != r.subject.npos;
  const std::string stage = stage_of_transcript(r.notice.text);
  int known_reasons = 0;
  for (const TextFailure& failure : failures) {
    Said said{failure.address, "", failure.text, r.notice.text, stage};
    if (failures.size() > 1 && find_codes(failure.text).reply) said.around.clear();
    out.recipients.push_back(judge_recipient(said, r.rules));
    known_reasons += out.recipients.back().reason != "unknown";
  }
  out.kind = is_delay(r) ? MailKind::delay : MailKind::failure;
  if (arrived && !known_reasons) {
    out.kind = MailKind::delivered;
    for (ReportedRecipient& recipient : out.recipients)
      recipient = delivered_recipient(recipient.address, "", recipient.text);
  }
  // Three signs are few: then a mail system speaks, or an address is named that is said to be dead or full.
  const auto telling = [](const ReportedRecipient& x) {
    return !x.address.empty() && (x.cls == "address-dead" || x.cls == "mailbox-full");
  };
  const auto silent = [](const ReportedRecipient& x) {
    return x.reason == "unknown" && x.status.empty() && x.reply_code.empty();
  };
  const bool system = from_mail_system(r);
  if (signs == 3 && !system && !std::any_of(out.recipients.begin(), out.recipients.end(), telling)) return std::nullopt;
  if (signs < 5 && !system && std::all_of(out.recipients.begin(), out.recipients.end(), silent)) return std::nullopt;
  return out;
}

MailReport from_a_person(const Reading& r) {
  MailReport out;
  const HeaderFields& h = r.mail.headers;
  const auto sender = addresses_in(h.first("from"));
  const auto note = [&](const char* reason) {
    ReportedRecipient who;
    who.address = sender.empty() ? std::string() : sender.front();
    who.reason = reason;
    out.recipients.push_back(std::move(who));
  };
  if (is_auto_reply(r.mail, r.rules)) {
    out.kind = MailKind::auto_reply;
    if (const auto today = mail_date(h)) out.return_date = return_date(h.first("subject"), r.text, *today);
    note("auto-reply");
    return out;
  }
  static constexpr std::string_view answers[] = {"re:",  "re[",  "aw:",  "antw:",  "sv:", "回复", "答复",
                                                 "回覆", "答覆", "re：", "回复：", "r:",  "ref:", "rv:"};
  const bool bulk = h.has("list-id") || h.has("list-unsubscribe") || lower_ascii(h.first("precedence")) == "bulk" ||
                    lower_ascii(h.first("auto-submitted")).starts_with("auto-");
  const bool answer = h.has("in-reply-to") || h.has("references") ||
                      std::any_of(std::begin(answers), std::end(answers),
                                  [&](std::string_view a) { return std::string_view(r.subject).starts_with(a); });
  out.kind = answer && !bulk ? MailKind::reply : MailKind::other;
  return out;
}

}  // namespace

const char* word(MailKind kind) {
  switch (kind) {
    case MailKind::failure:
      return "failure";
    case MailKind::delay:
      return "delay";
    case MailKind::delivered:
      return "delivered";
    case MailKind::read:
      return "read";
    case MailKind::auto_reply:
      return "auto-reply";
    case MailKind::complaint:
      return "complaint";
    case MailKind::reply:
      return "reply";
    case MailKind::other:
      break;
  }
  return "other";
}

std::optional<Date> mail_date(const HeaderFields& headers) {
  std::string_view value = headers.first("date");
  if (value.empty()) {
    const std::string& received = headers.first("received");
    if (const std::size_t at = received.rfind(';'); at != received.npos)
      value = std::string_view(received).substr(at + 1);
  }
  GDateTime* parsed = g_mime_utils_header_decode_date(std::string(value.substr(0, 200)).c_str());
  if (!parsed) return std::nullopt;
  gint y = 0, m = 0, d = 0;
  g_date_time_get_ymd(parsed, &y, &m, &d);
  g_date_time_unref(parsed);
  if (y < 1990 || y > 2199) return std::nullopt;
  return make_date(y, static_cast<unsigned>(m), static_cast<unsigned>(d));
}

namespace {

MailReport kind_found(const Reading& reading) {
  if (auto found = complaint(reading)) return *found;
  if (auto found = disposition(reading)) return *found;
  if (auto found = delivery_status(reading)) return *found;
  if (auto found = worded_receipt(reading)) return *found;
  if (auto found = read_notification(reading.text, reading.rules)) return *found;
  // A machine that answers for a person calls itself so; some mail systems put the same word on their bounces.
  if (auto found = bounce(reading)) return *found;
  return from_a_person(reading);
}

/// Waiting does not mend it: the cause is another than time or the way there, or the time is over (RFC 3463, X.4.7).
bool names_a_cause(const ReportedRecipient& r) {
  return r.cls == "policy" || r.cls == "mailbox-full" || r.cls == "address-dead" || r.cls == "relay-trouble" ||
         r.status.ends_with(".4.7");
}

}  // namespace

MailReport classify(const ForeignMail& mail, const Rules& rules) {
  MailReport out = kind_found(Reading{mail, rules});
  if (out.kind == MailKind::delay && std::any_of(out.recipients.begin(), out.recipients.end(), names_a_cause)) {
    out.kind = MailKind::failure;
    out.still_tried = true;
  }
  return out;
}

}  // namespace dunmail
