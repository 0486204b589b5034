"""Tables that end: deadlines beyond a calendar's rows, the warning before, new rows from the user's files, and the business
day of the creditor."""
import json
import pathlib
import unittest

from support import CLOCKS, SETTINGS, Desk, at, import_ledger, main, small_ledger

SOURCE = "notice, made up"
YEAR = "date,name,kind\n2027-01-01,元旦,off\n2027-02-08,春节,off\n2027-02-13,补班,work\n2027-05-03,劳动节,off\n2027-10-01,国庆节,off\n"


class Data(unittest.TestCase):
    def desk(self, settings=SETTINGS):
        desk = Desk(self, settings=settings, calendars_end=True).init()
        import_ledger(desk, small_ledger(1, days_overdue_due="2026-12-10"), day="2026-12-22")
        # An import of payments, though there is none: the ledger's day.
        desk.run("import", "payments", desk.write("p.csv", "reference,debtor,date,amount,currency\n"), "--as-of", "2026-12-22")
        return desk

    def test_a_letter_of_22_december_has_a_provisional_deadline_and_says_so(self):
        desk = self.desk()
        explained = desk.run("explain", "K0001", "--today", "2026-12-22")
        self.assertIn("its deadline, 2027-01-07, stands on the provisional calendar of 2027", explained.out)
        run = desk.run("run", "--today", "2026-12-22", expect=3)
        self.assertIn("1 accepted", run.out)
        self.assertIn("the calendar cn ends on 2026-12-31, in 9 day(s): later deadlines are set on its provisional calendar", run.out)
        self.assertNotIn("calendar tw", run.out)
        letter, = desk.letters("K0001")
        # 22 December and ten days: 1 January, a Friday and a holiday of every year; Monday the 4th and three working days.
        self.assertEqual(letter["deadline"], "2027-01-07")
        shown = desk.run("show", letter["id"]).out
        self.assertIn("deadline on the provisional calendar of 2027", shown)
        self.assertEqual(desk.events("K0001", "accepted")[0]["day"], "2026-12-22")

    def test_plan_and_check_end_with_3_from_sixty_days_before_and_others_say_it_beside(self):
        desk = self.desk()
        self.assertIn("tables_ending", desk.json("plan", "--today", "2026-12-22", expect=3))
        self.assertNotIn("tables_ending", desk.json("plan", "--today", "2026-10-31"))
        told = desk.json("data", "check", "--today", "2026-11-01", expect=3)
        self.assertEqual(len(told["tables_ending"]), 1)
        cn = next(t for t in told["tables"] if t["name"] == "cn")
        self.assertEqual((cn["kind"], cn["known_until"], cn["days_left"], cn["in_use"], cn["verified"]), ("calendar", "2026-12-31", 60, True, True))
        base = next(t for t in told["tables"] if t["name"] == "bgb-base")
        self.assertEqual((base["in_use"], base["verified"], base["unverified"], base["known_until"]), (False, False, ["2026-07-01"], "2026-12-31"))
        self.assertIn("law", {t["kind"] for t in told["tables"]})
        desk.run("data", "check", "--today", "2026-10-31")
        if CLOCKS:
            # By the clock, far behind the end: on stderr, and the exit code is the command's own.
            ran = desk.run("arrears", env=at(20 * 8766))
            self.assertEqual(ran.err.count("calendar cn ended on 2026-12-31"), 1)
            self.assertNotIn("calendar cn", ran.out)

    def test_new_rows_end_the_warning_and_make_the_deadline_firm(self):
        desk = self.desk()
        desk.run("data", "add", desk.write("cn-2027.csv", YEAR), "--table", "cn", "--source", SOURCE)
        self.assertNotIn("tables_ending", desk.json("plan", "--today", "2026-12-22"))
        letter, = desk.letters("K0001")
        self.assertEqual(letter["deadline"], "2027-01-04")
        self.assertNotIn("provisional", json.dumps(desk.json("show", letter["id"])))
        check = desk.json("data", "check", "--today", "2026-12-22")
        cn = next(t for t in check["tables"] if t["name"] == "cn")
        self.assertEqual((cn["known_until"], cn["source"], cn["verified"]), ("2027-12-31", SOURCE, False))
        self.assertEqual(desk.run("workday", "2027-02-05", "+1", "--calendar", "cn").out.strip(), "2027-02-09")
        # The opposite of a shipped row: both are named, and the file stays as it was.
        before = (desk.folder / "data/calendars/cn.toml").read_bytes()
        ran = desk.run("data", "add", desk.write("x.csv", "date,name,kind\n2026-10-10,x,off\n"), "--table", "cn", expect=1)
        self.assertIn("x.csv:2", ran.err)
        self.assertIn("calendars/cn.toml:", ran.err)
        self.assertEqual((desk.folder / "data/calendars/cn.toml").read_bytes(), before)
        ran = desk.run("data", "add", desk.write("y.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:1001\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n"), "--table", "cn", expect=1)
        self.assertIn("is no day of a year", ran.err)
        # A row by hand that contradicts stops every command with both.
        desk.write("data/calendars/cn.toml", before + b'\n[[added]]\nfirst_year = 2026\nlast_year = 2026\n[[added.work]]\nday = 2026-10-01\n')
        self.assertIn("contradicts 2026-10-01 to 2026-10-07 off", desk.run("plan", "--today", "2026-12-22", expect=1).err)

    def test_a_charge_that_rests_on_an_unverified_rate_says_so(self):
        settings = SETTINGS.replace("[signatory]", '[creditor.main.charges]\nregime = { other = "de-b2b" }\n\n[signatory]')
        desk = Desk(self, settings=settings, calendars_end=True).init()
        policy = (pathlib.Path(__file__).parents[2] / "config/policy.toml").read_text().replace('id = "reminder"', 'id = "reminder"\ncharges = "interest"')
        desk.write("policy.toml", policy.replace('approval = "auto"\nchannels = ["email", "fax", "post"]', 'approval = "credit"\nchannels = ["email", "fax", "post"]'))
        desk.write("dunmail.toml", 'policy = "policy.toml"\n' + (desk.folder / "dunmail.toml").read_text())
        ledger = small_ledger(1, days_overdue_due="2026-09-10")
        ledger["debtors"][0].update(country="DE", locale="de", postcode="10115", city="Berlin", street="Hauptstr. 1", name="Muster GmbH")
        ledger["contacts"][0].update(name="Erika Muster", position="Buchhaltung", honorific="Frau")
        ledger["invoices"][0].update(currency="EUR", amount="10000.00", issue_date="2026-08-10")
        import_ledger(desk, ledger, day="2026-10-12")
        why = "the rate 1.52 % of bgb-base (2026-07-01) is not verified with its publisher"
        self.assertIn(why, desk.run("explain", "K0001", "--today", "2026-10-12").out)
        desk.run("plan", "--today", "2026-10-12")
        letter, = desk.letters("K0001")
        approved = desk.run("approve", letter["id"], "--by", "zhang", "--today", "2026-10-12", expect=None)
        self.assertIn("1 letters approved", approved.out)
        self.assertIn(why, approved.out)
        # 1.52 and 9 for 32 days on 10,000.00: 92.23; confirmed, it is the same sum without the warning.
        self.assertEqual(desk.json("show", letter["id"])["facts"]["interest"], 9223)
        desk.run("data", "add", desk.write("bgb-base.csv", "from,percent\n2026-07-01,1.52\n"), "--source", "Bundesbank", "--verified")
        self.assertNotIn("not verified", desk.run("explain", "K0001", "--today", "2026-10-12").out)

    @unittest.skipUnless(CLOCKS, "needs the package faketime")
    def test_the_business_day_is_the_creditors_not_the_servers(self):
        days = {}
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 14 hours ahead, 11 behind: never the same day
            desk = Desk(self, settings=SETTINGS.replace("[creditor.main]", f'[creditor.main]\ntime_zone = "{zone}"')).init()
            import_ledger(desk, small_ledger(1), day="2026-11-21")
            days[zone] = desk.json("arrears", "K0001")["accounts"][0]["as_of"]
        self.assertGreater(days["Pacific/Kiritimati"], days["Pacific/Pago_Pago"])
        self.assertIn("is no time zone", Desk(self, settings=SETTINGS.replace("[creditor.main]", '[creditor.main]\ntime_zone = "Asia/Bejing"')).run("init", expect=1).err)


if __name__ == "__main__":
    main()
