// Bounces that were written for people only, one of each shape that mail systems are known to use. The addresses and
// words are ours; the shapes are theirs.
#include <catch2/catch.hpp>

#include "letters_back.h"

using namespace dunmail;

namespace {

struct Case {
  const char* shape;
  const char* from;
  const char* subject;
  const char* body;
  const char* kind;
  const char* address;
  const char* cls;
  bool hard;
};

const Case cases[] = {
    {"qmail", "MAILER-DAEMON@mx.theirs.example", "failure notice",
     "Hi. This is the qmail-send program at mx.theirs.example.\nI'm afraid I wasn't able to deliver your message to "
     "the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work "
     "out.\n\n<buyer@theirs.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy "
     "of the message.\n\nReturn-Path: <bounce@ours.example>\nTo: buyer@theirs.example\nMessage-ID: "
     "<l1@ours.example>\n\nhello\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"qmail, refused after DATA for policy", "MAILER-DAEMON@mx.theirs.example", "failure notice",
     "Hi. This is the qmail-send program at mx.theirs.example.\n\n<buyer@theirs.example>:\n192.0.2.7 failed after I "
     "sent the message.\nRemote host said: 554 5.7.1 Message rejected as spam\n\n--- Below this line is a copy of the "
     "message.\n\nReturn-Path: <>\n",
     "failure", "buyer@theirs.example", "policy", false},
    {"Exim", "Mail Delivery System <Mailer-Daemon@mx.theirs.example>",
     "Mail delivery failed: returning message to sender",
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
     "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  "
     "buyer@theirs.example\n    SMTP error from remote mail server after RCPT TO:<buyer@theirs.example>:\n    host "
     "mx.theirs.example [192.0.2.5]: 550 5.1.1 <buyer@theirs.example>:\n    Recipient address rejected: User "
     "unknown\n\n------ This is a copy of the message, including all the headers. ------\n\nReturn-path: "
     "<bounce@ours.example>\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Exim, delayed", "Mail Delivery System <Mailer-Daemon@mx.theirs.example>",
     "Warning: message 1abc-2 delayed 24 hours",
     "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on "
     "the queue on mx.theirs.example.\n\nThe address to which the message has not yet been delivered is:\n\n  "
     "buyer@theirs.example\n\nNo action is required on your part. Delivery attempts will continue for\nsome time.\n",
     "delay", "buyer@theirs.example", "temporary", false},
    {"Postfix without a report", "MAILER-DAEMON@mx.theirs.example (Mail Delivery System)",
     "Undelivered Mail Returned to Sender",
     "This is the Postfix program at host mx.theirs.example.\n\nI'm sorry to have to inform you that your message "
     "could not be\nbe delivered to one or more recipients. For further assistance, please contact "
     "<postmaster>\n\n<buyer@theirs.example>: host mx2.theirs.example[192.0.2.9] said: 552 5.2.2\n    Mailbox full (in "
     "reply to RCPT TO command)\n",
     "failure", "buyer@theirs.example", "mailbox-full", false},
    {"Sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.theirs.example>", "Returned mail: User unknown",
     "   ----- The following addresses had permanent fatal errors -----\n<buyer@theirs.example>\n\n   ----- Transcript "
     "of session follows -----\n... while talking to mx.theirs.example.:\n>>> RCPT To:<buyer@theirs.example>\n<<< 550 "
     "5.1.1 unknown user\n550 <buyer@theirs.example>... User unknown\n\n   ----- Original message follows "
     "-----\nReturn-Path: <bounce@ours.example>\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Sendmail of 1990", "MAILER-DAEMON@old.example", "Returned mail: User unknown",
     "   ----- Transcript of session follows -----\nWhile talking to mx.theirs.example:\n>>> RCPT "
     "To:<buyer@theirs.example>\n<<< 550 <buyer@theirs.example>, User Unknown\n550 <buyer@theirs.example>... User "
     "unknown\n\n   ----- Unsent message follows -----\nReceived: by old.example\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Lotus Notes", "Postmaster@notes.example", "DELIVERY FAILURE: User not listed in public Name & Address Book",
     "------- Failure Reasons  --------\n\nUser not listed in public Name & Address "
     "Book\nbuyer@theirs.example\n\n\n------- Returned Message --------\n\nReceived: from ours.example\nFrom: "
     "accounts@ours.example\nTo: buyer@theirs.example\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Exchange 5.5", "System Administrator <postmaster@theirs.example>", "Undeliverable: Reminder",
     "Your message\n\n  To:      buyer@theirs.example\n  Subject: Reminder\n  Sent:    Mon, 23 Nov 2026 10:00:00 "
     "+0800\n\ndid not reach the following recipient(s):\n\nbuyer@theirs.example on Mon, 23 Nov 2026 10:00:03 +0800\n  "
     "  The recipient name is not recognized\n\tThe MTS-ID of the original message is: c=cn;a= ;p=theirs;l=MX0611\n    "
     "MSEXCH:IMS:THEIRS:MX:MX 0 (000C05A6) Unknown Recipient\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Exchange 2007 in words", "Microsoft Exchange <MicrosoftExchange329e@theirs.example>", "Undeliverable: Reminder",
     "Delivery has failed to these recipients or distribution lists:\n\nbuyer@theirs.example\nThe recipient's e-mail "
     "address was not found in the recipient's e-mail system. Microsoft Exchange will not try to redeliver this "
     "message for you. Please check the e-mail address and try resending this message.\n\nDiagnostic information for "
     "administrators:\n\nGenerating server: mx.theirs.example\n\nbuyer@theirs.example\n#550 5.1.1 "
     "RESOLVER.ADR.RecipNotFound; not found ##\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Office 365, hops", "Microsoft Outlook <MicrosoftExchange@theirs.example>", "Undeliverable: Reminder",
     "Your message to buyer@theirs.example couldn't be delivered.\n\nA mail loop was found.\n\nRemote Server returned "
     "'554 5.4.14 Hop count exceeded - possible mail loop ATTR34'\n",
     "failure", "buyer@theirs.example", "temporary", false},
    {"Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>", "Delivery Status Notification (Failure)",
     "Delivery to the following recipient failed permanently:\n\n     buyer@theirs.example\n\nTechnical details of "
     "permanent failure: \nGoogle tried to deliver your message, but it was rejected by the server for the recipient "
     "domain theirs.example by mx.theirs.example. [192.0.2.4].\n\nThe error that the other server returned was:\n550 "
     "550 5.1.1 <buyer@theirs.example>: Recipient address rejected: User unknown in virtual mailbox table\n\n----- "
     "Original message -----\n\nMIME-Version: 1.0\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Yahoo", "MAILER-DAEMON@yahoo.com", "Failure Notice",
     "Sorry, we were unable to deliver your message to the following address.\n\n<buyer@theirs.example>:\nRemote host "
     "said: 550 5.1.1 <buyer@theirs.example>... User Unknown [RCPT_TO]\n\n--- Below this line is a copy of the "
     "message.\n\nReceived: from x\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"QQ", "PostMaster@qq.com", "=?utf-8?B?57O757uf6YCA5L+h?=",
     "抱歉，您的邮件被退回来了……\n\n原邮件信息：\n时　间：2026-11-23 "
     "10:00:00\n主　题：催款函\n收件人：buyer@theirs.example\n\n退信原因：\n收件人邮件地址（buyer@theirs."
     "example）不存在，邮件无法送达。\nhost mx.theirs.example said: 550 Mailbox not found\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"NetEase", "postmaster@163.com", "=?utf-8?B?57O757uf6YCA5L+hL1N5c3RlbXMgYm91bmNl?=",
     "退信通知\n\n很抱歉，您发送的邮件被退回，以下是该邮件的相关信息：\n\n被退回邮件 主题：催款函\n无法发送到 "
     "buyer@theirs.example\n退信原因 收件人邮箱已满\n",
     "failure", "buyer@theirs.example", "mailbox-full", false},
    {"Aliyun", "MAILER-DAEMON@mail.aliyun.com",
     "=?utf-8?B?6YCA5L+h6YCa55+l?=", "您的邮件投递失败\n收件人地址：buyer@theirs.example\n失败原因：域名不存在\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"1&1 and GMX", "mailer-daemon@kundenserver.example", "Mail delivery failed: returning message to sender",
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
     "delivered to\none or more of its recipients. The following addresses\nfailed:\n\n\"buyer@theirs.example\"\nSMTP "
     "error from remote server after RCPT command:\nhost: mx.theirs.example\n5.1.1 <buyer@theirs.example>... User "
     "Unknown\n\n--- The header of the original message is following. ---\n\nReceived: from x\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"MailFoundry", "postmaster@filter.example", "Delivery Failure",
     "Unable to deliver message to: <buyer@theirs.example>\nDelivery failed for the following reason:\nServer "
     "mx.theirs.example[192.0.2.22] failed with: 550 <buyer@theirs.example> No such user here\n\nThis has been a "
     "permanent failure.  No further delivery attempts will be made.\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"MailMarshal", "postmaster@filter.example", "Undeliverable Mail: \"Reminder\"",
     "Your message:\n   From:    accounts@ours.example\n   Subject: Reminder\n\nCould not be delivered because "
     "of\n\n550 5.1.1 User unknown\n\nThe following recipients were affected: \n   buyer@theirs.example\n\nAdditional "
     "Information\n======================\nOriginal Sender:    <accounts@ours.example>\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"SurfControl", "postmaster@filter.example", "Message non-deliverable.",
     "Your message could not be sent.\nA transcript of the attempts to send the message follows.\nThe number of "
     "attempts made: 1\nAddressed To: buyer@theirs.example\n\nMon 23 Nov 2026 10:00:00 +0800\nFailed to send to "
     "identified host,\nbuyer@theirs.example: [192.0.2.5], 550 buyer@theirs.example... No such user\n--- Message "
     "non-deliverable.\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"InterScan", "\"InterScan MSS\" <postmaster@filter.example>", "Mail delivery failed",
     "Sent <<< RCPT TO:<buyer@theirs.example>\nReceived >>> 550 5.1.1 <buyer@theirs.example>... user unknown\n\nUnable "
     "to deliver message to <buyer@theirs.example>\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"IMail", "Postmaster <postmaster@imail.example>", "Undeliverable Mail",
     "Unknown user: buyer@theirs.example\n\nOriginal message follows.\n\nReceived: from ours.example\n", "failure",
     "buyer@theirs.example", "address-dead", true},
    {"IMail, quota", "Postmaster <postmaster@imail.example>", "Undeliverable Mail",
     "User mailbox exceeds allowed size: buyer@theirs.example\n\nOriginal message follows.\n\nReceived: from "
     "ours.example\n",
     "failure", "buyer@theirs.example", "mailbox-full", false},
    {"Mailbox of a mobile carrier", "Postmaster@carrier.example", "Mail System Error - Returned Mail",
     "Your mail sent on: Mon, 23 Nov 2026 10:00:00 +0900\n     Could not be delivered to: <buyer@carrier.example>\n    "
     " As their mailbox is full.\n",
     "failure", "buyer@carrier.example", "mailbox-full", false},
    {"CommuniGate", "MAILER-DAEMON@cg.example", "Undelivered mail",
     "Failed to deliver to '<buyer@theirs.example>'\nSMTP module(domain theirs.example) reports:\n host name is "
     "unknown: theirs.example: Host not found\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"A rejected RCPT told in prose", "MAILER-DAEMON@x6.example", "There was an error sending your mail",
     "We had trouble delivering your message. Full details follow:\n\nSubject: 'Reminder'\n\n1 error(s):\n\nSMTP "
     "Server <mx.theirs.example> rejected recipient <buyer@theirs.example> \n  (Error following RCPT command). It "
     "responded as follows: [550 5.1.1 User unknown]\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"James", "postmaster@james.example", "[BOUNCE] Reminder",
     "Hi. This is the James mail server at james.example.\nI'm afraid I wasn't able to deliver your message to the "
     "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.  Below\nI include the "
     "list of recipients and the reason why I was unable to deliver\nyour message.\n\nFailed "
     "recipient(s):\nbuyer@theirs.example\n\nError message:\n550 - Requested action not taken: no such user here\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"Zoho", "mailer-daemon@mail.example", "Undelivered Mail Returned to Sender",
     "This message was created automatically by mail delivery software.\n A message that you sent could not be "
     "delivered to one or more of its recipients. This is a permanent error. \n\nbuyer@theirs.example Invalid Address, "
     "ERROR_CODE :550, ERROR_CODE :5.1.1 <buyer@theirs.example>... User Unknown\n\n",
     "failure", "buyer@theirs.example", "address-dead", true},
    {"A filter in front of nobody", "MAILER-DAEMON@filter.example", "failure notice",
     "The following message to <buyer@theirs.example> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown "
     "address error 550-'5.7.1 Access denied by policy'\n",
     "failure", "buyer@theirs.example", "policy", false},
    {"German words", "MAILER-DAEMON@post.example", "Unzustellbar: Mahnung",
     "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger: buyer@theirs.example\nGrund: Das Postfach ist "
     "voll\n",
     "failure", "buyer@theirs.example", "mailbox-full", false},
    {"A group that nobody may write to", "Mail Delivery Subsystem <mailer-daemon@googlegroups.example>",
     "Delivery Status Notification (Failure)",
     "We're writing to let you know that the group you tried to contact (buyers) may not exist, or you may not have "
     "permission to post messages to the group.\n",
     "failure", "", "unknown", false},
    {"Success", "postmaster@theirs.example", "Delivery Status Notification (Success)",
     "Your message was successfully delivered to the following recipients:\n\nbuyer@theirs.example\n", "delivered",
     "buyer@theirs.example", "unknown", false},
};

}  // namespace

