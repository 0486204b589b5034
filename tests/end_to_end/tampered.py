#!/usr/bin/env python3
"""What somebody changed behind the program's back is found by `dunmail verify`, each of it, and named."""
import os
import re
import shutil
import sqlite3
import stat
import unittest

from response import RESPONSE, Reception
from support import LEDGER_DAY, ROOT, SETTINGS, Desk, end, import_ledger, main, small_ledger

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
    ("a payment of everything", "UPDATE payment SET amount = 9223372036854775807 WHERE reference = 'P-2'", "payment P-2: amount 9223372036854775807, "),
    ("a payment of less than nothing", "UPDATE payment SET amount = -9223372036854775807 - 1 WHERE reference = 'P-2'", "beyond what any account holds"),
    ("an open sum of everything", "UPDATE invoice SET open = -9223372036854775807 - 1 WHERE number = 'RE-0001'", "open -9223372036854775808, "),
    ("what was settled", "UPDATE invoice SET settled = 9223372036854775807 WHERE number = 'RE-0001'", "settled 9223372036854775807, "),
    ("an event of a case that is no text", "UPDATE event SET case_id = x'ff' WHERE seq = 2 AND case_id LIKE '%K0001%'", "K0001"),
    ("a name of a million letters", "UPDATE bank_entry SET id = 'BE-' || hex(zeroblob(500000))", "... (1000003 bytes)"),
    ("a letter that left, with its whole case", "CREATE TEMP TABLE gone AS SELECT id FROM letter WHERE debtor_id = 'K0001'; DELETE FROM event WHERE debtor_id = 'K0001'; DELETE FROM case_head WHERE case_id LIKE '%K0001%'; DELETE FROM letter_text WHERE letter_id IN (SELECT id FROM gone); DELETE FROM letter WHERE id IN (SELECT id FROM gone)", "the letter is gone, and it left: "),
    ("a key that points nowhere", "DELETE FROM run", "names a run that is not there"),
]


# A row that no reader can read: the finding names it and its column, and what else is wrong is found all the same.
UNREADABLE = [
    ("a bank entry's version", "UPDATE bank_entry SET version = 'q' WHERE state = 'booked'", "version holds \"q\" where a whole number belongs"),
    ("a bank entry's sum", "UPDATE bank_entry SET amount = 'z' WHERE state = 'booked'", "amount holds \"z\" where a whole number belongs"),
    ("a bank entry's day", "UPDATE bank_entry SET booked = 'someday' WHERE state = 'booked'", "booked holds \"someday\" where a day belongs"),
    ("a bank entry's state", "UPDATE bank_entry SET state = 'zzz' WHERE state = 'booked'", "which no bank entry has"),
    ("a bank entry's suggestion", "UPDATE bank_entry SET suggestion = 'a:b:c' WHERE state = 'suggested'", "is not INVOICE:AMOUNT"),
    ("a mail's size", "UPDATE mail SET size = 'z' WHERE state = 'decided'", "size holds \"z\" where a whole number belongs"),
    ("a mail's version", "UPDATE mail SET version = 'z' WHERE state = 'decided'", "version holds \"z\" where a whole number belongs"),
    ("a mail's day", "UPDATE mail SET day = 'zz' WHERE state = 'decided'", "day holds \"zz\" where a day belongs"),
    ("a mail's state", "UPDATE mail SET state = 'zz' WHERE state = 'decided'", "which no mail has"),
    ("an open sum", "UPDATE invoice SET open = 'z' WHERE number = 'RE-0001'", "invoice RE-0001: open holds \"z\""),
    ("an invoice's due day", "UPDATE invoice SET due = 'z' WHERE number = 'RE-0001'", "invoice RE-0001: due holds \"z\" where a day belongs"),
    ("an invoice's currency", "UPDATE invoice SET currency = 'z' WHERE number = 'RE-0001'", "invoice RE-0001: currency holds \"z\""),
    ("a payment's day", "UPDATE payment SET day = 'z'", "day holds \"z\" where a day belongs"),
    ("a text that goes to an invoice", "UPDATE allocation SET amount = 'z'", "amount holds \"z\" where a whole number belongs"),
    ("more than any sum goes to an invoice", "UPDATE allocation SET amount = -9223372036854775807", "-9223372036854775807 minor units"),
    ("the last event of a case", "UPDATE case_head SET seq = 'z' WHERE case_id LIKE '%K0002%'", "K0002/CNY: seq holds \"z\""),
    ("a letter's attempts", "UPDATE letter SET attempts = 'z' WHERE debtor_id = 'K0002'", "attempts holds \"z\" where a whole number belongs"),
    ("a counter", "UPDATE counter SET value = 'z' WHERE name = 'run-2026'", "counter run-2026: value holds \"z\""),
    ("how many a batch has", "UPDATE batch SET letters = 'z'", "B2026-0001: letters holds \"z\""),
    ("a table", "DROP TABLE case_head", "table case_head is gone"),
    ("a column of mails", "ALTER TABLE mail DROP COLUMN decided_at", "column mail.decided_at is gone"),
    ("a column of payments", "DROP INDEX payment_waiting; ALTER TABLE payment DROP COLUMN waiting", "column payment.waiting is gone"),
    ("a column of batches", "ALTER TABLE batch DROP COLUMN job", "column batch.job is gone"),
    ("a column of claims", "ALTER TABLE claim DROP COLUMN asserted", "column claim.asserted is gone"),
]

