#!/usr/bin/env python3
"""Bank statements of samples/bank on the sample ledger: what is booked, suggested, taken back; and that twice is once."""
import json
import sqlite3
import subprocess
import sys
import unittest

from support import ROOT, SAMPLES, Desk, import_ledger, main, pdf_of, pdf_text, small_ledger, without_blanks

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
        # The account was learned from that booking: it tells nobody's payment any more.
        [third] = [e for e in self.statement(("2026-11-25", "12.00", "CNY", "Shop", "6222000011", "z", "T3"), name="third.csv")["match"]["entries"] if e["payments"] == [] and e["state"] != "reversed"]
        self.assertEqual((third["state"], third["rule"], third["debtor"]), ("unmatched", "none", ""))
        self.desk.json("payments", "assign", waiting["entry"], "K0002", "--by", "Lin", "--today", DAY)
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0002'")[0][0], 60250)  # 1002.50 - 400.00
        self.desk.run("verify")

    def test_a_case_that_is_dunned_learns_of_payment_and_return(self):
        self.desk.run("plan", "--today", "2026-11-23")
        self.statement(("2026-11-23", "1001.50", "CNY", "", "", "RE-0001", "T1"))
        self.assertEqual(len(self.desk.events("K0001", "paid")), 1)
        self.desk.run("payments", "reverse", self.desk.json("payments", "list")["entries"][0]["entry"], "--by", "Lin", "--reason", "slip", "--today", DAY)
        self.assertEqual(len(self.desk.events("K0001", "payment-returned")), 1)

    def test_the_reference_that_a_letter_prints_books_surely_and_stays_the_same(self):
        self.desk.run("run", "--today", "2026-11-23")
        [[facts]] = self.desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id WHERE debtor_id = 'K0002'")
        reference = json.loads(facts)["rf_reference"]
        self.assertEqual(reference, "RF37K0002")  # ISO 11649: 20 0 0 0 2 27 15 00 by 97 leaves 61
        [mail] = [m for m in self.desk.mails().values() if "debtor2@" in str(m["To"])]
        self.assertIn(reference, without_blanks(pdf_text(pdf_of(mail)[0])))
        # As a payer types it, from somebody else's account, and only a part.
        [entry] = self.statement(("2026-11-24", "500.00", "CNY", "Shop", "6222", "zu RF37 K000 2 danke", "T1"))["match"]["entries"]
        self.assertEqual((entry["state"], entry["rule"], entry["debtor"]), ("booked", "creditor-reference", "K0002"))
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0002'")[0][0], 50250)

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


