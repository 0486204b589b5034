#!/usr/bin/env python3
"""Diaries of single debtors of samples/, played day by day through the program as samples/story.md tells them."""
import datetime
import re
import unittest

from support import KINDS, LEDGER_DAY, SAMPLES, Desk, main, message_id, pdf_of, pdf_text, sample_rows, without_blanks

CLERK = "林悦"
LAWYER = "周律师"


def days(first, last):
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    while day <= end:
        yield day.isoformat()
        day += datetime.timedelta(1)


class Diary(Desk):
    """A desk with some debtors of the samples. Payments are imported every day, as on a real one."""

    def __init__(self, test, *debtors, slower=None):
        super().__init__(test, (SAMPLES / "dunmail.toml").read_text())
        if slower:  # a pace of one's own: the shipped one would lead into 2027, whose holidays are not announced yet
            policy = (SAMPLES.parent / "config/policy.toml").read_text()
            self.write("own.toml", re.sub(r"(?m)^slower = [\d.]+", f"slower = {slower}", policy))
            self.write("dunmail.toml", 'policy = "own.toml"\n' + (self.folder / "dunmail.toml").read_text())
        self.debtors = debtors
        self.init()
        for kind in KINDS:
            rows = self.own(kind)
            if rows or kind != "payments":
                self.import_rows(kind, rows)

    def own(self, kind):
        return [row for row in sample_rows(kind) if row["id" if kind == "debtors" else "debtor"] in self.debtors]

    def pay(self, day, debtor, amount, reference="BK-NEW", expect=0):
        rows = [{"reference": reference, "debtor": debtor, "date": day, "amount": amount, "currency": "CNY"}]
        return self.import_rows("payments", rows, day=day, expect=expect)

    def see_bank(self, day):
        """The bank statement is imported: nothing is on it, and the ledger is fresh."""
        self.run("import", "payments", self.write("bank.csv", "reference,debtor,date,amount,currency\n"), "--as-of", day)

    def day(self, day):
        """The scheduler's run; the letters that it drafted."""
        self.see_bank(day)
        done = self.json("run", "--today", day, expect=None)
        return [(l["debtor"], l["kind"], l["channel"], l["state"]) for l in self.letters(done["proposal"]["run"])]

    def until_next(self, first, last):
        """Plays the days until a letter is drafted: that day and its letters, or None."""
        for day in days(first, last):
            if letters := self.day(day):
                return day, letters
        return None

    def quiet(self, first, last):
        played = self.until_next(first, last)
        self.test.assertIsNone(played, f"a letter that nobody expected: {played}")

    def last_letter(self, debtor):
        return self.json("show", debtor)["letters"][-1]

    def text_of_last_letter(self, debtor):
        return without_blanks(pdf_text(pdf_of(self.mails()[self.last_letter(debtor)["message_id"]])[0]))

    def explain(self, debtor, day):
        case, = self.json("explain", debtor, "--today", day)["cases"]
        return case

    def codes(self, debtor, day):
        return [b["code"] for b in self.explain(debtor, day)["blockers"]]

    def record(self, kind, debtor, on, *more, expect=0):
        return self.run("record", kind, debtor, "--on", on, *more, "--by", CLERK, expect=expect)


