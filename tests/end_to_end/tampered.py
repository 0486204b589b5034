#!/usr/bin/env python3
"""What somebody changed behind the program's back is found by `dunmail verify`, each of it, and named."""
import os
import shutil
import sqlite3
import stat
import unittest

from support import LEDGER_DAY, ROOT, SETTINGS, Desk, import_ledger, main, small_ledger

# A change, and what of it must stand in the finding.
TAMPERS = [
    ("an event's data", "UPDATE event SET data = replace(data, '100', '200') WHERE kind = 'drafted' AND case_id LIKE '%K0001%'", "K0001"),
    ("an event's day", "UPDATE event SET day = '2026-01-01' WHERE kind = 'accepted' AND case_id LIKE '%K0001%'", "K0001"),
    ("who did it", "UPDATE event SET actor = 'nobody' WHERE seq = 1 AND case_id LIKE '%K0001%'", "K0001"),
    ("an event taken out", "DELETE FROM event WHERE seq = 2 AND case_id LIKE '%K0001%'", "K0001"),
    ("the end of a case file", "DELETE FROM event WHERE case_id LIKE '%K0001%' AND seq = (SELECT MAX(seq) FROM event o WHERE o.case_id = event.case_id)", "were written"),
    ("a whole case file", "DELETE FROM event WHERE case_id LIKE '%K0001%'", "its case file is gone"),
    ("an event that cannot be read", "UPDATE event SET data = '{' WHERE seq = 1 AND case_id LIKE '%K0001%'", "K0001"),
    ("an event of no kind", "UPDATE event SET kind = 'nonsense' WHERE seq = 1 AND case_id LIKE '%K0001%'", "K0001"),
    ("the head of a case", "UPDATE case_head SET seq = seq + 5 WHERE case_id LIKE '%K0001%'", "were written"),
    ("a letter's printed bytes", "UPDATE document SET bytes = bytes || 'x' WHERE sha256 = (SELECT document FROM letter WHERE debtor_id = 'K0001')", "is not what was kept"),
    ("a letter's document gone", "DELETE FROM document WHERE sha256 = (SELECT document FROM letter WHERE debtor_id = 'K0001')", "its document is gone"),
    ("another document", "UPDATE letter SET document = (SELECT document FROM letter WHERE debtor_id = 'K0002') WHERE debtor_id = 'K0001'", "changed after its approval"),
    ("the state, back", "UPDATE letter SET state = 'drafted' WHERE debtor_id = 'K0001'", "says that it left"),
    ("the state, on", "UPDATE letter SET state = 'accepted' WHERE debtor_id = 'K0003'", "its case file does not say so"),
    ("a state that is none", "UPDATE letter SET state = 'gone' WHERE debtor_id = 'K0001'", "which no letter has"),
    ("the recipient", "UPDATE letter SET recipient = 'someone@else.example' WHERE debtor_id = 'K0001'", "changed after its approval"),
    ("the subject", "UPDATE letter_text SET subject = 'x' WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0001')", "changed after its approval"),
    ("the text of the mail", "UPDATE letter_text SET mail_body = 'x' WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0001')", "changed after its approval"),
    ("the address of an approved letter", "UPDATE letter_text SET facts = replace(facts, '杭州市', '北京市') WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0001')", "changed after its approval"),
    ("the sum of a letter", "UPDATE letter SET amount = amount + 1 WHERE debtor_id = 'K0003'", "its frozen facts say"),
    ("the number of a letter", "UPDATE letter SET number = 'X' WHERE debtor_id = 'K0001'", "it was drafted with"),
    ("a letter's frozen facts", "UPDATE letter_text SET facts = '{' WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0003')", "facts"),
    ("a draft's bank account", "UPDATE letter_text SET facts = replace(facts, '4345', '6666') WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0003')", "is not what its case file says"),
    ("who has to approve a draft", "UPDATE letter SET approval = 'auto' WHERE debtor_id = 'K0003'", "is not what its case file says"),
    ("what a letter says gone", "DELETE FROM letter_text WHERE letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0003')", "what it says is gone"),
    ("a letter gone", "DELETE FROM letter WHERE debtor_id = 'K0003'", "the letter is gone"),
    ("a mail's bytes", "UPDATE document SET bytes = 'x' WHERE sha256 = (SELECT document FROM mail LIMIT 1)", "is not what was kept"),
    ("a mail's bytes gone", "DELETE FROM document WHERE sha256 = (SELECT document FROM mail LIMIT 1)", "its document is gone"),
    ("an open sum", "UPDATE invoice SET open = open - 1 WHERE number = 'RE-0001'", "invoice RE-0001"),
    ("a credit", "UPDATE payment SET unallocated = unallocated + 1 WHERE reference = 'P-2'", "payment P-2"),
    ("an allocation", "DELETE FROM allocation WHERE payment = 'P-2'", "payment P-2"),
    ("the last day of a letter", "UPDATE letter SET deadline = '2026-12-24' WHERE debtor_id = 'K0003'", "its last day is 2026-12-24"),
    ("the day of a letter", "UPDATE letter SET day = '2026-11-01' WHERE debtor_id = 'K0003'", "its day is 2026-11-01"),
    ("a mail's sender", "UPDATE mail SET sender = 'boss@debtor.example'", "its sender is"),
    ("a mail's subject", "UPDATE mail SET subject = 'We pay'", "its subject is"),
    ("what came with an answer", "UPDATE mail SET upload = document", "its upload is not the one"),
    ("a mail that was dealt with", "UPDATE mail SET state = 'done', case_id = (SELECT case_id FROM letter WHERE debtor_id = 'K0002')", "no case file tells of it"),
    ("the sum of a bank entry", "UPDATE bank_entry SET amount = amount * 10", "is not what the bank told"),
    ("the account of a bank entry", "UPDATE bank_entry SET account = 'DE00'", "is not what the bank told"),
    ("what a bank entry was booked as", "UPDATE bank_entry SET payments = 'P-77'", "P-77, which is not there"),
    ("a letter out of its batch", "DELETE FROM batch_letter", "it says 1 letters on 1 sheets, and holds 0"),
    ("how many a batch has", "UPDATE batch SET letters = 9", "it says 9 letters"),
    ("a state of a batch that is none", "UPDATE batch SET state = 'lost'", "which no batch has"),
    ("a counter", "UPDATE counter SET value = 1 WHERE name = 'letter-2026'", "counter letter-2026"),
    ("a counter gone", "DELETE FROM counter WHERE name = 'batch-2026'", "counter batch-2026"),
    ("an index", "DROP INDEX letter_once", "index letter_once is gone"),
    ("an index that is another", "DROP INDEX letter_once; CREATE INDEX letter_once ON letter (id)", "index letter_once is not what"),
    ("a trigger", "CREATE TRIGGER t AFTER UPDATE ON letter BEGIN SELECT 1; END", "trigger t is none of ours"),
    ("a key that points nowhere", "DELETE FROM run", "names a run that is not there"),
]