class Waiting(unittest.TestCase):
    """A payment that a person has yet to place holds the letters that it may settle, and no others, and not for ever."""

    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(2))

    def comes(self, amount, name="bank.csv", day="2026-11-23", **more):
        path = self.desk.write(name, "date,amount,currency,payer,payer account,text,reference\n" + f"{day},{amount},CNY,Unknown Inc,,thanks,{name}\n")
        return self.desk.json("payments", "import", path, "--today", day, **more)["match"]["entries"]

    def test_at_planning_until_it_is_placed_or_the_days_are_over(self):
        [entry] = self.comes("1001.50")  # what RE-0001 of K0001 is open with, and nothing more tells whose it is
        self.assertEqual((entry["state"], entry["rule"]), ("suggested", "amount"))
        self.desk.run("plan", "--today", "2026-11-23")
        self.assertEqual((len(self.desk.letters("K0001")), len(self.desk.letters("K0002"))), (0, 1))
        told = self.desk.run("explain", "K0001", "--today", "2026-11-23").out
        self.assertIn(f"CNY 1,001.50 of 2026-11-23 may settle RE-0001: payments assign or ignore {entry['entry']}", told)
        self.assertIn("2026-11-30", told)  # seven days from the 23rd
        # Looked at again every day, it does not hold for longer.
        self.desk.run("payments", "match", "--today", "2026-11-29")
        self.desk.run("plan", "--today", "2026-11-29")
        self.assertEqual(self.desk.letters("K0001"), [])
        self.desk.run("plan", "--today", "2026-11-30")
        self.assertEqual(len(self.desk.letters("K0001")), 1)

    def test_a_clerk_who_ignores_it_frees_the_letter_and_assigning_it_settles_the_invoice(self):
        [entry] = self.comes("1001.50")
        self.assertIn("--reason: is given without a text", self.desk.run("payments", "ignore", entry["entry"], "--reason", " ", "--by", "Lin", expect=2).err)
        done = self.desk.json("payments", "ignore", entry["entry"][:10], "--reason", "a refund of our insurer", "--by", "Lin", "--today", "2026-11-23")
        self.assertEqual((done["state"], done["why"]), ("ignored", "ignored by Lin on 2026-11-23: a refund of our insurer"))
        self.desk.run("payments", "match", "--today", "2026-11-23")
        self.assertEqual(self.desk.json("payments", "list", "--state", "ignored")["entries"][0]["by"], "Lin")
        self.desk.run("plan", "--today", "2026-11-23")
        self.assertEqual(len(self.desk.letters("K0001")), 1)
        # Somebody else decided: that is told, and nothing of it is lost.
        told = self.desk.run("payments", "assign", entry["entry"], "K0001", "--by", "Anna", "--today", DAY, expect=2).err
        self.assertIn("is ignored: ignored by Lin on 2026-11-23: a refund of our insurer (payments assign --although-ignored", told)
        self.desk.json("payments", "assign", entry["entry"], "K0001", "--although-ignored", "--by", "Anna", "--today", DAY)
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0], 0)
        [booked] = self.desk.json("payments", "list")["entries"]
        self.assertIn(f"assigned by Anna on {DAY} (before: ignored by Lin on 2026-11-23: a refund of our insurer)", booked["why"])
        self.assertIn("ignored by Lin on 2026-11-23: a refund of our insurer", booked["evidence"])
        told = self.desk.run("payments", "assign", entry["entry"], "K0001", "--by", "Lin", "--today", DAY, expect=2).err
        self.assertIn(f"is booked already, to K0001: assigned by Anna on {DAY}", told)
        self.desk.run("verify")

    def test_at_the_last_look_before_hand_off(self):
        self.desk.run("plan", "--today", "2026-11-23")
        [letter] = self.desk.letters("K0001")
        self.comes("1001.50")
        self.desk.run("send", letter["run"], "--today", "2026-11-23", expect=None)
        states = {l["debtor"]: (l["state"], l["reason"]) for l in self.desk.letters(letter["run"])}
        self.assertEqual(states["K0002"][0], "accepted")
        self.assertEqual(states["K0001"][0], "cancelled")
        self.assertIn("may settle RE-0001", states["K0001"][1])

    def test_money_in_another_currency_for_a_named_invoice_waits_and_holds(self):
        path = self.desk.write("usd.csv", "date,amount,currency,payer,payer account,text,reference\n2026-11-23,140.00,USD,,,RE-0001,T1\n")
        [entry] = self.desk.json("payments", "import", path, "--today", "2026-11-23")["match"]["entries"]
        self.assertEqual((entry["state"], entry["debtor"]), ("suggested", "K0001"))
        self.desk.run("plan", "--today", "2026-11-23")
        self.assertEqual((len(self.desk.letters("K0001")), len(self.desk.letters("K0002"))), (0, 1))

    def test_statements_out_of_order_are_taken_and_remarked(self):
        later, earlier = [mt940((amount, "47", text, ""), closing=amount).replace("2611231123", f"2611{day}11{day}").replace("C261123", f"C2611{day}")
                          for amount, text, day in (("600,00", "RE-0001", 25), ("401,50", "RE-0001", 24))]
        self.desk.json("payments", "import", self.desk.write("b.sta", later), "--today", "2026-11-26", expect=3)  # the account is none of ours, and said so
        [file] = self.desk.json("payments", "import", self.desk.write("a.sta", earlier), "--today", "2026-11-26", expect=3)["files"]
        self.assertTrue(any("one that ends on 2026-11-25 was imported before" in remark["message"] for remark in file["remarks"]), file)
        self.assertEqual(self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0], 0)  # 1001.50 - 600.00 - 401.50

    def test_no_days_hold_nothing(self):
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.desk.write("dunmail.toml", text.replace("[delivery]", "[payments]\nhold_days = 0\n\n[delivery]"))
        self.comes("1001.50")
        self.desk.run("plan", "--today", "2026-11-23")
        self.assertEqual(len(self.desk.letters("K0001")), 1)


