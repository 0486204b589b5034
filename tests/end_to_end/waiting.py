#!/usr/bin/env python3
"""Another process holds the database for long: nothing is lost, nothing in doubt, nobody gives up, and whoever reads waits
for nothing. The lock is held for longer than any of our own time limits; DUNMAIL_HOLD=60 (./dev soak) holds it a minute."""
import os
import re
import signal
import subprocess
import sys
import time
import unittest
import urllib.parse

from response import Reception
from support import LEDGER_DAY, PROGRAM, Desk, end, environment, eventually, import_ledger, main, small_ledger

HOLD = float(os.environ.get("DUNMAIL_HOLD", "13"))

# Takes the lock as soon as something of the condition is there, says so, and gives it back after a while or when told.
HOLDER = """
import select, sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
while not database.execute(sys.argv[2]).fetchone()[0]:
    time.sleep(0.002)
database.execute("BEGIN IMMEDIATE")
print("held", flush=True)
select.select([sys.stdin], [], [], float(sys.argv[3]))
database.execute("ROLLBACK")
"""


def hold(test, desk, condition="SELECT 1", seconds=HOLD):
    script = desk.write("hold.py", HOLDER)
    holder = subprocess.Popen([sys.executable, script, str(desk.folder / "dunmail.db"), condition, str(seconds)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    test.addCleanup(end, holder)
    return holder


class Sending(unittest.TestCase):
    LETTERS = 300

    def test_letters_on_their_way_get_their_receipts(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(self.LETTERS))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "李敏", "--today", LEDGER_DAY)
        holder = hold(self, desk, "SELECT count(*) FROM letter WHERE state IN ('sending', 'accepted')")
        sender = desk.start("send", "--today", LEDGER_DAY)
        self.addCleanup(end, sender)
        self.assertEqual(holder.stdout.readline(), "held\n")
        out, err = sender.communicate(timeout=HOLD + 60)
        self.assertEqual(sender.returncode, 0, (out, err))
        self.assertEqual(desk.sql("SELECT state, count(*) FROM letter GROUP BY state"), [("accepted", self.LETTERS)])
        self.assertEqual(len(desk.mails()), self.LETTERS)
        self.assertRegex(err.decode(), rf"waiting for the database: python\S* hold\.py \(process {holder.pid}, since \d\d:\d\d:\d\d\) writes")
        self.assertEqual(holder.wait(10), 0)

    def test_who_sits_before_a_screen_is_told_for_whom_he_waits_and_may_read(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(2))
        holder = hold(self, desk)
        self.assertEqual(holder.stdout.readline(), "held\n")
        started = time.monotonic()
        desk.run("arrears", "--today", LEDGER_DAY)
        desk.run("worklist", "--today", LEDGER_DAY, expect=None)
        self.assertLess(time.monotonic() - started, HOLD / 2, "reading waited for the writer")
        ran = desk.run("record", "hold", "K0001", "--note", "talks", "--by", "李敏", "--on", LEDGER_DAY)
        self.assertIn(f"(process {holder.pid}, since ", ran.err)


class NobodyListens(unittest.TestCase):
    """Standard error is a full disk, a reader that has gone, or closed: what is said there is lost, and nothing else."""

    def shell(self, desk, script):
        return subprocess.run(["bash", "-c", script], cwd=desk.folder, env={**environment(), "D": PROGRAM}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=HOLD + 60).returncode

    def test_letters_get_their_receipts(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(60))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "李敏", "--today", LEDGER_DAY)
        holder = hold(self, desk, "SELECT count(*) FROM letter WHERE state IN ('sending', 'accepted')", seconds=3)
        self.assertEqual(self.shell(desk, f'"$D" send --today {LEDGER_DAY} 2>/dev/full'), 0)
        self.assertEqual(holder.wait(60), 0)
        self.assertEqual(holder.stdout.read(), "held\n")
        self.assertEqual(desk.sql("SELECT state, count(*) FROM letter GROUP BY state"), [("accepted", 60)])

    def test_every_command_ends_as_it_would(self):
        desk = Desk(self, calendars_end=True).init()
        import_ledger(desk, small_ledger(2))
        desk.run("plan", "--today", LEDGER_DAY, expect=3)
        self.assertIn("the calendar", desk.run("log", "K0001").err, "something is said aside")
        for command in ("log K0001", "explain K0001", "outbox", "verify", "words 10 --currency CNY"):
            for where in ("2>/dev/full", "2>&-", "2> >(exec 0<&-; sleep 1)"):
                with self.subTest(command=command, where=where):
                    self.assertEqual(self.shell(desk, f'"$D" {command} {where}'), desk.run(*command.split(), expect=None).code)
        self.assertEqual(self.shell(desk, '"$D" nonsense 2>/dev/full'), 2)
        # A file that is opened where standard error was is not written into.
        self.assertEqual(self.shell(desk, f'"$D" run --today {LEDGER_DAY} 2>&-') in (0, 3), True)
        for line in (desk.folder / "dunmail.db.mark").read_text().splitlines():
            self.assertNotIn("dunmail", line)
        desk.run("verify")


