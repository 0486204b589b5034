#!/usr/bin/env python3
"""A backup that is restored sends nothing twice: the mark beside the database knows what left."""
import shutil
import unittest

from support import LEDGER_DAY, Desk, import_ledger, main, small_ledger

NEXT_DAY = "2026-11-24"
DAY = "2026-11-23"


class Restore(unittest.TestCase):
    def desk(self, count=4, **more):
        desk = Desk(self, route="maildir:outbox", **more).init()
        import_ledger(desk, small_ledger(count))
        self.run_id = desk.json("plan", "--today", DAY)["run"]
        return desk

    def backup(self, desk):
        for name in ("dunmail.db", "dunmail.db-wal"):
            if (desk.folder / name).exists():
                shutil.copy(desk.folder / name, desk.folder / (name + ".copy"))

    def put_back(self, desk):
        for name in ("dunmail.db", "dunmail.db-wal", "dunmail.db-shm"):
            (desk.folder / name).unlink(missing_ok=True)
        for name in ("dunmail.db", "dunmail.db-wal"):
            if (desk.folder / (name + ".copy")).exists():
                shutil.copy(desk.folder / (name + ".copy"), desk.folder / name)

    def states(self, desk):
        return sorted(l["state"] for l in desk.letters(self.run_id))

    def approve(self, desk):
        desk.run("approve", self.run_id, "--by", "Lin Yue", "--today", DAY)

    def test_approved_letters_of_a_backup_are_in_doubt(self):
        desk = self.desk()
        self.approve(desk)
        self.backup(desk)
        self.assertEqual(desk.json("send", "--today", DAY)["accepted"], 4)
        left = desk.mails()
        self.put_back(desk)
        for command in (["send"], ["run"]):
            ran = desk.run(*command, "--today", DAY, expect=1)
            self.assertIn("older than what left", ran.err)
            self.assertIn("restore confirm --by NAME", ran.err)
        self.assertEqual(len(desk.mails()), 4)
        told = desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
        self.assertEqual(len(told["in_doubt"]), 4)
        self.assertIn(f"4 letter(s) in doubt since {DAY}: dunmail outbox", desk.run("send", "--today", DAY, expect=3).out)
        self.assertEqual(desk.mails().keys(), left.keys())
        desk.run("outbox", "settle", told["in_doubt"][0], "sent", "--by", "Lin Yue", "--evidence", "relay log", "--today", DAY)
        again = desk.json("restore", "confirm", "--by", "Anna")
        self.assertEqual(again["older"], False)
        self.assertRegex(again["confirmed_before"], r"^Lin Yue on \d{4}-\d\d-\d\d$")
        self.assertIn("a restore was confirmed by Lin Yue on ", desk.run("restore", "confirm", "--by", "Anna").out)
        desk.run("verify")

    def test_a_backup_of_before_the_first_letter_without_its_mark(self):
        desk = self.desk()
        self.approve(desk)
        self.backup(desk)
        desk.run("send", "--today", DAY)
        left = desk.mails().keys()
        self.put_back(desk)
        (desk.folder / "dunmail.db.mark").unlink()
        self.assertIn("the mark of what left is gone", desk.run("send", "--today", DAY, expect=1).err)
        desk.run("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
        desk.run("send", "--today", DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left)

    def test_the_mark_of_another_database_that_has_sent_as_often(self):
        desk, other = self.desk(), self.desk()
        for each in (desk, other):
            self.approve(each)
        self.backup(desk)
        for each in (desk, other):
            each.run("send", "--today", DAY)
        shutil.copy(other.folder / "dunmail.db.mark", desk.folder / "dunmail.db.mark")
        self.assertIn("is that of another one", desk.run("send", "--today", DAY, expect=1).err)
        desk.run("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=None)
        desk.run("plan", "--today", NEXT_DAY, expect=None)

    def test_nobody_decides_on_letters_of_an_older_database(self):
        desk = self.desk()
        self.approve(desk)
        self.backup(desk)
        desk.run("send", "--today", DAY)
        self.put_back(desk)
        letter = desk.letters(self.run_id)[0]["id"]
        for command in (["refuse", letter, "--reason", "talks"], ["edit", letter, "--drop", "--reason", "talks"], ["approve", self.run_id]):
            self.assertIn("older than what left", desk.run(*command, "--by", "Ben", "--today", DAY, expect=1).err)
        told = desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
        self.assertEqual(len(told["in_doubt"]), 4)

    def test_what_was_only_a_draft_in_the_backup(self):
        desk = self.desk()
        self.backup(desk)
        self.approve(desk)
        desk.json("send", "--today", DAY)
        left = desk.mails()
        self.put_back(desk)
        told = desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
        self.assertEqual(len(told["in_doubt"]), 4)
        desk.json("run", "--today", NEXT_DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left.keys(), "nobody got a second letter")

    def test_what_was_not_even_planned_in_the_backup(self):
        desk = Desk(self, route="maildir:outbox").init()
        import_ledger(desk, small_ledger(3))
        self.backup(desk)
        run = desk.json("plan", "--today", DAY)["run"]
        numbers = {l["number"] for l in desk.letters(run)}
        desk.run("approve", run, "--by", "Lin Yue", "--today", DAY)
        desk.json("send", "--today", DAY)
        left = desk.mails()
        self.put_back(desk)
        told = desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
        self.assertEqual(len(told["held"]), 3)
        desk.json("run", "--today", NEXT_DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left.keys(), "the cases rest until a person has looked")
        self.assertIn("is not in the restored database", desk.run("explain", "K0001", "--today", NEXT_DAY, expect=None).out)
        # A new debtor gets a number that nobody has.
        import_ledger(desk, small_ledger(1, first=9))
        desk.json("plan", "K0009", "--today", NEXT_DAY, expect=None)
        fresh = {l["number"] for l in desk.letters("K0009")}
        self.assertEqual(len(fresh), 1)
        self.assertFalse(fresh & numbers, "a number was given out twice")

    def test_print_as_well(self):
        ledger = small_ledger(2)
        for contact in ledger["contacts"]:
            contact["email"] = ""
        desk = Desk(self, route="maildir:outbox", post="batch").init()
        import_ledger(desk, ledger)
        self.run_id = desk.json("plan", "--today", DAY)["run"]
        self.approve(desk)
        self.backup(desk)
        self.assertEqual(desk.json("print", "--all", "--out", "out", "--today", DAY)["batches"][0]["letters"], 2)
        self.put_back(desk)
        self.assertIn("older than what left", desk.run("print", "--all", "--out", "again", "--today", DAY, expect=1).err)
        self.assertEqual(len(desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)["in_doubt"]), 2)

    def test_a_database_that_is_newer_than_its_mark_goes_on(self):
        # The process died between its commit and the mark; or the mark was not carried along to another machine.
        desk = self.desk()
        self.approve(desk)
        desk.json("send", "--today", DAY)
        mark = desk.folder / "dunmail.db.mark"
        lines = mark.read_text().splitlines(keepends=True)
        self.assertEqual(len(lines), 5)
        mark.write_text("".join(lines[:2]) + lines[2][:20])  # cut off within a line
        desk.run("send", "--today", DAY)

    def test_a_mark_that_is_gone_is_no_permission(self):
        desk = self.desk()
        desk.run("approve", desk.letters(self.run_id)[0]["id"], "--by", "Lin Yue", "--today", DAY)
        desk.json("send", "--today", DAY, expect=None)
        left = desk.mails()
        mark = desk.folder / "dunmail.db.mark"
        for change in (mark.unlink, lambda: mark.write_text(""), lambda: mark.write_text("rubbish\n")):
            change()
            for command in (["send"], ["plan"], ["run"]):
                self.assertIn("restore confirm", desk.run(*command, "--today", DAY, expect=1).err)
            desk.run("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)
            desk.run("send", "--today", DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left.keys())

    def test_a_plan_before_the_confirmation_gives_out_no_number_again(self):
        desk = Desk(self, route="maildir:outbox").init()
        import_ledger(desk, small_ledger(3))
        self.backup(desk)
        desk.json("run", "--today", DAY, expect=None)
        left = desk.mails()
        self.assertEqual(len(left), 3)
        self.put_back(desk)
        for command in (["plan"], ["run"]):
            desk.run(*command, "--today", DAY, expect=1)
        self.assertEqual(desk.sql("SELECT count(*) FROM letter"), [(0,)])
        self.assertEqual(len(desk.json("restore", "confirm", "--by", "Lin Yue", "--today", DAY, expect=3)["held"]), 3)
        desk.json("run", "--today", NEXT_DAY, expect=None)
        self.assertEqual(desk.mails().keys(), left.keys())

    def test_another_databases_mark(self):
        desk, other = self.desk(), self.desk()
        for each in (desk, other):
            self.approve(each)
        desk.json("send", "--today", DAY)
        other.run("refuse", other.letters(self.run_id)[0]["id"], "--reason", "no", "--by", "Lin Yue", "--today", DAY)
        other.json("send", "--today", DAY)
        shutil.copy(desk.folder / "dunmail.db.mark", other.folder / "dunmail.db.mark")
        self.assertRegex(other.run("send", "--today", DAY, expect=1).err, "older than what left|not the database that sent last")


if __name__ == "__main__":
    main()
