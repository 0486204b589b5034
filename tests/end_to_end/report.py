#!/usr/bin/env python3
"""Key figures of a small ledger, worked out by hand. Ten days from 2026-11-23, a Monday; four debtors that owe 1,001.50 to
1,004.50, due on 2026-10-20; a reminder by e-mail to each on the first day.

  K0001 pays 1,001.50 on the 26th.
  K0002 promises on the 24th to pay on the 30th, and pays 1,002.50 on the 30th: kept.
  K0003's letter comes back on the 24th.
  K0004 answers on the 25th with a promise for the 27th, and does not pay: broken. It is insolvent on the 30th: to legal staff.
  K0001 gets a new invoice over 502.00 on the 24th, due in January."""
import csv
import io
import unittest

from support import SETTINGS, Desk, import_ledger, main, small_ledger

FIRST, LAST, CLERK = "2026-11-23", "2026-12-02", "李敏"
PRICES = '[report.prices]\nemail = { CNY = "0.10" }\npost = { CNY = "1.20" }\n'


class ByHand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.played = unittest.TestCase()
        cls.addClassCleanup(cls.played.doCleanups)
        desk = cls.desk = Desk(cls.played, SETTINGS.replace("[delivery]", PRICES + "\n[delivery]")).init()
        import_ledger(desk, small_ledger(4), day=FIRST)
        desk.run("run", "--today", FIRST)
        record = lambda kind, debtor, on, *more: desk.run("record", kind, debtor, "--on", on, *more, "--by", CLERK)
        record("promise", "K0002", "2026-11-24", "--due", "2026-11-30")
        record("bounced", "K0003", "2026-11-24", "--note", "550 5.1.1 no such user")
        record("promise", "K0004", "2026-11-25", "--due", "2026-11-27")
        desk.import_rows("invoices", [{"number": "NEW-1", "debtor": "K0001", "issue_date": "2026-11-24", "due_date": "2027-01-15", "amount": "502.00", "currency": "CNY"}], day="2026-11-24")
        desk.import_rows("payments", [{"reference": "P1", "debtor": "K0001", "date": "2026-11-26", "amount": "1001.50", "currency": "CNY", "invoice": "RE-0001"},
                                      {"reference": "P2", "debtor": "K0002", "date": "2026-11-30", "amount": "1002.50", "currency": "CNY", "invoice": "RE-0002"}], day="2026-11-30")
        [[letter, recipient]] = desk.sql("SELECT message_id, recipient FROM letter WHERE debtor_id = 'K0004' AND state = 'accepted'")
        letter = letter if letter.startswith("<") else f"<{letter}>"
        mail = desk.write("a.eml", f"From: <{recipient}>\nTo: li.min@yunfan.example\nSubject: Re\nMessage-ID: <1@debtor.example>\nIn-Reply-To: {letter}\nDate: Mon, 30 Nov 2026 10:00:00 +0800\n\nWe are insolvent.\n")
        desk.json("track", mail, "--today", "2026-11-30")
        desk.run("inbox", "confirm", desk.json("inbox")[-1]["id"], "--as", "out-of-business", "--by", CLERK, "--today", "2026-11-30")
        desk.run("plan", "--today", "2026-12-01")  # settles both promises; its letters never leave
        desk.run("decide", "K0004", "legal-referral", "--by", "周律师", "--on", "2026-12-01")
        cls.report = desk.json("report", "--from", FIRST, "--to", LAST, "--csv", "figures.csv", "--svg", "charts.svg")
        cls.money = cls.report["money"]["CNY"]

    def test_open_sums_by_age(self):
        # 1,003.50 and 1,004.50 are 43 days overdue on the 2nd of December; 502.00 is not due.
        self.assertEqual(self.money["ages"], {"not due": 50200, "1-30": 0, "31-60": 200800, "61-90": 0, "91-180": 0, "over 180": 0})
        self.assertEqual((self.money["open"], self.money["overdue"], self.money["credit"], self.money["cases"]), (251000, 200800, 0, 3))

    def test_days_sales_outstanding_and_what_was_recovered(self):
        # 2,510.00 open of 502.00 invoiced in ten days: 50 days. 2,004.00 received of 4,514.00.
        self.assertEqual((self.money["invoiced"], self.money["received"]), (50200, 200400))
        self.assertAlmostEqual(self.money["dso_days"], 50.0, places=6)
        self.assertAlmostEqual(self.money["recovered"], 2004 / 4514, places=9)

    def test_what_letters_brought_and_cost(self):
        # 2,004.00 after four reminders: 501.00 each, 50,100.00 for each hundred; four e-mails at 0.10.
        wanted = {"letters": 4, "came_back": 1, "collected": 200400, "per_100_letters": 5010000, "cost": 40}
        self.assertEqual(self.money["by_kind"], {"reminder": wanted})
        self.assertEqual(self.money["by_channel"], {"email": wanted})

    def test_who_answered_and_when(self):
        # K0002 after one day, K0004 after two; K0001 only paid, K0003's letter never arrived.
        letters = self.report["letters"]
        self.assertEqual((letters["left"], letters["came_back"], letters["answered"], letters["median_answer_days"]), (4, 1, 2, 1))
        self.assertAlmostEqual(letters["bounce_rate"], 0.25, places=9)
        self.assertAlmostEqual(letters["response_rate"], 2 / 3, places=9)

    def test_promises(self):
        self.assertEqual(self.report["promises"], {"kept": 1, "broken": 1, "open": 0, "kept_rate": 0.5})

    def test_legal_referral_ratio(self):
        # 1,004.50 of 2,510.00 open.
        self.assertEqual((self.money["referred"], self.money["referred_cases"], self.money["written_off"]), (100450, 1, 0))
        self.assertAlmostEqual(self.money["referred_share"], 1004.5 / 2510, places=9)

    def test_the_table_says_the_same(self):
        rows = list(csv.DictReader(io.StringIO((self.desk.folder / "figures.csv").read_text("utf-8-sig"))))
        value = lambda section, name, figure: [r["value"] for r in rows if (r["section"], r["name"], r["figure"]) == (section, name, figure)]
        self.assertEqual([value("age", "31-60", "open"), value("money", "", "dso_days"), value("kind", "reminder", "collected"), value("channel", "email", "cost"), value("promises", "", "kept")],
                         [["2008.00"], ["50.00"], ["2004.00"], ["0.40"], ["1"]])

    def test_the_chart_has_its_figures_and_units(self):
        svg = (self.desk.folder / "charts.svg").read_text()
        for text in (">2,008<", ">502<", ">2,004<", ">5,010<", ">CNY<", "Open: CNY 2,510.00, by days overdue", "cost 0.40"):
            self.assertIn(text, svg)

    def test_prices_on_the_command_line_win(self):
        prices = self.desk.write("prices.toml", 'email = { CNY = "0.25" }\n')
        report = self.desk.json("report", "--from", FIRST, "--to", LAST, "--prices", prices)
        self.assertEqual(report["money"]["CNY"]["by_channel"]["email"]["cost"], 100)


if __name__ == "__main__":
    main()
