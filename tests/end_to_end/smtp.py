#!/usr/bin/env python3
"""A run handed over by SMTP on loopback: to Postfix's smtp-sink, to a whole Postfix that delivers into a mailbox, and to
relays that refuse, defer, are down, or want a password."""
import email
import email.policy
import os
import pathlib
import pwd
import signal
import ssl
import subprocess
import time
import unittest

from relay import Relay, certificate
from support import LEDGER_DAY, SAMPLES, Desk, end, eventually, free_port, have, import_ledger, listens, main, message_id, pdf_of, small_ledger

BOUNCE = r"^bounce\+[a-z0-9]{20,}@yunfan\.example$"
RUN = ["run", "--today", LEDGER_DAY]
SECRET = "s3cr3t-Passw0rd-密"


class World(unittest.TestCase):
    def desk(self, route, count=3, **delivery):
        desk = Desk(self, route=route, **delivery).init()
        if count:
            import_ledger(desk, small_ledger(count))
        return desk

    def states(self, desk):
        return [l["state"] for l in desk.json("show", "R2026-0001")["letters"]]


class SmtpSink(World):
    def test_the_samples_arrive_one_by_one_with_signed_bounce_addresses(self):
        program = have("smtp-sink")
        if not program:
            self.skipTest("smtp-sink is not installed (package postfix)")
        desk = Desk(self, (SAMPLES / "dunmail.toml").read_text(), route=f"smtp://127.0.0.1:{(port := free_port())}").init()
        desk.import_samples()
        folder = desk.folder / "sink"
        folder.mkdir()
        desk.folder.chmod(0o755), folder.chmod(0o777)
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        sink = subprocess.Popen([program, *user, "-d", f"{folder}/%M.", f"127.0.0.1:{port}", "100"])
        self.addCleanup(end, sink)
        self.assertTrue(eventually(lambda: listens(port)), "smtp-sink does not listen")
        sent = desk.json(*RUN, expect=3)["sent"]
        letters = [l for l in desk.json("show", "R2026-0001")["letters"] if l["state"] == "accepted" and l["channel"] != "post"]
        self.assertGreater(len(letters), 200)
        self.assertEqual(sent["deferred"] + sent["unknown"] + sent["rejected"], 0)
        self.assertTrue(eventually(lambda: len(list(folder.iterdir())) >= len(letters), 5))
        arrived, senders = {}, set()
        for path in folder.iterdir():
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            arrived[message_id(mail)] = mail
            sender = str(mail["X-Mail-Args"]).partition("<")[2].partition(">")[0]
            self.assertRegex(sender, BOUNCE)
            senders.add(sender)
        self.assertEqual(len(list(folder.iterdir())), len(letters), "one transaction a letter")
        self.assertEqual(len(senders), len(letters), "every letter has a bounce address of its own")
        for letter in letters:
            mail = arrived[letter["message_id"]]
            self.assertIn(f"<{mail['To'].addresses[0].addr_spec}>", str(mail["X-Rcpt-Args"]))
            if letter["channel"] == "email":
                self.assertEqual(mail["To"].addresses[0].addr_spec, letter["recipient"])
                self.assertEqual(str(mail["Subject"]), letter["subject"])
                self.assertTrue(pdf_of(mail)[0].startswith(b"%PDF-1.4"))
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY, expect=None)["accepted"], 0)
        self.assertEqual(len(list(folder.iterdir())), len(letters))


class Postfix:
    """A Postfix of our own: one domain, all its addresses in one maildir. Ends with the test."""

    SERVICES = """\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

    def __init__(self, test, folder, more=""):
        """`more` is put behind the lines of main.cf, and wins."""
        if not have("postfix"):
            test.skipTest("Postfix is not installed")
        if os.geteuid() != 0:
            test.skipTest("Postfix starts only as root")
        self.folder, self.port = folder, free_port()
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "queue", "data", "mail", "log"):
            (folder / name).mkdir()
        for name in ("data", "mail"):
            os.chown(folder / name, owner.pw_uid, owner.pw_gid)
        (folder / "etc/main.cf").write_text(f"""\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = debtor.example