class Ladder(unittest.TestCase):
    def test_silence_reminder_second_reminder_warning(self):
        d = Diary(self, "D0001")
        self.assertEqual(d.day("2026-11-23"), [("D0001", "reminder", "email", "accepted")])
        self.assertEqual(d.last_letter("D0001")["deadline"], "2026-12-03")
        self.assertEqual(d.explain("D0001", "2026-11-24")["next_possible"], "2026-12-04")
        self.assertEqual(d.until_next("2026-11-24", "2026-12-10"), ("2026-12-04", [("D0001", "reminder", "email", "accepted")]))
        # Two letters ignored; the second deadline is 14 December, and two days of grace follow.
        self.assertEqual(d.until_next("2026-12-05", "2026-12-20"), ("2026-12-17", [("D0001", "credit-warning", "email", "drafted")]))
        self.assertEqual(len(d.mails()), 2, "a warning that nobody approved stays here")
        self.assertEqual(d.json("send", "--today", "2026-12-17")["accepted"], 0)
        warning = d.last_letter("D0001")
        self.assertEqual(warning["approval"], "credit")
        d.json("approve", warning["run"], "--tier", "credit-warning", "--by", CLERK, "--today", "2026-12-17")
        self.assertEqual(d.json("send", "--today", "2026-12-17")["accepted"], 1)
        self.assertEqual(d.json("show", warning["id"])["approved_by"], CLERK)
        self.assertEqual(d.codes("D0001", "2026-12-20")[0], "deadline-running")
        self.assertIn("not-proven", d.codes("D0001", "2026-12-28"), "without proof of delivery no lawyer's letter")
        self.assertEqual(d.json("verify")["broken"], [])

    def test_a_broken_promise_opens_the_next_tier(self):
        d = Diary(self, "D0002")
        d.day("2026-11-23")
        d.record("promise", "D0002", "2026-11-24", "--due", "2026-11-26")
        self.assertEqual([l[1] for l in d.day("2026-11-24")], ["promise-confirmation"])
        d.quiet("2026-11-25", "2026-11-26")
        self.assertEqual(d.codes("D0002", "2026-11-26"), ["promise"])
        # One working day of grace is Friday 27; the letter goes on the next working day, and not on the weekend.
        self.assertEqual(d.until_next("2026-11-27", "2026-12-03"), ("2026-11-30", [("D0002", "broken-promise", "email", "accepted")]))
        self.assertEqual([e["data"]["due"] for e in d.events("D0002", "promise-broken")], ["2026-11-26"])
        self.assertIn("承诺，在2026年11月26日前", d.text_of_last_letter("D0002"))
        self.assertEqual(d.until_next("2026-12-01", "2026-12-12"), ("2026-12-08", [("D0002", "credit-warning", "email", "drafted")]), "without a second reminder")

    def up_to_the_lawyer(self):
        """D0002 on the shortest way up: promise, broken on 27 November, warning approved and proven delivered."""
        d = Diary(self, "D0002")
        d.day("2026-11-23")
        d.record("promise", "D0002", "2026-11-24", "--due", "2026-11-25")
        self.assertEqual([l[1] for l in d.day("2026-11-27")], ["broken-promise"])
        day, letters = d.until_next("2026-11-30", "2026-12-08")
        self.assertEqual(letters, [("D0002", "credit-warning", "email", "drafted")])
        d.json("approve", d.last_letter("D0002")["id"], "--by", CLERK, "--today", day)
        self.assertEqual(d.json("send", "--today", day)["accepted"], 1)
        warning = d.last_letter("D0002")
        self.assertIn("not-proven", d.codes("D0002", "2026-12-14"))
        d.record("delivered", "D0002", day, "--note", "EMS 1234567890123, signed for")
        return d, warning

    def test_the_lawyers_letter_needs_proof_patience_and_another_person(self):
        d, warning = self.up_to_the_lawyer()
        day, letters = d.until_next("2026-12-09", "2026-12-17")
        self.assertEqual(letters, [("D0002", "lawyers-letter", "email", "drafted")])
        over = datetime.date.fromisoformat(warning["deadline"]) + datetime.timedelta(3)
        self.assertGreater(day, over.isoformat(), "the warning's deadline and three days of grace are over")
        letter = d.last_letter("D0002")
        self.assertEqual(letter["approval"], "legal")
        refused = d.json("approve", letter["id"], "--by", "drafter", "--today", day, expect=3)
        self.assertEqual(refused["approved"], 0)
        self.assertIn("drafter drafted it and may not approve it", refused["held"][0]["message"])
        self.assertEqual(d.json("send", "--today", day)["accepted"], 0)
        self.assertEqual(len(d.mails()), 3)
        d.json("approve", letter["id"], "--by", LAWYER, "--today", day)
        self.assertEqual(d.json("send", "--today", day)["accepted"], 1)
        text = d.text_of_last_letter("D0002")
        for word in ("律师函", "上海正衡律师事务所", "陈思远", "99,935.50"):
            self.assertIn(word, text)
        by_hand = [(e["kind"], e["by"]) for e in d.events("D0002", "approved", "delivered") if e["by"] in (CLERK, LAWYER)]
        self.assertEqual(by_hand, [("approved", CLERK), ("delivered", CLERK), ("approved", LAWYER)])
        self.assertEqual(d.json("verify")["broken"], [])

    def test_without_a_law_firm_the_lawyers_letter_is_held_as_a_draft(self):
        d, _ = self.up_to_the_lawyer()
        settings = (d.folder / "dunmail.toml").read_text()
        d.write("dunmail.toml", settings.replace('licence = "13101201510123456"\n', ""))
        day, letters = d.until_next("2026-12-13", "2026-12-17")
        self.assertEqual([l[1] for l in letters], ["lawyers-letter"])
        held = d.json("approve", d.last_letter("D0002")["id"], "--by", LAWYER, "--today", day, expect=3)
        self.assertIn("licence", held["held"][0]["message"])
        d.json("send", "--today", day, expect=None)
        self.assertEqual(len(d.mails()), 3)