LETTER = "(SELECT id FROM letter WHERE debtor_id = 'K0001')"
# What an event, or another row, tells otherwise.
TOLD = [
    ("the day of delivery", "UPDATE posting SET delivered_on = '2026-10-01'", "its day of delivery is"),
    ("a tracking number", "UPDATE posting SET tracking = 'RR473124829DE'", "its tracking number is"),
    ("a tracking number gone", "DELETE FROM posting", "its tracking number is \"\""),
    ("the currency of a letter", f"UPDATE letter SET currency = 'EUR' WHERE id = {LETTER}", "its currency is EUR"),
    ("the debtor of a letter", f"UPDATE letter SET debtor_id = 'K0002' WHERE id = {LETTER}", "its debtor is K0002"),
    ("who approved a letter", f"UPDATE letter SET approved_by = 'Eve' WHERE id = {LETTER}", "its approver is \"Eve\""),
    ("who had to approve a letter", f"UPDATE letter SET approval = 'legal' WHERE id = {LETTER}", "is not what its case file says"),
    ("who drafted a letter", f"UPDATE letter SET drafted_by = 'Eve' WHERE id = {LETTER}", "its drafter is \"Eve\""),
    ("the Message-ID of a letter", f"UPDATE letter SET message_id = 'a@b' WHERE id = {LETTER}", "its Message-ID is \"a@b\""),
    ("the date of a letter's mail", f"UPDATE letter SET message_date = '2020-01-01T00:00:00Z' WHERE id = {LETTER}", "its mail is dated 2020-01-01"),
    ("what the relay said", f"UPDATE letter SET receipt = 'fake' WHERE id = {LETTER}", "its receipt is \"fake\""),
    ("how often it was tried", f"UPDATE letter SET attempts = 7 WHERE id = {LETTER}", "it counts 7 attempts"),
    ("the rule of a letter", f"UPDATE letter SET rule = 'x' WHERE id = {LETTER}", "its rule is \"x\""),
    ("since when a letter waits", f"UPDATE letter SET since = '2020-01-01' WHERE id = {LETTER}", "it waits since 2020-01-01"),
    ("the state, in doubt", f"UPDATE letter SET state = 'unknown' WHERE id = {LETTER}", "is unknown, and its case file does not say so: it says accepted"),
    ("a decision, open again", "UPDATE mail SET state = 'open', decision = '', decided_by = '', decided_at = '' WHERE state = 'decided'", "is what was done by it"),
    ("a decision, dismissed", "UPDATE mail SET state = 'dismissed' WHERE state = 'decided'", "is what was done by it"),
    ("a mail that nobody dismissed", "UPDATE mail SET state = 'dismissed' WHERE letter_id = ''", "and nobody decided so"),
    ("who decided", "UPDATE mail SET decided_by = 'Eve' WHERE state = 'decided'", "is decided by Eve"),
    ("what was decided", "UPDATE mail SET decision = 'dispute: x' WHERE state = 'decided'", "dispute: x; and its case file does not say so"),
    ("the kind of a mail", "UPDATE mail SET kind = 'complaint' WHERE state = 'decided'", "it is a complaint, and reports as a reply"),
    ("the day of a mail", "UPDATE mail SET day = '2026-01-01' WHERE state = 'decided'", "it came on 2026-01-01"),
    ("the letter of a mail", "UPDATE mail SET letter_id = (SELECT id FROM letter WHERE debtor_id = 'K0002') WHERE state = 'decided'", "it is tied to"),
    ("the debtor of a mail", "UPDATE mail SET debtor_id = 'K0002' WHERE state = 'decided'", "its debtor is K0002"),
    ("a mail gone that events name", "DELETE FROM mail_place WHERE mail_id = (SELECT id FROM mail WHERE state = 'decided'); DELETE FROM mail WHERE state = 'decided'", "the mail is gone, and"),
    ("a mail gone that nothing names", "DELETE FROM mail_place WHERE mail_id = (SELECT id FROM mail WHERE letter_id = ''); DELETE FROM document WHERE sha256 = (SELECT document FROM mail WHERE letter_id = ''); DELETE FROM mail WHERE letter_id = ''", "its number was given out"),
    ("an upload", "UPDATE mail SET suggestions = '[]' WHERE sender = 'debtor, response page'", "its upload is not the one"),
    ("the debtor of an event", "UPDATE event SET debtor_id = 'K0002' WHERE case_id LIKE '%K0001%' AND seq = 2", "event 2: it is filed under K0002"),
    ("a booked entry, ignored", "UPDATE bank_entry SET state = 'ignored' WHERE state = 'booked'", "is ignored, and was booked as payment"),
    ("a suggested entry, ignored", "UPDATE bank_entry SET state = 'ignored' WHERE state = 'suggested'", "nothing ends so by the rule"),
    ("an entry that is no payment, booked", "UPDATE bank_entry SET state = 'booked' WHERE state = 'unmatched'", "says as no payment"),
    ("a booked entry gone", "DELETE FROM bank_entry WHERE state = 'booked'", "the bank entry is gone, and payment"),
    ("whose payment it is", "UPDATE payment SET debtor_id = 'K0001'", "tells of it"),
    ("a payment's sum", "UPDATE payment SET amount = amount + 100, unallocated = 100", "minor units,"),
    ("a payment gone", "DELETE FROM allocation; UPDATE invoice SET open = amount WHERE open = 0; UPDATE bank_entry SET payments = ''; DELETE FROM payment", "it is gone, and"),
    ("whose letters wait", "DELETE FROM bank_waiting", "letters to nobody wait for it"),
    ("the stack", "UPDATE batch SET sha256 = printf('%064d', 7)", "is not the stack that was made"),
    ("a batch gone", "DELETE FROM batch_letter; DELETE FROM batch; DELETE FROM counter WHERE name LIKE 'batch%'", "its place is in no batch"),
    ("a batch that is being made", "UPDATE batch SET state = 'making'", "is making, and its stack has a hash"),
    ("a letter by mail in a stack", f"INSERT INTO batch_letter VALUES ('B2026-0001', 2, {LETTER}, 1, 1, 0)", "which goes by email and not by post"),
    ("a place in a stack", "UPDATE batch_letter SET sequence = 2", "its place is B2026-0001/2"),
    ("the last event of a letter, and the head of its case", "DELETE FROM event WHERE kind = 'delivered'; UPDATE case_head SET seq = seq - 1, hash = (SELECT hash FROM event e WHERE e.case_id = case_head.case_id ORDER BY seq DESC LIMIT 1) WHERE case_id LIKE '%K0003%'", "its day of delivery is"),
    ("what was committed last gone", "DELETE FROM sent_mark", "it is older than what left"),
    ("what was committed last, back", "UPDATE sent_mark SET counter = 1", "it is older than what left"),
    ("what was committed last, on", "UPDATE sent_mark SET counter = counter + 5", "has that commit as"),
    ("a table", "CREATE TABLE zz (x)", "table zz is none of ours"),
    ("a column", "ALTER TABLE letter ADD COLUMN zz TEXT", "column letter.zz is none of ours"),
    ("a run that is over", "UPDATE run SET state = 'planning'", "is planning, and its letter"),
    ("a claim", f"INSERT INTO claim SELECT id || '-1', 'main', debtor_id, currency, 'fee', 'RE-0001', id, 'reminder', day, day, '', 5000, 5000, day, '', '' FROM letter WHERE id = {LETTER}", "no event tells of it"),
]


