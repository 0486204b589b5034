#!/usr/bin/env python3
"""A sender that is killed with SIGKILL at any moment: no letter is lost, none is sent twice, and what is in doubt is said.

The seed is printed; DUNMAIL_SEED repeats a run."""
import collections
import json
import os
import random
import signal
import subprocess
import sys
import time
import unittest

from relay import Relay
from support import LEDGER_DAY, Desk, csv_text, end, eventually, import_ledger, main, small_ledger

SEED = int(os.environ.get("DUNMAIL_SEED") or random.randrange(10**6))
KILLS = int(os.environ.get("DUNMAIL_KILLS") or 20)  # ./dev soak: 200 of 2,000 letters
LETTERS = int(os.environ.get("DUNMAIL_LETTERS") or 600)
CONNECTIONS = 4 if LETTERS // KILLS > 20 else 2  # at most twice as many are in doubt after a kill


class Kill9(unittest.TestCase):
    def setUp(self):
        self.relay = Relay(self, pause=0.004)
        self.desk = Desk(self, route=self.relay.route, connections=CONNECTIONS).init()
        self.random = random.Random(SEED)
        self.kills = 0

    def kill_after(self, arguments, ready, pause):
        """Starts the program and kills it `pause` seconds after `ready()`; False when it was done before."""
        process = self.desk.start(*arguments)
        eventually(lambda: ready() or process.poll() is not None, 60)
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            pass
        alive = process.poll() is None
        end(process, signal.SIGKILL)
        self.kills += alive
        return alive

    def send_until_done(self):
        for _ in range(10):
            sent = self.desk.json("send", "--today", LEDGER_DAY, expect=None)
            if sent["deferred"] + sent["waiting"] == 0:
                return
        self.fail(f"letters still wait: {sent}")

    def check(self, letters):
        """Nothing lost, nothing twice; what is in doubt is in the outbox. Then a person settles it."""
        desk = self.desk
        taken = collections.Counter(self.relay.ids())
        self.assertEqual([i for i, n in taken.items() if n > 1], [], "sent twice")
        rows = {l["id"]: l for l in desk.json("show", "R2026-0001")["letters"]}
        self.assertEqual(len(rows), letters)
        states = collections.Counter(l["state"] for l in rows.values())
        self.assertEqual(set(states) - {"accepted", "unknown"}, set(), states)
        self.assertLessEqual(states["unknown"], self.kills * 2 * CONNECTIONS, "more in doubt than can have been on their way")
        for letter in rows.values():
            if letter["state"] == "accepted":
                self.assertEqual(taken[letter["message_id"]], 1, f"{letter['id']} is called accepted and never arrived")
        known = {l["message_id"] for l in rows.values()}
        self.assertEqual(set(taken) - known, set(), "something left that the database does not know")
        in_doubt = {l["id"]: l for l in desk.json("outbox")["letters"]}
        self.assertEqual(set(in_doubt), {l["id"] for l in rows.values() if l["state"] == "unknown"})
        for key, letter in in_doubt.items():
            self.assertIn("the sending process ended", letter["reason"])
            case = desk.json("explain", rows[key]["debtor"], "--today", LEDGER_DAY)["cases"][0]
            self.assertEqual([b["code"] for b in case["blockers"]], ["in-doubt"], "no second letter before it is settled")
            outcome = "sent" if taken[letter["message_id"]] else "not-sent"
            desk.run("outbox", "settle", key, outcome, "--evidence", "the relay's log", "--by", "Lin", "--today", LEDGER_DAY)
        self.assertEqual(desk.json("outbox")["letters"], [])
        # What never arrived is proposed anew; then every debtor has had one letter.
        desk.json("run", "--today", LEDGER_DAY, timeout=600)
        by_recipient = collections.Counter(t.recipient for t in self.relay.taken)
        self.assertEqual((len(by_recipient), max(by_recipient.values())), (letters, 1))
        self.assertEqual(desk.json("verify")["broken"], [])
        return states

    def test_killed_while_it_sends(self):
        import_ledger(self.desk, small_ledger(LETTERS))
        self.desk.run("plan", "--today", LEDGER_DAY)
        self.desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        for _ in range(KILLS):
            goal = len(self.relay.taken) + self.random.randint(1, max(3, LETTERS // KILLS - 2 * CONNECTIONS - 5))
            self.kill_after(["send", "--today", LEDGER_DAY], lambda: len(self.relay.taken) >= goal, self.random.uniform(0, 0.015))
        self.assertEqual(self.kills, KILLS, "the sender was too quick to be killed")
        self.send_until_done()
        states = self.check(LETTERS)
        print(f"seed {SEED}: {KILLS} kills, {states['unknown']} in doubt", file=sys.stderr)

    def test_killed_at_any_moment_of_a_run(self):
        letters = 60
        import_ledger(self.desk, small_ledger(letters))
        for moment in (0.0, 0.05, 0.1, 0.2, 0.3):
            self.kill_after(["run", "--today", LEDGER_DAY], lambda: True, moment + self.random.uniform(0, 0.1))
        self.desk.json("run", "--today", LEDGER_DAY, expect=None)
        self.send_until_done()
        self.assertEqual(len(self.desk.json("show")["runs"]) >= 1, True)
        everyone = self.desk.sql("SELECT state, count(*) FROM letter GROUP BY state")
        self.assertEqual({state for state, _ in everyone} - {"accepted", "unknown"}, set())
        self.assertEqual(sum(n for _, n in everyone), letters)
        self.assertEqual(max(collections.Counter(self.relay.ids()).values()), 1)
        self.assertEqual(self.desk.json("verify")["broken"], [])


class UseCases(unittest.TestCase):
    """Every command that writes is killed at random moments and then run to its end: the database is whole after each kill,
    and in the end it holds what one holds that nobody killed."""
    BANK = "Buchungstag;Betrag;Saldo;Auftraggeber;IBAN;Verwendungszweck;Waehrung\n23.11.2026;1004,50;9000,00;X;DE02120300000000202051;Rechnung RE-0004;CNY\n"
    REPLY = ("From: debtor2@debtor.example\nTo: credit@yunfan.example\nSubject: Re\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n"
             "Message-ID: <1@debtor.example>\n\nHello.\n")
    DAY = "2026-11-23"

    def prepared(self):
        desk = Desk(self, route="maildir:outbox", post="batch").init()
        ledger = small_ledger(12)
        for contact in ledger["contacts"][8:]:
            contact["email"] = ""
        ledger["payments"] = [{"reference": f"P{n}", "debtor": f"K{n:04}", "date": "2026-11-20", "amount": "100.00", "currency": "CNY"} for n in (5, 6)]
        for kind in ("debtors", "contacts", "invoices", "payments"):
            desk.write(f"{kind}.csv", csv_text(ledger[kind]))
        desk.write("paid.csv", csv_text([{"reference": "P7", "debtor": "K0007", "date": self.DAY, "amount": "1007.50", "currency": "CNY"}]))
        desk.write("bank.csv", self.BANK)
        desk.write("reply.eml", self.REPLY)
        return desk

    def steps(self):
        day = ["--today", self.DAY]
        yield from (["import", kind, f"{kind}.csv", "--as-of", self.DAY] for kind in ("debtors", "contacts", "invoices", "payments"))
        yield ["plan", *day]
        yield ["edit", "L2026-000003", "--extra", "Bis Freitag.", "--reason", "agreed", "--by", "Mei", *day]
        yield ["edit", "L2026-000004", "--drop", "--reason", "talks", "--by", "Mei", *day]
        yield ["approve", "R2026-0001", "--by", "Lin", *day]
        yield ["import", "payments", "paid.csv", "--as-of", self.DAY]
        yield ["send", *day]
        yield ["print", "--all", "--out", "out", *day]
        yield ["payments", "import", "bank.csv", *day]
        yield ["track", "reply.eml", *day]
        yield ["record", "promise", "K0002", "--due", "2026-11-27", "--by", "Lin", "--on", self.DAY]
        yield ["charges", "list"]

    def settle(self, desk):
        """By the maildir, as a person would by the relay's log. What was not sent is planned anew and goes."""
        again = False
        left = desk.mails() if (desk.folder / "outbox" / "new").exists() else {}
        for letter in desk.json("outbox")["letters"]:
            if letter["state"] == "unknown":
                sent = letter["message_id"] in left
                again = again or not sent
                desk.run("outbox", "settle", letter["id"], "sent" if sent else "not-sent", "--by", "Lin", "--evidence", "log", "--today", self.DAY)
        if again:
            desk.run("plan", "--today", self.DAY, expect=None)
            [[run]] = desk.sql("SELECT max(id) FROM run")
            desk.run("approve", run, "--by", "Lin", "--today", self.DAY, expect=None)
            desk.run("send", "--today", self.DAY, expect=None)

    def state(self, desk):
        accounts = desk.sql("SELECT number, open FROM invoice ORDER BY number") + desk.sql("SELECT reference, unallocated FROM payment ORDER BY reference")
        # Of each debtor the last letter of a kind: one that was settled as not sent has a successor.
        letters = {(debtor, kind): state for debtor, kind, state in desk.sql("SELECT debtor_id, kind, state FROM letter ORDER BY id")}
        promises = [(e["data"]["due"]) for e in desk.events("K0002", "promised")]
        stacks = sorted(p.name for p in (desk.folder / "out").glob("B*/*.pdf"))
        return accounts, letters, promises, stacks, len(desk.json("inbox", "--all")), sorted(m["To"] for m in desk.mails().values())

    def test_killed_at_any_moment_and_done_again(self):
        calm = self.prepared()
        times = []
        for step in self.steps():
            started = time.monotonic()
            calm.run(*step, expect=None)
            times.append(time.monotonic() - started)
        wanted = self.state(calm)
        desk = self.prepared()
        rng = random.Random(SEED)
        kills = 0
        for number, (step, took) in enumerate(zip(self.steps(), times)):
            for _ in range(max(1, KILLS // len(times) + (number < KILLS % len(times)))):
                process = desk.start(*step)
                try:
                    process.wait(rng.uniform(0, took))
                except subprocess.TimeoutExpired:
                    kills += 1
                end(process, signal.SIGKILL)
                self.assertEqual(desk.json("verify", expect=None)["broken"], [], f"after {step[0]}, seed {SEED}")
            if step[0] in ("send", "print"):
                desk.run("send", "--today", self.DAY, expect=None)  # takes up what a dead sender left
                self.settle(desk)
            desk.run(*step, expect=None)
        self.settle(desk)
        self.assertEqual(self.state(desk), wanted, f"seed {SEED}, {kills} kills")
        self.assertGreater(kills, KILLS // 4, "hardly anything was killed")
        print(f"seed {SEED}: {kills} kills over {len(times)} commands", file=sys.stderr)


class TwoSenders(unittest.TestCase):
    def test_both_work_and_nothing_is_sent_twice(self):
        relay = Relay(self)
        desk = Desk(self, route=relay.route).init()
        import_ledger(desk, small_ledger(30))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        relay.gate.clear()  # the first letter hangs at its final dot
        first = desk.start("send", "--today", LEDGER_DAY, "--json")
        self.addCleanup(end, first)
        self.assertTrue(eventually(lambda: relay.taken), "the first sender did not come to its first letter")
        begun = relay.taken[0].recipient
        second = desk.start("send", "--today", LEDGER_DAY, "--json")
        self.addCleanup(end, second)
        self.assertTrue(eventually(lambda: len(relay.taken) > 1), "the second sender waits for the first")
        self.assertNotEqual(relay.taken[1].recipient, begun, "a letter under way is nobody else's")
        self.assertEqual(desk.run("outbox").err, "", "others may look on")
        relay.gate.set()
        accepted = 0
        for process in (first, second):
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, out + err)
            accepted += json.loads(out)["accepted"]
        self.assertEqual((accepted, len(relay.ids()), len(set(relay.ids()))), (30, 30, 30))
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_a_stopped_process_that_wakes_up_settles_its_own_doubt(self):
        """It hangs beyond its lease, is taken for dead, and comes back with the answer."""
        relay = Relay(self)
        desk = Desk(self, route=relay.route).init()
        import_ledger(desk, small_ledger(6))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        relay.gate.clear()
        first = desk.start("send", "--today", LEDGER_DAY)
        self.addCleanup(end, first)
        self.assertTrue(eventually(lambda: relay.taken))
        first.send_signal(signal.SIGSTOP)
        desk.sql("UPDATE letter SET lease_until = '2026-01-01T00:00:00Z' WHERE lease_by <> ''")  # its time is over
        relay.gate.set()
        sent = desk.json("send", "--today", LEDGER_DAY, expect=3)
        self.assertEqual((sent["recovered"], sent["accepted"]), (1, 5))
        self.assertEqual([l["state"] for l in desk.json("outbox")["letters"]], ["unknown"])
        first.send_signal(signal.SIGCONT)
        out, err = first.communicate(timeout=60)
        self.assertEqual(first.returncode, 0, out + err)
        self.assertEqual(desk.json("outbox")["letters"], [], "its answer is the evidence")
        self.assertEqual((len(relay.ids()), len(set(relay.ids()))), (6, 6))
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_many_at_once(self):
        relay = Relay(self, pause=0.003)
        desk = Desk(self, route=relay.route).init()
        import_ledger(desk, small_ledger(40))
        runs = [desk.start("run", "--today", LEDGER_DAY) for _ in range(4)]
        for process in runs:
            out, err = process.communicate(timeout=60)
            self.assertIn(process.returncode, (0, 1), out + err)
            self.assertLessEqual(len(err.splitlines()), 1)
        desk.run("run", "--today", LEDGER_DAY)
        self.assertEqual((len(relay.ids()), len(set(t.recipient for t in relay.taken))), (40, 40))
        self.assertEqual(desk.json("verify")["broken"], [])


if __name__ == "__main__":
    main()
