#!/usr/bin/env python3
"""The same facts in another order give the same ledger: files of the ERP, of the bank, payments that become known late."""
import itertools
import re
import unittest

from support import ROOT, SETTINGS, Desk, main

DAY = "2026-08-03"
PAYMENT = {"reference": "", "debtor": "D1", "date": "", "amount": "", "currency": "EUR", "invoice": "", "reverses": ""}
BANK = "Buchungstag;Betrag;Saldo;Auftraggeber;IBAN;Verwendungszweck;Waehrung\n"


def payment(reference, date, amount, invoice="", reverses=""):
    return {**PAYMENT, "reference": reference, "date": date, "amount": amount, "invoice": invoice, "reverses": reverses}


def invoice(number, due, amount, **more):
    return {"number": number, "debtor": "D1", "issue_date": "2026-06-01", "due_date": due, "amount": amount, "currency": "EUR", **more}


class Order(unittest.TestCase):
    def desk(self, invoices, charges=False, allocation=""):
        table = '[creditor.main.charges]\nregime = { other = "de-b2b" }\n\n' if charges else ""
        settings = SETTINGS.replace('phone = "+86 21 5555 0100"', f'phone = "+86 21 5555 0100"\nallocation = "{allocation}"', 1) if allocation else SETTINGS
        desk = Desk(self, settings.replace("[delivery]", table + "[delivery]"), route="maildir:outbox")
        if charges:
            policy = (ROOT / "config/policy.toml").read_text()
            policy = re.sub(r'(?m)^id = "reminder"$', 'id = "reminder"\ncharges = "both"\nfee = { EUR = "5.00" }', policy, count=1)
            desk.write("policy.toml", policy)
            desk.write("dunmail.toml", 'policy = "policy.toml"\n' + (desk.folder / "dunmail.toml").read_text())
        desk.init()
        desk.import_rows("debtors", [{"id": "D1", "name": "Nord GmbH", "kind": "small-business", "locale": "de", "street": "Weg 1", "postcode": "20095",
                                      "city": "Hamburg", "country": "DE"}], day=DAY)
        desk.import_rows("contacts", [{"debtor": "D1", "name": "Anna Nord", "position": "Buchhaltung", "role": "payer", "email": "anna@nord.example"}], day=DAY)
        desk.import_rows("invoices", invoices, day=DAY)
        desk.write("none.csv", ",".join(PAYMENT) + "\n")
        desk.run("import", "payments", "none.csv", "--as-of", DAY)
        return desk

    def pay(self, desk, day, *rows, expect=0):
        return desk.import_rows("payments", list(rows), day=day, expect=expect)

    def bank(self, desk, name, text, today="2026-08-20"):
        desk.write(name, BANK + text if ";" in text else text)
        return desk.run("payments", "import", name, "--today", today, expect=None)

    def state(self, desk, today="2026-08-20"):
        """What is open of each invoice and claim, the credit and the demand."""
        out = {}
        for account in desk.json("arrears", "D1", "--today", today, expect=None)["accounts"]:
            out.update({key: account[key] for key in ("credit", "demand", "claims") if account[key]})
            out.update({item["invoice"]: item["open"] for item in account["items"]})
        for claim in desk.json("charges", "list", "D1", expect=None)["claims"]:
            if claim["open"]:
                out["claim " + claim["claim"]] = claim["open"]
        return out

    def test_the_letter_about_a_short_payment_names_the_newest_one(self):
        rows = [payment("P1", "2026-08-05", "300.00", "INV-1"), payment("P2", "2026-08-07", "200.00", "INV-1")]
        for order in itertools.permutations(rows):
            desk = self.desk([invoice("INV-1", "2026-07-01", "1000.00")])
            desk.run("run", "--today", DAY, expect=None)
            for row in order:
                self.pay(desk, "2026-08-08", row)
            self.assertIn("200.00 was paid on 2026-08-07, and 500.00 of INV-1 is open", desk.run("explain", "D1", "--today", "2026-08-10", expect=None).out)

    def test_a_payment_in_time_that_is_known_after_the_letter(self):
        for allocation in ("", "bgb-367", "civil-code-561", "designation"):
            with self.subTest(allocation):
                desk = self.desk([invoice("A0", "2026-07-14", "1000.00"), invoice("A9", "2026-07-31", "70.00")], charges=True, allocation=allocation)
                self.assertEqual(desk.json("run", "--today", DAY, expect=None)["sent"]["accepted"], 1)
                self.pay(desk, "2026-08-20", payment("X", "2026-07-10", "1000.00", "A0"))
                desk.run("run", "--today", "2026-08-20", expect=None)
                state = self.state(desk)
                self.assertEqual(state.get("A9"), 7000)
                self.assertNotIn("A0", state)
                claims = desk.json("charges", "list", "D1")["claims"]
                self.assertFalse([c for c in claims if c["open"] and c["invoice"] == "A0"], "paid in time: nothing of it is owed")
                self.assertIn("holds", desk.run("explain", "D1", "--today", "2026-08-20").out)
                desk.run("verify")

    def test_designation_pays_the_claims_of_an_invoice_that_is_paid_first(self):
        seen = set()
        for order in itertools.permutations([payment("P1", "2026-08-07", "373.33"), payment("P2", "2026-08-09", "375.25")]):
            desk = self.desk([invoice("A0", "2026-07-21", "750.50"), invoice("A1", "2026-07-17", "333.33")], charges=True, allocation="designation")
            desk.run("run", "--today", DAY, expect=None)
            for row in order:
                self.pay(desk, "2026-08-17", row)
            seen.add(str(sorted(self.state(desk).items())))
        self.assertEqual(len(seen), 1, seen)

    def test_a_discount_is_what_was_offered_and_not_what_charges_took(self):
        seen = set()
        for order in itertools.permutations([payment("X1", "2026-08-04", "2000.00", "A1"), payment("X2", "2026-08-05", "500.00", "A1")]):
            desk = self.desk([invoice("A1", "2026-07-30", "2000.00")], charges=True, allocation="bgb-367")
            desk.write("dunmail.toml", (desk.folder / "dunmail.toml").read_text() + '\n[payments]\ncash_discount = "3.00"\n')
            desk.run("run", "--today", DAY, expect=None)
            for row in order:
                self.pay(desk, "2026-08-17", row)
            seen.add(str(sorted(self.state(desk).items())))
            self.assertNotIn("X1-D", desk.run("log", "D1").out)
        self.assertEqual(len(seen), 1, seen)

    def test_a_bank_entry_for_what_an_export_had_settled(self):
        invoices = [invoice("RE-2026-101", "2026-07-01", "1000.00"), invoice("RE-2026-102", "2026-07-15", "2000.00")]
        told = [{**invoices[0], "open": "0.00"}]
        texts = {"Rechnung RE-2026-101": ("1000,00", {"RE-2026-102": 200000, "demand": 200000}),
                 "Rechnungen RE-2026-101 und RE-2026-102": ("3000,00", {})}
        for text, (amount, wanted) in texts.items():
            for first in ("export", "bank"):
                with self.subTest(f"{text}, {first} first"):
                    desk = self.desk(invoices)
                    steps = {"export": lambda: desk.import_rows("invoices", told, day="2026-08-10"),
                             "bank": lambda: self.bank(desk, "b.csv", f"07.08.2026;{amount};9000,00;Nord GmbH;DE02120300000000202051;{text};EUR\n", "2026-08-10")}
                    for step in (first, "bank" if first == "export" else "export"):
                        steps[step]()
                    self.assertEqual(self.state(desk), wanted, desk.run("payments", "list").out)

    def test_an_assignment_by_hand_names_what_an_export_had_settled(self):
        desk = self.desk([invoice("RE-2026-101", "2026-07-01", "1000.00"), invoice("RE-2026-102", "2026-07-15", "2000.00")])
        desk.import_rows("invoices", [{**invoice("RE-2026-101", "2026-07-01", "1000.00"), "open": "0.00"}], day="2026-08-10")
        self.bank(desk, "b.csv", "07.08.2026;1000,00;9000,00;Jemand;DE02120300000000202051;Zahlung;EUR\n", "2026-08-10")
        entry = desk.json("payments", "list")["entries"][0]["entry"]
        desk.run("payments", "assign", entry, "D1", "--invoice", "RE-2026-101", "--by", "Li", "--today", "2026-08-10")
        self.assertEqual(self.state(desk), {"RE-2026-102": 200000, "demand": 200000})

    def test_a_list_that_lacks_a_payment_opens_nothing_again(self):
        row = invoice("A1", "2026-07-01", "1000.00", open="400.00")
        for days in (("2026-08-13",), ("2026-08-14",), ("2026-08-13", "2026-08-14")):
            with self.subTest(days):
                desk = self.desk([invoice("A1", "2026-07-01", "1000.00")])
                desk.import_rows("invoices", [row], day="2026-08-10")
                self.pay(desk, "2026-08-14", payment("Q1", "2026-08-14", "400.00", "A1"))
                for day in days:
                    self.assertNotIn("open again", desk.import_rows("invoices", [row], day=day).out)
                self.assertEqual(self.state(desk), {})
        desk = self.desk([invoice("A1", "2026-07-01", "1000.00")])
        desk.import_rows("invoices", [row], day="2026-08-10")
        desk.import_rows("invoices", [{**row, "open": "700.00"}], day="2026-08-12")  # its word rose
        self.assertEqual(self.state(desk), {"A1": 70000, "demand": 70000})

    def test_an_export_is_held_against_its_own_day(self):
        told = [invoice("A1", "2026-07-01", "1000.00", open="400.00")]
        steps = {"export": lambda desk: desk.import_rows("invoices", told, day="2026-08-13"),
                 "payment": lambda desk: self.pay(desk, "2026-08-14", payment("Q1", "2026-08-14", "400.00", "A1"))}
        for order in itertools.permutations(steps):
            with self.subTest(order):
                desk = self.desk([invoice("A1", "2026-07-01", "1000.00"), invoice("A2", "2026-07-15", "2000.00")])
                for step in order:
                    steps[step](desk)
                self.assertEqual(self.state(desk), {"A2": 200000, "demand": 200000})

    def test_a_return_behind_an_export_is_no_settlement(self):
        steps = {"payment": lambda desk: self.pay(desk, "2026-08-12", payment("Q1", "2026-08-05", "1000.00", "A1")),
                 "return": lambda desk: self.pay(desk, "2026-08-12", payment("R1", "2026-08-11", "-1000.00", "", "Q1")),
                 "export": lambda desk: desk.import_rows("invoices", [invoice("A1", "2026-07-01", "1000.00", open="0.00")], day="2026-08-10")}
        for order in itertools.permutations(steps):
            if order.index("return") < order.index("payment"):
                continue
            with self.subTest(order):
                desk = self.desk([invoice("A1", "2026-07-01", "1000.00"), invoice("A2", "2026-07-15", "2000.00")])
                for step in order:
                    steps[step](desk)
                self.assertEqual(self.state(desk), {"A1": 100000, "A2": 200000, "demand": 300000})

    def test_a_complete_list_knows_nothing_of_a_later_return(self):
        desk = self.desk([invoice("A1", "2026-07-01", "1000.00"), invoice("A2", "2026-07-15", "2000.00")])
        self.pay(desk, "2026-08-12", payment("Q1", "2026-08-05", "1000.00", "A1"))
        self.pay(desk, "2026-08-12", payment("R1", "2026-08-11", "-1000.00", "", "Q1"))
        desk.write("all.csv", "number,debtor,issue_date,due_date,amount,currency\nA2,D1,2026-06-01,2026-07-15,2000.00,EUR\n")
        ran = desk.run("import", "invoices", "all.csv", "--complete", "--allow-vanish", "--as-of", "2026-08-10", expect=None)
        self.assertNotIn("closed", ran.out)
        self.assertEqual(self.state(desk), {"A1": 100000, "A2": 200000, "demand": 300000})

    def test_equal_rows_of_two_pages_newest_first(self):
        pages = {"1.csv": "17.08.2026;500,00;1500,00;Nord GmbH;DE02120300000000202051;Rechnung RE-2026-102;EUR\n",
                 "2.csv": "17.08.2026;500,00;2000,00;Nord GmbH;DE02120300000000202051;Rechnung RE-2026-102;EUR\n"}
        for order in itertools.permutations(pages):
            with self.subTest(order):
                desk = self.desk([invoice("RE-2026-102", "2026-07-15", "2000.00")])
                for name in order:
                    self.bank(desk, name, pages[name])
                self.bank(desk, "again.csv", pages["1.csv"])
                self.assertEqual(self.state(desk)["RE-2026-102"], 100000, desk.run("payments", "list").out)

    def test_a_direction_that_is_not_understood_books_nothing(self):
        for head, way in (("Richtung", "hinaus"), ("Richtung", "weg"), ("Zahlungsrichtung", "fort")):
            with self.subTest(f"{head}: {way}"):
                desk = self.desk([invoice("RE-2026-101", "2026-07-01", "1000.00")])
                ran = self.bank(desk, "b.csv", "")
                desk.write("b.csv", f"Datum;Betrag;{head};Name;Verwendungszweck;Waehrung\n18.08.2026;1000,00;{way};Nord GmbH;Erstattung RE-2026-101;EUR\n")
                ran = desk.run("payments", "import", "b.csv", "--today", "2026-08-20", expect=1)
                self.assertIn(way, ran.out + ran.err)
                self.assertEqual(self.state(desk)["RE-2026-101"], 100000)
        for word in ("out", "aus", "Ausgang", "Auszahlung", "Abfluss", "gehend", "gesendet", "Abgang", "A"):
            with self.subTest(word):
                desk = self.desk([invoice("RE-2026-101", "2026-07-01", "1000.00")])
                desk.write("b.csv", f"Datum;Betrag;Richtung;Name;Verwendungszweck;Waehrung\n18.08.2026;1000,00;{word};Nord GmbH;Erstattung RE-2026-101;EUR\n")
                desk.run("payments", "import", "b.csv", "--today", "2026-08-20", expect=None)
                self.assertEqual(self.state(desk)["RE-2026-101"], 100000)

    def test_a_return_and_a_payment_in_either_order_bring_the_same_letter(self):
        kinds = set()
        rows = [payment("R1", "2026-08-28", "-45.00", "", "P1"), payment("P2", "2026-09-01", "2000.00", "A2")]
        for order in itertools.permutations(rows):
            desk = self.desk([invoice("A1", "2026-07-01", "1000.00"), invoice("A2", "2026-07-15", "2000.00")])
            for day in (DAY, "2026-08-17"):
                desk.run("import", "payments", "none.csv", "--as-of", day)
                desk.run("run", "--today", day, expect=None)
            self.pay(desk, "2026-08-24", payment("P1", "2026-08-20", "45.00", "A1"))
            for row in order:
                self.pay(desk, "2026-09-07", row)
            run = desk.json("plan", "D1", "--today", "2026-09-07")["run"]
            kinds.add(str([l["kind"] for l in desk.letters(run)]))
        self.assertEqual(kinds, {"['reminder']"})

    def test_what_is_known_until_never_goes_back(self):
        desk = self.desk([invoice("A1", "2026-07-01", "1000.00")])
        self.bank(desk, "b.csv", "16.08.2026;10,00;9010,00;X;DE02120300000000202051;Zahlung;EUR\n")
        self.assertIn("payments known until 2026-08-16", self.bank(desk, "a.csv", "11.08.2026;20,00;9000,00;X;DE02120300000000202051;Zahlung;EUR\n").out)


if __name__ == "__main__":
    main()