class Payments(unittest.TestCase):
    def test_paid_between_approval_and_hand_off_cancels(self):
        d = Diary(self, "D0007", "D0008")
        d.see_bank("2026-11-23")
        run = d.json("plan", "--today", "2026-11-23")["run"]
        self.assertEqual(d.json("approve", run, "--by", CLERK, "--today", "2026-11-23")["approved"], 2)
        d.json("import", "payments", SAMPLES / "later/payments-2026-11-23.csv", "--as-of", "2026-11-23")
        sent = d.json("send", run, "--today", "2026-11-23", expect=3)
        self.assertEqual((sent["accepted"], sent["cancelled"]), (1, 1))
        self.assertIn("the ledger changed", sent["remarks"][0]["message"])
        paid = d.last_letter("D0007")
        self.assertEqual((paid["state"], paid["message_id"]), ("cancelled", ""))
        self.assertEqual([str(m["To"].addresses[0].addr_spec) for m in d.mails().values()], [d.last_letter("D0008")["recipient"]])
        self.assertEqual([e["kind"] for e in d.events("D0007")], ["drafted", "approved", "paid", "cancelled"])
        self.assertEqual(d.codes("D0007", "2026-11-30"), ["not-due"])

    def test_part_paid_between_approval_and_hand_off_is_proposed_anew_with_the_rest(self):
        d = Diary(self, "D0007")
        d.see_bank("2026-11-23")
        d.json("approve", d.json("plan", "--today", "2026-11-23")["run"], "--by", CLERK, "--today", "2026-11-23")
        d.pay("2026-11-23", "D0007", "6,900.00")
        self.assertEqual(d.json("send", "--today", "2026-11-23", expect=3)["cancelled"], 1)
        self.assertEqual(d.day("2026-11-23"), [("D0007", "reminder", "email", "accepted")])
        self.assertEqual(d.last_letter("D0007")["amount"], 3000000)

    def test_half_paid_after_the_reminder_brings_the_short_payment_letter(self):
        d = Diary(self, "D0006")
        d.day("2026-11-23")
        d.json("import", "payments", SAMPLES / "later/payments-2026-11-30.csv", "--as-of", "2026-11-30")
        self.assertEqual([l[1] for l in d.day("2026-11-30")], ["short-payment"])
        letter = d.last_letter("D0006")
        self.assertEqual(letter["amount"], 2940000)
        self.assertIn("29,400.00", d.text_of_last_letter("D0006"))
        self.assertEqual(d.day("2026-12-01"), [], "it is written once")


