"""What must hold after every fault: every letter is accepted once, or waits, or is in doubt and listed; the relay saw none
twice; the case files tell the truth. Then the fault goes away, and what waited goes."""
import collections
import unittest

from support import LEDGER_DAY, Desk, import_ledger, small_ledger

SEND = ["send", "--today", LEDGER_DAY]
TIMEOUTS = {"timeout_seconds": 2}  # a test has no five minutes


class World(unittest.TestCase):
    def desk(self, route, count=6, **delivery):
        desk = Desk(self, route=route, **{**TIMEOUTS, **delivery}).init()
        import_ledger(desk, small_ledger(count))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        return desk

    def letters(self, desk):
        return desk.json("show", "R2026-0001")["letters"]

    def states(self, desk):
        return collections.Counter(l["state"] for l in self.letters(desk))

    def truth(self, desk, relay):
        """Holds after every fault."""
        taken = collections.Counter(relay.ids())
        self.assertEqual([i for i, n in taken.items() if n > 1], [], "sent twice")
        listed = {l["id"]: l["state"] for l in desk.json("outbox")["letters"]}
        for letter in self.letters(desk):
            if letter["state"] == "accepted":
                self.assertEqual(taken[letter["message_id"]], 1, f"{letter['id']} is called accepted and never arrived")
            elif letter["state"] in ("approved", "held"):
                self.assertEqual(taken[letter["message_id"]], 0, f"{letter['id']} waits and has arrived")
                self.assertIn(letter["id"], listed)
            elif letter["state"] == "unknown":
                self.assertEqual(listed[letter["id"]], "unknown")
            else:
                self.assertEqual(letter["state"], "rejected")
            attempts = [e["kind"] for e in desk.events(letter["debtor"], "attempted", "accepted", "deferred", "rejected", "unknown") if e["letter"] == letter["id"]]
            self.assertEqual(attempts.count("attempted"), len(attempts) - attempts.count("attempted"), f"every attempt has its end: {attempts}")
        self.assertEqual(desk.json("verify")["broken"], [])

    def heal(self, desk, relay):
        """The fault is gone and the wait over: everything that waited goes once. What is held waits for a person."""
        relay.replies.clear()
        waiting = self.states(desk)["approved"]
        desk.sql("UPDATE letter SET next_attempt = ''")
        self.assertEqual(desk.json(*SEND, expect=None)["accepted"], waiting)
        self.truth(desk, relay)
