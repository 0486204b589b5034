#!/usr/bin/env python3
"""A run handed over to a real Exim: STARTTLS with a checked certificate, a log-in, pipelining, delivery reports asked for;
and what Exim says about the letters is taken in again."""
import re
import unittest

from peers import Exim
from support import LEDGER_DAY, Desk, eventually, import_ledger, main, message_id, pdf_of, small_ledger
from truth import SEND

RUN = ["run", "--today", LEDGER_DAY]
PASSWORD = {"RELAY_PASSWORD": Exim.PASSWORD}


class World(unittest.TestCase):
    def world(self, count, **delivery):
        desk = Desk(self).init()
        desk.folder.chmod(0o755)
        self.exim = Exim(self, desk.folder / "exim")
        desk.deliver(route=f"smtp://localhost:{self.exim.port}", tls="required", ca_file=self.exim.tls.ca, user=Exim.USER, password_env="RELAY_PASSWORD", **delivery)
        ledger = small_ledger(count)
        for n, name in ((5, "gone"), (7, "moved")):
            if n <= count:
                ledger["contacts"][n - 1]["email"] = f"{name}@debtor.example"
        import_ledger(desk, ledger)
        return desk

    def connections(self):
        return len(re.findall(r"SMTP connection from \S+ \(TCP/IP connection count", self.exim.log())) - 1  # the first only looked whether it listens


class Letters(World):
    def test_each_arrives_once_under_exims_own_queue_id(self):
        desk = self.world(40, connections=3)
        sent = desk.json(*RUN, expect=3, env=PASSWORD)["sent"]
        self.assertEqual((sent["accepted"], sent["rejected"], sent["deferred"], sent["unknown"], sent["held"]), (40, 1, 0, 0, 0), self.exim.log())
        by_mail = {l["message_id"]: l for l in desk.json("show", "R2026-0001")["letters"] if l["channel"] == "email" and l["state"] == "accepted"}
        self.assertEqual(len(by_mail), 39)
        wanted = {id for id, l in by_mail.items() if not l["recipient"].startswith("moved")}
        self.assertTrue(eventually(lambda: len(self.exim.mails("debtors")) >= 38), self.exim.log())
        mails = self.exim.mails("debtors")
        self.assertEqual(sorted(map(message_id, mails)), sorted(wanted), "once each")
        senders = set()
        for mail in mails:
            letter = by_mail[message_id(mail)]
            self.assertEqual(mail["Envelope-to"], letter["recipient"])
            self.assertRegex(mail["Return-path"], r"^<bounce\+[a-z0-9]{20,}@yunfan\.example>$")
            senders.add(str(mail["Return-path"]))
            self.assertTrue(pdf_of(mail)[0].startswith(b"%PDF-1.4"))
            received = " ".join(str(mail["Received"]).split())
            self.assertRegex(received, r"with esmtpsa \(TLS1\.[23]\)")
            queue_id = re.search(r"\bid (\S+?);? ", received + " ")[1].rstrip(";")
            accepted = desk.events(letter["debtor"], "accepted")
            self.assertEqual([e["data"]["queue_id"] for e in accepted if e["letter"] == letter["id"]], [queue_id])
        self.assertEqual(len(senders), 38, "every letter has a bounce address of its own")
        taken = [line for line in self.exim.log().splitlines() if " <= bounce+" in line]
        self.assertEqual(len(taken), 39)
        self.assertEqual([line for line in taken if not re.search(r" L[.*]? ", line)], [], "each came by pipelining")
        # RSET after the refusal, and on with the same connection: one each, and no more.
        self.assertEqual(self.exim.log().count("rejected RCPT <gone@debtor.example>"), 2, "once in each of Exim's logs")
        self.assertLessEqual(self.connections(), 3)
        self.assertEqual([(l["channel"], l["state"]) for l in desk.json("show", "K0005")["letters"]], [("email", "rejected"), ("post", "accepted")])
        self.assertEqual(desk.json(*SEND, env=PASSWORD)["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_its_reports_of_delivery_and_its_bounce_are_understood(self):
        desk = self.world(8)
        desk.json(*RUN, expect=3, env=PASSWORD)
        # One report for each of six letters that lie in their mailbox (one was refused at once), and a bounce.
        self.assertTrue(eventually(lambda: len(self.exim.mails("ours")) >= 7), self.exim.log())
        toml = (desk.folder / "dunmail.toml").read_text()
        desk.write("dunmail.toml", toml.replace("[delivery]\n", f'[mailbox]\naddress = "maildir:{self.exim.folder}/mail/ours"\n[delivery]\n'))
        desk.run("track", "--today", LEDGER_DAY)
        for n in (1, 2, 3, 4, 6, 8):
            self.assertEqual([e["kind"] for e in desk.events(f"K{n:04}", "delivered", "bounced")], ["delivered"], self.exim.log())
        self.assertEqual([e["kind"] for e in desk.events("K0007", "delivered", "bounced")], ["bounced"])


class Refusals(World):
    def test_a_wrong_password_is_tried_once_and_nothing_leaves(self):
        desk = self.world(6)
        ran = desk.run(*RUN, expect=1, env={"RELAY_PASSWORD": "wrong"})
        self.assertIn("stopped: smtp://localhost:", ran.out)
        self.assertEqual(self.exim.log().count("535 Incorrect authentication data"), 2, "once in each of Exim's logs")
        self.assertEqual(self.exim.mails("debtors"), [])
        self.assertEqual({l["state"] for l in desk.json("show", "R2026-0001")["letters"]}, {"approved"})

    def test_a_certificate_of_another_authority_or_another_name_is_refused(self):
        desk = self.world(2)
        for change in ({"ca_file": self.exim.tls.other_ca}, {"ca_file": self.exim.tls.ca, "route": f"smtp://127.0.0.1:{self.exim.port}"}):
            desk.deliver(**change)
            self.assertIn("certificate", desk.run(*RUN, expect=1, env=PASSWORD).out)
        self.assertNotIn(" <= ", self.exim.log())

    def test_without_a_log_in_exim_refuses_and_the_address_is_not_blamed(self):
        desk = self.world(2)
        toml = (desk.folder / "dunmail.toml").read_text()
        desk.write("dunmail.toml", "".join(line for line in toml.splitlines(True) if not line.startswith(("user = ", "password_env = "))))
        sent = desk.json(*RUN, expect=3)["sent"]
        self.assertEqual((sent["held"], sent["rejected"], sent["accepted"]), (2, 0, 0))
        self.assertIn("log in first", desk.run("outbox").out)


if __name__ == "__main__":
    main()
