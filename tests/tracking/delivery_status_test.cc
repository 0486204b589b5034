// RFC 3464 and its neighbours: 6533 (addresses beyond ASCII), 5965 (complaints), 8098 (read receipts), and SES's JSON.
#include "tracking/delivery_status.h"

#include <catch2/catch.hpp>

#include "letters_back.h"
#include "tracking/smtp_codes.h"

using namespace dunmail;

TEST_CASE("a delivery report names recipient, codes and class") {
  const MailReport report = read_report(report_mail(
      "delivery-status", "I could not deliver your letter.",
      "Reporting-MTA: dns; mx.theirs.example\nOriginal-Envelope-Id: x1\n\nOriginal-Recipient: "
      "rfc822;buyer@theirs.example\n"
      "Final-Recipient: RFC822; b123@inside.theirs.example\nAction: failed\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <b123@inside.theirs.example>:\n Recipient address rejected: User unknown\n"));
  CHECK(report.kind == MailKind::failure);
  REQUIRE(report.recipients.size() == 1);
  const ReportedRecipient& r = report.recipients.front();
  CHECK(r.address == "buyer@theirs.example");  // the one we wrote to
  CHECK(r.status == "5.1.1");                  // the server's own code, not the relay's
  CHECK(r.reply_code == "550");
  CHECK(r.cls == "address-dead");
  CHECK(r.hard);
}

TEST_CASE("the action decides the kind, and one failure outweighs the rest") {
  struct Row {
    const char* actions;
    MailKind kind;
  };
  const Row rows[] = {
      {"Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.1\n", MailKind::delay},
      {"Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.7\n", MailKind::failure},
      {"Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.2.2\n", MailKind::failure},
      {"Final-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0\n", MailKind::delivered},
      {"Final-Recipient: rfc822; a@b.example\nAction: relayed\nStatus: 2.0.0\n", MailKind::delivered},
      {"Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\n", MailKind::failure},
      {"Final-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; "
       "c@b.example\nAction: failed\nStatus: 5.2.2\n",
       MailKind::failure},
  };
  for (const Row& row : rows) {
    INFO(row.actions);
    CHECK(
        read_report(report_mail("delivery-status", "A report.", std::string("Reporting-MTA: dns; x\n\n") + row.actions))
            .kind == row.kind);
  }
}

TEST_CASE("recipients need no blank line between them, and a report no MIME type of its own") {
  const DeliveryStatus read = read_delivery_status(
      "Final-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.1.1\nFinal-Recipient: "
      "rfc822;c@b.example\nAction: failed\nStatus: 5.2.2\n");
  REQUIRE(read.rows.size() == 2);
  CHECK(read.rows[1].final == "c@b.example");
  const MailReport report =
      read_report(plain_mail("MAILER-DAEMON@mx.example", "Returned mail",
                             "This is a MIME-encapsulated message\n\n--x\n\nFinal-Recipient: RFC822; "
                             "a@b.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: SMTP; 550 User unknown\n"));
  REQUIRE(report.recipients.size() == 1);
  CHECK(report.recipients[0].hard);
}

TEST_CASE("addresses beyond ASCII come as RFC 6533 writes them") {
  CHECK(typed_address("utf-8; \\x{4E70}\\x{5BB6}@theirs.example") == "买家@theirs.example");
  CHECK(typed_address("rfc822; <a@b.example>") == "a@b.example");
  CHECK(typed_address("a@b.example") == "a@b.example");
  CHECK(typed_address("rfc822;") == "");
  CHECK(typed_address("utf-8; \\x{FFFFFFFFFFFF}@b.example").find("@b.example") != std::string::npos);
}