def mt940(*entries, closing):
    body = "".join(f":61:2611231123CR{amount}NTRFNONREF//{reference}\n:86:166?00GUTSCHRIFT?20SVWZ+{text}?32{payer}\n" for amount, reference, text, payer in entries)
    return f":20:X\n:25:37040044/532013000\n:60F:C261123CNY0,\n{body}:62F:C261123CNY{closing}\n"


def camt(kind, *entries):
    message, report = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[kind]
    body = "".join(f'<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef>'
                   f"<NtryDtls>{details}</NtryDtls></Ntry>" for amount, reference, details in entries)
    return f"<Document><{message}><{report}><Id>7</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>CNY</Ccy></Acct>{body}</{report}></{message}></Document>"


def single(text, payer="", amount="", end_to_end=""):
    amount = f'<Amt Ccy="CNY">{amount}</Amt>' if amount else ""
    return (f"<TxDtls>{'<Refs><EndToEndId>' + end_to_end + '</EndToEndId></Refs>' if end_to_end else ''}{amount}<RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>"
            f"<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>")


class TwoFormats(unittest.TestCase):
    """Banks give the same day in several formats, each with references of its own."""

    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(3))

    def comes(self, name, content):
        [file] = self.desk.json("payments", "import", self.desk.write(name, content), "--today", DAY, expect=None)["files"]
        return file["added"], file["told_elsewhere"]

    def paid(self):
        return [row[0] for row in self.desk.sql("SELECT amount FROM payment ORDER BY amount")]

    def open(self):
        return [row[0] for row in self.desk.sql("SELECT open FROM invoice ORDER BY number")]

    def test_mt940_and_then_camt_053(self):
        self.assertEqual(self.comes("a.sta", mt940(("1001,50", "4711", "Rechnung RE-0001", "Shop"), ("250,00", "4712", "Abschlag RE-0002", ""), ("250,00", "4713", "Abschlag RE-0002", ""), closing="1501,50")), (3, 0))
        self.assertEqual(self.open(), [0, 50250, 100350])  # 1001.50 paid; 1002.50 less twice 250.00; untouched
        again = camt("053", ("250.00", "FRA-1", single("Abschlag RE-0002")), ("1001.50", "FRA-2", single("RECHNUNG RE-0001", "SHOP")), ("250.00", "FRA-3", single("Abschlag RE-0002")))
        self.assertEqual(self.comes("b.xml", again), (0, 3))
        self.assertEqual((self.open(), self.paid()), ([0, 50250, 100350], [25000, 25000, 100150]))

    def test_camt_054_and_then_the_whole_in_camt_053(self):
        parts = single("RE-0001", amount="1001.50", end_to_end="E1") + single("RE-0002", amount="1002.50", end_to_end="E2")
        self.assertEqual(self.comes("a.xml", camt("054", ("2004.00", "SAMMEL-1", parts))), (2, 0))
        self.assertEqual(self.comes("b.xml", camt("053", ("2004.00", "SAMMEL-1", "<Btch><NbOfTxs>2</NbOfTxs></Btch>"))), (0, 1))
        self.assertEqual((self.open(), self.paid()), ([0, 0, 100350], [100150, 100250]))

    def test_the_whole_first_and_then_its_parts(self):
        self.assertEqual(self.comes("b.xml", camt("053", ("2004.00", "SAMMEL-1", "<Btch><NbOfTxs>2</NbOfTxs></Btch>"))), (1, 0))
        parts = single("RE-0001", amount="1001.50", end_to_end="E1") + single("RE-0002", amount="1002.50", end_to_end="E2")
        self.assertEqual(self.comes("a.xml", camt("054", ("2004.00", "SAMMEL-1", parts))), (2, 0))
        self.assertEqual(self.open(), [0, 0, 100350])
        self.assertEqual([e["rule"] for e in self.desk.json("payments", "list", "--state", "ignored")["entries"]], ["collective"])

    def test_what_may_be_the_same_waits_for_a_person(self):
        self.comes("a.sta", mt940(("1001,50", "4711", "Rechnung RE-0001", "Shop"), closing="1001,50"))
        self.assertEqual(self.comes("b.xml", camt("053", ("1001.50", "FRA-2", single("noch einmal fuer November", "Shop")))), (1, 0))
        [doubt] = self.desk.json("payments", "list", "--state", "suggested")["entries"]
        [first] = self.desk.json("payments", "list", "--state", "booked")["entries"]
        self.assertEqual((doubt["rule"], doubt["twin"]), ("perhaps-known", first["entry"]))
        self.assertEqual(self.paid(), [100150])


