// What a message that came back says: the one answer for delivery reports, read receipts, complaints, automatic replies
// and letters that people wrote.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "tracking/message.h"
#include "tracking/rules.h"

namespace dunmail {

enum class MailKind { failure, delay, delivered, read, auto_reply, complaint, reply, other };
/// "failure", "delay", "delivered", "read", "auto-reply", "complaint", "reply", "other".
const char* word(MailKind kind);

struct ReportedRecipient {
  std::string address;          ///< the one we wrote to, where the report names it; "" when nothing names it
  std::string status;           ///< enhanced code (RFC 3463) as somebody said it, or ""
  std::string reply_code;       ///< "550", or ""
  std::string cls = "unknown";  ///< address-dead, mailbox-full, temporary, policy, relay-trouble, unknown
  std::string reason;           ///< a word of config/replies.toml, or ""
  std::string text;             ///< what was said about it, one line, at most 500 bytes
  bool hard = false;            ///< the address is unusable for good
};

struct MailReport {
  MailKind kind = MailKind::other;
  bool still_tried = false;  ///< a failure whose cause is known, and the relay goes on trying all the same
  std::vector<ReportedRecipient> recipients;  ///< at most 1,000
  std::optional<Date> return_date;            ///< auto-reply: the day the text names
  std::string letter;                         ///< the id of our letter, by a token whose signature holds; else ""
  std::string matched_by;                     ///< how: see letter_match.h; else ""
};

/// Looks for, in this order: a feedback report (RFC 5965), a disposition notification (RFC 8098), a delivery status
/// (RFC 3464, 6533), a notification in JSON, a bounce written for people, an automatic reply (RFC 3834, headers of
/// older systems, subjects), a reply. One message is one kind: a failure of any recipient makes it a failure. The
/// letter is not looked for here: match_letter() does that. A delay that names a cause other than time (a full box, a
/// policy, an address that does not exist), or that the time is over (x.4.7), is a failure that is still being tried.
/// Pure; the same message gives the same report.
MailReport classify(const ForeignMail& mail, const Rules& rules);

/// The day in the Date field (or the newest Received), in the sender's own zone; what a text calls "today".
std::optional<Date> mail_date(const HeaderFields& headers);

}  // namespace dunmail