TEST_CASE("the words of a refusal decide where its code is vague") {
  struct Row {
    const char* diagnostic;
    const char* cls;
    bool hard;
  };
  const Row rows[] = {
      {"550 5.7.1 Service unavailable; client host [192.0.2.1] blocked using a list", "policy", false},
      {"550 5.4.1 Recipient address rejected: Access denied", "address-dead", true},
      {"452 4.2.2 The email account that you tried to reach is over quota", "mailbox-full", false},
      {"550-5.7.26 This mail is unauthenticated, DMARC policy", "policy", false},
      {"550 5.2.1 The email account that you tried to reach is disabled", "temporary", false},
      {"554 5.7.1 <a@b.example>: Relay access denied", "relay-trouble", false},
      {"556 5.1.10 Recipient address has null MX", "address-dead", true},
      {"550 Unknown user", "address-dead", true},
      {"551 user has moved to x", "address-dead", true},
      {"552 5.3.4 Message size exceeds fixed limit", "policy", false},
      {"451 4.7.1 Greylisted, try again later", "temporary", false},
      {"550 5.1.8 Sender address rejected: Domain not found", "policy", false},
      {"550 用户不存在", "address-dead", true},
      {"550 5.0.0 收件人邮箱已满", "mailbox-full", false},
      {"550 Empfänger unbekannt", "address-dead", true},
  };
  for (const Row& row : rows) {
    const MailReport report =
        read_report(report_mail("delivery-status", "A report.",
                                std::string("Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\nAction: "
                                            "failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; ") +
                                    row.diagnostic + "\n"));
    INFO(row.diagnostic);
    REQUIRE(report.recipients.size() == 1);
    INFO(report.recipients[0].reason);
    CHECK(report.recipients[0].cls == row.cls);
    CHECK(report.recipients[0].hard == row.hard);
  }
}

TEST_CASE("codes are found where they are codes") {
  struct Row {
    const char* text;
    int reply;
    const char* status;
  };
  const Row rows[] = {
      {"host mx said: 550 5.1.1 no such user", 550, "5.1.1"},
      {"smtp;550-5.7.26 x", 550, "5.7.26"},
      {"(#5.4.4)", 0, "5.4.4"},
      {"#550 5.1.1 RESOLVER.ADR", 550, "5.1.1"},
      {"554 4.4.7 Message expired. <421 4.4.2 Connection timed out>", 421, "4.4.2"},
      {"Exim 4.94.2 at 192.0.2.250, message of 550 bytes, waited 450 seconds", 0, ""},
      {"5.1.0 - Unknown address error 550-'5.7.1 denied'", 550, "5.7.1"},
      {"status=5.0.0; 550 5.2.2 full", 550, "5.2.2"},
      {"version v5.5.0/5.1.2", 0, ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const SmtpCodes codes = find_codes(row.text);
    CHECK(codes.reply == row.reply);
    CHECK(codes.status == row.status);
  }
}

TEST_CASE("a read receipt says read, deleted unread is no more than delivered") {
  const auto receipt = [](const std::string& disposition) {
    return read_report(report_mail("disposition-notification", "Your message was displayed.",
                                   "Final-Recipient: rfc822; buyer@theirs.example\nOriginal-Message-ID: "
                                   "<l1@ours.example>\nDisposition: " +
                                       disposition + "\n"))
        .kind;
  };
  CHECK(receipt("manual-action/MDN-sent-manually; displayed") == MailKind::read);
  CHECK(receipt("automatic-action/MDN-sent-automatically; deleted") == MailKind::delivered);
  CHECK(receipt("manual-action/MDN-sent-manually; denied") == MailKind::delivered);
  CHECK(receipt("automatic-action/MDN-sent-automatically; failed") == MailKind::failure);
}

TEST_CASE("a complaint names who complained") {
  const MailReport report = read_report(
      report_mail("feedback-report", "This is an email abuse report.",
                  "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <buyer@theirs.example>\n"));
  CHECK(report.kind == MailKind::complaint);
  REQUIRE(report.recipients.size() == 1);
  CHECK(report.recipients[0].address == "buyer@theirs.example");
  CHECK_FALSE(report.recipients[0].hard);
}

TEST_CASE("a sending service reports in JSON") {
  const MailReport bounced = read_report(
      plain_mail("no-reply@sns.example", "AWS Notification Message",
                 R"({"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General",
"bouncedRecipients":[{"emailAddress":"buyer@theirs.example","action":"failed","status":"5.1.1",
"diagnosticCode":"smtp; 550 5.1.1 user unknown"}]}})"));
  CHECK(bounced.kind == MailKind::failure);
  REQUIRE(bounced.recipients.size() == 1);
  CHECK(bounced.recipients[0].hard);
  CHECK(read_report(plain_mail("no-reply@sns.example", "AWS",
                               R"({"Type":"Notification",
"Message":"{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{\"emailAddress\":\"a@b.example\"}]}}"})"))
            .kind == MailKind::complaint);
  CHECK(read_report(plain_mail("no-reply@sns.example", "AWS",
                               R"({"notificationType":"Delivery","delivery":{"recipients":["a@b.example"],
"smtpResponse":"250 2.0.0 OK"}})"))
            .kind == MailKind::delivered);
  CHECK(read_report(plain_mail("no-reply@sns.example", "AWS", R"({"notificationType":["Bounce"],"bounce":7})")).kind ==
        MailKind::other);
}