class Tracking(unittest.TestCase):
    def test_a_watcher_of_a_mailbox_goes_on(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(1))
        desk.run("run", "--today", LEDGER_DAY)
        (desk.folder / "in").mkdir()
        for name in ("cur", "new", "tmp"):
            (desk.folder / "in" / name).mkdir()
        holder = hold(self, desk)
        self.assertEqual(holder.stdout.readline(), "held\n")
        [letter] = desk.letters("K0001")
        desk.write("in/new/1.mail", f"From: debtor1@debtor.example\nTo: credit@yunfan.example\nSubject: Re\nIn-Reply-To: {letter['message_id']}\n\nWe will look at it.\n")
        ran = desk.run("track", "in", "--today", LEDGER_DAY, expect=None, timeout=HOLD + 60)
        self.assertIn(ran.code, (0, 3), str(ran))
        self.assertEqual(len(desk.json("inbox")), 1)


class Page(Reception):
    """A debtor's answer is kept, and recorded when the database is free."""

    def test_an_answer_given_meanwhile_is_recorded_afterwards(self):
        path = self.path("K0001")
        body = urllib.parse.urlencode({**self.form(path, "promise"), "day": "2026-12-20"})
        holder = hold(self, self.desk)
        self.assertEqual(holder.stdout.readline(), "held\n")
        started = time.monotonic()
        answer, page = self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded", X_Forwarded_For="203.0.113.9")
        self.assertEqual(answer.status, 200, page)
        self.assertEqual(self.ask("GET", path)[0].status, 200)
        self.assertLess(time.monotonic() - started, HOLD / 2, "the debtor waited for the writer")
        # A promise for another day while one waits: that cannot be recorded as one, and is not lost.
        self.assertEqual(self.ask("POST", path, body.replace("12-20", "12-18"), Content_Type="application/x-www-form-urlencoded")[0].status, 200)
        self.assertEqual(self.desk.events("K0001", "promised"), [])
        holder.stdin.close()
        [event] = eventually(lambda: self.desk.events("K0001", "promised"))
        self.assertEqual((event["day"], event["data"]["due"], event["data"]["page"]["source"]), (LEDGER_DAY, "2026-12-20", "203.0.113.9"))
        self.assertRegex(event["data"]["page"]["said"], r"^\d{4}-\d\d-\d\dT")
        self.assertTrue(eventually(lambda: not list((self.desk.folder / "dunmail.db.answers").iterdir())))
        [words] = self.desk.json("inbox")
        self.assertIn("by 2026-12-18", words["suggestions"][0]["evidence"])
        self.desk.run("verify")

    def test_what_a_killed_server_kept_is_recorded_by_the_next(self):
        path = self.path("K0002")
        body = urllib.parse.urlencode({**self.form(path, "dispute"), "invoice": "RE-0002", "type": "quality", "amount": "100.00", "text": "3 pallets"})
        holder = hold(self, self.desk, seconds=60)
        self.assertEqual(holder.stdout.readline(), "held\n")
        self.assertEqual(self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded")[0].status, 200)
        self.server.send_signal(signal.SIGKILL)
        self.server.wait(30)
        self.assertEqual([p.stat().st_mode & 0o077 for p in (self.desk.folder / "dunmail.db.answers").iterdir()], [0])
        holder.stdin.close()
        holder.wait(30)
        again = self.desk.start("serve", "--today", LEDGER_DAY)
        self.addCleanup(end, again)
        self.assertTrue(re.match(r"listening", again.stderr.readline().decode()))
        [event] = eventually(lambda: self.desk.events("K0002", "disputed"))
        self.assertEqual(event["data"]["note"], "3 pallets")


if __name__ == "__main__":
    main()
