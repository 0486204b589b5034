#!/usr/bin/env python3
"""A plan that is stopped by a signal, or whose process is killed, between two of its pages: nobody sees the half of it, and the
next plan of the day goes on, with the letters and numbers of an undisturbed one."""
import signal
import unittest

from support import LEDGER_DAY, Desk, end, eventually, import_ledger, main, small_ledger

MANY = 9000  # five pages


class PlanPages(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(MANY))

    def start(self, *command):
        """The plan, when it has its first page behind it."""
        planner = self.desk.start(*command, "--today", LEDGER_DAY)
        self.addCleanup(end, planner)
        eventually(lambda: self.desk.sql("SELECT 1 FROM run WHERE state = 'planning' AND reached <> ''") or planner.poll() is not None, 60)
        self.assertIsNone(planner.poll(), "it ended before it could be stopped: more debtors are needed")
        return planner

    def whole(self, run):
        """Every debtor has one letter of the run, and the numbers have no gap."""
        self.assertEqual(self.desk.sql("SELECT id, state FROM run"), [(run, "finished")])
        self.assertEqual(self.desk.sql("SELECT count(*), count(DISTINCT debtor_id) FROM letter WHERE run_id = ?", run), [(MANY, MANY)])
        self.assertEqual([id for id, in self.desk.sql("SELECT id FROM letter ORDER BY debtor_id")],
                         [f"L2026-{n:06}" for n in range(1, MANY + 1)])
        self.desk.run("verify")

    def test_a_signal_ends_it_at_the_next_page(self):
        planner = self.start("run")
        planner.send_signal(signal.SIGINT)
        out, err = planner.communicate(timeout=60)
        self.assertEqual(planner.returncode, 130, err.decode())
        self.assertRegex(out.decode(), r"stopped as asked, behind debtor K(?:1600|3200|4800|6400|8000): .*\nnothing was sent|stopped as asked, behind debtor K(?:1600|3200|4800|6400|8000): .* nothing was sent")
        self.assertFalse((self.desk.folder / "outbox").exists(), "something was sent")
        self.assertEqual(self.desk.json("show", "R2026-0001")["letters"], [])
        self.assertIn("R2026-0001 plans, or was stopped behind debtor K", self.desk.run("show").out)
        refused = self.desk.run("approve", "R2026-0001", "--by", "李敏", "--today", LEDGER_DAY, expect=2)
        self.assertIn("R2026-0001 is not finished", refused.err)
        planned = self.desk.json("plan", "--today", LEDGER_DAY)
        self.assertEqual(planned["run"], "R2026-0001")
        self.assertRegex(planned["resumed_behind"], "K(?:1600|3200|4800|6400|8000)")
        self.assertEqual(planned["examined"], MANY)
        self.assertEqual(sum(group["letters"] for group in planned["letters"]), MANY)
        self.whole("R2026-0001")
        # So many letters are told to a program; to people what a screen holds.
        for what in (["show", "R2026-0001"], ["arrears", "--today", LEDGER_DAY], ["outbox"]):
            some, every = self.desk.run(*what).out, self.desk.run(*what, "--all").out
            self.assertIn(f"... and {MANY - 100} more: --all shows them", some)
            self.assertLess(len(some.splitlines()), 110)
            self.assertGreater(len(every.splitlines()), MANY)
        self.assertEqual(len(self.desk.json("show", "R2026-0001")["letters"]), MANY)

    def test_a_process_that_died_is_gone_on_with(self):
        for _ in range(2):
            self.start("plan").kill()
        self.desk.json("plan", "--today", LEDGER_DAY)
        self.whole("R2026-0001")


if __name__ == "__main__":
    main()