class Announced(unittest.TestCase):
    """What the bank has not booked is never money, but nobody is dunned for it; when it is booked it counts once."""

    HEAD = "date,amount,currency,payer,payer account,text,status\n"

    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(2))

    def comes(self, name, *rows, today="2026-11-23", expect=0):
        path = self.desk.write(name, self.HEAD + "".join(",".join(row) + "\n" for row in rows))
        return self.desk.json("payments", "import", path, "--today", today, expect=expect)

    def entries(self, state=""):
        return self.desk.json("payments", "list", *(["--state", state] if state else []))["entries"]

    def open(self, number="RE-0001"):
        return self.desk.sql("SELECT open FROM invoice WHERE number = ?", number)[0][0]

    def letters_of_a_plan(self, day):
        self.desk.run("plan", "--today", day)
        return len(self.desk.letters("K0001")), len(self.desk.letters("K0002"))

    def test_it_holds_the_letters_of_whom_it_names_and_counts_once_when_it_is_booked(self):
        known = self.desk.sql("SELECT max(as_of) FROM import_log WHERE kind = 'payments'")
        [file] = self.comes("a.csv", ("2026-11-23", "1001.50", "CNY", "Shop", "", "RE-0001", "Pending"))["files"]
        self.assertEqual((file["added"], file["pending"]), (0, 1))
        self.assertEqual(self.desk.sql("SELECT max(as_of) FROM import_log WHERE kind = 'payments'"), known)
        [row] = self.entries("announced")
        self.assertEqual((row["debtor"], row["holds_until"], self.open()), ("K0001", "2026-11-29", 100150))
        self.assertIn("announced and not booked", self.desk.run("payments", "assign", row["entry"], "K0001", "--by", "Lin", expect=2).err)
        self.assertEqual(self.letters_of_a_plan("2026-11-23"), (0, 1))
        told = self.desk.run("explain", "K0001", "--today", "2026-11-23").out
        self.assertIn("is announced by the bank and may settle RE-0001", told)
        # The next day it is still announced, on another day; nothing is new, and the wait is not longer.
        self.comes("b.csv", ("2026-11-24", "1001.50", "CNY", "Shop", "", "RE-0001", "Pending"), today="2026-11-24", expect=3)
        [same] = self.entries("announced")
        self.assertEqual((same["entry"], same["holds_until"]), (row["entry"], "2026-11-29"))
        self.comes("c.csv", ("2026-11-25", "1001.50", "CNY", "Shop", "", "RE-0001", "Completed"), today="2026-11-25")
        [done], [gone] = self.entries("booked"), self.entries("superseded")
        self.assertEqual((gone["entry"], gone["other"]), (row["entry"], done["entry"]))
        self.assertEqual((self.open(), self.desk.sql("SELECT count(*) FROM payment WHERE amount = 100150")[0][0]), (0, 1))
        self.assertEqual(self.desk.sql("SELECT count(*) FROM bank_waiting")[0][0], 0)
        # An older file once more changes nothing.
        before = self.desk.sql("SELECT id, state FROM bank_entry ORDER BY id")
        self.comes("a.csv", ("2026-11-23", "1001.50", "CNY", "Shop", "", "RE-0001", "Pending"), today="2026-11-25", expect=3)
        self.assertEqual(self.desk.sql("SELECT id, state FROM bank_entry ORDER BY id"), before)

    def test_the_booking_first_and_then_the_older_file(self):
        self.comes("b.csv", ("2026-11-24", "1001.50", "CNY", "Shop", "", "RE-0001", "booked"), today="2026-11-24")
        self.comes("a.csv", ("2026-11-23", "1001.50", "CNY", "Shop", "", "RE-0001", "pending"), today="2026-11-24")
        self.assertEqual([row["state"] for row in self.entries()], ["superseded", "booked"])
        self.assertEqual(self.desk.sql("SELECT count(*) FROM bank_waiting")[0][0], 0)

    def test_two_equal_ones_are_two(self):
        pending = ("2026-11-23", "400.00", "CNY", "Shop", "", "RE-0001", "pending")
        self.comes("a.csv", pending, pending)
        self.assertEqual(len(self.entries("announced")), 2)
        self.comes("b.csv", ("2026-11-24", "400.00", "CNY", "Shop", "", "RE-0001", "booked"), ("2026-11-24", "400.00", "CNY", "Shop", "", "RE-0001", "pending"), today="2026-11-24")
        self.assertEqual(sorted(row["state"] for row in self.entries() if row["state"] != "suggested"), ["announced", "superseded"])

    def test_one_that_fails_holds_nothing_and_nothing_holds_for_ever(self):
        self.comes("a.csv", ("2026-11-23", "1001.50", "CNY", "Shop", "", "RE-0001", "pending"))
        failed = self.comes("b.csv", ("2026-11-24", "1001.50", "CNY", "Shop", "", "RE-0001", "failed"), today="2026-11-24", expect=3)
        self.assertIn("failed or closed", json.dumps(failed["files"][0]["remarks"]))
        self.assertEqual([(row["state"], row["rule"]) for row in self.entries()], [("ignored", "failed")])
        self.assertEqual(self.letters_of_a_plan("2026-11-24"), (1, 1))
        self.assertEqual(self.open(), 100150)

    def test_its_days_end_and_a_clerk_may_end_them(self):
        self.comes("a.csv", ("2026-11-23", "1001.50", "CNY", "Shop", "", "RE-0001", "pending"), ("2026-11-23", "1002.50", "CNY", "Mart", "", "RE-0002", "pending"))
        self.desk.run("payments", "ignore", [row["entry"] for row in self.entries() if row["debtor"] == "K0002"][0], "--reason", "a loan", "--by", "Lin")
        self.assertEqual(self.letters_of_a_plan("2026-11-29"), (0, 1))
        self.desk.run("plan", "--today", "2026-11-30")
        self.assertEqual(len(self.desk.letters("K0001")), 1)
        self.desk.run("payments", "match", "--today", "2026-12-24")
        self.assertEqual(sorted(row["rule"] for row in self.entries("ignored")), ["by-hand", "expired"])

    def test_camt_announces_as_well(self):
        pending = camt("053", ("1001.50", "P-1", single("RE-0001", "Shop"))).replace("<Sts>BOOK</Sts>", "<Sts><Cd>PDNG</Cd></Sts>")
        self.desk.json("payments", "import", self.desk.write("a.xml", pending), "--today", "2026-11-23", expect=None)
        self.assertEqual([row["state"] for row in self.entries()], ["announced"])
        self.desk.json("payments", "import", self.desk.write("b.xml", camt("053", ("1001.50", "B-1", single("RE-0001", "Shop")))), "--today", "2026-11-24", expect=None)
        self.assertEqual(sorted(row["state"] for row in self.entries()), ["booked", "superseded"])
        self.assertEqual(self.open(), 0)


