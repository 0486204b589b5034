// Mail bombs and broken mail: bounded in time and memory, and what can be read is read.
#include <catch2/catch.hpp>
#include <chrono>

#include "base/text.h"
#include "letters_back.h"
#include "tracking/foreign_text.h"

using namespace dunmail;

namespace {

/// Reads and classifies within ten seconds (it takes one; a hang or a quadratic step takes minutes), and gives valid
/// UTF-8.
MailReport survive(const std::string& bytes) {
  const auto start = std::chrono::steady_clock::now();
  const ForeignMail mail = read_mail(bytes);
  const MailReport report = classify(mail, rules());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(mail.parts.size() <= ReadLimits().parts + 1);
  for (const ForeignPart& part : mail.parts) {
    CHECK_FALSE(first_bad_utf8(part.text));
    CHECK(part.text.size() <= 4 * ReadLimits().part_text);
  }
  for (const auto& [name, value] : mail.headers.fields()) CHECK_FALSE(first_bad_utf8(value));
  for (const ReportedRecipient& r : report.recipients) {
    CHECK(r.text.size() <= 510);
    CHECK_FALSE(first_bad_utf8(r.text));
  }
  return report;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

TEST_CASE("multiparts nested a thousand deep") {
  std::string bytes = "From: a@b.example\nSubject: deep\n";
  for (int i = 0; i < 1000; ++i) {
    const std::string edge = std::to_string(i);
    bytes.append("Content-Type: multipart/mixed; boundary=\"e")
        .append(edge)
        .append("\"\n\n--e")
        .append(edge)
        .append("\n");
  }
  survive(bytes + "Content-Type: text/plain\n\nbottom\n");
}

TEST_CASE("messages nested a thousand deep") {
  survive("From: a@b.example\n" + repeated("Content-Type: message/rfc822\n\n", 1000) + "Subject: bottom\n\nhello\n");
  survive("From: a@b.example\n" + repeated("Content-Type: message (x) / (y) rfc822\n\n", 1000) + "\nhello\n");
}

TEST_CASE("a hundred thousand parts") {
  survive("From: a@b.example\nContent-Type: multipart/mixed; boundary=e\n\n" +
          repeated("--e\nContent-Type: text/plain\n\nx\n", 100000) + "--e--\n");
}

TEST_CASE("one line of a hundred megabytes, in header and body") {
  const std::string line(100u << 20, 'x');
  survive("From: a@b.example\nSubject: " + line + "\n\nbody\n");
  survive("From: mailer-daemon@b.example\nSubject: failure notice\n\n" + line);
}

TEST_CASE("a megabyte of what invites quadratic work") {
  for (const char* text : {"@",          "a@b.example ",
                           "<",          "&",
                           "=?utf-8?b?", "<<<",
                           ">>> RCPT\n", "550 5.1.1 ",
                           "mailbox ",   "Received: x\n",
                           "\n",         "Final-Recipient: rfc822;a@b.example\n",
                           "\"",         "12月",
                           "1.1.",       "{\"notificationType\":",
                           "[",          "--\n",
                           "> ",         "a:",
                           "(",          "\\",
                           "<@",         "a@b,",
                           "=?x?q?="}) {
    INFO(text);
    const std::string body = repeated(text, (1u << 20) / std::string(text).size());
    survive("From: mailer-daemon@b.example\nSubject: failure notice\n\n" + body);
    survive("From: mailer-daemon@b.example\nSubject: failure notice\nContent-Type: text/html\n\n" + body);
    survive("From: " + body + "\nSubject: " + body + "\nContent-Type: text/plain; a=" + body + "\n\nx\n");
    survive("Content-Type: message/rfc822\n\nTo : x\n " + body + "\nReferences: " + body + "\n\nx\n");
  }
}

TEST_CASE("thousands of header lines and of recipients") {
  survive(repeated("X-Many: value\n", 50000) + "\nbody\n");
  std::string rows;
  for (int i = 0; i < 20000; ++i)
    rows.append("\nFinal-Recipient: rfc822; a")
        .append(std::to_string(i))
        .append("@b.example\nAction: failed\nStatus: 5.1.1\n");
  const MailReport report = survive(report_mail("delivery-status", "Many.", "Reporting-MTA: dns; x\n" + rows));
  CHECK(report.recipients.size() <= 1000);
  CHECK(report.recipients.size() >= 500);
}

TEST_CASE("charsets: right, wrong, and unknown labels") {
  struct Row {
    const char* charset;
    const char* bytes;
    const char* text;
  };
  const Row rows[] = {
      {"gb2312", "\xd7\xd4\xb6\xaf\xbb\xd8\xb8\xb4", "自动回复"},
      {"big5", "\xa6\xdb\xb0\xca\xa6\x5e\xc2\xd0", "自動回覆"},
      {"shift_jis", "\x8e\xa9\x93\xae", "自動"},
      {"iso-2022-jp", "\x1b$B<+F0\x1b(B", "自動"},
      {"iso-8859-1",
       "zur\xfc"
       "ck",
       "zurück"},
      {"", "\xd7\xd4\xb6\xaf\xbb\xd8\xb8\xb4", "自动回复"},
      {"no-such-charset", "\xe8\x87\xaa\xe5\x8a\xa8", "自动"},
      {"us-ascii", "\xe8\x87\xaa\xe5\x8a\xa8", "自动"},
      {"utf-8", "\xe8\x87\xaa\xe5\x8a", "自"},
  };
  for (const Row& row : rows) {
    INFO(row.charset);
    CHECK(foreign_text(row.bytes, row.charset) == row.text);
  }
}

TEST_CASE("broken MIME still gives its text") {
  CHECK(read_mail("").parts.size() <= 1);
  CHECK(read_mail("no header at all, only words").text().find("words") != std::string::npos);
  CHECK(read_mail(
            "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\naGVsbG8gd29ybGQ")
            .text()
            .find("hello wor") != std::string::npos);
  CHECK(read_mail("Subject: x\nContent-Type: multipart/mixed; boundary=never\n\nhello there\n")
            .text()
            .find("hello there") != std::string::npos);
  CHECK(read_mail("Subject: x\nContent-Type: multipart/mixed\n\nhello there\n").text().find("hello there") !=
        std::string::npos);
  CHECK(read_mail("Subject: x\r\nContent-Type: text/html\r\n\r\n<p>One</p><p>two &lt;a@b.example&gt;")
            .text()
            .find("two <a@b.example>") != std::string::npos);
  CHECK(read_mail("From MAILER-DAEMON Mon Nov 23 10:00:00 2026\nSubject: y\n\nz\n").headers.first("subject") == "y");
  survive("Subject: \xff\xfe\x80\nFrom: =?x?y?z?= <\x01>\n\n\x00\x01\x02\xff");
  const MailReport report = survive(
      "From: MAILER-DAEMON@b.example\nSubject: failure notice\nHi. This is the qmail-send "
      "program.\n<buyer@theirs.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n");
  CHECK(report.kind == MailKind::failure);
}