class Promises(unittest.TestCase):
    def test_kept_ends_the_matter(self):
        d = Diary(self, "D0008")
        d.day("2026-11-23")
        d.record("promise", "D0008", "2026-11-24", "--due", "2026-12-01")
        self.assertEqual([l[1] for l in d.day("2026-11-24")], ["promise-confirmation"])
        d.quiet("2026-11-30", "2026-12-01")
        d.pay("2026-12-01", "D0008", "74,150.00")
        self.assertEqual([l[1] for l in d.day("2026-12-02")], ["thanks"])
        d.quiet("2026-12-03", "2026-12-06")
        self.assertEqual([e["data"]["due"] for e in d.events("D0008", "promise-kept")], ["2026-12-01"])
        self.assertEqual(d.events("D0008", "promise-broken"), [])
        self.assertEqual(d.codes("D0008", "2026-12-31"), ["not-due"])

    def test_a_promise_stops_an_approved_letter_at_hand_off(self):
        d = Diary(self, "D0008")
        d.see_bank("2026-11-23")
        d.json("approve", d.json("plan", "--today", "2026-11-23")["run"], "--by", CLERK, "--today", "2026-11-23")
        d.record("promise", "D0008", "2026-11-23", "--due", "2026-12-01")
        self.assertEqual(d.json("send", "--today", "2026-11-23", expect=3)["cancelled"], 1)
        self.assertFalse((d.folder / "outbox/new").exists())

    def test_a_promise_without_an_exact_day_is_none(self):
        d = Diary(self, "D0008")
        for more in ([], ["--due", "soon"], ["--due", "2026-11-20"], ["--due", "2028-01-01"], ["--due", "2026-12-01", "--amount", "-5"]):
            ran = d.record("promise", "D0008", "2026-11-23", *more, expect=2)
            self.assertEqual(len(ran.err.splitlines()), 1)
        self.assertEqual(d.events("D0008"), [])


class Disputes(unittest.TestCase):
    def test_the_disputed_invoice_waits_and_the_other_goes_on(self):
        d = Diary(self, "D0003", slower=1.5)
        d.day("2026-11-23")
        whole = d.last_letter("D0003")["amount"]
        d.record("dispute", "D0003", "2026-11-24", "--invoice", "INV-2026-0848", "--note", "short delivery")
        day, letters = d.until_next("2026-12-10", "2026-12-20")
        second = d.last_letter("D0003")
        disputed = next(i["open"] for i in d.json("arrears", "D0003", "--today", day)["accounts"][0]["items"] if i["invoice"] == "INV-2026-0848")
        self.assertEqual(second["amount"], whole - disputed)
        self.assertIn("INV-2026-0784", d.text_of_last_letter("D0003"))

    def test_all_disputed_nothing_until_settled(self):
        d = Diary(self, "D0004")
        d.record("dispute", "D0004", LEDGER_DAY, "--invoice", "INV-2026-0837")
        # What was said is confirmed in writing; nothing is demanded.
        self.assertEqual(d.day("2026-11-23"), [("D0004", "dispute-acknowledgement", "email", "accepted")])
        d.quiet("2026-11-24", "2026-11-26")
        self.assertEqual(d.codes("D0004", "2026-11-26"), ["disputed"])
        d.record("settled", "D0004", "2026-11-26", "--invoice", "INV-2026-0837")
        self.assertEqual(d.day("2026-11-27"), [("D0004", "reminder", "email", "accepted")])

    def test_a_dispute_between_approval_and_hand_off_cancels(self):
        d = Diary(self, "D0003")
        d.see_bank("2026-11-23")
        d.json("approve", d.json("plan", "--today", "2026-11-23")["run"], "--by", CLERK, "--today", "2026-11-23")
        d.record("dispute", "D0003", "2026-11-23", "--invoice", "INV-2026-0848")
        self.assertEqual(d.json("send", "--today", "2026-11-23", expect=3)["cancelled"], 1)