class WhatAStatementDoesNotSay(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(2))

    def known_until(self):
        return self.desk.sql("SELECT max(as_of) FROM import_log WHERE kind = 'payments'")[0][0]

    def test_a_document_without_a_statement_and_a_statement_without_entries_move_no_day(self):
        before = self.known_until()
        none = "<Document><BkToCstmrStmt><GrpHdr><MsgId>X</MsgId></GrpHdr></BkToCstmrStmt></Document>"
        ran = self.desk.run("payments", "import", self.desk.write("none.xml", none), "--today", "2027-02-01", expect=3)
        self.assertIn("there is no statement in the document", ran.out)
        self.assertEqual(self.known_until(), before)
        empty = mt940(closing="0,").replace("261123", "270131")
        self.desk.run("payments", "import", self.desk.write("empty.sta", empty), "--today", "2027-02-01", expect=None)
        self.assertEqual(self.known_until(), before)
        # A person who knows that nothing came may say so.
        self.desk.run("payments", "import", self.desk.write("empty.sta", empty), "--today", "2027-02-01", "--as-of", "2027-01-31", expect=None)
        self.assertEqual(self.known_until(), "2027-01-31")

    def test_a_table_whose_direction_is_not_understood_is_refused_and_money_out_is_never_in(self):
        head = "交易日期,对方户名,收支,交易金额,摘要\n"
        path = self.desk.write("a.csv", head + "2026-11-20,甲公司,对公,1001.50,RE-0001\n")
        ran = self.desk.run("payments", "import", path, "--today", DAY, expect=1)
        self.assertIn("收支", ran.out + ran.err)
        path = self.desk.write("b.csv", head + "2026-11-20,甲公司,支出,1001.50,退款 RE-0001\n")
        [entry] = self.desk.json("payments", "import", path, "--today", DAY)["match"]["entries"]
        self.assertEqual((entry["state"], entry["rule"]), ("ignored", "not-a-payment"))

    def test_a_collective_entry_holds_everyone_whom_it_names(self):
        part = "<TxDtls><Amt Ccy='USD'>140.00</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"
        batch = camt("053", ("2004.00", "SAMMEL-1", part.format("RE-0001") + part.format("RE-0002")))
        [entry] = self.desk.json("payments", "import", self.desk.write("a.xml", batch), "--today", "2026-11-23", expect=None)["match"]["entries"]
        self.assertEqual((entry["state"], entry["debtor"]), ("suggested", ""))
        self.assertEqual(self.desk.sql("SELECT debtor_id FROM bank_waiting ORDER BY debtor_id"), [("K0001",), ("K0002",)])
        self.desk.run("plan", "--today", "2026-11-23")
        self.assertEqual((self.desk.letters("K0001"), self.desk.letters("K0002")), ([], []))
        self.assertIn("may settle RE-0001, RE-0002", self.desk.run("explain", "K0002", "--today", "2026-11-23").out)


