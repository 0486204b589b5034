#!/usr/bin/env python3
"""Every code a relay refuses with, for the recipient, for DATA and for the final dot, each for a letter of its own in one
run: what becomes of the letters. tests/dispatch/smtp_refusals_test.cc has the same for every stage of one conversation."""
import threading

from relay import Relay
from support import LEDGER_DAY, main
from truth import SEND, World

FOR_NOW = [421, 450, 451, 452, 454, 455]
# Without 530 and 535, which stop the whole route: no letter can go before a log-in.
FOR_GOOD = [500, 501, 502, 503, 504, 521, 550, 551, 552, 553, 554, 555, 556]
CASES = [(stage, code) for stage in ("RCPT", "DATA", ".") for code in FOR_NOW + FOR_GOOD]


def wanted(stage, code):
    """By RFC 5321 section 4.2: for now is for now; at RCPT it is the address, unless the command was not understood."""
    if code < 500:
        return "approved"
    return "rejected" if stage == "RCPT" and code not in (500, 502, 503, 504, 555) else "held"


class Refusals(World):
    def test_every_code(self):
        mine = threading.local()  # the letter that a connection is at

        def reply(stage):
            def answer(argument):
                if stage == "RCPT":
                    mine.case = CASES[int(argument.partition("debtor")[2].partition("@")[0]) - 1]
                return f"{mine.case[1]} no" if mine.case[0] == stage else None
            return answer

        relay = Relay(self, {stage: reply(stage) for stage in ("RCPT", "DATA", ".")})
        desk = self.desk(relay.route, len(CASES), connections=3, post="batch")
        desk.json(*SEND, expect=3)
        states = {l["recipient"]: l["state"] for l in self.letters(desk) if l["channel"] == "email"}
        for number, (stage, code) in enumerate(CASES, 1):
            self.assertEqual(states[f"debtor{number}@debtor.example"], wanted(stage, code), f"{stage} {code}")
        self.assertEqual(relay.taken, [])
        # The fault is gone: what waited goes once; what was refused for its address goes by post; the rest is held.
        self.heal(desk, relay)
        desk.run("plan", "--today", LEDGER_DAY, expect=None)
        by_post = {debtor for debtor, in desk.sql("SELECT debtor_id FROM letter WHERE channel = 'post'")}
        self.assertEqual(by_post, {f"K{number:04}" for number, case in enumerate(CASES, 1) if wanted(*case) == "rejected"})


if __name__ == "__main__":
    main()
