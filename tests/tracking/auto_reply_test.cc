#include "tracking/auto_reply.h"

#include <catch2/catch.hpp>

#include "letters_back.h"
#include "tracking/dates_in_text.h"

using namespace dunmail;

namespace {

const Date today = make_date(2026, 11, 23);  // a Monday

std::string found(const char* text) {
  std::string out;
  for (const FoundDate& f : find_dates(text, today)) {
    if (!out.empty()) out += ' ';
    out += iso(f.day);
  }
  return out;
}

}  // namespace

TEST_CASE("days are found in three languages") {
  struct Row {
    const char* text;
    const char* days;
  };
  const Row rows[] = {
      {"until 2026-12-05.", "2026-12-05"},
      {"bis 05.12.2026", "2026-12-05"},
      {"bis zum 5.12.", "2026-12-05"},
      {"bis zum 5. Dezember", "2026-12-05"},
      {"am 3. März zurück", "2027-03-03"},
      {"vom 5. - 9.12.", "2026-12-05 2026-12-09"},
      {"back on December 5th, 2026", "2026-12-05"},
      {"on Dec 5", "2026-12-05"},
      {"on the 5th of December", "2026-12-05"},
      {"5 December 2026", "2026-12-05"},
      {"12/05/2026", "2026-12-05"},
      {"25/12/2026", "2026-12-25"},
      {"Monday, 30 November", "2026-11-30"},
      {"next Friday", "2026-12-04"},
      {"on Friday", "2026-11-27"},
      {"nächsten Freitag", "2026-12-04"},
      {"by month end", "2026-11-30"},
      {"bis Monatsende", "2026-11-30"},
      {"本月底前", "2026-11-30"},
      {"下月底", "2026-12-31"},
      {"12月底", "2026-12-31"},
      {"下周五", "2026-12-04"},
      {"本周五", "2026-11-27"},
      {"12月5日前", "2026-12-05"},
      {"2026年12月5日", "2026-12-05"},
      {"1月5号", "2027-01-05"},
      {"明天", "2026-11-24"},
      {"tomorrow", "2026-11-24"},
      {"tel. 0571-88123456, IP 192.0.2.10, invoice 2026-11-99, version 5.1.2", ""},
      {"31.02.2027", ""},
      {"I may pay in march", ""},
      {"some day, soon", ""},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(found(row.text) == row.days);
  }
}

TEST_CASE("an automatic reply is known by its headers or its subject, and says when its owner is back") {
  struct Row {
    const char* subject;
    const char* headers;
    const char* text;
    const char* kind;
    const char* until;
  };
  const Row rows[] = {
      {"Re: Reminder", "Auto-Submitted: auto-replied\n", "I am away until 4 December.", "auto-reply", "2026-12-04"},
      {"Out of Office: Reminder", "", "I'm out of the office and will be back on Monday, 30 November.", "auto-reply",
       "2026-11-30"},
      {"Automatic reply: Reminder", "", "I am on leave from 23 November to 27 November.", "auto-reply", "2026-11-27"},
      {"Abwesenheitsnotiz", "", "Ich bin vom 23.11. bis 27.11.2026 nicht im Büro.", "auto-reply", "2026-11-27"},
      {"Automatische Antwort: Mahnung", "", "Ich bin ab dem 1. Dezember wieder erreichbar.", "auto-reply",
       "2026-12-01"},
      {"自动回复：催款函", "", "我正在休假，12月5日回来上班。", "auto-reply", "2026-12-05"},
      {"外出通知", "", "本人于11月23日至11月28日出差，期间请联系同事。", "auto-reply", "2026-11-28"},
      {"Re: Reminder", "Precedence: auto_reply\n", "Thank you for your mail.", "auto-reply", ""},
      {"Re: Reminder", "X-Autoreply: yes\n", "We have got your mail.", "auto-reply", ""},
      {"Re: Reminder", "In-Reply-To: <l1@ours.example>\n", "We will pay on 5 December.", "reply", ""},
      {"Re: our holiday and your invoice", "In-Reply-To: <l1@ours.example>\n", "See below.", "reply", ""},
      {"回复：催款函", "", "款已付。", "reply", ""},
      {"AW: Mahnung", "", "Wir haben bezahlt.", "reply", ""},
      {"Autumn offers", "List-Unsubscribe: <mailto:x@shop.example>\n", "Buy!", "other", ""},
      {"Hello", "", "A first letter.", "other", ""},
  };
  for (const Row& row : rows) {
    INFO(row.subject << " / " << row.headers);
    const MailReport report =
        read_report(plain_mail("Buyer <buyer@theirs.example>", row.subject, row.text,
                               std::string("Content-Type: text/plain; charset=utf-8\n") + row.headers));
    CHECK(std::string(word(report.kind)) == row.kind);
    CHECK((report.return_date ? iso(*report.return_date) : "") == row.until);
  }
}

TEST_CASE("a day long past or far away is no return") {
  CHECK_FALSE(return_date("", "I was away until 1 November 2025", today));
  CHECK_FALSE(return_date("", "away until 1 January 2036", today));
}