class Holds(unittest.TestCase):
    def test_until_a_day(self):
        d = Diary(self, "D0005")
        d.record("hold", "D0005", LEDGER_DAY, "--until", "2026-11-26", "--note", "settlement talks")
        self.assertIn("settlement talks", d.explain("D0005", "2026-11-23")["blockers"][0]["text"])
        self.assertEqual(d.until_next("2026-11-23", "2026-11-30"), ("2026-11-27", [("D0005", "reminder", "email", "accepted")]))

    def test_until_released(self):
        d = Diary(self, "D0005")
        d.record("hold", "D0005", LEDGER_DAY, "--note", "settlement talks")
        d.quiet("2026-11-23", "2026-11-25")
        d.record("release", "D0005", "2026-11-25", "--note", "talks failed")
        self.assertEqual(len(d.day("2026-11-26")), 1)
        self.assertIn("is not on hold", d.record("release", "D0005", "2026-11-26", expect=2).err)

    def test_a_hold_between_approval_and_hand_off_keeps_the_letter_back(self):
        d = Diary(self, "D0005")
        d.see_bank("2026-11-23")
        d.json("approve", d.json("plan", "--today", "2026-11-23")["run"], "--by", CLERK, "--today", "2026-11-23")
        d.record("hold", "D0005", "2026-11-23", "--note", "settlement talks")
        sent = d.json("send", "--today", "2026-11-23")
        self.assertEqual((sent["accepted"], sent["cancelled"], sent["waiting"]), (0, 0, 1))
        self.assertIn("settlement talks", sent["remarks"][0]["message"])
        d.record("release", "D0005", "2026-11-23", "--note", "talks failed")
        self.assertEqual(d.json("send", "--today", "2026-11-23")["accepted"], 1)


class Cadence(unittest.TestCase):
    def test_an_answer_slows_down(self):
        d = Diary(self, "D0008", slower=1.5)
        d.day("2026-11-23")
        before = d.explain("D0008", "2026-11-24")
        d.record("response", "D0008", "2026-11-24", "--note", "will look into it")
        after = d.explain("D0008", "2026-11-24")
        self.assertEqual(before["next_possible"], "2026-12-04")
        # 10 working days x 1.5 after Monday 23 November.
        self.assertEqual(after["next_possible"], "2026-12-14")
        self.assertEqual((before["pace"]["value"], after["pace"]["value"]), (1.0, 1.5))
        self.assertEqual(d.until_next("2026-12-04", "2026-12-20"), ("2026-12-14", [("D0008", "reminder", "email", "accepted")]), "explain and plan agree")

    def test_a_bounce_sends_the_letter_another_way_at_once(self):
        d = Diary(self, "D0028")
        self.assertEqual(d.day("2026-11-23"), [("D0028", "reminder", "email", "accepted")])
        d.record("bounced", "D0028", "2026-11-24", "--note", "550 no such user")
        self.assertEqual(d.day("2026-11-24"), [("D0028", "reminder", "fax", "accepted")])

    def test_a_refused_letter_is_not_sent_and_comes_back_only_later_or_when_the_contact_changed(self):
        d = Diary(self, "D0008")
        d.see_bank("2026-11-23")
        d.json("plan", "--today", "2026-11-23")
        letter = d.last_letter("D0008")
        self.assertEqual(d.json("plan", "--today", "2026-11-23")["letters"], [], "a proposal reserves its items")
        d.json("refuse", letter["id"], "--reason", "wrong contact", "--by", CLERK, "--today", "2026-11-23")
        self.assertEqual(d.json("send", "--today", "2026-11-23")["accepted"], 0)
        self.assertEqual(d.codes("D0008", "2026-11-24")[0], "refused")
        self.assertEqual(d.explain("D0008", "2026-11-24")["next_possible"], "2026-12-07", "ten working days")
        self.assertEqual(d.day("2026-11-24"), [])
        contacts = [{**row, "email": "new.mailbox@example.com"} for row in d.own("contacts")]
        d.import_rows("contacts", contacts, day="2026-11-25")
        self.assertEqual(len(d.day("2026-11-25")), 1, "the contact was mended")
        self.assertEqual([message_id(m) for m in d.mails().values()], [d.last_letter("D0008")["message_id"]])


if __name__ == "__main__":
    main()
