#!/usr/bin/env python3
"""A long file goes in page by page: what is wrong with it is said before the first, others write between two of them, and what
is stopped or killed is named, waited for, and gone on with."""
import signal
import unittest

from support import LEDGER_DAY, Desk, csv_text, end, eventually, import_ledger, main, small_ledger

DEBTORS, EACH = 300, 100  # 30,000 rows, more than a megabyte
TABLES = ["debtor", "contact", "invoice", "payment", "allocation", "credit_note"]


def long_invoices():
    return [{"number": f"RE-{d:04}-{n:03}", "debtor": f"K{d:04}", "issue_date": "2026-09-01", "due_date": "2026-10-01", "amount": f"{100 + n}.00",
             "currency": "CNY"} for n in range(1, EACH + 1) for d in range(1, DEBTORS + 1)]


def long_payments():
    """A payment of its own for each invoice, named or not, and some that came back; newest first, as exports have them."""
    rows = []
    for d in range(1, DEBTORS + 1):
        for n in range(1, EACH + 1):
            rows.append({"reference": f"BK-{d:04}-{n:03}", "debtor": f"K{d:04}", "date": f"2026-10-{1 + n % 28:02}", "amount": f"{100 + n}.00", "currency": "CNY",
                         "invoice": f"RE-{d:04}-{n:03}" if n % 3 else "", "reverses": ""})
            if n % 50 == 0:
                rows.append({**rows[-1], "reference": f"BK-{d:04}-{n:03}-R", "date": "2026-11-02", "reverses": rows[-1]["reference"]})
    return sorted(rows, key=lambda row: row["date"], reverse=True)