TEST_CASE("a bounce for people names its recipient and its reason") {
  for (const Case& c : cases) {
    const MailReport report =
        read_report(plain_mail(c.from, c.subject, c.body, "Content-Type: text/plain; charset=utf-8\n"));
    INFO(c.shape);
    CHECK(std::string(word(report.kind)) == c.kind);
    REQUIRE(!report.recipients.empty());
    CHECK(report.recipients.size() == 1);
    INFO(report.recipients.front().reason + ": " + report.recipients.front().text);
    CHECK(report.recipients.front().address == c.address);
    CHECK(report.recipients.front().cls == c.cls);
    CHECK(report.recipients.front().hard == c.hard);
  }
}

TEST_CASE("each of several failed recipients keeps its own reason") {
  const MailReport report = read_report(
      plain_mail("MAILER-DAEMON@mx.theirs.example", "failure notice",
                 "Hi. This is the qmail-send program at mx.theirs.example.\n\n<one@theirs.example>:\nRemote host said: "
                 "550 5.1.1 User unknown\nGiving up on 192.0.2.1.\n\n"
                 "<two@theirs.example>:\nRemote host said: 552 5.2.2 Mailbox full\n\n--- Below this line is a copy of "
                 "the message.\n\nReturn-Path: <>\n"));
  REQUIRE(report.recipients.size() == 2);
  CHECK(report.recipients[0].address == "one@theirs.example");
  CHECK(report.recipients[0].reply_code == "550");
  CHECK(report.recipients[0].hard);
  CHECK(report.recipients[1].address == "two@theirs.example");
  CHECK(report.recipients[1].status == "5.2.2");
  CHECK_FALSE(report.recipients[1].hard);
}

TEST_CASE("words inside an address or a link are nobody's diagnosis") {
  const MailReport report =
      read_report(plain_mail("MAILER-DAEMON@mx.theirs.example", "failure notice",
                             "<no-such-user@theirs.example>:\nRemote host said: 450 4.2.0 Greylisted, see "
                             "https://theirs.example/help/user-unknown\nI'm not going to try again; this message has "
                             "been in the queue too long.\n"));
  REQUIRE(report.recipients.size() == 1);
  CHECK_FALSE(report.recipients[0].hard);
}

TEST_CASE("our own address is not the one that failed") {
  const MailReport report = read_report(
      plain_mail("MAILER-DAEMON@mx.theirs.example", "Undeliverable mail",
                 "A message from accounts@ours.example could not be delivered.\nbounce+abc@ours.example\nTo: "
                 "<buyer@theirs.example>: 550 5.1.1 no such user\n"));
  REQUIRE(report.recipients.size() == 1);
  CHECK(report.recipients[0].address == "buyer@theirs.example");
}
