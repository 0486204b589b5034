// Messages for the tests of tracking, written in the shape in which mail systems write them.
#pragma once

#include <string>

#include "tracking/report.h"

namespace dunmail {

inline const Rules& rules() {
  static const Rules read = Rules::load(std::string(DUNMAIL_SOURCE_DIR) + "/config/replies.toml");
  return read;
}

/// A message without MIME, as old mail systems send them.
inline std::string plain_mail(const std::string& from, const std::string& subject, const std::string& body,
                              const std::string& more = {}) {
  return "From: " + from + "\nTo: bounce+abc@ours.example\nSubject: " + subject +
         "\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n" + more + "\n" + body;
}

/// RFC 3462 multipart/report with a text, a report of the type, and the returned header.
inline std::string report_mail(const std::string& type, const std::string& text, const std::string& fields,
                               const std::string& more = {}) {
  return "From: Mail Delivery System <MAILER-DAEMON@mx.theirs.example>\nTo: bounce+abc@ours.example\n"
         "Subject: Undelivered Mail Returned to Sender\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n"
         "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=" +
         type + "; boundary=\"edge\"\n" + more + "\n--edge\nContent-Type: text/plain; charset=utf-8\n\n" + text +
         "\n--edge\nContent-Type: message/" + type + "\n\n" + fields +
         "\n--edge\nContent-Type: text/rfc822-headers\n\nFrom: Accounts <accounts@ours.example>\n"
         "To: buyer@theirs.example\nMessage-ID: <letter-1@ours.example>\nSubject: Reminder\n\n--edge--\n";
}

inline MailReport read_report(const std::string& bytes) { return classify(read_mail(bytes), rules()); }

}  // namespace dunmail
