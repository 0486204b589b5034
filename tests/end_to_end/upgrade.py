#!/usr/bin/env python3
"""A database of an older dunmail is taken over as it stands: tests/golden/schema-9.sql holds an approved letter, an accepted
one and a refused one, as that version wrote them."""
import sqlite3
import unittest

from support import ROOT, Desk, main

OLD = ROOT / "tests/golden/schema-9.sql"
SETTINGS = """
[creditor.main]
name = "Northwind Trading Ltd"
phone = "+44 20 5555 0100"
address = { street = "1 Wharf Road", postcode = "N1 7GR", city = "London", country = "GB" }
bank = { holder = "Northwind Trading Ltd", bank = "Example Bank", iban = "GB33BUKB20201555555555", bic = "BUKBGB22" }

[signatory]
name = "Mary Hill"
title = "Credit Manager"
authority = "authorised to agree payment plans"
phone = "+44 20 5555 0123"

[delivery]
from = "credit@northwind.example"
"""


def shape(path):
    """Every table's columns, in no order, and every index."""
    database = sqlite3.connect(path)
    tables = {name: sorted(row[1:] for row in database.execute(f"SELECT * FROM pragma_table_info('{name}')"))
              for name, in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    tables = {name: [column[:4] for column in columns] for name, columns in tables.items()}
    indexes = {name: " ".join(sql.split()) for name, sql in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")}
    version = database.execute("PRAGMA user_version").fetchone()
    database.close()
    return tables, indexes, version


class Upgrade(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self, SETTINGS, route="maildir:outbox")
        self.file = self.desk.folder / "dunmail.db"
        database = sqlite3.connect(self.file)
        database.executescript(OLD.read_text(encoding="utf-8"))
        database.close()

    def test_the_work_goes_on_where_it_stood(self):
        letters = self.desk.letters("R2026-0001")
        self.assertEqual([(l["id"], l["state"], l["reason"]) for l in letters],
                         [("L2026-000001", "approved", ""), ("L2026-000002", "accepted", ""), ("L2026-000003", "refused", "we have a dispute by phone")])
        self.assertEqual(letters[0]["subject"], "Northwind Trading Ltd: your account, reference 2026-1")
        self.desk.run("verify")
        sent = self.desk.json("send", "--today", "2026-11-21")
        self.assertEqual(sent["accepted"], 1)
        [mail] = self.desk.mails().values()
        self.assertEqual(mail["To"].addresses[0].display_name, "Ann Payer 1")
        self.assertEqual(mail["Subject"], letters[0]["subject"])
        self.assertIn("2026-1", mail.get_body().get_content())
        [printed] = [part.get_payload(decode=True) for part in mail.iter_attachments()]
        [[kept]] = self.desk.sql("SELECT bytes FROM document WHERE sha256 = ?", letters[0]["document"])
        self.assertEqual(printed, kept)
        self.desk.run("verify")

    def test_it_looks_like_one_that_was_made_today(self):
        self.desk.run("show")
        fresh = Desk(self, SETTINGS).init()
        self.assertEqual(shape(self.file), shape(fresh.folder / "dunmail.db"))
        self.assertEqual(self.desk.sql("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.desk.sql("PRAGMA foreign_key_check"), [])

    def test_two_that_come_at_once_do_it_once(self):
        running = [self.desk.start("show", "R2026-0001", "--json") for _ in range(4)]
        for process in running:
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err.decode())
            self.assertIn(b"L2026-000003", out)


if __name__ == "__main__":
    main()
