#!/usr/bin/env python3
"""What somebody changed in the database neither leaves nor hides: a letter that its case file does not bear out is held, nothing is
written over it, and no command calls other bytes the approved ones."""
import shutil
import signal
import unittest

from support import Desk, end, eventually, import_ledger, main, small_ledger

DAY = "2026-11-23"


class HandsOff(unittest.TestCase):
    def desk(self, count=2, post=False):
        desk = Desk(self, route="maildir:outbox").init()
        ledger = small_ledger(count)
        if post:
            for contact in ledger["contacts"]:
                contact["email"] = ""
        import_ledger(desk, ledger)
        desk.run("plan", "--today", DAY)
        self.letters = [l["id"] for l in desk.letters("R2026-0001")]
        return desk

    def approved(self, *more, **which):
        desk = self.desk(*more, **which)
        desk.run("approve", "R2026-0001", "--by", "Anna", "--today", DAY)
        return desk

    def held(self, desk, letter, why):
        shown = desk.json("show", letter)
        self.assertEqual(shown["state"], "held", shown)
        self.assertIn(why, shown["reason"])
        self.assertNotIn("cancelled", [e["kind"] for e in shown["events"]])

    def test_an_approval_whose_event_was_changed_lets_nothing_out(self):
        desk = self.approved()
        desk.sql("UPDATE event SET actor = 'Ben' WHERE kind = 'approved' AND letter_id = ?", self.letters[0])
        desk.run("send", "--today", DAY, expect=None)
        self.assertEqual(len(desk.mails()), 1)
        self.held(desk, self.letters[0], "its case file does not hold at event")

    def test_four_eyes_do_not_believe_a_changed_event(self):
        desk = self.desk()
        desk.run("edit", self.letters[0], "--extra", "请尽快付款。", "--reason", "asked for", "--by", "Anna")
        desk.sql("UPDATE event SET actor = 'Ben' WHERE kind = 'edited'")
        refused = desk.run("approve", self.letters[0], "--by", "Anna", "--today", DAY, expect=None)
        self.assertIn("its case file does not hold at event", refused.out + refused.err)
        self.assertEqual(desk.json("show", self.letters[0])["state"], "drafted")

    def test_what_has_left_is_not_cancelled_where_a_row_says_approved(self):
        desk = self.approved()
        desk.run("send", "--today", DAY)
        left = desk.mails().keys()
        desk.sql("UPDATE letter SET state = 'approved'")
        desk.run("send", "--today", DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left)
        for letter in self.letters:
            self.held(desk, letter, "its case file says that it was accepted on 2026-11-23")
        self.assertEqual(desk.events("K0001")[-1]["kind"], "accepted")
        self.assertEqual(desk.json("plan", "--today", "2026-11-24")["letters"], [])
        desk.run("verify", expect=1)

    def test_what_was_refused_stays_refused(self):
        desk = self.approved()
        desk.run("refuse", self.letters[0], "--reason", "talks", "--by", "Ben", "--today", DAY)
        desk.sql("UPDATE letter SET state = 'approved' WHERE id = ?", self.letters[0])
        desk.run("send", "--today", DAY, expect=None)
        self.assertEqual(len(desk.mails()), 1)
        self.held(desk, self.letters[0], "its case file says that it was refused on 2026-11-23 by Ben")

    def test_other_bytes_are_not_called_the_approved_ones(self):
        desk = self.approved()
        one, other = self.letters
        desk.sql("UPDATE document SET bytes = bytes || x'0a2568610a' WHERE sha256 = (SELECT document FROM letter WHERE id = ?)", one)
        self.assertIn("is not the one that was approved", desk.run("pdf", one, "--out", "one.pdf", expect=1).err)
        desk.sql("UPDATE letter SET document = (SELECT document FROM letter WHERE id = ?) WHERE id = ?", one, other)
        desk.run("pdf", other, "--out", "other.pdf", expect=1)
        self.assertFalse((desk.folder / "one.pdf").exists() or (desk.folder / "other.pdf").exists())

    def test_a_letter_whose_text_is_gone_is_named(self):
        desk = self.approved()
        desk.sql("DELETE FROM letter_text WHERE letter_id = ?", self.letters[0])
        ran = desk.run("send", "--today", DAY, expect=None)
        self.assertIn(self.letters[0], ran.out + ran.err)
        self.assertEqual(desk.json("show", self.letters[0])["state"], "held")
        self.assertEqual(len(desk.mails()), 1)

    def test_a_counter_that_was_set_back_is_no_letter_that_stands(self):
        desk = self.desk()
        import_ledger(desk, small_ledger(2, first=3))
        desk.sql("UPDATE counter SET value = 0 WHERE name = 'letter-2026'")
        ran = desk.run("plan", "--today", DAY, expect=None)
        self.assertIn("was given out already: the counter of letters was set back", ran.out + ran.err)

    def cut_off(self, desk, state):
        """A print that is killed when its batch is in that state."""
        printer = desk.start("print", "--all", "--out", "print", "--today", DAY)
        self.addCleanup(end, printer)
        eventually(lambda: desk.sql("SELECT 1 FROM batch WHERE state = ?", state) or printer.poll() is not None, 60)
        printer.kill()
        printer.wait()
        return printer.returncode == -signal.SIGKILL and desk.sql("SELECT state FROM batch") == [(state,)]

    def until_cut_off(self, state):
        for _ in range(40):
            desk = self.approved(40, post=True)
            if self.cut_off(desk, state):
                return desk
        self.skipTest(f"no print was caught while its batch was {state}")

    def test_a_print_that_nobody_saw_looks_at_the_accounts_again(self):
        desk = self.until_cut_off("making")
        self.assertFalse(list((desk.folder / "print").glob("B*")) if (desk.folder / "print").exists() else [])
        desk.import_rows("payments", [{"reference": "BK-1", "debtor": "K0001", "date": DAY, "amount": "1001.50", "currency": "CNY", "invoice": "RE-0001"}], day=DAY)
        printed = desk.json("print", "--all", "--out", "print", "--today", DAY, expect=None)
        self.assertIn("cut off before its stack was there", str(printed))
        states = dict(desk.sql("SELECT debtor_id, state FROM letter"))
        self.assertEqual(states.pop("K0001"), "cancelled")
        self.assertEqual(set(states.values()), {"accepted"})
        desk.run("verify")

    def cut_off_while_laying(self):
        """As if the process had died between the folder and the receipt."""
        desk = self.approved(3, post=True)
        desk.run("print", "--all", "--out", "print", "--today", DAY)
        desk.sql("UPDATE batch SET state = 'laying', sha256 = ''")
        desk.sql("UPDATE letter SET state = 'printing'")
        desk.sql("DELETE FROM event WHERE kind = 'accepted'")
        for case, seq, hash in desk.sql("SELECT case_id, seq, hash FROM event e WHERE seq = (SELECT MAX(seq) FROM event WHERE case_id = e.case_id)"):
            desk.sql("UPDATE case_head SET seq = ?, hash = ? WHERE case_id = ?", seq, hash, case)
        return desk

    def test_a_place_that_cannot_be_written_puts_no_letter_in_doubt(self):
        desk = self.cut_off_while_laying()
        shutil.rmtree(desk.folder / "print")
        desk.write("print", "a file where the folder stood")
        desk.run("print", "--all", "--out", "print", "--today", DAY, expect=1)
        self.assertEqual(desk.sql("SELECT DISTINCT state FROM letter"), [("printing",)])
        made, = desk.json("print", "--all", "--out", "elsewhere", "--today", DAY, expect=3)["batches"]
        self.assertTrue(made["taken_up"])
        self.assertEqual(desk.sql("SELECT DISTINCT state FROM letter"), [("accepted",)])
        desk.run("verify")

    def test_a_stack_that_may_be_printed_and_cannot_be_made_again_is_in_doubt(self):
        desk = self.cut_off_while_laying()
        desk.sql("UPDATE document SET bytes = bytes || x'0a' WHERE sha256 = (SELECT document FROM letter WHERE id = ?)", self.letters[0])
        ran = desk.run("print", "--all", "--out", "elsewhere", "--today", DAY, expect=None)
        self.assertIn("its letters are in doubt", ran.out + ran.err)
        self.assertEqual(desk.sql("SELECT DISTINCT state FROM letter"), [("unknown",)])
        for letter in self.letters:
            desk.run("outbox", "settle", letter, "not-sent", "--evidence", "the stack was thrown away", "--by", "Ben", "--today", DAY)


if __name__ == "__main__":
    main()
