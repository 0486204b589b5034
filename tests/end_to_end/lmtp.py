#!/usr/bin/env python3
"""A run handed over by LMTP to Dovecot, which delivers into mailboxes itself: one reply a recipient, one connection each."""
import email
import email.policy
import os
import pwd
import subprocess
import unittest

from support import LEDGER_DAY, Desk, end, eventually, free_port, have, import_ledger, listens, main, message_id, pdf_of, small_ledger
from truth import SEND


class Dovecot:
    """A Dovecot of our own with nothing but LMTP and the mailboxes it is given. Ends with the test."""

    def __init__(self, test, folder, users):
        if not have("dovecot") or not os.path.exists("/usr/lib/dovecot/lmtp"):
            test.skipTest("Dovecot's LMTP is not installed (package dovecot-lmtpd)")
        if os.geteuid() != 0:
            test.skipTest("Dovecot starts only as root")
        self.folder, self.port = folder, free_port()
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
ssl = no
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
}}
service stats {{
  client_limit = 1000
}}
""")
        process = subprocess.Popen([have("dovecot"), "-F", "-c", folder / "dovecot.conf"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        test.addCleanup(end, process)
        test.assertTrue(eventually(lambda: listens(self.port) or process.poll() is not None) and process.poll() is None, self.log())

    def log(self):
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def mails(self, user):
        folder = self.folder / "mail" / user / "box/new"
        paths = sorted(folder.iterdir()) if folder.exists() else []
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in paths]


class Lmtp(unittest.TestCase):
    def test_delivered_into_mailboxes_and_an_unknown_one_goes_by_post(self):
        desk = Desk(self).init()
        desk.folder.chmod(0o755)
        folder = desk.folder / "dovecot"
        folder.mkdir()
        users = [f"debtor{n}@debtor.example" for n in range(1, 21) if n != 5]
        dovecot = Dovecot(self, folder, users)
        desk.deliver(route=f"lmtp://127.0.0.1:{dovecot.port}", connections=3)
        import_ledger(desk, small_ledger(20))
        sent = desk.json("run", "--today", LEDGER_DAY, expect=3)["sent"]
        self.assertEqual((sent["accepted"], sent["rejected"], sent["unknown"]), (20, 1, 0), dovecot.log())
        letters = {l["recipient"]: l for l in desk.json("show", "R2026-0001")["letters"]}
        for user in users:
            mails = dovecot.mails(user)
            self.assertEqual([message_id(mail) for mail in mails], [letters[user]["message_id"]])
            self.assertTrue(pdf_of(mails[0])[0].startswith(b"%PDF-1.4"))
        self.assertEqual(letters["debtor5@debtor.example"]["state"], "rejected")
        self.assertEqual([l["state"] for l in desk.letters("K0005", channel="post")], ["accepted"])
        self.assertEqual(desk.json(*SEND)["accepted"], 0)
        self.assertEqual(desk.json("verify")["broken"], [])


if __name__ == "__main__":
    main()