class ImportPages(unittest.TestCase):
    def setUp(self):
        self.desk = self.opened()

    def opened(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(DEBTORS))
        return desk

    def ledger(self, desk):
        """What was said when is no part of it."""
        return {table: sorted(desk.sql(f"SELECT * FROM {table}")) for table in TABLES}

    def half(self):
        return self.desk.sql("SELECT kind, rows_in FROM half_import")

    def start(self, kind, path, *more):
        """The import, when it has a page behind it of its own."""
        self.desk.sql("DELETE FROM half_import")
        importer = self.desk.start("import", kind, path, "--as-of", LEDGER_DAY, *more)
        self.addCleanup(end, importer)
        eventually(lambda: (self.half() and self.half()[0][1] > 0) or importer.poll() is not None, 60)
        self.assertIsNone(importer.poll(), "it ended before it could be stopped: more rows are needed")
        return importer

    def take(self, kind, rows, *options, expect=0):
        return self.desk.run("import", kind, self.desk.write(f"{kind}.csv", csv_text(rows)), "--as-of", LEDGER_DAY, *options, expect=expect)

    def undisturbed(self, *files):
        desk = self.opened()
        for kind, rows in files:
            desk.import_rows(kind, rows)
        return self.ledger(desk)

    def test_a_signal_and_a_kill_are_gone_on_with(self):
        invoices = self.desk.write("invoices.csv", csv_text(long_invoices()))
        importer = self.start("invoices", invoices)
        importer.send_signal(signal.SIGINT)
        out, err = importer.communicate(timeout=60)
        self.assertEqual(importer.returncode, 130, err.decode())
        self.assertRegex(out.decode(), r"invoices.csv: stopped as asked, \d+000 of 30000 rows are in; the same file again goes on")
        for command in (["plan"], ["run"], ["send"], ["print", "--all", "--out", "print"]):
            refused = self.desk.run(*command, "--today", LEDGER_DAY, expect=1)
            self.assertRegex(refused.err, r"invoices.csv: invoices of 2026-11-21 are half in: \d+000 of 30000 rows, since .*import was stopped")
        self.start("invoices", invoices).kill()
        eventually(lambda: "half in" in self.desk.run("plan", "--today", LEDGER_DAY, expect=None).err, 60)
        self.desk.run("import", "invoices", invoices, "--as-of", LEDGER_DAY)
        self.assertEqual(self.half(), [])
        payments = self.desk.write("payments.csv", csv_text(long_payments()))
        for _ in range(2):
            killed = self.start("payments", payments)
            killed.kill()
            killed.wait()
        self.desk.run("import", "payments", payments, "--as-of", LEDGER_DAY)
        self.assertEqual(self.half(), [])
        self.desk.run("verify")
        self.assertEqual(self.ledger(self.desk), self.undisturbed(("invoices", long_invoices()), ("payments", long_payments())))
        self.desk.run("plan", "--today", LEDGER_DAY)

    def test_no_other_file_ends_the_wait_for_a_half(self):
        self.take("invoices", long_invoices())
        payments = self.desk.write("new.csv", csv_text(long_payments()))
        killed = self.start("payments", payments)
        killed.kill()
        killed.wait()
        half = self.half()
        known = self.desk.sql("SELECT reference, debtor_id AS debtor, day AS date FROM payment LIMIT 1")[0]
        tiny = [{"reference": known[0], "debtor": known[1], "date": known[2], "amount": "101.00", "currency": "CNY"}]
        for rows in ([row for row in long_payments() if row["reference"] == known[0]], [{**tiny[0], "reference": "NEW-1"}]):
            self.take("payments", rows)
            self.assertEqual(self.half(), half)
            self.assertIn("new.csv", self.desk.run("plan", "--today", LEDGER_DAY, expect=1).err)
        for command in (["arrears"], ["deadlines"], ["show", "K0001"], ["payments", "list"], ["payments", "suggest"], ["report"], ["verify"]):
            said = self.desk.run(*command, expect=3).err
            self.assertRegex(said, r"the figures are short: new.csv: payments of 2026-11-21 are half in: \d+ of \d+ rows", command)
        given_up = self.take("payments", [{**tiny[0], "reference": "NEW-2"}], "--give-up-half")
        self.assertRegex(given_up.out, r"new.csv: was half in: \d+ of \d+ rows, since .* \(it is given up, as asked\)")
        self.assertEqual(self.half(), [])
        self.desk.run("plan", "--today", LEDGER_DAY)

    def test_the_same_file_is_known_whoevers_list_it_is_taken_for(self):
        path = self.desk.write("invoices.csv", csv_text(long_invoices()))
        killed = self.start("invoices", path)
        killed.kill()
        killed.wait()
        ran = self.desk.run("import", "invoices", path, "--as-of", LEDGER_DAY, "--creditor", "main")
        self.assertEqual(self.half(), [])
        self.assertNotIn("given up", ran.out)

    def test_a_complete_list_takes_the_place_of_a_half_of_its_creditor(self):
        killed = self.start("invoices", self.desk.write("invoices.csv", csv_text(long_invoices())))
        killed.kill()
        killed.wait()
        for ledger_day, done in (("2026-11-20", False), (LEDGER_DAY, True)):
            whole = self.desk.write("whole.csv", csv_text(long_invoices()[:500]))
            ran = self.desk.run("import", "invoices", whole, "--as-of", ledger_day, "--complete", "--allow-vanish", expect=None)
            self.assertEqual(self.half() == [], done, ran.out)
        self.assertRegex(ran.out, r"invoices.csv: was half in: \d+ of 30000 rows, since .* \(this complete list takes its place\)")

    def test_others_write_between_two_pages_and_a_plan_waits(self):
        self.desk.run("plan", "--today", LEDGER_DAY)
        importer = self.start("invoices", self.desk.write("invoices.csv", csv_text(long_invoices())))
        planner = self.desk.start("plan", "--today", LEDGER_DAY)
        self.addCleanup(end, planner)
        self.desk.run("record", "hold", "K0001", "--on", LEDGER_DAY, "--note", "talks", "--by", "李敏")
        self.assertIsNone(importer.poll(), "the import was over before anybody else had a turn")
        self.assertNotEqual(self.half(), [])
        self.assertIsNone(planner.poll(), "a plan looked at half a ledger")
        out, err = importer.communicate(timeout=120)
        self.assertEqual(importer.returncode, 0, err.decode())
        self.assertEqual(planner.wait(timeout=120), 0, planner.stderr.read().decode())

    def test_what_is_wrong_is_said_before_the_first_page(self):
        before = self.ledger(self.desk)
        good = long_invoices()
        for rows, said in [
            (good + [{**good[0], "number": "RE-LAST", "debtor": "K9999"}], 'invoices.csv:30002:2: debtor: there is no debtor "K9999"'),
            (good + [{**good[0], "amount": "7.00"}], "invoice RE-0001-001 stands on line 2 with another amount"),
            (good + [{**good[0], "number": "RE-LAST", "amount": "x"}], "invoices.csv:30002:5: amount: "),
        ]:
            refused = self.take("invoices", rows, expect=1)
            self.assertIn(said, refused.out)
            self.assertEqual(self.ledger(self.desk), before)
            self.assertEqual(self.half(), [])
        cut = csv_text(good).rstrip()[:-9]
        refused = self.desk.run("import", "invoices", self.desk.write("cut.csv", cut), "--as-of", LEDGER_DAY, expect=1)
        self.assertIn("cut off", refused.out)
        self.assertEqual(self.ledger(self.desk), before)
        # The good rows of a file with a bad one.
        ran = self.take("invoices", good + [{**good[0], "number": "RE-LAST", "debtor": "K9999"}], "--skip-bad", expect=3)
        self.assertIn("30000 added", ran.out)
        self.assertIn("1 problem", ran.out)

    def test_a_complete_list_says_what_would_go_before_the_first_page(self):
        self.take("invoices", long_invoices())
        before = self.ledger(self.desk)
        most = [row for row in long_invoices() if row["number"] > "RE-0150"]
        refused = self.take("invoices", most, "--complete", expect=1)
        self.assertRegex(refused.out, r"\d+ of 30300 open invoices are gone from it, more than \d+ percent")
        self.assertEqual(self.ledger(self.desk), before)
        self.take("invoices", most, "--complete", "--allow-vanish")
        self.assertEqual(self.desk.sql("SELECT count(*) FROM invoice WHERE open > 0"), [(len(most),)])

    def test_a_payment_that_comes_back_in_its_own_file_must_fit(self):
        self.take("invoices", long_invoices())
        before = self.ledger(self.desk)
        rows = long_payments()
        other = next(i for i, row in enumerate(rows) if row["reverses"])
        rows[other] = {**rows[other], "amount": "1.00"}
        refused = self.take("payments", rows, expect=1)
        self.assertIn("a payment comes back whole", refused.out)
        self.assertEqual(self.ledger(self.desk), before)


