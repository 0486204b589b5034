#!/usr/bin/env python3
"""What a debtor's answer means, once a clerk has confirmed it: each meaning has its own effect on the next letter."""
import re
import unittest

from support import ROOT, SETTINGS, Desk, import_ledger, main, small_ledger

CLERK = "李敏"
SENT, ANSWERED = "2026-11-23", "2026-11-24"  # a Monday and a Tuesday


class Meanings(unittest.TestCase):
    def setUp(self):
        settings = 'policy = "own.toml"\n' + SETTINGS.replace("[delivery]", "[replies]\npaid_days = 10\ndocument_days = 14\n\n[delivery]")
        self.desk = Desk(self, settings).init()
        # The shipped pace would lead into 2027, whose holidays are not announced yet.
        policy = (ROOT / "config/policy.toml").read_text()
        self.desk.write("own.toml", re.sub(r"(?m)^slower = [\d.]+", "slower = 1.5", policy))
        ledger = small_ledger(2)
        ledger["contacts"].append({"debtor": "K0002", "name": "赵强", "position": "总经理", "role": "payer", "email": "boss2@debtor.example"})
        import_ledger(self.desk, ledger, day=SENT)
        self.desk.run("run", "--today", SENT)
        self.count = 0

    def answer(self, debtor, text, day=ANSWERED):
        """A reply by mail to the debtor's last letter; its id in the inbox."""
        message, recipient = self.desk.sql("SELECT message_id, recipient FROM letter WHERE debtor_id = ? AND state = 'accepted' ORDER BY id DESC LIMIT 1", debtor)[0]
        message = message if message.startswith("<") else f"<{message}>"
        self.count += 1
        path = self.desk.write(f"{self.count}.eml", f"From: <{recipient}>\nTo: li.min@yunfan.example\nSubject: Re: letter\nMessage-ID: <{self.count}@debtor.example>\nIn-Reply-To: {message}\n"
                                                    f"Date: Tue, 24 Nov 2026 10:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\n{text}\n")
        self.desk.json("track", path, "--today", day)
        return self.desk.json("inbox")[-1]["id"]

    def confirm(self, mail, *more, day=ANSWERED):
        return self.desk.run("inbox", "confirm", mail, *more, "--by", CLERK, "--today", day).out

    def why(self, debtor, day):
        return self.desk.run("explain", debtor, "--today", day).out

    def planned(self, debtor, day):
        """The letter that a plan of that day drafts for the debtor, or nothing."""
        known = {l["id"] for l in self.desk.letters(debtor)}
        self.desk.run("plan", "--today", day)
        new = [l for l in self.desk.letters(debtor) if l["id"] not in known]
        return new[0] if new else None

    def contact_of(self, letter):
        return self.desk.sql("SELECT recipient FROM letter WHERE id = ?", letter["id"])[0][0]

    def test_wrong_contact_the_next_one_gets_the_letter(self):
        self.assertIn("赵强", self.confirm(self.answer("K0002", "I am not responsible for this, please contact our director.")))
        self.assertEqual(self.desk.events("K0002", "decided")[-1]["data"]["contact"], "王芳")
        letter = self.planned("K0002", "2026-12-15")
        self.assertEqual(self.contact_of(letter), "boss2@debtor.example")

    def test_wrong_contact_and_nobody_else_holds_the_case_and_says_so(self):
        self.assertIn("nobody else is known", self.confirm(self.answer("K0001", "I am not responsible for this, please contact our director.")))
        self.assertIsNone(self.planned("K0001", "2026-12-15"))
        told = self.why("K0001", "2026-12-15")
        self.assertIn("王芳 is not responsible", told)
        self.desk.import_rows("contacts", [{"debtor": "K0001", "name": "孙丽", "position": "会计", "role": "payer", "email": "sun@debtor.example"}], day="2026-12-15")
        self.assertEqual(self.contact_of(self.planned("K0001", "2026-12-15")), "sun@debtor.example")

    def test_wrong_contact_takes_back_a_letter_that_is_on_its_way(self):
        mail = self.answer("K0002", "I am not responsible for this, please contact our director.", day="2026-12-14")
        letter = self.planned("K0002", "2026-12-15")
        self.assertEqual(self.contact_of(letter), "debtor2@debtor.example")
        self.desk.run("approve", letter["run"], "--by", CLERK, "--today", "2026-12-15", expect=None)
        self.confirm(mail, day="2026-12-15")
        self.desk.run("send", letter["run"], "--today", "2026-12-15", "--stale-ledger-by", CLERK, expect=None)
        [now] = [l for l in self.desk.letters("K0002") if l["id"] == letter["id"]]
        self.assertEqual(now["state"], "cancelled", now)
        self.assertIn("王芳 is not responsible", now["reason"])

    def test_out_of_business_stops_and_is_put_before_legal_staff(self):
        said = self.confirm(self.answer("K0001", "We are insolvent since 20 November."))
        self.assertIn("on hold until released", said)
        self.assertIsNone(self.planned("K0001", "2027-03-01"))
        self.assertIn("out of business, for legal staff", self.why("K0001", "2027-03-01"))
        self.assertIn("insolvent since 20 November", self.desk.events("K0001", "held")[-1]["data"]["reason"])
        done = self.desk.json("decide", "K0001", "legal-referral", "--by", "周律师", "--on", "2026-11-25")
        self.assertTrue(done["decided"])

    def test_a_document_is_waited_for_with_its_name_and_not_for_ever(self):
        said = self.confirm(self.answer("K0001", "Please send us a copy of the invoice RE-0001."), "--note", "copy of invoice RE-0001")
        self.assertIn("on hold until 2026-12-07", said)  # fourteen days with the 24th
        self.assertIn("copy of invoice RE-0001", self.why("K0001", "2026-12-07"))
        self.assertNotIn("on hold", self.why("K0001", "2026-12-08"))

    def test_paid_with_a_reference_waits_until_the_statement_shows_it(self):
        said = self.confirm(self.answer("K0001", "We paid invoice RE-0001 yesterday, reference TX-20261123."), "--as", "paid", "--reference", "TX-20261123")
        self.assertIn("on hold until 2026-12-03", said)  # ten days with the 24th
        self.assertIn("reference TX-20261123", self.why("K0001", "2026-12-03"))
        self.assertNotIn("on hold", self.why("K0001", "2026-12-04"))
        # A part of it on the statement: the wait is over, the rest is asked for.
        path = self.desk.write("bank.csv", "date,amount,currency,payer,payer account,text,reference\n2026-11-25,500.00,CNY,,,RE-0001,T1\n")
        self.desk.json("payments", "import", path, "--today", "2026-11-25")
        self.assertNotIn("on hold", self.why("K0001", "2026-11-26"))

    def test_paid_without_a_reference_buys_no_time(self):
        self.assertIn("letters do not wait", self.confirm(self.answer("K0001", "We have paid already."), "--as", "paid"))
        self.assertEqual(self.desk.events("K0001", "held"), [])

    def test_a_longer_hold_is_not_shortened(self):
        self.desk.run("record", "hold", "K0001", "--until", "2027-01-31", "--note", "settlement talks", "--by", CLERK, "--on", ANSWERED)
        self.assertIn("on hold already", self.confirm(self.answer("K0001", "Please send us a copy of the invoice."), "--note", "copy"))
        self.assertIn("settlement talks", self.why("K0001", "2027-01-30"))

    def test_a_promise_for_the_past_or_in_ten_years_is_none(self):
        mail = self.answer("K0001", "We will pay the invoice by 24 November 2036.")
        for due, says in (("2026-11-20", "lies before"), ("2036-11-24", "more than a year away"), ("2026-02-30", "2026-02-30")):
            for command in (["record", "promise", "K0001", "--on", ANSWERED], ["inbox", "confirm", mail, "--as", "promise", "--today", ANSWERED]):
                ran = self.desk.run(*command, "--due", due, "--by", CLERK, expect=2)
                self.assertIn(says, ran.err)
                self.assertLessEqual(ran.err.count("\n"), 2)
        self.assertEqual(self.desk.events("K0001", "promised"), [])
        self.assertEqual([m["state"] for m in self.desk.json("inbox")], ["open"])

    def test_who_refuses_goes_to_the_next_tier_when_the_deadline_is_over(self):
        self.assertIn("next tier may follow", self.confirm(self.answer("K0001", "We will not pay this."), "--as", "refuses"))
        self.confirm(self.answer("K0002", "We have received your letter."), "--as", "nothing")
        first = self.desk.letters("K0001")[0]
        self.assertIsNone(self.planned("K0001", first["deadline"]))  # our own word is kept
        self.assertEqual(self.planned("K0001", "2026-12-15")["kind"], "credit-warning")
        # Who only answered gets another reminder, as the policy says.
        self.assertEqual([l["kind"] for l in self.desk.letters("K0002")], ["reminder", "reminder"])


if __name__ == "__main__":
    main()
