#!/usr/bin/env python3
"""The whole loop on loopback: Dunmail hands letters to a real Postfix, Postfix makes real reports and bounces, they
arrive in a mailbox (a Maildir, or the same one behind a real Dovecot), Dunmail takes them in, and the next step is
another one."""
import os
import pwd
import signal
import smtplib
import subprocess
import unittest
from email.message import EmailMessage

import relay
import smtp
from support import LEDGER_DAY, Desk, end, eventually, free_port, have, import_ledger, listens, main, small_ledger

RUN = ["run", "--today", LEDGER_DAY]
PASSWORD = 'pass "word" \\ 密'


class Dovecot:
    """A Dovecot of our own over a Maildir: IMAP with STARTTLS, and IMAPS. Ends with the test."""

    def __init__(self, test, folder, maildir, owner, more=""):
        program = have("dovecot")
        if not program:
            test.skipTest("Dovecot is not installed (package dovecot-imapd)")
        if os.geteuid() != 0:
            test.skipTest("Dovecot starts only as root here")
        self.port, self.tls_port, self.folder = free_port(), free_port(), folder
        folder.mkdir()
        self.ca, key = relay.certificate(folder)
        (folder / "users").write_text("dunmail:{PLAIN}" + PASSWORD + "\n")
        (folder / "dovecot.conf").write_text(f"""\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{self.ca}
ssl_key = <{key}
mail_location = maildir:{maildir}
first_valid_uid = 1
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
{more}
""")
        (folder / "home").mkdir()
        os.chown(folder / "home", owner.pw_uid, owner.pw_gid)
        self.process = subprocess.Popen([program, "-F", "-c", folder / "dovecot.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        test.addCleanup(end, self.process)
        test.assertTrue(eventually(lambda: listens(self.port) and listens(self.tls_port)), "Dovecot does not listen\n" + self.log())

    def log(self):
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""


class Loop(unittest.TestCase):
    def world(self, count=3):
        """A desk, a Postfix that knows debtor1 and the fax gateway, and our own maildir for what comes back."""
        desk = Desk(self).init()
        desk.folder.chmod(0o755)
        folder = desk.folder / "postfix"
        folder.mkdir()
        self.postfix = smtp.Postfix(self, folder, """\
virtual_mailbox_domains = debtor.example yunfan.example fax.example
virtual_mailbox_maps = inline:{ debtor1@debtor.example=box/, bounce@yunfan.example=ours/, li.min@yunfan.example=ours/, 00862155550123@fax.example=fax/ }
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
""")
        self.ours = folder / "mail/ours"
        desk.deliver(route=f"smtp://127.0.0.1:{self.postfix.port}")
        ledger = small_ledger(count)
        import_ledger(desk, ledger)
        return desk

    def back(self, count):
        """Waits until so many messages lie in our maildir."""
        new = self.ours / "new"
        self.assertTrue(eventually(lambda: new.exists() and len(list(new.iterdir())) >= count), self.postfix.log())

    def hand_in(self, to, subject, text, **headers):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "王芳 <debtor1@debtor.example>", to, subject
        mail["Date"], mail["Message-ID"] = "Sat, 21 Nov 2026 10:00:00 +0800", f"<{len(text)}.{abs(hash(subject))}@debtor.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.postfix.port) as client:
            client.send_message(mail, to_addrs=[to])
        return mail

    def use(self, desk, **keys):
        text = (desk.folder / "dunmail.toml").read_text()
        lines = "".join(f"{key} = {value!r}\n" if isinstance(value, int) else f"{key} = '{value}'\n" for key, value in keys.items())
        desk.write("dunmail.toml", text + "\n[mailbox]\n" + lines)

    def test_a_bounce_goes_by_fax_the_same_day_and_a_failed_fax_by_post(self):
        desk = self.world(2)
        contacts = small_ledger(2)["contacts"][1:]
        desk.import_rows("contacts", [{**contacts[0], "fax": "+862155550123"}])
        self.assertEqual(desk.json(*RUN, expect=None)["sent"]["accepted"], 2)
        self.back(2)  # debtor1's delivery report, debtor2's bounce: both made by Postfix
        taken = desk.json("track", self.ours, "--today", LEDGER_DAY)
        self.assertEqual((taken["taken"], taken["states"]), (2, {"done": 2}), taken)
        self.assertEqual({(m["kind"], m["matched_by"]) for m in taken["mails"]}, {("delivered", "verp"), ("failure", "verp")})
        self.assertEqual([e["data"]["hard"] for e in desk.events("K0002", "bounced")], [True])
        self.assertEqual(len(desk.events("K0001", "delivered")), 1)
        self.assertEqual(list((self.ours / "new").iterdir()), [])
        self.assertEqual(len(list((self.ours / ".Processed/cur").iterdir())), 2)
        # The same day: what came back goes by fax, and nobody else gets a second letter.
        again = desk.json(*RUN, expect=None)["sent"]
        self.assertEqual(again["accepted"], 1, again)
        fax = desk.letters("K0002", channel="fax")
        self.assertEqual([l["state"] for l in fax], ["accepted"])
        self.back(1)
        desk.json("track", self.ours, "--today", LEDGER_DAY)  # the gateway's MTA took the mail: that is no proof of a fax
        self.assertEqual(desk.events("K0002", "delivered"), [])
        self.assertTrue(eventually(lambda: (self.postfix.folder / "mail/fax/new").exists()))
        raw = next((self.postfix.folder / "mail/fax/new").iterdir()).read_bytes()
        sender = raw.partition(b"Return-Path: <")[2].partition(b">")[0].decode()
        self.hand_in(sender, "fax to 00862155550123 failed", "Your facsimile job 17 failed: no answer from the remote machine.", Auto_Submitted="auto-generated")
        self.back(1)
        taken = desk.json("track", self.ours, "--today", LEDGER_DAY)
        self.assertEqual([m["state"] for m in taken["mails"]], ["done"], taken)
        self.assertEqual([e["data"]["hard"] for e in desk.events("K0002", "bounced")], [True, False])
        desk.json(*RUN, expect=None)
        self.assertEqual([(l["channel"], l["state"]) for l in desk.letters("K0002")], [("email", "bounced"), ("fax", "bounced"), ("post", "accepted")])
        # Nothing is taken in twice, and nothing was changed afterwards.
        self.assertEqual(desk.json("track", self.ours / ".Processed", "--today", LEDGER_DAY)["taken"], 0)
        desk.run("verify")

    def test_an_answer_waits_for_a_person_and_becomes_a_promise(self):
        desk = self.world(1)
        desk.json(*RUN, expect=None)
        self.back(1)
        letter = desk.letters("K0001")[0]
        self.hand_in("li.min@yunfan.example", "Re: " + letter["subject"], "您好，款项1001.50元将于2026年12月1日前支付。\n\n王芳\n", In_Reply_To=f"<{letter['message_id']}>")
        self.back(2)
        desk.json("track", self.ours, "--today", LEDGER_DAY)
        replied = desk.events("K0001", "replied")
        self.assertEqual(len(replied), 1)
        waiting = desk.json("inbox")
        self.assertEqual([(m["kind"], m["letter"], m["suggestions"][0]["meaning"], m["suggestions"][0]["day"]) for m in waiting], [("reply", letter["id"], "promise", "2026-12-01")])
        mail = waiting[0]["id"]
        self.assertIn("2026年12月1日前支付", desk.run("inbox", "show", mail).out)
        # No promise that lies in the past, and none in ten years.
        for due in ("2026-11-01", "2036-12-01"):
            self.assertIn(due, desk.run("inbox", "confirm", mail, "--due", due, "--by", "li", "--today", LEDGER_DAY, expect=2).err)
        self.assertEqual(desk.events("K0001", "promised"), [])
        desk.run("inbox", "confirm", mail, "--by", "li", "--today", LEDGER_DAY)
        promised = desk.events("K0001", "promised")
        self.assertEqual([(e["data"]["due"], e["data"]["amount"], e["data"]["mail"], e["by"]) for e in promised], [("2026-12-01", 100150, mail, "li")])
        self.assertEqual(desk.json("inbox"), [])
        desk.json(*RUN, expect=None)
        self.assertEqual([(l["kind"], l["state"]) for l in desk.letters("K0001")], [("reminder", "accepted"), ("promise-confirmation", "accepted")])
        self.assertIn("is decided", desk.run("inbox", "confirm", mail, "--by", "li", expect=2).err)

    def test_forged_replayed_and_altered_tokens_change_nothing(self):
        desk = self.world(2)
        desk.json(*RUN, expect=None)
        self.back(2)
        box = self.postfix.folder / "mail/box/new"
        self.assertTrue(eventually(lambda: box.exists() and list(box.iterdir())), self.postfix.log())
        token = next(box.iterdir()).read_bytes().partition(b"Return-Path: <")[2].partition(b">")[0].decode()
        desk.json("track", self.ours, "--today", LEDGER_DAY)
        before = len(desk.events("K0001")), len(desk.events("K0002"))
        report = "Subject: Undelivered Mail\nFrom: MAILER-DAEMON@debtor.example\nTo: {to}\nDate: Sat, 21 Nov 2026 10:00:0{n} +0800\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n" \
                 "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; {who}\nAction: {action}\nStatus: {status}\n--b--\n"
        key = token.index("+") + 2  # the signature begins behind the key's letter
        broken = token[:key] + ("a" if token[key] != "a" else "b") + token[key + 1:]
        desk.write("altered.eml", report.format(to=broken, n=1, who="debtor1@debtor.example", action="failed", status="5.1.1"))
        desk.write("other.eml", report.format(to=token, n=2, who="somebody@else.example", action="failed", status="5.1.1"))
        desk.write("repeated.eml", report.format(to=token, n=3, who="debtor1@debtor.example", action="delivered", status="2.0.0"))
        taken = desk.json("track", "altered.eml", "other.eml", "repeated.eml", "--today", LEDGER_DAY)
        self.assertEqual([m["state"] for m in taken["mails"]], ["ignored", "open", "noted"], taken)
        self.assertIn("suspicious", taken["mails"][1]["reason"])
        self.assertEqual((len(desk.events("K0001")), len(desk.events("K0002"))), before)
        # A mere sender match is a guess for a person, who ties it.
        desk.write("sender.eml", "From: debtor1@debtor.example\nTo: li.min@yunfan.example\nSubject: hello\nIn-Reply-To: <1@elsewhere>\nDate: Sat, 21 Nov 2026 10:00:00 +0800\n\nPlease send us invoice RE-0001 again.\n")
        desk.json("track", "sender.eml", "--today", LEDGER_DAY)
        waiting = desk.json("inbox")[-1]
        self.assertEqual({(c["debtor"], c["letter"] != "") for c in waiting["candidates"]}, {("K0001", True), ("K0001", False)})
        self.assertEqual(len(desk.events("K0001")), before[0])
        desk.run("inbox", "assign", waiting["id"], "K0001", "--by", "li", "--today", LEDGER_DAY)
        self.assertEqual(len(desk.events("K0001", "replied")), 1)
        desk.run("inbox", "dismiss", waiting["id"], "--reason", "sent again", "--by", "li")

    def test_dovecot_every_message_once_whatever_is_killed(self):
        desk = self.world(1)
        self.ours.mkdir(parents=True)
        owner = pwd.getpwnam("postfix")
        for part in ("cur", "new", "tmp"):
            (self.ours / part).mkdir()
        count = 150
        for n in range(count):
            (self.ours / "new" / f"{n}.test").write_text(f"From: a{n}@x.example\nTo: us@yunfan.example\nSubject: note {n}\nMessage-ID: <{n}@x.example>\n\nHello {n}.\n")
        (self.ours / "new" / "big.test").write_text("From: big@x.example\nSubject: big\n\n" + "line of text\n" * 100_000)  # several chunks
        subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", self.ours], check=True)
        dovecot = Dovecot(self, desk.folder / "dovecot", self.ours, owner)
        desk.write("password", PASSWORD + "\n")
        self.use(desk, address=f"imaps://localhost:{dovecot.tls_port}", user="dunmail", password_file="password", ca_file=str(dovecot.ca), poll_seconds=3600)
        rows = lambda: desk.sql("SELECT count(*) FROM mail")[0][0]
        for wanted in (30, 80, 120):
            process = desk.start("track")
            self.assertTrue(eventually(lambda: rows() >= wanted or process.poll() is not None), dovecot.log())
            end(process, signal.SIGKILL)
        desk.run("track", expect=0)
        self.assertEqual(rows(), count + 1)
        self.assertEqual(desk.sql("SELECT count(DISTINCT document), count(DISTINCT subject) FROM mail")[0], (count + 1, count + 1))
        self.assertEqual(desk.sql("SELECT size FROM mail WHERE subject = 'big'")[0][0], len("From: big@x.example\r\nSubject: big\r\n\r\n") + 14 * 100_000)
        self.assertEqual(len(list((self.ours / ".Processed/cur").iterdir())) + len(list((self.ours / ".Processed/new").iterdir())), count + 1)
        self.assertEqual([p for p in (self.ours / "cur").iterdir()] + [p for p in (self.ours / "new").iterdir()], [])

        # The folder is made anew: other UIDs under another UIDVALIDITY, and the same messages.
        validity = desk.sql("SELECT DISTINCT validity FROM mail_place")
        end(dovecot.process)
        processed = [*(self.ours / ".Processed/cur").iterdir(), *(self.ours / ".Processed/new").iterdir()]
        for path in processed[:20]:
            path.rename(self.ours / "new" / path.name)
        for path in [*self.ours.glob("dovecot*"), *self.ours.glob(".Processed/dovecot*")]:
            subprocess.run(["rm", "-rf", path], check=True)
        uidlist = self.ours / "dovecot-uidlist"
        uidlist.write_text("3 V1999999999 N1 G0123456789abcdef0123456789abcdef\n")
        os.chown(uidlist, owner.pw_uid, owner.pw_gid)
        (desk.folder / "dovecot").rename(desk.folder / "dovecot-before")
        dovecot = Dovecot(self, desk.folder / "dovecot", self.ours, owner)
        text = (desk.folder / "dunmail.toml").read_text().partition("\n[mailbox]\n")[0]
        desk.write("dunmail.toml", text)
        self.use(desk, address=f"imap://localhost:{dovecot.port}", tls="required", user="dunmail", password_file="password", ca_file=str(dovecot.ca), poll_seconds=3600)
        taken = desk.json("track")
        self.assertEqual((taken["taken"], taken["known"]), (0, 20), taken)
        self.assertNotEqual(validity, desk.sql("SELECT DISTINCT validity FROM mail_place ORDER BY validity DESC LIMIT 1"))
        self.assertEqual(rows(), count + 1)

        # IDLE: the next look without it would be in an hour.
        process = desk.start("track", "--watch")
        arriving = self.ours / "tmp/later.test"
        arriving.write_text("From: later@x.example\nSubject: later\n\nHere I am.\n")
        os.chown(arriving, owner.pw_uid, owner.pw_gid)
        arriving.rename(self.ours / "new/later.test")
        self.assertTrue(eventually(lambda: rows() == count + 2, 30), dovecot.log())
        arriving.write_text("From: last@x.example\nSubject: last\n\nAnd I.\n")
        os.chown(arriving, owner.pw_uid, owner.pw_gid)
        arriving.rename(self.ours / "new/last.test")
        self.assertTrue(eventually(lambda: rows() == count + 3, 30), dovecot.log())
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0, err.decode())
        self.assertIn(b"2 message(s) taken in", out)

        # A wrong password and a foreign certificate end with a clear line, and without the password in it.
        desk.write("password", "wrong")
        ran = desk.run("track", expect=1)
        self.assertIn("auth", ran.out + ran.err)
        self.assertNotIn("wrong", ran.out + ran.err)
        desk.write("dunmail.toml", (desk.folder / "dunmail.toml").read_text().replace("ca_file", "# ca_file"))
        ran = desk.run("track", expect=1)
        self.assertIn("certificate", ran.out + ran.err)

    def test_servers_that_cannot_move_or_idle(self):
        owner = pwd.getpwnam("postfix") if have("postfix") else self.skipTest("the user postfix, which owns the mailbox, is not there")
        for offered, stays in (("IMAP4rev1 UIDPLUS", 0), ("IMAP4rev1", 3)):
            with self.subTest(offered):
                desk = Desk(self).init()
                desk.folder.chmod(0o755)
                box = desk.folder / "box"
                for part in ("cur", "new", "tmp"):
                    (box / part).mkdir(parents=True)
                for n in range(3):
                    (box / "new" / f"{n}.test").write_text(f"From: a{n}@x.example\nSubject: note {n}\n\nHello {n}.\n")
                subprocess.run(["chown", "-R", f"{owner.pw_uid}:{owner.pw_gid}", box], check=True)
                dovecot = Dovecot(self, desk.folder / "dovecot", box, owner, f"imap_capability = {offered}\n")
                desk.write("password", PASSWORD)
                self.use(desk, address=f"imap://127.0.0.1:{dovecot.port}", user="dunmail", password_file="password", processed="已处理", poll_seconds=1)
                self.assertEqual(desk.json("track")["taken"], 3, dovecot.log())
                self.assertEqual(desk.json("track")["taken"], 0)
                self.assertEqual(len([p for part in ("cur", "new") for p in (box / part).iterdir()]), stays)
                self.assertEqual(len([p for p in box.glob(".&*/*/*") if p.is_file()]), 3 - stays)
                process = desk.start("track", "--watch")  # by polling, each second
                arriving = box / "tmp/later.test"
                arriving.write_text("From: later@x.example\nSubject: later\n\nHere I am.\n")
                os.chown(arriving, owner.pw_uid, owner.pw_gid)
                arriving.rename(box / "new/later.test")
                self.assertTrue(eventually(lambda: desk.sql("SELECT count(*) FROM mail")[0][0] == 4, 30), dovecot.log())
                end(process)
                self.assertEqual(process.returncode, 0)


class Bombs(unittest.TestCase):
    def test_none_of_them_stops_the_mailbox(self):
        desk = Desk(self).init()
        folder = desk.folder / "box"
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True)
        def put(name, data):
            (folder / "new" / name).write_bytes(data)
        put("1.deep", b"Subject: deep\nContent-Type: multipart/mixed; boundary=b0\n\n" + b"".join(b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1) for n in range(20_000)))
        put("2.parts", b"Subject: parts\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: text/plain\n\nx\n" * 100_000)
        put("3.line", b"Subject: line\n\n" + b"x" * 100_000_000)
        put("4.header", b"Subject: " + b"y" * 20_000_000)
        put("5.charset", b"Subject: =?no-such-charset?B?/////w==?=\nContent-Type: text/plain; charset=\"\xff\xfe\"\n\n\xff\xfe\x00\x80\n")
        put("6.noblank", b"From: a@b.example\nSubject: no blank line\nthis is no header at all")
        put("7.empty", b"")
        put("8.nul", b"\x00" * 1000)
        put("9.digest", b"Subject: nested\n" + b"Content-Type: message/rfc822\n\n" * 20_000)
        put("z.good", b"From: a@b.example\nSubject: Re: good\nIn-Reply-To: <1@b>\n\nGood day.\n")
        taken = desk.json("track", folder, timeout=100)
        self.assertEqual(taken["taken"], 10, taken["remarks"])
        self.assertEqual(taken["mails"][-1]["kind"], "reply")
        self.assertEqual(list((folder / "new").iterdir()), [])
        self.assertEqual(desk.sql("SELECT max(size), max(length(d.bytes)) FROM mail JOIN document d ON d.sha256 = mail.document")[0], (100_000_015, 5_000_000))
        desk.run("inbox")
        desk.run("verify")


if __name__ == "__main__":
    main()
