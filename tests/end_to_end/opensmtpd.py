#!/usr/bin/env python3
"""A run handed over to a real OpenSMTPD, which hands it on: a relay that answers one command at a time."""
import re
import unittest

from peers import OpenSmtpd
from relay import Relay
from support import LEDGER_DAY, Desk, eventually, import_ledger, main, small_ledger
from truth import SEND


class Letters(unittest.TestCase):
    def test_each_arrives_once_under_its_own_queue_id_and_a_refused_recipient_goes_by_post(self):
        onward = Relay(self)
        desk = Desk(self).init()
        desk.folder.chmod(0o755)
        peer = OpenSmtpd(self, desk.folder / "opensmtpd", onward)
        desk.deliver(route=f"smtp://127.0.0.1:{peer.port}", connections=2)
        ledger = small_ledger(20)
        ledger["contacts"][4]["email"] = "wang@elsewhere.example"
        import_ledger(desk, ledger)
        sent = desk.json("run", "--today", LEDGER_DAY, expect=3)["sent"]
        letters = {l["message_id"]: l for l in desk.json("show", "R2026-0001")["letters"]}
        self.assertEqual((sent["accepted"], sent["rejected"], sent["deferred"], sent["unknown"]), (20, 1, 0, 0), peer.log())
        # 550 Invalid recipient, without an enhanced code that says more: the address is given up, and post takes over.
        self.assertEqual([l["state"] for l in letters.values() if l["debtor"] == "K0005" and l["channel"] == "email"], ["rejected"])
        self.assertTrue(eventually(lambda: len(onward.ids()) >= 19), peer.log())
        self.assertEqual(sorted(onward.ids()), sorted(id for id, l in letters.items() if l["channel"] == "email" and l["state"] == "accepted"))
        for taken in onward.taken:
            letter = letters[taken.id]
            self.assertEqual(taken.recipient, letter["recipient"])
            self.assertRegex(taken.sender, r"^bounce\+[a-z0-9]{20,}@yunfan\.example$")
            queue_id, = [e["data"]["queue_id"] for e in desk.events(letter["debtor"], "accepted")]
            self.assertRegex(queue_id, "^[0-9a-f]{8,16}$")
            self.assertIn(queue_id, str(taken.mail["Received"]) + peer.log())
        self.assertLessEqual(len(re.findall("smtp connected", peer.log())) - 1, 2, "one connection each, though one letter was refused")
        self.assertEqual(desk.json(*SEND)["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])


if __name__ == "__main__":
    main()