ENTRIES = 6000


def long_statement(number, only=None):
    """Whole payments of as many invoices, which their texts name; with the balances they make."""
    rows = [(f"{100 + n}", f"RE-{d:04}-{n:03}") for n in range(1, EACH + 1) for d in range(1, DEBTORS + 1)][:ENTRIES]
    if only is not None:
        rows = rows[only:only + 1]
    body = "".join(f":61:2611201120CR{amount},00NTRFNONREF//B-{invoice}\n:86:166?00GUTSCHRIFT?20SVWZ+{invoice}?32PAYER {invoice[3:7]}\n" for amount, invoice in rows)
    return f":20:X\n:25:37040044/532013000\n:28C:{number}/1\n:60F:C261119CNY0,00\n{body}:62F:C261120CNY{sum(int(amount) for amount, _ in rows)},00\n-\n"


def announced(*invoices):
    """What the bank says it will book."""
    body = "".join(f'<Ntry><Amt Ccy="CNY">101.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>B-{invoice}</AcctSvcrRef>'
                   f"<NtryDtls><TxDtls><RltdPties><Dbtr><Nm>PAYER</Nm></Dbtr></RltdPties><RmtInf><Ustrd>{invoice}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>" for invoice in invoices)
    return (f"<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>7</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>CNY</Ccy></Acct>{body}"
            "</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>")


