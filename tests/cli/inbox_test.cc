// What a clerk says a mail means.
#include "intake/inbox.h"

#include <catch2/catch.hpp>

#include "casefile/mail_events.h"
#include "cli/sending_room.h"

using namespace dunmail;

TEST_CASE(
    "what a clerk says of a dispute is taken before what was suggested, and the decision says what was recorded") {
  SendingRoom room({"one.example"});
  World w = room.world();
  const Currency cny = *Currency::find("CNY");
  w.record(w.store.account("main", "D1", cny), room.today, "", told::Replied{.note = "hello"});
  MailRow mail;
  mail.document = w.store.keep("From: a@debtor.example\r\n\r\nHalf of it is missing.\r\n", "message/rfc822");
  mail.day = room.today;
  mail.at = iso(room.now);
  mail.kind = "reply";
  mail.case_id = "main/D1/CNY";
  mail.debtor_id = "D1";
  mail.state = MailState::open;
  mail.suggestions =
      R"([{"meaning": "dispute", "type": "goods", "invoice": "INV-1", "evidence": "Half of it is missing"}])";
  w.store.add(mail);

  ConfirmMailOrder order;
  order.mail = mail.id;
  order.by = "Li";
  order.today = room.today;
  order.type = "quantity";
  const MailRow row = confirm_mail(w, order);
  const Event last = w.store.events("main/D1/CNY").back();
  CHECK(last.kind == EventKind::disputed);
  CHECK(last.data["type"] == "quantity");
  CHECK(last.data["note"] == "Half of it is missing");
  CHECK(row.state == MailState::decided);
  CHECK(row.decision == "dispute: main/D1/CNY: dispute of 1,000.00 on INV-1");
  CHECK_THROWS_WITH(confirm_mail(w, order), Catch::Contains("is decided by Li"));
}
