#!/usr/bin/env python3
"""The main job on samples/: import, arrears, plan, approve, send into a maildir; what arrives, read by Python's own e-mail
library and by PDF tools."""
import collections
import datetime
import decimal
import email.utils
import hashlib
import json
import subprocess
import sys
import unittest

from support import (KINDS, LEDGER_DAY, PROGRAM, ROOT, SAMPLES, Desk, csv_text, environment, import_ledger, main, pdf_of, pdf_text, sample_rows,
                     small_ledger, without_blanks)

RUN = "R2026-0001"
DIGITS = {"JPY": 0}


def minor(text, currency):
    return int(decimal.Decimal(text.replace(",", "")).scaleb(DIGITS.get(currency, 2)))


def grouped(minor_units, currency="CNY"):
    return f"{decimal.Decimal(minor_units).scaleb(-DIGITS.get(currency, 2)):,}"


def total_on_paper(letter):
    text = grouped(letter["amount"], letter["currency"])
    if letter["currency"] == "EUR":  # German letters write 1.234,50
        return text.translate(str.maketrans(",.", ".,"))
    return text.removesuffix(".00") if letter["currency"] == "TWD" else text


class Ledger:
    """The samples' accounts as Python sums them up, by (debtor, currency)."""

    def __init__(self):
        self.open = {}
        self.invoices = {row["number"]: row for row in sample_rows("invoices")}
        self.credit = collections.Counter()
        for number, row in self.invoices.items():
            self.open[number] = minor(row["amount"], row["currency"])
        for row in sample_rows("payments"):
            rest = minor(row["amount"], row["currency"])
            account = [n for n, i in self.invoices.items() if (i["debtor"], i["currency"]) == (row["debtor"], row["currency"])]
            account.sort(key=lambda n: (self.invoices[n]["due_date"], n))
            for number in [row["invoice"]] if row["invoice"] else account:
                part = min(rest, self.open[number])
                self.open[number] -= part
                rest -= part
            self.credit[row["debtor"], row["currency"]] += rest

    def accounts(self, today):
        day = datetime.date.fromisoformat(today)
        out = collections.defaultdict(collections.Counter)
        for key, credit in self.credit.items():
            if credit:
                out[key]["credit"] = credit
        for number, left in self.open.items():
            if not left:
                continue
            row = self.invoices[number]
            sums = out[row["debtor"], row["currency"]]
            age = (day - datetime.date.fromisoformat(row["due_date"])).days
            bucket = next(name for most, name in [(0, "not due"), (30, "1-30"), (60, "31-60"), (90, "61-90"), (180, "91-180"), (10**9, "over 180")] if age <= most)
            sums["open"] += left
            sums[bucket] += left
            if age > 0:
                sums["overdue"] += left
        return out