class CashDiscountOfTheErp(unittest.TestCase):
    """`import payments` takes a cash discount by the rule of the bank statements."""

    def setUp(self):
        self.desk = Desk(self).init()
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.desk.write("dunmail.toml", text.replace("[delivery]", '[payments]\ncash_discount = "2.00"\ncash_discount_days = 90\n\n[delivery]'))
        import_ledger(self.desk, small_ledger(2))

    def pay(self, *rows, expect=0):
        head = ("reference", "debtor", "date", "amount", "currency", "invoice", "reverses")
        path = self.desk.write("p.csv", "\n".join(",".join(row) for row in (head, *rows)) + "\n")
        return self.desk.run("import", "payments", path, "--as-of", DAY, expect=expect)

    def open(self):
        return self.desk.sql("SELECT open FROM invoice WHERE number = 'RE-0001'")[0][0]

    def payments(self):
        return self.desk.sql("SELECT reference, amount, unallocated FROM payment WHERE returned = '' AND reference LIKE 'S%' ORDER BY reference")

    def test_it_closes_the_invoice_once_however_often_the_file_comes(self):
        row = ("S1", "K0001", "2026-11-20", "981.47", "CNY", "RE-0001", "")  # 2 % of 1001.50 is 20.03
        for _ in range(2):
            self.pay(row)
            self.assertEqual((self.open(), self.payments()), (0, [("S1", 98147, 0), ("S1-D", 2003, 0)]))

    def test_more_is_missing_than_a_discount(self):
        self.pay(("S1", "K0001", "2026-11-20", "980.00", "CNY", "RE-0001", ""))
        self.assertEqual((self.open(), self.payments()), (2150, [("S1", 98000, 0)]))

    def test_it_goes_with_the_payment_that_comes_back(self):
        self.pay(("S1", "K0001", "2026-11-20", "981.47", "CNY", "RE-0001", ""))
        self.pay(("S9", "K0001", "2026-11-22", "981.47", "CNY", "RE-0001", "S1"))
        self.assertEqual((self.open(), self.payments()), (100150, []))

    def test_the_erps_own_row_of_the_discount_takes_its_place(self):
        first, second = ("S1", "K0001", "2026-11-20", "981.47", "CNY", "RE-0001", ""), ("S2", "K0001", "2026-11-20", "20.03", "CNY", "RE-0001", "")
        self.pay(first)
        for _ in range(2):
            self.pay(first, second)
            self.assertEqual((self.open(), self.payments()), (0, [("S1", 98147, 0), ("S2", 2003, 0)]))


if __name__ == "__main__":
    main()