virtual_mailbox_maps = static:box/
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{owner.pw_uid}
virtual_gid_maps = static:{owner.pw_gid}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ gone@debtor.example = 550 5.1.1 no such user }} }}
{more}""")
        (folder / "etc/master.cf").write_text(f"127.0.0.1:{self.port} inet n - n - - smtpd\n{self.SERVICES}")
        test.addCleanup(self.stop)
        # Now and then Postfix's master never starts its postlogd; whoever logs then waits for ever. Another start cures it.
        for attempt in range(4):
            started = subprocess.run(["postfix", "-c", folder / "etc", "start"], capture_output=True, text=True)
            test.assertEqual(started.returncode, 0, started.stderr + self.log())
            if eventually(lambda: "daemon started" in self.log(), 8):
                break
            self.stop()
        test.assertTrue(eventually(lambda: listens(self.port)), "Postfix does not listen\n" + self.log())

    def log(self):
        path = self.folder / "log/mail.log"
        return path.read_text() if path.exists() else ""

    def mails(self):
        folder = self.folder / "mail/box/new"
        paths = sorted(folder.iterdir()) if folder.exists() else []
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]

    def stop(self):
        try:
            pid = int((self.folder / "queue/pid/master.pid").read_text())
            os.kill(pid, signal.SIGTERM)
        except (FileNotFoundError, ProcessLookupError):
            return
        eventually(lambda: not pathlib.Path(f"/proc/{pid}").exists())


class RealPostfix(World):
    def test_delivered_into_a_mailbox_and_an_unknown_user_goes_by_post(self):
        desk = self.desk(None, 0)
        desk.folder.chmod(0o755)
        folder = desk.folder / "postfix"
        folder.mkdir()
        postfix = Postfix(self, folder)
        ledger = small_ledger(12)
        ledger["contacts"][4]["email"] = "gone@debtor.example"
        desk.deliver(route=f"smtp://127.0.0.1:{postfix.port}")
        import_ledger(desk, ledger)
        sent = desk.json(*RUN, expect=3)["sent"]
        self.assertEqual((sent["accepted"], sent["rejected"]), (12, 1))
        self.assertTrue(eventually(lambda: len(postfix.mails()) == 11), postfix.log())
        letters = {l["message_id"]: l for l in desk.json("show", "R2026-0001")["letters"]}
        returns = set()
        for mail in postfix.mails():
            letter = letters[message_id(mail)]
            self.assertEqual(mail["Delivered-To"], letter["recipient"])
            self.assertEqual(str(mail["Subject"]), letter["subject"])
            returned = str(mail["Return-Path"]).strip("<>")
            self.assertRegex(returned, BOUNCE)
            returns.add(returned)
            out = desk.folder / "one.pdf"
            desk.run("pdf", letter["id"], "--out", out)
            self.assertEqual(out.read_bytes(), pdf_of(mail)[0])
        self.assertEqual(len(returns), 11)
        for letter in letters.values():
            if letter["state"] == "accepted" and letter["channel"] == "email":  # the relay's own queue id is kept, for its log
                queue_id = next(e["data"]["queue_id"] for e in desk.events(letter["debtor"], "accepted"))
                self.assertRegex(postfix.log(), rf"\b{queue_id}: from=<bounce\+")
        other = desk.json("show", "K0005")["letters"]
        self.assertEqual([(l["channel"], l["state"]) for l in other], [("email", "rejected"), ("post", "accepted")])
        self.assertEqual(len(list((desk.folder / "print").rglob("*.pdf"))), 1)


class Refusals(World):
    def test_all_recipients_refused_goes_on_by_post_on_the_same_day(self):
        relay = Relay(self, {"RCPT": "550 5.1.1 no such user here"})
        desk = self.desk(relay.route, 4)
        ran = desk.json(*RUN, expect=3)
        self.assertEqual((ran["sent"]["rejected"], ran["sent"]["accepted"], ran["by_next_channel"]), (4, 4, 4))
        self.assertEqual(relay.taken, [])
        for n in range(1, 5):
            letters = desk.json("show", f"K{n:04}")["letters"]
            self.assertEqual([(l["kind"], l["channel"], l["state"]) for l in letters], [("reminder", "email", "rejected"), ("reminder", "post", "accepted")])
            self.assertIn("no such user here", letters[0]["reason"])
        self.assertEqual(len(list((desk.folder / "print").rglob("*.pdf"))), 4)
        self.assertEqual(desk.json(*RUN)["sent"]["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_email_then_fax_then_post(self):
        relay = Relay(self, {"RCPT": lambda argument: "550 5.1.1 unknown"})
        desk = self.desk(relay.route, 0)
        ledger = small_ledger(1)
        ledger["contacts"][0]["fax"] = "+86 571 5555 0001"
        import_ledger(desk, ledger)
        desk.json(*RUN, expect=3)
        self.assertEqual([(l["channel"], l["state"]) for l in desk.json("show", "K0001")["letters"]],
                         [("email", "rejected"), ("fax", "rejected"), ("post", "accepted")])

    def test_a_policy_refusal_is_not_held_against_the_address(self):
        relay = Relay(self, {"RCPT": "550 5.7.1 your network is blocked"})
        desk = self.desk(relay.route)
        sent = desk.json(*RUN, expect=3)["sent"]
        self.assertEqual((sent["held"], sent["rejected"]), (3, 0))
        self.assertIn("your network is blocked", desk.run("outbox").out)

    def test_deferred_waits_and_then_goes_once(self):
        relay = Relay(self, {"RCPT": "451 4.3.0 try later"})
        desk = self.desk(relay.route)
        sent = desk.json(*RUN, expect=3)["sent"]
        self.assertEqual((sent["deferred"], sent["accepted"]), (3, 0))
        sessions = relay.sessions
        again = desk.json("send", "--today", LEDGER_DAY)
        self.assertEqual((again["waiting"], relay.sessions), (3, sessions), "nobody is called before the time has come")
        for letter in desk.json("outbox")["letters"]:
            self.assertGreater(letter["next_attempt"], time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()))
            self.assertIn("try later", letter["reason"])
        tried = {l["message_id"] for l in desk.json("outbox")["letters"]}
        relay.replies.clear()
        desk.sql("UPDATE letter SET next_attempt = '2026-01-01T00:00:00Z'")  # the wait is over
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["accepted"], 3)
        self.assertEqual(set(relay.ids()), tried, "the second attempt bears the same Message-ID")
        self.assertEqual(len(relay.taken), 3)

    def test_a_relay_that_is_down_loses_nothing(self):
        desk = self.desk(f"smtp://127.0.0.1:{free_port()}", 20)
        ran = desk.run(*RUN, expect=1)
        self.assertIn("stopped: smtp://127.0.0.1:", ran.out)
        self.assertIn("send again when the route works", ran.out)
        self.assertEqual(set(self.states(desk)), {"approved"})
        relay = Relay(self)
        desk.deliver(route=relay.route)
        desk.sql("UPDATE letter SET next_attempt = ''")
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["accepted"], 20)
        self.assertEqual(len(set(relay.ids())), 20)

    def test_a_connection_that_breaks_behind_the_final_dot_is_in_doubt(self):
        desk = self.desk(None, 0)
        relay = Relay(self, {".": "421 4.3.2 shutting down"})  # a reply: deferred, not in doubt
        desk.deliver(route=relay.route)
        import_ledger(desk, small_ledger(2))
        sent = desk.json(*RUN, expect=None)["sent"]
        self.assertEqual((sent["unknown"], sent["accepted"]), (0, 0))

        def fall_over(_):
            raise ConnectionAbortedError  # takes the message and is gone

        relay.replies["."] = fall_over
        desk.sql("UPDATE letter SET next_attempt = ''")
        sent = desk.json("send", "--today", LEDGER_DAY, expect=None)
        self.assertEqual(sent["unknown"], 2)
        relay.replies.clear()
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY, expect=None)["accepted"], 0, "never sent again by itself")
        self.assertEqual({l["state"] for l in desk.json("outbox")["letters"]}, {"unknown"})


class Secrets(World):
    def relay_with_password(self, folder):
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cert, key = certificate(folder)
        tls.load_cert_chain(cert, key)
        return Relay(self, tls=tls, password=SECRET), cert

    def nowhere(self, desk, *outputs):
        """The password is in no output and in no file below the desk."""
        for text in outputs:
            self.assertNotIn(SECRET, text)
        for path in desk.folder.rglob("*"):
            if path.is_file() and path.suffix != ".pem":
                self.assertNotIn(SECRET.encode(), path.read_bytes(), path.name)

    def test_a_password_of_the_environment_stays_there(self):
        desk = self.desk(None, 0)
        relay, cert = self.relay_with_password(desk.folder)
        desk.deliver(route=relay.route, tls="required", ca_file=cert, user="credit", password_env="RELAY_PASSWORD")
        import_ledger(desk, small_ledger(3))
        missing = desk.run(*RUN, expect=1)
        self.assertIn("the environment has no RELAY_PASSWORD", missing.err)
        relay.gate.clear()
        process = desk.start(*RUN, "--json", env={"RELAY_PASSWORD": SECRET})
        self.addCleanup(end, process)
        self.assertTrue(eventually(lambda: relay.taken), relay.commands)
        cmdline = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
        relay.gate.set()
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, out + err)
        self.assertEqual(len(relay.taken), 3)
        self.assertEqual(set(relay.logins), {("credit", True)}, "only behind TLS")
        self.assertNotIn(SECRET.encode(), cmdline)
        self.nowhere(desk, out.decode(), err.decode(), desk.run("log", "K0001").out, desk.run("show", "L2026-000001").out)

    def test_a_wrong_password_stops_the_route_and_is_not_shown(self):
        desk = self.desk(None, 0)
        relay, cert = self.relay_with_password(desk.folder)
        relay.password = "another"
        desk.deliver(route=relay.route, tls="required", ca_file=cert, user="credit", password_env="RELAY_PASSWORD")
        import_ledger(desk, small_ledger(10))
        ran = desk.run(*RUN, expect=1, env={"RELAY_PASSWORD": SECRET})
        self.assertIn("wrong user name or password", ran.out)
        self.assertEqual(len(relay.logins), 1, "one refused log-in is enough")
        self.assertEqual(set(self.states(desk)), {"approved"})
        self.nowhere(desk, ran.out, ran.err)

    def test_a_certificate_that_nobody_trusts_stops_the_route(self):
        desk = self.desk(None, 0)
        relay, _ = self.relay_with_password(desk.folder)
        desk.deliver(route=relay.route, tls="required", user="credit", password_env="RELAY_PASSWORD")
        import_ledger(desk, small_ledger(2))
        ran = desk.run(*RUN, expect=1, env={"RELAY_PASSWORD": SECRET})
        self.assertIn("certificate", ran.out)
        self.assertEqual((relay.logins, relay.taken), ([], []))

    def test_a_password_in_the_settings_is_refused(self):
        desk = self.desk("smtp://127.0.0.1:9", 0)
        desk.deliver(password="hunter2")
        ran = desk.run("arrears", expect=1)
        self.assertIn("password_file or password_env", ran.err)
        self.assertNotIn("hunter2", ran.err)


if __name__ == "__main__":
    main()