class MainPath(unittest.TestCase):
    """One desk for all: the first day of the walk-through, played once."""

    @classmethod
    def setUpClass(cls):
        cls.played = unittest.TestCase()
        cls.addClassCleanup(cls.played.doCleanups)
        desk = cls.desk = Desk(cls.played, (SAMPLES / "dunmail.toml").read_text())
        desk.deliver(post="folder")
        cls.run_init = desk.run("init")
        cls.imported = desk.import_samples()
        cls.after_import = desk.dump()
        cls.imported_again = desk.import_samples()
        cls.arrears = desk.json("arrears", "--today", LEDGER_DAY)
        twin = Desk(cls.played, (SAMPLES / "dunmail.toml").read_text()).init()
        twin.import_samples()
        cls.plan_table = twin.run("plan", "--today", LEDGER_DAY).out
        cls.plan = desk.json("plan", "--today", LEDGER_DAY)
        cls.approved = desk.json("approve", RUN, "--by", "Lin Yue", "--today", LEDGER_DAY, expect=3)
        cls.sent = desk.json("send", "--today", LEDGER_DAY, expect=3)
        cls.letters = {l["id"]: l for l in desk.json("show", RUN)["letters"]}
        cls.mails = desk.mails()
        cls.names = {row["id"]: row["name"] for row in sample_rows("debtors")}

    def accepted(self, *channels):
        return [l for l in self.letters.values() if l["state"] == "accepted" and (not channels or l["channel"] in channels)]

    # Ledger

    def test_every_sample_row_is_taken_and_the_second_import_changes_nothing(self):
        for kind, first, second in zip(KINDS, self.imported, self.imported_again):
            rows = len(sample_rows(kind))
            self.assertEqual((first["files"][0]["added"], first["files"][0]["changed"]), (rows, 0), kind)
            self.assertEqual([second["files"][0][what] for what in ("added", "changed", "same")], [0, 0, rows], kind)
        now = self.desk
        for table in ("debtor", "contact", "invoice", "payment", "allocation"):
            first = [line for line in self.after_import.splitlines() if line.startswith(f'INSERT INTO "{table}"')]
            twin = [line for line in now.dump().splitlines() if line.startswith(f'INSERT INTO "{table}"')]
            self.assertTrue(first, table)
            self.assertEqual(first, twin, table)

    def test_arrears_are_what_python_sums_up(self):
        expected = Ledger().accounts(LEDGER_DAY)
        shown = {(a["debtor"], a["currency"]): a for a in self.arrears["accounts"]}
        self.assertEqual(set(shown), set(expected))
        for key, sums in expected.items():
            got = shown[key]
            self.assertEqual((got["open"], got["overdue"], got["credit"]), (sums["open"], sums["overdue"], sums["credit"]), key)
            self.assertEqual({name: value for name, value in got["buckets"].items() if value},
                             {name: sums[name] for name in got["buckets"] if sums[name]}, key)
        for total in self.arrears["totals"]:
            self.assertEqual(total["open"], sum(s["open"] for (_, currency), s in expected.items() if currency == total["currency"]))

    # Plan

    def test_the_plan_as_table_and_as_json_agree(self):
        for group in self.plan["letters"]:
            line = next(l for l in self.plan_table.splitlines() if l.split()[:2] == [group["kind"], group["channel"]])
            self.assertEqual(line.split()[2], str(group["letters"]))
            for currency, amount in group["amount"].items():
                self.assertIn(f"{currency} {grouped(amount, currency)}", line)
        for held in self.plan["held_back"]:
            line = next(l for l in self.plan_table.splitlines() if l.split()[:1] == [held["code"]])
            self.assertEqual(line.split()[1], str(held["count"]))
        letters = sum(group["letters"] for group in self.plan["letters"])
        self.assertIn(f"{self.plan['examined']} cases examined, {letters} letters proposed", self.plan_table)
        self.assertEqual(letters + sum(h["count"] for h in self.plan["held_back"]), self.plan["examined"], "every case has a letter or a reason")
        self.assertEqual(len(self.letters), letters)

    def test_the_plan_demands_what_is_overdue_less_credit(self):
        accounts = Ledger().accounts(LEDGER_DAY)
        blocked = {row["debtor"] for row in sample_rows("invoices") if row["blocked"]}
        seen = 0
        for letter in self.letters.values():
            if letter["kind"] != "reminder" or letter["debtor"] in blocked:
                continue
            sums = accounts[letter["debtor"], letter["currency"]]
            self.assertEqual(letter["amount"], sums["overdue"] - sums["credit"], letter["id"])
            seen += 1
        self.assertGreater(seen, 150)

    # Mails

    def test_one_mail_for_each_accepted_letter_and_none_for_others(self):
        by_mail = self.accepted("email", "fax")
        self.assertEqual(self.sent["accepted"], len(self.accepted()))
        self.assertEqual(set(self.mails), {l["message_id"] for l in by_mail})
        printed = sorted((self.desk.folder / "print").rglob("*.pdf"))
        self.assertEqual(len(printed), len(self.accepted("post")))
        for letter in self.letters.values():
            if letter["state"] == "held":
                self.assertTrue(letter["reason"], letter["id"])
                self.assertEqual(letter["message_id"], "")

    def test_headers_are_right_for_chinese(self):
        contacts = {(row["debtor"], row["email"]): row["name"] for row in sample_rows("contacts")}
        subjects = set()
        for letter in self.accepted("email"):
            mail = self.mails[letter["message_id"]]
            self.assertEqual(mail.defects, [])
            self.assertEqual(mail["Subject"], letter["subject"])
            self.assertIn(letter["number"], mail["Subject"])
            subjects.add(mail["Subject"])
            sender, = mail["From"].addresses
            self.assertEqual(sender.addr_spec, "credit@yunfan.example")
            self.assertIn(sender.display_name, ("上海云帆供应链管理有限公司", "Shanghai Yunfan Supply Chain Management Co., Ltd.", "上海雲帆供應鏈管理有限公司"))
            to, = mail["To"].addresses
            self.assertEqual((to.addr_spec, to.display_name), (letter["recipient"], contacts[letter["debtor"], letter["recipient"]]))
            self.assertEqual(mail["Auto-Submitted"], "auto-generated")
            self.assertEqual(mail["Reply-To"].addresses[0].addr_spec, "li.min@yunfan.example")
            age = datetime.datetime.now(datetime.timezone.utc) - email.utils.parsedate_to_datetime(str(mail["Date"]))
            self.assertLess(abs(age.total_seconds()), 3600)
            self.assertRegex(str(mail["Message-ID"]), r"^<[!-;=?-~]+@yunfan\.example>$")
            self.assertRegex(mail["Return-Path"], r"^<bounce\+[a-z0-9]+@yunfan\.example>$")
        self.assertEqual(len(subjects), len(self.accepted("email")), "every subject holds the letter's own number")

    def test_lines_of_mails_are_within_the_limits(self):
        for path in (self.desk.folder / "outbox/new").iterdir():
            raw = path.read_bytes()
            self.assertLessEqual(max(map(len, raw.split(b"\n"))), 998)
            self.assertTrue(raw.isascii(), "nothing needs 8BITMIME")

    def test_the_body_names_the_letter_and_the_attachment_is_the_letter(self):
        for letter in self.accepted("email"):
            mail = self.mails[letter["message_id"]]
            attachment, = mail.iter_attachments()
            self.assertEqual(attachment.get_filename(), letter["number"] + ".pdf")
            self.assertEqual(attachment.get_content_type(), "application/pdf")
            self.assertIn(letter["number"], mail.get_body().get_content())
            self.assertEqual(hashlib.sha256(attachment.get_content()).hexdigest(), letter["document"])

    def test_the_pdf_in_the_mail_is_what_the_pdf_command_writes(self):
        for letter in self.accepted("email")[::25]:
            out = self.desk.folder / "one.pdf"
            self.desk.run("pdf", letter["id"], "--out", out)
            self.assertEqual(out.read_bytes(), pdf_of(self.mails[letter["message_id"]])[0], letter["id"])

    def test_a_fax_says_nothing_outside_the_letter(self):
        faxes = self.accepted("fax")
        self.assertTrue(faxes)
        for letter in faxes:
            mail = self.mails[letter["message_id"]]
            fax, = pdf_of(mail)
            cover, page, *_ = pdf_text(fax).split("\f")
            for text in (str(mail["Subject"]), mail.get_body().get_content(), cover):
                self.assertNotIn(grouped(letter["amount"]), text)
                for word in ("催款", "逾期", "欠款", "overdue", "debt"):
                    self.assertNotIn(word, text)
            self.assertIn(grouped(letter["amount"]), page)

    # Letters

    def test_every_pdf_is_good_pdfa_and_holds_what_it_must(self):
        folder = self.desk.folder / "pdf"
        folder.mkdir()
        facts = {}
        for letter in self.accepted():
            path = folder / f"{letter['id']}.pdf"
            if letter["channel"] == "post":
                path.write_bytes(next((self.desk.folder / "print").rglob(f"*{letter['id']}*.pdf")).read_bytes())
            else:
                path.write_bytes(pdf_of(self.mails[letter["message_id"]])[-1])
            facts[path] = letter
        # A preflight of all of them takes half a minute of one core; every kind, language and channel, and each tenth.
        chosen, seen = [], set()
        for number, (path, letter) in enumerate(facts.items()):
            key = letter["kind"], letter["channel"], letter["currency"], letter["number"][:1]
            if key not in seen or number % 10 == 0 or "D0031" <= letter["debtor"] <= "D0050":
                chosen.append(str(path))
                seen.add(key)
        done = subprocess.run([sys.executable, ROOT / "tests/pdfa.py", *chosen], capture_output=True, text=True)
        if done.returncode == 2:
            self.skipTest(f"PDF/A cannot be checked: {done.stderr.strip()}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for path, letter in facts.items():
            text = without_blanks(pdf_text(path.read_bytes()))
            self.assertIn(without_blanks(self.names[letter["debtor"]]), text, letter["id"])
            self.assertIn(without_blanks(letter["number"]), text, letter["id"])
            self.assertIn(total_on_paper(letter), text, letter["id"])
            for number in json.loads(self.desk.sql("SELECT data FROM event WHERE letter_id = ? AND kind = 'drafted'", letter["id"])[0][0])["invoices"]:
                self.assertIn(number, text, letter["id"])

    # The second time

    def test_nothing_is_repeated(self):
        before = self.desk.mails()
        self.desk.run("send", "--today", LEDGER_DAY, expect=3)  # four letters are held all the same
        again = self.desk.json("plan", "--today", LEDGER_DAY)
        new = self.desk.letters(again["run"])
        answered = {(l["debtor"], l["currency"]) for l in self.accepted()}
        self.assertEqual([l["id"] for l in new if (l["debtor"], l["currency"]) in answered], [])
        self.desk.json("approve", again["run"], "--by", "Lin Yue", "--today", LEDGER_DAY, expect=3)
        self.desk.json("send", "--today", LEDGER_DAY, expect=3)
        self.assertEqual(set(self.desk.mails()), set(before))

    def test_the_case_files_are_whole(self):
        verified = self.desk.json("verify")
        self.assertEqual(verified["broken"], [])
        self.assertGreaterEqual(verified["cases"], len(self.letters) - 5)
        self.assertEqual(verified["documents"], self.desk.sql("SELECT count(*) FROM letter WHERE document <> ''")[0][0])


class Commands(unittest.TestCase):
    """A small ledger: what every command prints, and its exit codes."""

    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(3))

    def test_json_parses_for_every_command_that_prints(self):
        desk = self.desk
        desk.json("init")
        desk.json("columns", "invoices")
        desk.json("settings")
        payment = [{"reference": "BK-1", "debtor": "K0003", "date": LEDGER_DAY, "amount": "1.00", "currency": "CNY"}]
        desk.json("import", "payments", desk.write("p.csv", csv_text(payment)), "--as-of", LEDGER_DAY)
        desk.json("arrears"), desk.json("arrears", "K0001", "--today", LEDGER_DAY)
        desk.json("explain", "K0001", "--today", LEDGER_DAY)
        self.assertEqual(desk.json("outbox")["letters"], [])
        run = desk.json("plan", "--today", LEDGER_DAY)["run"]
        first, second, third = [l["id"] for l in desk.letters(run)]
        self.assertEqual(desk.json("approve", first, "--by", "Lin", "--today", LEDGER_DAY)["approved"], 1)
        desk.json("refuse", second, "--reason", "talks go on", "--by", "Lin", "--today", LEDGER_DAY)
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["accepted"], 2)
        desk.json("pdf", first, "--out", desk.folder / "x.pdf")
        desk.json("run", "--today", LEDGER_DAY)
        for kind, more in [("response", []), ("promise", ["--due", "2026-11-27"]), ("dispute", ["--invoice", "RE-0001"]), ("settled", ["--invoice", "RE-0001"]),
                           ("hold", ["--note", "talks"]), ("release", []), ("bounced", []), ("delivered", ["--note", "EMS 1"])]:
            desk.json("record", kind, "K0001", "--on", LEDGER_DAY, *more)
        for what in ([], [run], [first], ["K0001"]):
            desk.json("show", *what)
        self.assertGreaterEqual(len(desk.json("log", "K0001")["events"]), 12)
        self.assertEqual(desk.json("verify")["broken"], [])
        desk.sql("UPDATE letter SET state = 'unknown' WHERE id = ?", third)
        desk.json("outbox", "settle", third, "sent", "--evidence", "queue id 1", "--by", "Lin")
        self.assertEqual(desk.json("show", third)["state"], "accepted")

    def test_json_holds_what_the_text_holds(self):
        desk = self.desk
        run = desk.run("plan", "--today", LEDGER_DAY)
        self.assertIn("3 letters proposed", run.out)
        shown = desk.run("show", RUN).out
        for letter in desk.json("show", RUN)["letters"]:
            line = next(l for l in shown.splitlines() if l.startswith(letter["id"]))
            for field in ("kind", "debtor", "channel", "recipient", "deadline", "state"):
                self.assertIn(letter[field], line)

    def test_exit_codes(self):
        desk = self.desk
        self.assertEqual(desk.run("plan", "--today", LEDGER_DAY).code, 0)
        self.assertEqual(desk.run("arrears", "-c", "nowhere.toml", expect=1).out, "")
        self.assertEqual(desk.run("arrears", "NOBODY", expect=2).out, "")
        desk.sql("UPDATE contact SET email = 'not an address' WHERE debtor_id = 'K0002'")
        desk.sql("UPDATE letter SET recipient = 'not an address' WHERE debtor_id = 'K0002'")
        warned = desk.json("send", "--today", LEDGER_DAY, expect=3)
        self.assertEqual((warned["accepted"], warned["held"]), (2, 1))
        self.assertIn("K0002", desk.run("outbox").out)

    def test_a_changed_case_file_is_found(self):
        desk = self.desk
        desk.run("run", "--today", LEDGER_DAY)
        desk.run("verify")
        desk.sql("UPDATE event SET data = replace(data, '100150', '100151') WHERE kind = 'drafted' AND debtor_id = 'K0001'")
        broken = desk.run("verify", expect=1)
        self.assertIn("main/K0001/CNY, event 1", broken.out)
        desk.sql("UPDATE document SET bytes = x'00' WHERE sha256 = (SELECT document FROM letter WHERE debtor_id = 'K0002')")
        self.assertEqual(len(desk.json("verify", expect=1)["broken"]), 2)

    def test_help_and_version(self):
        self.assertRegex(self.desk.run("--version").out, r"^dunmail \d+\.\d+\.\d+\n$")
        top = self.desk.run("--help").out
        for name in ("init", "import", "plan", "send", "run", "outbox", "record", "verify"):
            self.assertIn(name, top)
            self.desk.run(name, "--help")

    def test_output_that_cannot_be_written_is_said(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "arrears"], cwd=self.desk.folder, stdout=full, stderr=subprocess.PIPE, env=environment())
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"No space left on device", done.stderr)


if __name__ == "__main__":
    main()
