#!/usr/bin/env python3
"""Bank statements of samples/bank on the sample ledger: what is booked, suggested, taken back; and that twice is once."""
import sqlite3
import subprocess
import sys
import unittest

from support import ROOT, SAMPLES, Desk, import_ledger, main, small_ledger

BANK = SAMPLES / "bank"
DAY = "2026-11-24"


class SampleStatements(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.played = unittest.TestCase()
        cls.addClassCleanup(cls.played.doCleanups)
        desk = cls.desk = Desk(cls.played, (SAMPLES / "dunmail.toml").read_text()).init()
        desk.import_samples()
        cls.first = [desk.json("payments", "import", BANK / name, "--today", DAY) for name in ("cny-2026-11-23.csv", "eur-2026-11-23.camt053.xml", "eur-2026-11-24.sta")]
        cls.entries = desk.json("payments", "list")["entries"]

    def entry(self, **wanted):
        found = [e for e in self.entries if all(e[k] == v for k, v in wanted.items())]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def open(self, number):
        return self.desk.sql("SELECT open FROM invoice WHERE number = ?", number)[0][0]

    def test_samples_are_what_their_maker_writes(self):
        subprocess.run([sys.executable, "-B", str(SAMPLES / "make_bank.py"), "--check"], check=True)

    def test_a_sum_of_two_by_the_payers_name(self):
        e = self.entry(debtor="D0001")  # 128600.00 + 46250.80
        self.assertEqual((e["state"], e["amount"]), ("booked", 17485080))
        self.assertEqual([self.open(n) for n in ("INV-2026-0689", "INV-2026-0943", "INV-2026-1253")], [0, 0, 5231000])

    def test_a_number_in_full_width_letters(self):
        self.assertEqual((self.entry(debtor="D0003")["rule"], self.open("INV-2026-0784")), ("invoice-number", 0))

    def test_a_part_payment_and_an_overpayment(self):
        self.assertEqual(self.open("INV-2026-0751"), 3420000)  # 84200 - 50000
        account = self.desk.json("arrears", "D0005", "--today", DAY)["accounts"][0]
        self.assertEqual((self.open("INV-2026-0629"), account["credit"]), (0, 950000))  # 320000 - 310500

    def test_a_third_party_with_the_exact_sum(self):
        e = self.entry(payer="Beteiligungskontor Nord AG")
        self.assertEqual((e["state"], e["debtor"], self.open("INV-2026-0308")), ("booked", "D2002", 0))
        self.assertEqual(self.desk.sql("SELECT count(*) FROM bank_payer WHERE account = ?", e["payer_account"])[0][0], 0)

    def test_a_creditor_reference_is_booked_and_its_return_takes_it_back(self):
        back = self.entry(state="returned")
        gone = self.entry(entry=back["other"])
        self.assertEqual((gone["rule"], gone["state"], gone["debtor"]), ("creditor-reference", "reversed", "D2001"))
        self.assertEqual(self.open("INV-2026-0868"), 4460544)

    def test_unknown_money_waits_and_fees_do_not(self):
        self.assertEqual(self.entry(payer="张伟")["state"], "unmatched")
        self.assertEqual(self.entry(amount=-3500)["state"], "ignored")

    def test_the_same_files_again_add_nothing(self):
        before = self.desk.sql("SELECT reference, amount FROM payment ORDER BY reference")
        again = self.desk.json("payments", "import", *sorted(BANK.iterdir()), "--today", DAY, expect=3)
        self.assertEqual([f["added"] for f in again["files"]], [0, 0, 0])
        self.assertEqual(self.desk.sql("SELECT reference, amount FROM payment ORDER BY reference"), before)

    def test_payments_are_known_until_the_newest_statement(self):
        self.assertEqual(self.desk.sql("SELECT max(as_of) FROM import_log WHERE kind = 'payments'")[0][0], "2026-11-24")


class ByHand(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(3))

    def statement(self, *rows, name="bank.csv", expect=0):
        path = self.desk.write(name, "date,amount,currency,payer,payer account,text,reference\n" + "".join(",".join(row) + "\n" for row in rows))
        return self.desk.json("payments", "import", path, "--today", DAY, expect=expect)

    def test_assign_teaches_the_account_and_reverse_opens_the_invoice(self):
        self.statement(("2026-11-23", "400.00", "CNY", "Shop", "6222000011", "x", "T1"))
        [waiting] = self.desk.json("payments", "suggest")["entries"]
        done = self.desk.json("payments", "assign", waiting["entry"][:9], "K0001", "--invoice", "RE-0001:400.00", "--by", "Lin", "--today", DAY)
        self.assertEqual((done["state"], done["debtor"]), ("booked", "K0001"))
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0], 60150)  # 1001.50 - 400.00
        self.assertEqual(self.desk.run("payments", "assign", waiting["entry"], "K0001", "--by", "Lin", expect=2).err.count("\n"), 1)
        # 601.50 from the same account is the rest of the invoice.
        [again] = self.statement(("2026-11-24", "601.50", "CNY", "Shop", "6222000011", "y", "T2"), name="next.csv")["match"]["entries"]
        self.assertEqual((again["state"], again["rule"]), ("booked", "payer-account"))
        self.desk.json("payments", "reverse", waiting["entry"], "--by", "Lin", "--reason", "wrong debtor", "--today", DAY)
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0], 40000)
        self.desk.json("payments", "assign", waiting["entry"], "K0002", "--by", "Lin", "--today", DAY)
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0002'")[0][0], 60250)  # 1002.50 - 400.00
        self.desk.run("verify")

    def test_a_case_that_is_dunned_learns_of_payment_and_return(self):
        self.desk.run("plan", "--today", "2026-11-23")
        self.statement(("2026-11-23", "1001.50", "CNY", "", "", "RE-0001", "T1"))
        self.assertEqual(len(self.desk.events("K0001", "paid")), 1)
        self.desk.run("payments", "reverse", self.desk.json("payments", "list")["entries"][0]["entry"], "--by", "Lin", "--reason", "slip", "--today", DAY)
        self.assertEqual(len(self.desk.events("K0001", "payment-returned")), 1)

    def test_a_payment_that_the_erp_told_already_is_not_booked_again(self):
        self.desk.import_rows("payments", [{"reference": "T1", "debtor": "K0001", "date": "2026-11-20", "amount": "1001.50", "currency": "CNY", "invoice": "RE-0001"}])
        [entry] = self.statement(("2026-11-20", "1001.50", "CNY", "", "", "RE-0001", "T1"))["match"]["entries"]
        self.assertEqual((entry["state"], entry["rule"]), ("ignored", "known-payment"))

    def test_a_broken_file_changes_nothing(self):
        before = self.desk.dump()
        for content in (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><Document/>", (BANK / "eur-2026-11-23.camt053.xml").read_bytes()[:1500],
                        (BANK / "eur-2026-11-24.sta").read_bytes()[:300], b"PK\x03\x04", b"", b"date,amount,currency\n2026-11-20,1.005,EUR\n"):
            path = self.desk.write("broken", content)
            ran = self.desk.run("payments", "import", path, expect=1)
            self.assertIn("nothing was imported", ran.out + ran.err)
            self.assertEqual(self.desk.dump(), before)

    def test_discount_by_the_settings(self):
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.desk.write("dunmail.toml", text.replace("[delivery]", '[payments]\ncash_discount = "2.00"\ncash_discount_days = 90\n\n[delivery]'))
        # 2 % of 1001.50 is 20.03
        self.statement(("2026-11-23", "981.47", "CNY", "", "", "RE-0001", "T1"))
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0], 0)


if __name__ == "__main__":
    main()
