#!/usr/bin/env python3
"""What time can do to a sender: a clock that is set back between plan, approval and hand-over, a relay that says "later"
for a day, and a sender that hangs until its claims have run out."""
import signal
import unittest

from relay import Relay
from support import CLOCKS, LEDGER_DAY, Desk, at, end, eventually, import_ledger, main, small_ledger
from truth import SEND, TIMEOUTS, World

LATER = "451 4.3.0 later"


@unittest.skipUnless(CLOCKS, "libfaketime is not installed (package faketime)")
class Clock(World):
    def drafted(self, relay, planned, approved, count=6):
        desk = Desk(self, route=relay.route, **TIMEOUTS).init()
        import_ledger(desk, small_ledger(count))
        desk.run("plan", "--today", LEDGER_DAY, env=at(planned))
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY, env=at(approved))
        return desk

    def send(self, desk, hours, day=LEDGER_DAY):
        return desk.json("send", "--today", day, expect=None, env=at(hours))

    def test_set_back_between_plan_approval_and_hand_over(self):
        relay = Relay(self)
        desk = self.drafted(relay, 72, 48)
        self.assertEqual(self.send(desk, 0)["accepted"], 6)
        self.assertEqual(self.send(desk, -24)["accepted"], 0)
        self.truth(desk, relay)

    def test_set_back_while_letters_wait_for_another_attempt(self):
        relay = Relay(self, {"RCPT": LATER})
        desk = self.drafted(relay, 0, 0)
        self.assertEqual(self.send(desk, 5)["deferred"], 6)
        relay.replies.clear()
        self.assertEqual(self.send(desk, 4)["waiting"], 6, "their time has not come, by this clock")
        self.truth(desk, relay)
        self.assertEqual(self.send(desk, 6)["accepted"], 6)
        self.truth(desk, relay)

    def test_a_clock_that_was_a_year_ahead_keeps_no_letter_for_a_year(self):
        relay = Relay(self, {"RCPT": LATER})
        desk = self.drafted(relay, 0, 0)
        self.assertEqual(self.send(desk, 366 * 24)["deferred"], 6)
        relay.replies.clear()
        self.assertEqual(self.send(desk, 0)["accepted"], 6)
        self.truth(desk, relay)

    def test_killed_by_a_clock_ahead_and_taken_over_by_one_behind(self):
        relay = Relay(self)
        desk = self.drafted(relay, 0, 0)
        relay.gate.clear()
        process = desk.start(*SEND, env=at(24))
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        relay.gate.set()
        sent = self.send(desk, -24)
        self.assertEqual((sent["recovered"], sent["accepted"]), (1, 5), "the lease ends in two days, and its holder is gone")
        self.truth(desk, relay)

    def test_later_for_a_day_and_then_once(self):
        relay = Relay(self, {"RCPT": LATER})
        desk = self.drafted(relay, 0, 0, count=3)
        for hour in range(24):
            sent = self.send(desk, hour)
            self.assertEqual((sent["accepted"], sent["deferred"] + sent["waiting"]), (0, 3))
        # 5, 10, 20 ... 160 and then 240 minutes, a fifth longer at most, asked for every hour: at the hours 0, 1, 2, 3, 4, 6,
        # 9 or 10, 13 to 15, 17 to 20, 21 to 23.
        for debtor in ("K0001", "K0002", "K0003"):
            self.assertIn(len(desk.events(debtor, "deferred")), (9, 10))
        relay.replies.clear()
        accepted = sum(self.send(desk, hour, day="2026-11-22")["accepted"] for hour in range(24, 30))
        self.assertEqual(accepted, 3)
        self.truth(desk, relay)
        self.assertEqual(desk.json("verify")["broken"], [])


class Hung(World):
    def test_another_takes_over_and_the_one_that_wakes_up_sends_nothing_that_it_lost(self):
        relay = Relay(self)
        desk = self.desk(relay.route, 12, connections=1, timeout_seconds=60)
        relay.gate.clear()
        sleeper = desk.start(*SEND, "--json")
        self.addCleanup(end, sleeper, signal.SIGKILL)
        self.assertTrue(eventually(lambda: relay.taken))
        claimed = lambda: desk.sql("SELECT count(*) FROM letter WHERE lease_by <> ''")[0][0]
        self.assertTrue(eventually(lambda: claimed() >= 2), "one is on its way, another is claimed")
        sleeper.send_signal(signal.SIGSTOP)
        desk.sql("UPDATE letter SET lease_until = '2026-01-01T00:00:00Z' WHERE lease_by <> ''")  # two minutes have passed
        relay.gate.set()
        sent = desk.json(*SEND, expect=3)
        self.assertEqual((sent["recovered"], sent["accepted"]), (1, 11))
        self.assertEqual(self.states(desk), {"accepted": 11, "unknown": 1})
        self.truth(desk, relay)
        sleeper.send_signal(signal.SIGCONT)
        out, err = sleeper.communicate(timeout=60)
        self.assertEqual(err, b"")
        # The answer to its own letter has come while it slept, and settles the doubt; nothing else is its any more.
        self.assertEqual(len(relay.ids()), 12)
        self.assertEqual(self.states(desk), {"accepted": 12})
        taken = [e for n in range(1, 13) for e in desk.events(f"K{n:04}", "accepted")]
        self.assertEqual(len(taken), 12)
        self.assertEqual(desk.json("verify")["broken"], [])


if __name__ == "__main__":
    main()