class StatementPages(unittest.TestCase):
    """Six thousand entries of one day: others write between their pages, and what dies half way is gone on with."""

    def setUp(self):
        self.desk = self.opened()

    def opened(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(DEBTORS))
        desk.run("import", "invoices", desk.write("long.csv", csv_text(long_invoices())), "--as-of", LEDGER_DAY)
        desk.write("long.sta", long_statement(1))
        desk.write("announced.xml", announced("RE-0001-001", "RE-0300-001"))
        # Ends with another balance than the long one begins with.
        self.take(desk, desk.write("before.sta", ":20:X\n:25:37040044/532013000\n:28C:0/1\n:60F:C261118CNY0,00\n:62F:C261118CNY5,00\n-\n"))
        self.take(desk, "announced.xml")
        return desk

    def take(self, desk, name, expect=None):
        return desk.run("payments", "import", name, "--today", LEDGER_DAY, expect=expect)

    def books(self, desk):
        return [sorted(desk.sql(query)) for query in (
            "SELECT id, state, amount, payments, file, other FROM bank_entry", "SELECT reference, debtor_id, amount, invoice, unallocated FROM payment",
            "SELECT payment, invoice, amount FROM allocation", "SELECT number, open FROM invoice")]

    def start(self, where):
        """The import, when it has a page behind it: of its entries, or of what it books."""
        importer = self.desk.start("payments", "import", "long.sta", "--today", LEDGER_DAY)
        self.addCleanup(end, importer)
        eventually(lambda: self.desk.sql(where)[0][0] > 0 or importer.poll() is not None, 60)
        self.assertIsNone(importer.poll(), "it ended before it could be stopped: more entries are needed")
        return importer

    HALF = "SELECT count(*) FROM half_import WHERE rows_in > 0"
    BOOKED = "SELECT count(*) FROM bank_entry WHERE state = 'booked'"

    def test_what_dies_half_way_is_named_and_gone_on_with(self):
        killed = self.start(self.HALF)
        killed.kill()
        killed.wait()
        self.assertRegex(self.desk.run("plan", "--today", LEDGER_DAY, expect=1).err,
                         r"long.sta: statements of 2026-11-21 are half in: \d+ of 6000 rows, since .*dunmail payments import with that file again")
        self.desk.write("other.sta", long_statement(2, only=7))
        self.assertRegex(self.take(self.desk, "other.sta", expect=1).err, r"other.sta: long.sta is half in: \d+ of 6000 entries.*import that file again first")
        (self.desk.folder / "elsewhere").mkdir()
        self.desk.write("elsewhere/long.sta", long_statement(2, only=7))
        self.assertRegex(self.take(self.desk, "elsewhere/long.sta", expect=1).err, "this file of its name is another one")
        self.desk.sql("UPDATE half_import SET at = 'then'")
        stopped = self.start("SELECT count(*) FROM half_import WHERE rows_in > 0 AND at <> 'then'")
        stopped.send_signal(signal.SIGINT)
        out, err = stopped.communicate(timeout=60)
        self.assertEqual(stopped.returncode, 130, err.decode())
        self.assertIn("stopped as asked, with part of its entries in; the same file again goes on from there", out.decode())
        matching = self.start(self.BOOKED)
        matching.send_signal(signal.SIGINT)
        out, err = matching.communicate(timeout=60)
        self.assertEqual(matching.returncode, 130, err.decode())
        self.assertIn("stopped as asked; dunmail payments match looks at the others", out.decode())
        self.assertIn("is a statement between them missing?", out.decode())
        self.assertEqual(self.desk.sql("SELECT count(*) FROM half_import"), [(0,)])
        for command in (["plan"], ["run"], ["send"], ["print", "--all", "--out", "print"]):
            refused = self.desk.run(*command, "--today", LEDGER_DAY, expect=1)
            self.assertRegex(refused.err, r"payments: \d+ bank entries have not been matched yet; a letter would ask for what was paid.*dunmail payments match")
        self.desk.run("payments", "match", "--today", LEDGER_DAY, expect=None)
        undisturbed = self.opened()
        self.take(undisturbed, "long.sta")
        self.assertEqual(self.books(self.desk), self.books(undisturbed))
        self.assertEqual(self.desk.sql("SELECT state, count(*) FROM bank_entry GROUP BY state ORDER BY state"), [("booked", ENTRIES), ("superseded", 2)])
        self.desk.run("verify")

    def test_a_file_that_is_lost_is_given_up(self):
        killed = self.start(self.HALF)
        killed.kill()
        killed.wait()
        (self.desk.folder / "long.sta").unlink()
        self.desk.write("other.sta", long_statement(2, only=ENTRIES - 1))
        taken = self.desk.run("payments", "import", "other.sta", "--give-up-half", "--today", LEDGER_DAY, expect=3)
        self.assertRegex(taken.out, r"long.sta: is half in: \d+ of 6000 entries, since .*; it is given up, as asked")
        self.assertIn("other.sta: 1 entries added", taken.out)
        self.desk.run("plan", "--today", LEDGER_DAY)

    def test_a_plan_waits_until_all_is_matched(self):
        importer = self.start(self.BOOKED)
        planned = self.desk.run("plan", "--today", LEDGER_DAY, expect=None)
        importer.communicate(timeout=120)
        undisturbed = self.opened()
        self.take(undisturbed, "long.sta")
        undisturbed.run("plan", "--today", LEDGER_DAY, expect=planned.code)
        letters = "SELECT debtor_id, amount FROM letter ORDER BY debtor_id"
        self.assertEqual(self.desk.sql(letters), undisturbed.sql(letters))
        self.assertEqual(len(self.desk.sql(letters)), DEBTORS)

    def test_others_write_between_two_pages(self):
        self.desk.run("plan", "--today", LEDGER_DAY)
        importer = self.start(self.HALF)
        self.desk.run("record", "hold", "K0001", "--on", LEDGER_DAY, "--note", "talks", "--by", "李敏")
        self.assertIsNone(importer.poll(), "the import was over before anybody else had a turn")
        self.assertEqual(self.desk.sql("SELECT count(*) FROM half_import"), [(1,)])
        importer.communicate(timeout=120)
        self.assertEqual(self.desk.sql("SELECT count(*) FROM bank_entry WHERE state = 'booked'"), [(ENTRIES,)])


if __name__ == "__main__":
    main()
