#!/usr/bin/env python3
"""A database of an older dunmail is taken over as it stands: tests/golden/schema-9.sql holds an approved letter, an accepted
one and a refused one, as that version wrote them."""
import hashlib
import json
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

    def test_charges_and_promises_of_before_go_on(self):
        # As the former version wrote them: a reminder that asked for its fee and interest, and a promise.
        database = sqlite3.connect(self.file)
        case = "main/K2/GBP"
        events = [list(row) for row in database.execute("SELECT seq, day, at, kind, letter_id, actor, data FROM event WHERE case_id = ? ORDER BY seq", (case,))]
        drafted = json.loads(events[0][6])
        drafted.update(all_fees=500, fees={"RE-2": 500}, interest=1200)
        events[0][6] = json.dumps(drafted, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        events.append([len(events) + 1, "2026-11-21", events[-1][2], "promised", "L2026-000002", "Mary",
                       '{"amount":100050,"due":"2026-11-30","note":"","written":false}'])
        database.execute("DELETE FROM event WHERE case_id = ?", (case,))
        previous = ""
        for seq, day, written, kind, letter, actor, data in events:
            text = "\n".join([previous, case, str(seq), day, written, kind, letter, actor, data])
            hashed = hashlib.sha256(text.encode()).hexdigest()
            database.execute("INSERT INTO event VALUES (?, ?, 'K2', ?, ?, ?, ?, ?, ?, ?, ?)", (case, seq, day, written, kind, letter, actor, data, previous, hashed))
            previous = hashed
        database.commit()
        database.close()
        self.desk.run("verify")
        [claim] = self.desk.json("charges", "list")["claims"]
        self.assertEqual((claim["claim"], claim["kind"], claim["invoice"], claim["ground"], claim["open"], claim["asserted"]),
                         ("L2026-000002-1", "fee", "RE-2", "reminder", 500, "2026-11-21"))
        explained = self.desk.run("explain", "K2", "--today", "2026-11-25").out
        self.assertIn("a payment was promised for 2026-11-30", explained)
        self.assertIn("charges of earlier letters 5.00", explained)
        # What is open and the fee: nothing is left, and nothing is too much.
        paid = self.desk.write("p.csv", "reference,debtor,date,amount,currency\nP1,K2,2026-11-24,1005.50,GBP\n")
        self.desk.run("import", "payments", paid, "--as-of", "2026-11-24")
        self.assertEqual(self.desk.json("charges", "list")["claims"][0]["state"], "settled")
        self.assertEqual(self.desk.json("arrears", "K2", "--today", "2026-11-25")["accounts"], [])
        self.desk.run("verify")

    def test_what_came_with_answers_of_before_is_known(self):
        said = [{"meaning": "paid", "evidence": "x", "upload": "abc"}], [{"meaning": "paid", "evidence": "\"upload\""}]
        database = sqlite3.connect(self.file)
        for n, suggestions in enumerate(said):
            row = [f"M2026-00000{n}", f"document {n}", "", "2026-11-21", "", "", "", "", "reply", "", "", "", "", "dismissed", "", 1, "{}", json.dumps(suggestions), "[]", "", "", ""]
            database.execute(f"INSERT INTO mail VALUES ({', '.join('?' * len(row))})", row)
        database.commit()
        database.close()
        self.desk.run("show")
        self.assertEqual(self.desk.sql("SELECT upload FROM mail ORDER BY id"), [("abc",), ("",)])

    def test_many_that_come_at_once_do_it_once(self):
        old = self.file.read_bytes()
        for _ in range(8):
            for rest in self.desk.folder.glob("dunmail.db*"):
                rest.unlink()
            self.file.write_bytes(old)
            running = [self.desk.start("show", "R2026-0001", "--json") for _ in range(6)]
            for process in running:
                out, err = process.communicate(timeout=60)
                self.assertEqual(process.returncode, 0, err.decode())
                self.assertIn(b"L2026-000003", out)


if __name__ == "__main__":
    main()