class Tampered(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.case = unittest.TestCase()
        cls.desk = desk = Desk(cls.case, route="maildir:outbox", post="batch").init()
        ledger = small_ledger(4)
        ledger["contacts"][3]["email"] = ""  # its letter goes by post
        import_ledger(desk, ledger)
        desk.import_rows("payments", [{"reference": "P-2", "debtor": "K0002", "date": LEDGER_DAY, "amount": "5.00", "currency": "CNY"}])
        desk.import_rows("invoices", [{"number": "CN-2", "debtor": "K0002", "issue_date": LEDGER_DAY, "due_date": "", "amount": "3.00", "currency": "CNY", "kind": "credit-note", "applies_to": "RE-0002"}])
        run = desk.json("plan", "--today", LEDGER_DAY)["run"]
        sent = desk.letters(run)
        for letter in sent:
            if letter["debtor"] != "K0003":
                desk.run("approve", letter["id"], "--by", "Lin Yue", "--today", LEDGER_DAY)
        third = next(letter["id"] for letter in sent if letter["debtor"] == "K0003")
        desk.run("edit", third, "--extra", "x", "--reason", "r", "--by", "Mei", "--today", LEDGER_DAY)
        desk.run("send", "--today", LEDGER_DAY)
        reply = "From: debtor1@debtor.example\nTo: credit@yunfan.example\nSubject: Re\nDate: Sat, 21 Nov 2026 10:00:00 +0800\n\nHello\n"
        desk.write("reply.eml", reply)
        desk.run("track", str(desk.folder / "reply.eml"), "--today", LEDGER_DAY, expect=None)
        desk.run("print", "--all", "--out", "out", "--today", LEDGER_DAY)
        desk.write("bank.csv", f"Buchungstag;Betrag;Saldo;Auftraggeber;IBAN;Verwendungszweck;Waehrung\n{LEDGER_DAY};1004,50;2004,50;杭州第4贸易有限公司;DE02120300000000202051;RE-0004;CNY\n")
        desk.run("payments", "import", "bank.csv", "--today", LEDGER_DAY, expect=None)
        cls.case.assertEqual([e["state"] for e in desk.json("payments", "list")["entries"]], ["booked"])
        whole = desk.run("verify")
        cls.case.assertIn("all whole", whole.out)
        cls.kept = (desk.folder / "dunmail.db").read_bytes()

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def tampered(self, sql):
        for name in ("dunmail.db-wal", "dunmail.db-shm"):
            (self.desk.folder / name).unlink(missing_ok=True)
        (self.desk.folder / "dunmail.db").write_bytes(self.kept)
        database = sqlite3.connect(self.desk.folder / "dunmail.db")
        before = database.total_changes, database.execute("PRAGMA schema_version").fetchone()
        database.executescript(sql)
        self.assertNotEqual(before, (database.total_changes, database.execute("PRAGMA schema_version").fetchone()), "the change changes nothing: " + sql)
        database.commit()
        database.close()

    def test_each_is_found_and_named(self):
        for what, sql, named in TAMPERS:
            with self.subTest(what):
                self.tampered(sql)
                ran = self.desk.run("verify", expect=None)
                self.assertEqual(ran.code, 1, ran)
                self.assertIn(named, ran.out)
                self.assertNotIn("should not happen", ran.err)

    def test_it_goes_on_after_each(self):
        self.tampered("UPDATE event SET actor = 'nobody' WHERE seq = 1")
        database = sqlite3.connect(self.desk.folder / "dunmail.db")
        database.execute("UPDATE invoice SET open = open + 1")
        database.execute("UPDATE document SET bytes = 'x'")
        database.commit()
        database.close()
        found = self.desk.json("verify", expect=1)["broken"]
        for case in ("K0001", "K0002", "K0003"):
            self.assertTrue(any(case in each["where"] for each in found), case)
        for number in ("RE-0001", "RE-0003"):  # the other has a credit note, whose rest may have been closed
            self.assertTrue(any(number in each["where"] for each in found), number)
        self.assertGreaterEqual(sum("is not what was kept" in each["what"] for each in found), 3)

    def test_a_page_of_the_database_that_is_damaged(self):
        (self.desk.folder / "dunmail.db").write_bytes(self.kept)
        size = len(self.kept)
        with open(self.desk.folder / "dunmail.db", "r+b") as file:
            file.seek(size // 2)
            file.write(os.urandom(4096 * 4))
        ran = self.desk.run("verify", expect=None)
        self.assertEqual(ran.code, 1, ran)
        self.assertNotIn("should not happen", ran.err)


class Honest(unittest.TestCase):
    def test_letters_of_debtors_that_were_merged_and_merged_again(self):
        desk = Desk(self, route="maildir:outbox").init()
        import_ledger(desk, small_ledger(4))
        desk.run("run", "--today", LEDGER_DAY, expect=None)
        for old, new in (("K0001", "K0002"), ("K0003", "K0002"), ("K0002", "K0004")):
            desk.run("debtor", "merge", old, new, "--by", "Lin", "--on", LEDGER_DAY)
            self.assertIn("all whole", desk.run("verify").out)


class Private(unittest.TestCase):
    def test_what_it_writes_is_its_owners_whatever_the_umask(self):
        desk = Desk(self, route="maildir:outbox")
        old = os.umask(0)
        try:
            desk.init()
            import_ledger(desk, small_ledger(2))
            desk.run("run", "--today", LEDGER_DAY, expect=None)
            letter = desk.letters("R2026-0001")[0]["id"]
            desk.run("pdf", letter, "--out", "letter.pdf")
        finally:
            os.umask(old)
        given = {"dunmail.toml", "data", "calendars", "cn.toml", "tw.toml"}
        for path in desk.folder.rglob("*"):
            if path.name in given or path.name.endswith(".csv"):
                continue
            mode = stat.S_IMODE(path.stat().st_mode)
            self.assertEqual(mode & 0o077, 0, f"{path.name}: {oct(mode)}")

    def test_a_symbolic_link_in_the_way_is_not_followed(self):
        desk = Desk(self, route="maildir:outbox").init()
        import_ledger(desk, small_ledger(1))
        desk.run("run", "--today", LEDGER_DAY, expect=None)
        letter = desk.letters("R2026-0001")[0]["id"]
        precious = desk.folder / "precious"
        precious.write_text("mine")
        script = ("import os, sys\n"
                  "os.symlink('precious', f'letter.pdf.part-{os.getpid()}')\n"
                  "os.execv(sys.argv[1], sys.argv[1:])\n")
        import subprocess, sys
        from support import PROGRAM
        subprocess.run([sys.executable, "-c", script, PROGRAM, "pdf", letter, "--out", "letter.pdf"], cwd=desk.folder, check=True,
                       capture_output=True)
        self.assertEqual(precious.read_text(), "mine")
        self.assertTrue((desk.folder / "letter.pdf").read_bytes().startswith(b"%PDF"))

    def test_a_device_is_no_file(self):
        desk = Desk(self, route="maildir:outbox").init()
        for kind in ("debtors", "invoices", "payments"):
            ran = desk.run("import", kind, "/dev/zero", expect=1, timeout=20)
            self.assertIn("a device, not a file", ran.err + ran.out)

    def test_addresses_that_only_look_like_this_machine(self):
        for url in ("http://localhost.evil.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example", "http://127.0.0.1@evil.example/x"):
            with self.subTest(url):
                desk = Desk(self, SETTINGS.replace("[delivery]", f'[response]\nbase_url = "{url}"\n\n[delivery]'), route="maildir:outbox")
                ran = desk.run("init", expect=None)
                ran = desk.run("show", expect=1)
                self.assertIn("must be a plain https:// address", ran.err)

    def test_a_mailbox_elsewhere_gets_no_password_without_tls(self):
        box = '[mailbox]\naddress = "imap://mail.other.example"\nuser = "u"\npassword_env = "P"\ntls = "never"\n\n[delivery]'
        desk = Desk(self, SETTINGS.replace("[delivery]", box), route="maildir:outbox").init()
        ran = desk.run("track", "--today", LEDGER_DAY, expect=1, env={"P": "secret"})
        self.assertIn("without TLS", ran.err)
        self.assertNotIn("secret", ran.err)


if __name__ == "__main__":
    main()
