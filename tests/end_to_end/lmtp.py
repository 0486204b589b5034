#!/usr/bin/env python3
"""A run handed over by LMTP to Dovecot, with TLS and without, which delivers into mailboxes itself: one reply a recipient,
one connection each."""
import email
import email.policy
import os
import pwd
import subprocess
import unittest

from peers import Certificates
from support import LEDGER_DAY, Desk, end, eventually, free_port, have, import_ledger, listens, main, message_id, pdf_of, small_ledger
from truth import SEND


class Dovecot:
    """A Dovecot of our own with nothing but LMTP and the mailboxes it is given. Ends with the test."""

    def __init__(self, test, folder, users):
        if not have("dovecot") or not os.path.exists("/usr/lib/dovecot/lmtp"):
            test.skipTest("Dovecot's LMTP is not installed (package dovecot-lmtpd)")
        if os.geteuid() != 0:
            test.skipTest("Dovecot starts only as root")
        self.folder, self.port, self.tls_port = folder, free_port(), free_port()
        self.tls = Certificates(folder / "tls")
        owner = pwd.getpwnam("nobody")
        for name in ("run", "mail"):
            (folder / name).mkdir()
        os.chown(folder / "mail", owner.pw_uid, owner.pw_gid)
        (folder / "users").write_text("".join(f"{user}:::::{folder}/mail/{user}\n" for user in users))
        (folder / "dovecot.conf").write_text(f"""\
protocols = lmtp
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = yes
ssl_cert = <{self.tls.certificate}
ssl_key = <{self.tls.key}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/box
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
  override_fields = uid={owner.pw_uid} gid={owner.pw_gid}
}}
passdb {{
  driver = static
  args = nopassword=y
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {self.port}
  }}
  inet_listener lmtps {{
    address = 127.0.0.1
    port = {self.tls_port}
    ssl = yes
  }}
}}
service stats {{
  client_limit = 1000
}}
""")
        process = subprocess.Popen([have("dovecot"), "-F", "-c", folder / "dovecot.conf"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        test.addCleanup(end, process)
        test.assertTrue(eventually(lambda: (listens(self.port) and listens(self.tls_port)) or process.poll() is not None) and process.poll() is None, self.log())

    def log(self):
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def mails(self, user):
        folder = self.folder / "mail" / user / "box/new"
        paths = sorted(folder.iterdir()) if folder.exists() else []
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


class Lmtp(unittest.TestCase):
    def world(self, count, absent=()):
        desk = Desk(self).init()
        desk.folder.chmod(0o755)
        folder = desk.folder / "dovecot"
        folder.mkdir()
        self.users = [f"debtor{n}@debtor.example" for n in range(1, count + 1) if n not in absent]
        self.dovecot = Dovecot(self, folder, self.users)
        import_ledger(desk, small_ledger(count))
        return desk

    def delivered_once_each(self, desk):
        letters = {l["recipient"]: l for l in desk.json("show", "R2026-0001")["letters"]}
        for user in self.users:
            mails = self.dovecot.mails(user)
            self.assertEqual([message_id(mail) for mail in mails], [letters[user]["message_id"]])
            self.assertTrue(pdf_of(mails[0])[0].startswith(b"%PDF-1.4"))
        return letters

    def test_delivered_into_mailboxes_and_an_unknown_one_goes_by_post(self):
        desk = self.world(20, absent=(5,))
        desk.deliver(route=f"lmtp://127.0.0.1:{self.dovecot.port}", connections=3)
        sent = desk.json("run", "--today", LEDGER_DAY, expect=3)["sent"]
        self.assertEqual((sent["accepted"], sent["rejected"], sent["unknown"]), (20, 1, 0), self.dovecot.log())
        letters = self.delivered_once_each(desk)
        self.assertEqual(letters["debtor5@debtor.example"]["state"], "rejected")
        self.assertEqual([l["state"] for l in desk.letters("K0005", channel="post")], ["accepted"])
        self.assertEqual(desk.json(*SEND)["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_over_tls_with_a_checked_certificate(self):
        desk = self.world(6)
        route = f"lmtps://localhost:{self.dovecot.tls_port}"
        for trusted in ({"ca_file": self.dovecot.tls.other_ca, "route": route}, {"ca_file": self.dovecot.tls.ca, "route": route.replace("localhost", "127.0.0.1")}):
            desk.deliver(**trusted)
            ran = desk.run("run", "--today", LEDGER_DAY, expect=1)
            self.assertIn("stopped: lmtps://", ran.out)
            self.assertIn("certificate", ran.out)
        self.assertEqual([user for user in self.users if self.dovecot.mails(user)], [])
        desk.deliver(ca_file=self.dovecot.tls.ca, route=route)
        self.assertEqual(desk.json(*SEND)["accepted"], 6, self.dovecot.log())
        self.delivered_once_each(desk)
        received = " ".join(str(self.dovecot.mails(self.users[0])[0]["Received"]).split())
        self.assertRegex(received, "with LMTPS? ")
        self.assertEqual(desk.json("verify")["broken"], [])


if __name__ == "__main__":
    main()