class Changed:
    """`kept`: the files of a whole desk by name, to which each change is made alone."""

    def tampered(self, sql=""):
        for name in ("dunmail.db-wal", "dunmail.db-shm"):
            (self.desk.folder / name).unlink(missing_ok=True)
        for name, kept in self.kept.items():
            (self.desk.folder / name).write_bytes(kept)
        database = sqlite3.connect(self.desk.folder / "dunmail.db")
        before = database.total_changes, database.execute("PRAGMA schema_version").fetchone()
        database.executescript(sql)
        if sql:
            self.assertNotEqual(before, (database.total_changes, database.execute("PRAGMA schema_version").fetchone()), "the change changes nothing: " + sql)
        database.commit()
        database.close()

    def found_and_named(self, changes):
        for what, sql, named in changes:
            with self.subTest(what):
                self.tampered(sql)
                ran = self.desk.run("verify", expect=None)
                self.assertEqual(ran.code, 1, ran)
                self.assertIn(named, ran.out)
                self.assertLess(max(len(line) for line in ran.out.splitlines()), 2500, "a finding is a line")
                self.assertNotIn("should not happen", ran.err)


class Tampered(Changed, unittest.TestCase):
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
        cls.kept = {"dunmail.db": (desk.folder / "dunmail.db").read_bytes()}

    @classmethod
    def tearDownClass(cls):
        cls.case.doCleanups()

    def test_each_is_found_and_named(self):
        self.found_and_named(TAMPERS)

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

    def test_a_debtor_whose_id_is_no_text_hides_no_other(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(3))
        desk.sql("UPDATE debtor SET id = x'41' WHERE id = 'K0003'")
        self.assertIn("2 letters proposed", desk.run("plan", "--today", LEDGER_DAY).out)
        self.assertIn("debtor that is not there", desk.run("verify", expect=1).out)

    def test_a_page_of_the_database_that_is_damaged(self):
        (self.desk.folder / "dunmail.db").write_bytes(self.kept["dunmail.db"])
        size = len(self.kept["dunmail.db"])
        with open(self.desk.folder / "dunmail.db", "r+b") as file:
            file.seek(size // 2)
            file.write(os.urandom(4096 * 4))
        ran = self.desk.run("verify", expect=None)
        self.assertEqual(ran.code, 1, ran)
        self.assertNotIn("should not happen", ran.err)


class Finished(Changed, Reception):
    """A desk on which all has come back: an answer and a decision about it, proof of a payment, a day of delivery, a
    payment that was booked and one that waits."""

    def setUp(self):
        settings = SETTINGS.replace("[delivery]", RESPONSE + "\n[delivery]")
        self.desk = desk = Desk(self, settings, route="maildir:outbox", post="batch").init()
        ledger = small_ledger(4)
        ledger["contacts"][2]["email"] = ""  # its letter goes by post
        import_ledger(desk, ledger)
        run = desk.json("plan", "--today", LEDGER_DAY)["run"]
        for letter in desk.letters(run):
            desk.run("approve", letter["id"], "--by", "Lin Yue", "--today", LEDGER_DAY)
        desk.run("send", "--today", LEDGER_DAY, expect=None)
        desk.run("print", "--all", "--out", "out", "--today", LEDGER_DAY)
        self.post_comes_back()
        self.money_comes()
        self.mails_come()
        self.proof_comes()
        self.assertIn("all whole", desk.run("verify").out)
        self.kept = {name: (desk.folder / name).read_bytes() for name in ("dunmail.db", "dunmail.db.mark")}

    def post_comes_back(self):
        [letter] = self.desk.letters("K0003")
        self.desk.write("post.csv", f"letter,tracking,delivered_on\n{letter['id']},RR123456785DE,2026-11-21\n")
        self.desk.run("print", "confirm", str(self.desk.folder / "post.csv"), "--by", "Lin", "--today", "2026-11-21")

    def money_comes(self):
        rows = [("1004,50", "2004,50", "杭州第4贸易有限公司", "RE-0004"), ("77,00", "2081,50", "杭州第2贸易有限公司", "x"), ("5,00", "2086,50", "Nobody", "y")]
        head = "Buchungstag;Betrag;Saldo;Auftraggeber;IBAN;Verwendungszweck;Waehrung\n"
        self.desk.write("bank.csv", head + "".join(f"2026-11-21;{amount};{balance};{payer};;{text};CNY\n" for amount, balance, payer, text in rows))
        self.desk.run("payments", "import", "bank.csv", "--today", "2026-11-21", expect=None)
        self.assertEqual(sorted(e["state"] for e in self.desk.json("payments", "list")["entries"]), ["booked", "suggested", "unmatched"])

    def mails_come(self):
        [letter] = self.desk.letters("K0001")
        head = "To: credit@yunfan.example\nSubject: Re\nDate: Sat, 21 Nov 2026 10:00:00 +0800\n"
        answer = f"From: debtor1@debtor.example\nIn-Reply-To: <{letter['message_id'].strip('<>')}>\n{head}\nWe pay.\n"
        for name, text in [("answer.eml", answer), ("foreign.eml", f"From: x@nowhere.example\n{head}\nHello\n")]:
            self.desk.write(name, text)
            self.desk.run("track", str(self.desk.folder / name), "--today", "2026-11-21", expect=None)
        [[mail]] = self.desk.sql("SELECT id FROM mail WHERE letter_id = ?", letter["id"])
        self.desk.run("inbox", "confirm", mail, "--as", "promise", "--due", "2026-11-30", "--by", "Mei", "--today", "2026-11-21")

    def proof_comes(self):
        server = self.desk.start("serve", "--today", "2026-11-21")
        self.addCleanup(end, server)
        self.port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+) ", server.stderr.readline().decode())[1])
        self.assertEqual(self.upload(self.path("K0002"), b"%PDF-1.4\n proof\r\n")[0].status, 200)
        end(server)

    def test_each_that_is_told_otherwise_is_found_and_named(self):
        self.found_and_named(TOLD)

    def test_a_row_that_cannot_be_read_hides_no_other(self):
        others = ("UPDATE letter SET amount = 1 WHERE debtor_id = 'K0003'; UPDATE event SET actor = 'nobody' WHERE case_id LIKE '%K0001%' AND seq = 1; "
                  "UPDATE document SET bytes = x'00' WHERE sha256 = (SELECT document FROM mail WHERE letter_id = '');")
        found_else = ["its sum is 1", "K0001/CNY, event 1", "its document is not what was kept"]
        for what, sql, named in UNREADABLE:
            with self.subTest(what):
                self.tampered(others + sql)
                ran = self.desk.run("verify", expect=None)
                self.assertEqual(ran.code, 1, ran)
                for each in [named, *found_else]:
                    self.assertIn(each, ran.out)
                self.assertNotIn("should not happen", ran.err)

    def test_the_mark_of_what_left(self):
        mark = self.desk.folder / "dunmail.db.mark"
        lines = self.kept["dunmail.db.mark"].splitlines(keepends=True)
        for what, change, named in [
            ("gone", mark.unlink, "is gone or cannot be read"),
            ("garbage", lambda: mark.write_text("hello"), "is gone or cannot be read"),
            ("shortened", lambda: mark.write_bytes(lines[0]), "it ends at 0, and L2026-"),
        ]:
            with self.subTest(what):
                self.tampered()
                change()
                self.assertIn(named, self.desk.run("verify", expect=1).out)

    def test_an_older_copy_that_sends_nothing(self):
        self.tampered()
        run = self.desk.json("plan", "--today", "2026-12-24", expect=None)
        self.desk.run("approve", run["run"], "--by", "Lin Yue", "--today", "2026-12-24", expect=None)
        self.desk.run("send", "--today", "2026-12-24", "--stale-ledger-by", "Lin Yue", expect=None)
        newer = (self.desk.folder / "dunmail.db.mark").read_bytes()
        self.assertNotEqual(newer, self.kept["dunmail.db.mark"])
        self.tampered()
        (self.desk.folder / "dunmail.db.mark").write_bytes(newer)
        self.assertIn("it is older than what left", self.desk.run("verify", expect=1).out)


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
