#!/usr/bin/env python3
"""The day's calls on the sample ledger as a clerk makes them: tasks, the sheet, the log, a promise and what becomes of it;
and input that is wrong."""
import unittest

from support import SAMPLES, Desk, main

CLERK = "Lin Yue"
FIRST, LATER = "2026-11-23", "2026-12-04"  # Monday; the Friday after the reminders' deadline of the 3rd


class Clerk(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self, (SAMPLES / "dunmail.toml").read_text()).init()
        self.desk.import_samples()
        self.desk.run("run", "--today", FIRST, expect=None)

    def tasks(self, day, debtor=None, **wanted):
        found = self.desk.json("tasks", "--today", day, "--limit", 10000, *(["--debtor", debtor] if debtor else []))["tasks"]
        return [t for t in found if all(t[k] == v for k, v in wanted.items())]

    def log(self, debtor, outcome, day, *more, expect=0):
        return self.desk.run("calls", "log", debtor, "--by", CLERK, "--outcome", outcome, "--today", day, *more, expect=expect)

    def test_an_ignored_reminder_is_a_call_until_it_is_made(self):
        self.assertEqual(self.tasks(FIRST, "D0001", task="call"), [])
        task, = self.tasks(LATER, "D0001")
        self.assertEqual((task["task"], task["code"], task["since"], task["call"]["allowed"]), ("call", "ignored-letter", "2026-12-04", True))
        self.assertEqual(task["contact"], {"name": "杨晓燕", "position": "应付账款主管", "role": "payer", "phone": "+86 971 5555 6432"})
        letter, = self.desk.letters("D0001", kind="reminder")
        self.assertEqual(task["letters"], [letter["number"]])
        self.assertEqual(self.tasks(LATER, "D0001"), [task], "two looks agree")
        work, = [w for w in self.desk.json("worklist", "--today", LATER, "--by", "call", "--limit", 10000)["work"] if w["debtor"] == "D0001"]
        self.assertEqual((work["tasks"][0]["why"], work["score"]), (task["why"], task["score"]), "one picture")
        self.log("D0001", "no-answer", LATER)
        self.assertEqual(self.tasks(LATER, "D0001"), [])
        self.assertNotIn("D0001", [w["debtor"] for w in self.desk.json("worklist", "--today", LATER, "--by", "call", "--limit", 10000)["work"]])
        call, = self.desk.json("calls", "list", "D0001")["calls"]
        self.assertEqual((call["day"], call["outcome"], call["contact"], call["by"], call["letter"]), (LATER, "no-answer", "杨晓燕", CLERK, letter["id"]))
        self.assertIn("D0001", self.desk.run("calls", "list", "--by", CLERK).out)
        self.assertIn("no call was logged", self.desk.run("calls", "list", "--by", "nobody").out)

    def test_the_list_is_in_the_order_of_urgency(self):
        scores = [t["score"] for t in self.tasks(LATER)]
        self.assertGreater(len(scores), 20)
        self.assertEqual(scores, sorted(scores, reverse=True))
        found = self.desk.json("tasks", "--today", LATER, "--limit", 3)
        self.assertLessEqual(len({t["case"] for t in found["tasks"]}), 3)
        self.assertIn("--all shows them", self.desk.run("tasks", "--today", LATER, "--limit", 3).out)

    def test_the_sheet_has_the_ledgers_figures(self):
        account, = self.desk.json("arrears", "D0001", "--today", LATER)["accounts"]
        data = self.desk.json("tasks", "sheet", "D0001", "--by", CLERK, "--today", LATER)
        self.assertEqual(data["demand"], account["demand"])
        amount = f"¥{account['demand'] // 100:,}.{account['demand'] % 100:02}"
        for part in (amount, "杨晓燕女士", "+86 971 5555 6432", "INV-2026-0689", CLERK, "请在", "没有未履行的承诺"):
            self.assertIn(part, data["sheet"])
        self.assertEqual(self.desk.run("tasks", "sheet", "main/D0001/CNY", "--by", CLERK, "--today", LATER).out, data["sheet"], "the case's name does as well")
        self.desk.run("tasks", "sheet", "D0001", "--by", CLERK, "--today", LATER, "--out", "call.md")
        self.assertEqual((self.desk.folder / "call.md").read_text(), data["sheet"])
        for locale, word in (("en", "End with commitment"), ("de", "Mit einer Zusage enden"), ("zh-TW", "取得承諾")):
            self.assertIn(word, self.desk.run("tasks", "sheet", "D0001", "--locale", locale, "--today", LATER).out)

    def test_a_promise_on_the_telephone_is_confirmed_watched_and_followed_up(self):
        self.log("D0001", "reached", LATER, "--promise", "50000.00", "--on", "2026-12-11")
        self.desk.run("import", "payments", self.desk.write("bank.csv", "reference,debtor,date,amount,currency\n"), "--as-of", LATER)
        self.desk.run("run", "--today", LATER, expect=None)
        self.assertEqual([l["kind"] for l in self.desk.letters("D0001")], ["reminder", "promise-confirmation"])
        self.assertEqual(self.tasks("2026-12-10", "D0001"), [])
        due, = self.tasks("2026-12-11", "D0001")
        self.assertEqual((due["code"], due["until"]), ("promise-due", "2026-12-11"))
        self.desk.run("import", "payments", self.desk.write("bank.csv", "reference,debtor,date,amount,currency\n"), "--as-of", "2026-12-15")
        self.desk.run("run", "--today", "2026-12-15", expect=None)  # Friday and one working day of grace are over
        broken, = self.tasks("2026-12-15", "D0001")
        self.assertEqual((broken["code"], broken["since"], broken["until"]), ("broken-promise", "2026-12-15", "2026-12-16"))
        self.assertIn("您于2026年12月4日承诺在2026年12月11日付款 ¥50,000.00", self.desk.run("tasks", "sheet", "D0001", "--today", "2026-12-15").out)
        story = self.desk.json("explain", "D0001", "--today", "2026-12-15")["cases"][0]["pace"]["changes"]
        self.assertEqual([(c["before"], c["pace"]) for c in story], [(1.0, 0.9), (0.9, 0.45)])
        self.assertIn("promise for 2026-12-11 was broken", story[1]["reason"])

    def test_a_call_beyond_the_caps_is_refused_or_taken_by_name(self):
        saturday = self.log("D0001", "no-answer", "2026-12-05", expect=2)
        self.assertIn("2026-12-05 is a weekend", saturday.err)
        self.assertIn("2026-12-07", saturday.err)
        night = self.log("D0001", "no-answer", LATER, "--at", "21:30", expect=2)
        self.assertIn("21:30 is outside 09:00-18:00", night.err)
        self.assertEqual(self.desk.json("calls", "list", "D0001")["calls"], [])
        self.log("D0001", "no-answer", "2026-12-05", "--override", "Wang Min", expect=3)
        self.assertEqual(self.desk.json("calls", "list", "D0001")["calls"][0]["override"], "Wang Min")
        for _ in range(6):
            self.log("D0001", "no-answer", "2026-12-07")
        eighth = self.log("D0001", "no-answer", "2026-12-08", expect=2)
        self.assertIn("at most 7 calls in 7 days", eighth.err)
        self.assertIn("2026-12-14", eighth.err)  # the Saturday's call is seven days old on the 12th, a Saturday
        self.desk.run("verify")

    def test_bad_input_is_one_line_and_nothing_is_written(self):
        before = self.desk.dump()
        wrong = [
            (["calls", "log", "D001", "--by", CLERK, "--outcome", "no-answer"], ["D001"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "rang", "--today", LATER], ['"rang" is no outcome', "wrong-number"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "reached", "--today", LATER], ["what was said?", "--promise"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "reached", "--promise", "5", "--today", LATER], ["exact day", "--on"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "reached", "--promise", "a lot", "--on", "2026-12-11", "--today", LATER], ["--promise"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "reached", "--promise", "5", "--on", "2026-11-30", "--today", LATER], ["--on", "lies before"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "reached", "--promise", "5", "--on", "next week", "--today", LATER], ["--on", "is not a date"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "no-answer", "--contact", "杨小燕", "--today", LATER], ["no contact", "杨晓燕"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "no-answer", "--at", "9", "--today", LATER], ["--at", "14:30"]),
            (["calls", "log", "D0001", "--by", CLERK, "--outcome", "no-answer", "--visit", "--incoming", "--today", LATER], ["--incoming"]),
            (["calls", "log", "D0001", "--outcome", "no-answer"], ["--by"]),
            (["calls", "list", "D9"], ["D9"]),
            (["calls", "list", "--since", "yesterday"], ["--since"]),
            (["tasks", "--kind", "calls"], ["did you mean call"]),
            (["tasks", "--today", "2026-13-01"], ["--today"]),
            (["tasks", "--debtor", "D001"], ["D001"]),
            (["tasks", "sheet", "D0001", "--locale", "fr", "--today", LATER], ["zh-CN, zh-TW, en, de"]),
            (["tasks", "sheet", "main/D0001/USD", "--today", LATER], ["USD"]),
            (["tasks", "sheet", "D0001", "--contact", "nobody", "--today", LATER], ["no contact"]),
        ]
        for arguments, parts in wrong:
            with self.subTest(" ".join(arguments)):
                ran = self.desk.run(*arguments, expect=2)
                self.assertEqual(ran.err.count("\n"), 1, ran.err)
                for part in parts:
                    self.assertIn(part, ran.err)
        self.desk.run("tasks", "sheet", "D0001", "--today", LATER, "--out", "no/such/folder/call.md", expect=1)
        self.assertEqual(self.desk.dump(), before)


if __name__ == "__main__":
    main()
