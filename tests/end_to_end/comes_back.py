#!/usr/bin/env python3
"""What each kind of message that comes back does to its letter and to the next step, by files: no server is needed."""
import unittest

from support import LEDGER_DAY, Desk, import_ledger, main, message_id, small_ledger

BACK = """\
From: {sender}
To: credit@yunfan.example
Subject: {subject}
Date: Sat, 21 Nov 2026 10:00:00 +0800
{headers}"""

STATUS = """\
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

{text}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.debtor.example

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: <{message}>

--b--
"""

READ = """\
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

Your message was displayed.
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {recipient}
Original-Message-ID: <{message}>
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""

COMPLAINT = """\
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: loop/1
Version: 1

--b
Content-Type: message/rfc822

From: credit@yunfan.example
To: {recipient}
Message-ID: <{message}>

--b--
"""


class ComesBack(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self, route="maildir:outbox").init()
        ledger = small_ledger(1)
        ledger["contacts"][0]["fax"] = "+862155550123"
        import_ledger(self.desk, ledger)
        self.assertEqual(self.desk.json("run", "--today", LEDGER_DAY, expect=None)["sent"]["accepted"], 1)
        (mail,) = self.desk.mails().values()
        self.message = message_id(mail)
        self.number = 0

    def take(self, body, subject="Delivery report", sender="MAILER-DAEMON@mx.debtor.example", headers="", today=LEDGER_DAY, **values):
        self.number += 1
        head = BACK.format(sender=sender, subject=subject, headers=headers)
        self.desk.write(f"{self.number}.eml", head + body.format(recipient="debtor1@debtor.example", message=self.message, **values))
        taken = self.desk.json("track", f"{self.number}.eml", "--today", today)
        return taken["mails"][-1]

    def status(self, action, status, diagnostic, text="A report."):
        return self.take(STATUS, action=action, status=status, diagnostic=diagnostic, text=text)

    def kinds(self):
        return [e["kind"] for e in self.desk.events("K0001")]

    def planned(self, day=LEDGER_DAY):
        done = self.desk.json("run", "--today", day, expect=None)
        return [(l["kind"], l["channel"]) for l in self.desk.letters(done["proposal"]["run"])]

    def pace(self):
        return self.desk.json("explain", "K0001", "--today", LEDGER_DAY)["cases"][0]["pace"]["value"]

    def test_a_full_mailbox_that_is_still_tried_waits_and_the_end_of_trying_goes_by_fax(self):
        mail = self.status("delayed", "4.2.2", "452 4.2.2 mailbox full")
        self.assertEqual((mail["kind"], mail["state"]), ("failure", "noted"), mail)
        self.assertIn("still being tried (mailbox-full)", mail["reason"])
        self.assertNotIn("bounced", self.kinds())
        self.assertEqual(self.planned(), [], "the letter may arrive yet: a second one would be one too many")
        mail = self.status("failed", "5.2.2", "552 5.2.2 mailbox full")
        self.assertEqual((mail["kind"], mail["state"]), ("failure", "done"), mail)
        self.assertEqual(self.planned(), [("reminder", "fax")])

    def test_a_delay_is_noted(self):
        mail = self.status("delayed", "4.4.1", "connection timed out")
        self.assertEqual((mail["kind"], mail["state"]), ("delay", "noted"), mail)
        self.assertEqual(self.planned(), [])

    def test_a_success_report_proves_delivery_once(self):
        self.status("delivered", "2.0.0", "250 2.0.0 ok")
        self.status("delivered", "2.0.0", "250 2.0.0 ok, again")
        self.assertEqual(self.kinds().count("delivered"), 1)

    def test_what_was_only_handed_on_is_no_proof(self):
        for action in ("relayed", "expanded"):
            mail = self.status(action, "2.0.0", "250 2.0.0 ok")
            self.assertEqual(mail["state"], "noted", mail)
            self.assertIn("proves no delivery", mail["reason"])
        self.assertNotIn("delivered", self.kinds())

    def test_a_promise_in_a_mail_counts_from_the_day_on_which_it_was_written(self):
        self.desk.run("record", "promise", "K0001", "--due", "2026-11-24", "--on", LEDGER_DAY, "--by", "Lin")
        # Tuesday the 24th and a working day of grace: it breaks on the 26th.
        head = f"In-Reply-To: <{self.message}>\n"
        body = "\n您好，货款我们将于2026年12月4日支付1001.50元。\n"
        sent = BACK.replace("Sat, 21 Nov 2026", "Wed, 25 Nov 2026")
        self.desk.write("late.eml", sent.format(sender="debtor1@debtor.example", subject="回复", headers=head) + body)
        mail = self.desk.json("track", "late.eml", "--today", "2026-11-25")["mails"][-1]
        self.desk.write("none.csv", "reference,debtor,date,amount,currency,invoice\n")
        self.desk.run("import", "payments", "none.csv", "--as-of", "2026-11-26")
        self.planned("2026-11-26")
        self.assertIn("promise-broken", self.kinds())
        self.desk.run("inbox", "confirm", mail["id"], "--by", "Lin", "--today", "2026-11-27")
        promises = self.desk.json("report", "--to", "2026-11-27")["promises"]
        self.assertEqual((promises["broken"], promises["open"]), (0, 1), promises)

    def test_a_policy_refusal_is_our_own_fault(self):
        mail = self.status("failed", "5.7.1", "550 5.7.1 message rejected by DMARC policy of yunfan.example")
        self.assertEqual(mail["state"], "open", mail)
        self.assertIn("our own fault", mail["reason"])
        self.assertNotIn("bounced", self.kinds(), "the address is not to blame")

    def test_a_read_receipt_is_no_answer(self):
        self.take(READ, subject="Read: reminder", sender="debtor1@debtor.example")
        self.assertIn("read", self.kinds())
        self.assertNotIn("replied", self.kinds())
        self.assertEqual(self.pace(), 1)

    def test_a_complaint_closes_the_channel(self):
        self.take(COMPLAINT, subject="FW: complaint", sender="fbl@provider.example")
        self.assertIn("complained", self.kinds())
        told = self.desk.run("explain", "K0001", "--today", "2026-12-10").out
        self.assertIn("email is closed after a complaint", told)
        self.assertIn("fax", told)

    def test_an_automatic_reply_defers_until_the_day_it_names_and_is_no_answer(self):
        head = f"In-Reply-To: <{self.message}>\nAuto-Submitted: auto-replied\n"
        mail = self.take("\n我出差在外，12月3日返回公司后回复您。\n", subject="自动回复: 催款", sender="debtor1@debtor.example", headers=head)
        self.assertEqual(mail["kind"], "auto-reply", mail)
        (event,) = self.desk.events("K0001", "auto-replied")
        self.assertEqual(event["data"]["until"], "2026-12-03")
        self.assertEqual(self.pace(), 1)

    def test_an_answer_waits_for_a_person_with_what_it_seems_to_say(self):
        head = f"In-Reply-To: <{self.message}>\n"
        mail = self.take("\n您好，货款我们将于2026年12月4日支付1001.50元。\n\n> 贵司欠款 1,001.50\n", subject="回复: 催款", sender="debtor1@debtor.example", headers=head)
        self.assertEqual((mail["kind"], mail["state"]), ("reply", "open"), mail)
        (waiting,) = self.desk.json("inbox")
        self.assertEqual([(s["meaning"], s["day"], s["amount"]) for s in waiting["suggestions"]], [("promise", "2026-12-04", "1001.50")])
        self.assertNotIn("promised", self.kinds(), "a machine records no promise")

    def test_a_message_counts_once_however_often_it_is_read(self):
        mail = self.status("failed", "5.1.1", "550 5.1.1 no such user")
        again = self.desk.json("track", "1.eml", "1.eml", "--today", LEDGER_DAY)
        self.assertEqual(mail["state"], "done")
        self.assertEqual(again["taken"], 0, again)
        self.assertEqual(self.kinds().count("bounced"), 1)


class Believed(unittest.TestCase):
    def test_the_date_of_a_stranger_is_believed_for_two_weeks(self):
        desk = Desk(self, route="maildir:outbox").init()
        ledger = small_ledger(1)
        ledger["invoices"][0].update(issue_date="2026-08-01", due_date="2026-08-31")
        import_ledger(desk, ledger, day="2026-10-12")
        self.assertEqual(desk.json("run", "--today", "2026-10-12", expect=None)["sent"]["accepted"], 1)
        (mail,) = desk.mails().values()
        for number, (written, counts) in enumerate([("Tue, 13 Oct 2026 10:00:00 +0800", "2026-11-07"), ("Thu, 19 Nov 2026 10:00:00 +0800", "2026-11-19")]):
            desk.write("reply.eml", f"From: debtor1@debtor.example\nTo: credit@yunfan.example\nSubject: Re: {number}\nDate: {written}\n"
                                    f"Message-ID: <{number}@debtor.example>\nIn-Reply-To: <{message_id(mail)}>\n\nThank you, {number}.\n")
            desk.json("track", "reply.eml", "--today", LEDGER_DAY)
            self.assertEqual(desk.events("K0001", "replied")[-1]["day"], counts)


if __name__ == "__main__":
    main()
