#!/usr/bin/env python3
"""Letters by post: stacks ready to print, handed over once whatever breaks; tracking numbers as evidence."""
import csv
import fcntl
import io
import os
import pathlib
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import unittest

from support import LEDGER_DAY, ROOT, SETTINGS, Desk, end, have, import_ledger, main, pdf_text, small_ledger, without_blanks

RUN = "R2026-0001"


def posted(count, **invoice):
    """A ledger whose letters can go by post only: nobody has an e-mail address."""
    ledger = small_ledger(count)
    for contact in ledger["contacts"]:
        contact["email"] = ""
    for row in ledger["invoices"]:
        row.update(invoice)
    return ledger


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


class Post(unittest.TestCase):
    def desk(self, ledger, settings=None, run=True, **delivery):
        desk = Desk(self, **({"settings": settings} if settings else {}), **{"post": "batch", **delivery}).init()
        import_ledger(desk, ledger)
        if run:
            ran = desk.json("run", "--today", LEDGER_DAY, expect=None)
            self.assertEqual((ran["sent"]["to_print"], ran["sent"]["accepted"]), (len(ledger["debtors"]), 0))
        return desk

    def print(self, desk, *more, expect=0, **run):
        return desk.json("print", RUN, "--out", "out", "--today", LEDGER_DAY, *more, expect=expect, **run)

    def states(self, desk):
        return [l["state"] for l in desk.letters(RUN)]


class Waiting(Post):
    def test_what_nobody_prints_is_told_with_its_day_and_written_anew_when_its_figures_are_old(self):
        desk = self.desk(posted(1))
        first, = desk.letters(RUN)
        told = desk.json("run", "--today", "2026-11-23", expect=None)
        self.assertEqual(told["waiting_to_print"], {"count": 1, "since": LEDGER_DAY, "too_long": 0})
        desk.run("import", "payments", self.none(desk), "--as-of", "2026-11-25")
        late = desk.run("run", "--today", "2026-11-25", expect=3)
        self.assertIn("1 letter(s) by post wait to be printed since 2026-11-21, 1 longer than 2 working days: dunmail print --all --out FOLDER", late.out)
        alerts = desk.run("worklist", "--today", "2026-11-25").out
        self.assertIn("waits to be printed since 2026-11-21", alerts)
        for day in ("2026-11-30", "2026-12-07", "2026-12-14"):
            desk.run("import", "payments", self.none(desk), "--as-of", day)
            desk.run("run", "--today", day, expect=None)
        letters = [l for run in desk.json("show")["runs"] for l in desk.letters(run["id"])]
        self.assertEqual([l["state"] for l in letters if l["id"] == first["id"]], ["cancelled"])
        self.assertIn("not printed", next(l["reason"] for l in letters if l["id"] == first["id"]))
        self.assertEqual([l["state"] for l in letters if l["id"] != first["id"]], ["approved"], letters)

    def none(self, desk):
        desk.write("none.csv", "reference,debtor,date,amount,currency,invoice\n")
        return "none.csv"

    def test_a_confirmation_of_what_was_renewed_or_has_gone_by_is_not_printed(self):
        for second, on, why in (("2026-12-04", "2026-11-24", "was replaced"), (None, "2026-12-01", "is due already")):
            # Due on Monday the 30th; the 1st is its day of grace.
            with self.subTest(why):
                desk = self.desk(posted(1))
                self.print(desk)
                desk.run("record", "promise", "K0001", "--due", "2026-11-30", "--on", "2026-11-23", "--by", "Lin")
                run = desk.json("run", "--today", "2026-11-23", expect=None)["proposal"]["run"]
                confirmation, = desk.letters(run)
                self.assertEqual((confirmation["kind"], confirmation["state"]), ("promise-confirmation", "approved"))
                if second:
                    desk.run("record", "promise", "K0001", "--due", second, "--on", on, "--by", "Lin")
                desk.run("import", "payments", self.none(desk), "--as-of", on)
                printed = desk.json("print", "--all", "--out", "out", "--today", on, expect=None)
                self.assertEqual((printed["batches"], printed["cancelled"]), ([], 1), printed)
                self.assertIn(why, desk.letters(run)[0]["reason"])


class Stack(Post):
    def test_a_stack_is_sorted_padded_and_listed(self):
        ledger = posted(4)
        for row, postcode in zip(ledger["debtors"], ["310013", "100020", "200120", "100020"]):
            row["postcode"] = postcode
        first = ledger["invoices"][1]
        ledger["invoices"] += [{**first, "number": f"RE-1{n:03}"} for n in range(45)]  # K0002: a table over two pages
        desk = self.desk(ledger)
        made, = self.print(desk)["batches"]
        self.assertEqual((made["batch"], made["letters"], made["paper"]), ("B2026-0001", 4, "210 x 297 mm"))
        folder = desk.folder / "out" / "B2026-0001"
        self.assertEqual(sorted(p.name for p in folder.iterdir()), ["B2026-0001.pdf", "manifest.csv"])
        rows = rows_of(folder / "manifest.csv")
        # By postcode, then debtor.
        self.assertEqual([r["debtor"] for r in rows], ["K0002", "K0004", "K0003", "K0001"])
        self.assertEqual([r["sequence"] for r in rows], ["1", "2", "3", "4"])
        self.assertEqual({(r["tracking"], r["registered"]) for r in rows}, {("", "")})
        pages = pdf_text((folder / "B2026-0001.pdf").read_bytes()).split("\f")[:-1]
        numbers = {l["debtor"]: l["number"] for l in desk.letters(RUN)}
        at = 0
        for row in rows:
            self.assertEqual(at % 2, 0, "a letter begins on the front of a sheet")
            count = int(row["pages"])
            for page in pages[at:at + count]:
                self.assertIn(numbers[row["debtor"]], without_blanks(page))
            if count % 2:
                self.assertEqual(pages[at + count].strip(), "", "the back of its last sheet is blank")
            self.assertEqual(int(row["sheets"]), (count + 1) // 2)
            at += count + count % 2
        self.assertEqual(at, len(pages))
        self.assertGreaterEqual(int(rows[0]["pages"]), 2)
        if have("qpdf"):
            subprocess.run(["qpdf", "--check", folder / "B2026-0001.pdf"], check=True, capture_output=True)
        # Handed over: intent with the hash of the approved bytes, receipt with its place in the stack.
        intent, = desk.events("K0003", "attempted")
        receipt, = desk.events("K0003", "accepted")
        self.assertEqual((intent["data"]["batch"], intent["data"]["sequence"]), ("B2026-0001", 3))
        self.assertEqual(receipt["data"]["queue_id"], "B2026-0001/3")
        self.assertEqual(self.states(desk), ["accepted"] * 4)
        desk.run("verify")

    def test_one_sided_and_without_marks(self):
        desk = self.desk(posted(2))
        made, = self.print(desk, "--simplex", "--plain")["batches"]
        self.assertEqual((made["duplex"], made["sheets"], made["pages"]), (False, 2, 2))
        self.assertEqual(len(pdf_text((desk.folder / "out/B2026-0001/B2026-0001.pdf").read_bytes()).split("\f")) - 1, 2)

    def test_nothing_is_printed_twice_and_again_gives_the_same_bytes(self):
        desk = self.desk(posted(3))
        self.print(desk)
        before = {p.name: p.read_bytes() for p in (desk.folder / "out/B2026-0001").iterdir()}
        second = self.print(desk)
        self.assertEqual((second["batches"], second["before"]), ([], ["B2026-0001"]))
        self.assertIn("the letters of R2026-0001 are in B2026-0001", desk.run("print", RUN, "--out", "out", "--today", LEDGER_DAY).out)
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["to_print"], 0)
        desk.run("print", "--again", "B2026-0001", "--out", "elsewhere")
        self.assertEqual({p.name: p.read_bytes() for p in (desk.folder / "elsewhere/B2026-0001").iterdir()}, before)
        self.assertEqual(len(desk.events("K0001", "accepted")), 1)
        self.assertEqual([b["batch"] for b in desk.json("print", "show")["batches"]], ["B2026-0001"])

    def test_who_prints_beside_another_waits_and_then_has_nothing_left(self):
        desk = self.desk(posted(2))
        with open(desk.folder / "dunmail.db.print", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            both = [desk.start("print", RUN, "--out", "out", "--today", LEDGER_DAY) for _ in range(2)]
            for each in both:
                self.addCleanup(end, each)
                self.assertRegex(each.stderr.readline().decode(), rf"waiting for the database: .*\(process {os.getpid()}, since ")
        said = [each.communicate(timeout=60)[0].decode() for each in both]
        self.assertEqual([each.returncode for each in both], [0, 0], said)
        self.assertEqual(sorted("the letters of R2026-0001 are in B2026-0001" in each for each in said), [False, True], said)
        self.assertEqual([(b["batch"], b["letters"]) for b in desk.json("print", "show")["batches"]], [("B2026-0001", 2)])
        self.assertEqual(len(desk.events("K0001", "accepted")), 1)

    def test_batches_hold_at_most_what_was_asked_for(self):
        desk = self.desk(posted(5))
        made = self.print(desk, "--most", "2")["batches"]
        self.assertEqual([(b["batch"], b["letters"]) for b in made], [("B2026-0001", 2), ("B2026-0002", 2), ("B2026-0003", 1)])

    def test_a_letter_that_was_paid_meanwhile_stays_out(self):
        desk = self.desk(posted(3))
        desk.import_rows("payments", [{"reference": "BK-1", "debtor": "K0002", "date": LEDGER_DAY, "amount": "1002.50", "currency": "CNY", "invoice": "RE-0002"}])
        printed = self.print(desk, expect=3)
        self.assertEqual((printed["cancelled"], printed["batches"][0]["letters"]), (1, 2))
        self.assertEqual(desk.letters("K0002")[0]["state"], "cancelled")

    def test_a_stale_ledger_and_unapproved_letters(self):
        desk = self.desk(posted(1), run=False)
        desk.run("plan", "--today", LEDGER_DAY)
        self.assertEqual(self.print(desk)["not_approved"], 1)
        desk.run("approve", RUN, "--by", "Lin", "--today", LEDGER_DAY)
        desk.import_rows("payments", [{"reference": "BK-9", "debtor": "K0001", "date": "2026-11-01", "amount": "0.01", "currency": "CNY", "invoice": ""}], day="2026-11-10")
        ran = desk.run("print", RUN, "--out", "out", "--today", LEDGER_DAY, expect=1)
        self.assertIn("--stale-ledger-by", ran.err)

    def test_usage(self):
        desk = self.desk(posted(1))
        for arguments in (["print", "--out", "out"], ["print", RUN], ["print", RUN, "--all", "--out", "out"], ["print", "R2026-0099", "--out", "out"],
                          ["print", "--again", "B2026-0009", "--out", "out"], ["print", "show", "B2026-0009"], ["print", RUN, "--out", "out", "--lp", "-oraw"]):
            ran = desk.run(*arguments, expect=2)
            self.assertRegex(ran.err, r"^dunmail: .*\(.+\)\n$")
        self.assertEqual(self.states(desk), ["approved"])
        desk.deliver(registered=["lawyer-letter"])
        self.assertIn("lawyers-letter", desk.run("print", RUN, "--out", "out", "--today", LEDGER_DAY, expect=1).err)


class Registered(Post):
    def test_the_slip_names_content_purpose_and_amount(self):
        desk = self.desk(posted(1, contract="HT-2026-118"), registered=["reminder"])
        made, = self.print(desk)["batches"]
        self.assertEqual(made["registered"], 1)
        folder = desk.folder / "out/B2026-0001"
        row, = rows_of(folder / "registered.csv")
        # What China Post asks of the slip (src/letters/contents_line.h), with the sum and the day of this letter.
        self.assertEqual(row["contents"], "关于贵司拖欠HT-2026-118合同货款1,001.50元之催款函(2026年11月21日)")
        self.assertEqual((row["sender"], row["recipient"]), ("上海云帆供应链管理有限公司", "杭州第1贸易有限公司"))
        self.assertIn("文一西路1号", row["address"])
        self.assertIn(row["contents"], (folder / "registered.html").read_text())
        self.assertEqual(rows_of(folder / "manifest.csv")[0]["registered"], "yes")

    def test_a_name_is_no_formula_and_no_markup(self):
        ledger = posted(1)
        ledger["debtors"][0]["name"] = '=HYPERLINK("http://x.example")<b>公司'
        desk = self.desk(ledger, registered=["reminder"])
        self.print(desk)
        folder = desk.folder / "out/B2026-0001"
        for name, column in (("manifest.csv", "name"), ("registered.csv", "recipient")):
            self.assertEqual(rows_of(folder / name)[0][column], "'" + ledger["debtors"][0]["name"])
        html = (folder / "registered.html").read_text()
        self.assertNotIn("<b>", html)
        self.assertIn("&lt;b&gt;", html)


class Window(Post):
    def test_an_address_beyond_the_window_stays_out_with_its_reason(self):
        desk = Desk(self, post="batch")
        shutil.copytree(ROOT / "letter-templates", desk.folder / "templates")
        sheet = desk.folder / "templates/stationery/din5008-b.toml"
        text = sheet.read_text()
        self.assertIn("width = 85, height = 45 }", text)
        sheet.write_text(text.replace("width = 85, height = 45 }", "width = 50, height = 45 }"))
        desk.write("dunmail.toml", 'templates = "templates"\n' + (desk.folder / "dunmail.toml").read_text())
        desk.init()
        ledger = posted(2)
        for row, name in zip(ledger["debtors"], ["Muster GmbH", "Gesellschaft für besonders lange Firmennamen mbH"]):
            row.update(name=name, street="Am Weg 1", city="Berlin", postcode="10115", country="DE", locale="de")
        for row in ledger["contacts"]:
            row.update(name="Eva Muster", position="Buchhaltung")
        import_ledger(desk, ledger)
        desk.run("run", "--today", LEDGER_DAY, expect=None)
        printed = self.print(desk, expect=3)
        self.assertEqual((printed["held"], [b["letters"] for b in printed["batches"]]), (1, [1]), printed)
        self.assertEqual(printed["batches"][0]["envelope"], "DL, window DIN 680")
        self.assertRegex(printed["remarks"][0]["message"], r"beyond the right edge of the window \(DL, window DIN 680\)")
        self.assertEqual([(l["debtor"], l["state"]) for l in desk.letters(RUN)], [("K0001", "accepted"), ("K0002", "held")])


    def test_british_and_american_letters_show_their_address_in_the_window_of_their_envelopes(self):
        # By hand, in mm from the sheet's top left corner. DL (110 x 220), window 35 x 90, 20 from the left and 18 up, A4
        # folded at 99: 20 to 110 and 57 to 92, less the play of 10 and 11. No. 10 (4.125 x 9.5 in), window 1.125 x 4.5 in, 7/8
        # from the left and 1/2 up, Letter folded in three, 3.667 in high: 22.2 to 136.5 and 63.5 to 92.1, less 25.4 and 11.6.
        cases = {"GB": ("DL, window 35 x 90 mm", (20, 57, 100, 81), ("1 Poultry", "London", "EC2R 8EJ")),
                 "US": ("No. 10, window", (22.2, 63.5, 111.1, 80.5), ("350 Fifth Avenue", "New York", "10118"))}
        for country, (envelope, (left, top, right, bottom), (street, city, postcode)) in cases.items():
            with self.subTest(country):
                settings = SETTINGS.replace('country = "CN"', f'country = "{country}"')
                ledger = posted(2)
                for row, name in zip(ledger["debtors"], ["Miller & Sons Ltd", "The Worshipful Company of Extraordinarily Verbose Merchants and Importers Limited"]):
                    row.update(name=name, street=street, city=city, postcode=postcode, country=country, locale="en")
                for row in ledger["contacts"]:
                    row.update(name="Jane Miller", position="Accounts Payable")
                desk = self.desk(ledger, settings)
                printed = self.print(desk, expect=None)
                batch, = printed["batches"]
                self.assertEqual(batch["envelope"], envelope)
                letters = {l["debtor"]: l for l in desk.letters(RUN)}
                self.assertEqual(letters["K0001"]["state"], "accepted", printed)
                pdf = desk.folder / "out" / batch["batch"] / f"{batch['batch']}.pdf"
                if os.environ.get("DUNMAIL_LOOK"):
                    shutil.copy(pdf, pathlib.Path(os.environ["DUNMAIL_LOOK"], f"window-{country}.pdf"))
                words = self.words_of(pdf)
                for wanted in ("Miller", street.split()[0], postcode.split()[0]):
                    found = [box for word, box in words if word == wanted and box[1] < 100 and box[0] < 110]
                    self.assertTrue(any(left <= x0 and top <= y0 and x1 <= right and y1 <= bottom for x0, y0, x1, y1 in found), f"{wanted} at {found}")

    def words_of(self, pdf):
        """The words of the first page, and where they stand in mm: left, top, right, bottom."""
        html = subprocess.run(["pdftotext", "-f", "1", "-l", "1", "-bbox", str(pdf), "-"], capture_output=True, check=True, text=True).stdout
        number = r'="([0-9.]+)"'
        return [(word, tuple(float(x) / 72 * 25.4 for x in box)) for *box, word in re.findall(f"<word xMin{number} yMin{number} xMax{number} yMax{number}>(.*?)</word>", html)]


class Faults(Post):
    def test_a_folder_that_cannot_be_made_undoes_the_batch(self):
        desk = self.desk(posted(2))
        (desk.folder / "out").write_text("a file stands in the way")
        ran = desk.run("print", RUN, "--out", "out", "--today", LEDGER_DAY, expect=1)
        self.assertEqual(len(ran.err.splitlines()), 1)
        self.assertEqual(self.states(desk), ["approved", "approved"])
        (desk.folder / "out").unlink()
        made, = self.print(desk)["batches"]
        self.assertEqual((made["batch"], made["letters"]), ("B2026-0002", 2))
        self.assertEqual([e["kind"] for e in desk.events("K0001", "attempted", "deferred", "accepted")], ["attempted", "deferred", "attempted", "accepted"])
        desk.run("verify")

    def test_a_folder_of_that_name_is_not_overwritten(self):
        desk = self.desk(posted(1))
        (desk.folder / "out/B2026-0001").mkdir(parents=True)
        (desk.folder / "out/B2026-0001/mine.txt").write_text("keep")
        desk.run("print", RUN, "--out", "out", "--today", LEDGER_DAY, expect=1)
        self.assertEqual([p.name for p in (desk.folder / "out").iterdir()], ["B2026-0001"])
        self.assertEqual(self.states(desk), ["approved"])

    def killed_while_making(self, desk):
        """Kills a print behind its intent and before its receipts; True when it was caught there."""
        process = desk.start("print", RUN, "--out", "out", "--today", LEDGER_DAY)
        database = sqlite3.connect(desk.folder / "dunmail.db")
        try:
            while process.poll() is None:
                if database.execute("SELECT COUNT(*) FROM batch WHERE state = 'making'").fetchone()[0]:
                    break
        finally:
            database.close()
            end(process, signal.SIGKILL)
        return process.returncode == -signal.SIGKILL and desk.sql("SELECT COUNT(*) FROM batch WHERE state = 'making'")[0][0] == 1

    def test_a_killed_print_is_finished_by_the_next_one(self):
        for _ in range(5):
            desk = self.desk(posted(60))
            if self.killed_while_making(desk):
                break
        else:
            self.skipTest("the print was never caught between its intent and its receipts")
        self.assertEqual(set(self.states(desk)), {"printing"})
        # As if it had died a moment later, when somebody may have seen the folder; hands_off.py has the other moment.
        desk.sql("UPDATE batch SET state = 'laying'")
        printed = self.print(desk, expect=3)
        made, = printed["batches"]
        self.assertTrue(made["taken_up"])
        self.assertIn("cut off", printed["remarks"][0]["message"])
        self.assertEqual(self.states(desk), ["accepted"] * 60)
        self.assertEqual(sorted(p.name for p in (desk.folder / "out").iterdir()), ["B2026-0001"])
        self.assertEqual(len(rows_of(desk.folder / "out/B2026-0001/manifest.csv")), 60)
        self.assertEqual(len(desk.events("K0001", "accepted")), 1)
        desk.run("verify")

    def test_two_prints_at_once(self):
        desk = self.desk(posted(30))
        both = [desk.start("print", RUN, "--out", f"out{n}", "--today", LEDGER_DAY) for n in range(2)]
        for process in both:
            process.communicate()
        self.print(desk, expect=None)
        rows = [r["letter"] for path in desk.folder.glob("out*/*/manifest.csv") for r in rows_of(path)]
        self.assertEqual((len(rows), len(set(rows))), (30, 30))


class Printer(Post):
    def fake(self, desk, name, script):
        folder = desk.folder / "bin"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text("#!/bin/sh\n" + script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return {"PATH": f"{folder}:/usr/bin:/bin"}

    def test_lp_gets_the_stack_without_a_shell(self):
        desk = self.desk(posted(2))
        env = self.fake(desk, "lp", f'printf "%s\\n" "$@" > {desk.folder}/lp.txt\necho "request id is office-7 (1 file(s))"\n')
        made, = self.print(desk, "--lp", "office", env=env)["batches"]
        path = desk.folder / "out/B2026-0001/B2026-0001.pdf"
        self.assertEqual((desk.folder / "lp.txt").read_text().splitlines(), ["-d", "office", "-o", "sides=two-sided-long-edge", "-t", "B2026-0001", "--", str(path)])
        self.assertEqual(made["job"], "request id is office-7 (1 file(s))")
        # Nothing is printed a second time unless asked for.
        (desk.folder / "lp.txt").unlink()
        self.print(desk, "--lp", "office", env=env)
        desk.run("print", "--again", "B2026-0001", "--out", "out", env=env)
        self.assertFalse((desk.folder / "lp.txt").exists())

    def test_a_printer_that_fails_leaves_the_stack_and_says_so(self):
        desk = self.desk(posted(1), print_command=["spool", "{name}", "{file}"])
        env = self.fake(desk, "spool", 'echo "no paper" >&2\nexit 1\n')
        printed = self.print(desk, env=env, expect=3)
        self.assertIn("no paper", printed["remarks"][0]["message"])
        self.assertTrue((desk.folder / "out/B2026-0001/B2026-0001.pdf").exists())
        self.assertEqual(self.states(desk), ["accepted"])


class Confirm(Post):
    def setUp(self):
        self.d = self.desk(posted(3))
        self.print(self.d)
        self.rows = rows_of(self.d.folder / "out/B2026-0001/manifest.csv")

    def confirm(self, rows, *more, expect=0, today="2026-11-25"):
        out = io.StringIO()
        writer = csv.DictWriter(out, list(self.rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        path = self.d.write("filled.csv", out.getvalue())
        return self.d.json("print", "confirm", path, "--by", "Lin", "--today", today, *more, expect=expect)

    def test_a_filled_manifest_is_evidence(self):
        # UPU S10: RA 12345678 C: 8*1+6*2+4*3+2*4+3*5+5*6+9*7+7*8 = 204; 204 mod 11 = 6; 11 - 6 = 5.
        filled = [{**self.rows[0], "tracking": "ra 1234 5678 5 CN"}, {**self.rows[1], "tracking": "1020304050607", "delivered_on": "2026-11-24"}, self.rows[2]]
        done = self.confirm(filled)
        self.assertEqual((done["noted"], done["delivered"], done["problems"]), (2, 1, []))
        first, second = self.rows[0]["debtor"], self.rows[1]["debtor"]
        self.assertEqual(self.d.events(first, "accepted")[-1]["data"]["queue_id"], "RA123456785CN")
        self.assertEqual(self.d.events(first, "delivered"), [])
        delivered, = self.d.events(second, "delivered")
        self.assertEqual((delivered["data"]["tracking"], delivered["data"]["delivered_on"], delivered["by"]), ("1020304050607", "2026-11-24", "Lin"))
        before = self.d.dump()
        self.assertEqual(self.confirm(filled)["same"], 2)
        self.assertEqual(self.d.dump(), before)
        shown = {l["letter"]: l["tracking"] for l in self.d.json("print", "show", "B2026-0001")["in_batch"]}
        self.assertEqual(shown[self.rows[0]["letter"]], "RA123456785CN")
        # The day comes later.
        self.assertEqual(self.confirm([{**filled[0], "delivered_on": "2026-11-25"}])["delivered"], 1)
        self.assertEqual(len(self.d.events(first, "accepted")), 2)
        self.d.run("verify")

    def test_bad_rows_are_named_and_keep_everything_out(self):
        good = {**self.rows[0], "tracking": "1020304050607"}
        for bad, word in [({"tracking": "RA123456784CN"}, "check digit"), ({"tracking": "1.02E+12"}, "not a tracking number"), ({"tracking": "12"}, "6 to 35"),
                          ({"tracking": "1020304050607"}, "is the number of"), ({"tracking": "9020304050607", "delivered_on": "2026-11-20"}, "lies before 2026-11-21"),
                          ({"tracking": "9020304050607", "delivered_on": "2026-11-26"}, "lies ahead"), ({"tracking": "9020304050607", "delivered_on": "soon"}, "not a date"),
                          ({"tracking": "9020304050607", "letter": "L2026-999999"}, "no such letter")]:
            with self.subTest(word):
                before = self.d.dump()
                done = self.confirm([good, {**self.rows[1], **bad}], expect=1)
                self.assertEqual((done["kept"], len(done["problems"])), (False, 1))
                self.assertIn(word, done["problems"][0]["message"])
                self.assertTrue(done["problems"][0]["where"].startswith("filled.csv:3"))
                self.assertEqual(self.d.dump(), before)
        done = self.confirm([good, {**self.rows[1], "tracking": "x"}], "--skip-bad", expect=3)
        self.assertEqual((done["noted"], len(done["problems"])), (1, 1))

    def test_one_letter_and_a_correction(self):
        letter = self.rows[0]["letter"]
        self.d.run("print", "confirm", letter, "--tracking", "1020304050607", "--by", "Lin", "--today", "2026-11-25")
        ran = self.d.run("print", "confirm", letter, "--tracking", "1020304050608", "--by", "Lin", "--today", "2026-11-25", expect=1)
        self.assertIn("--update", ran.out)
        self.d.run("print", "confirm", letter, "--tracking", "1020304050608", "--update", "--by", "Lin", "--today", "2026-11-25")
        self.assertEqual(self.d.json("print", "show", "B2026-0001")["in_batch"][0]["tracking"], "1020304050608")
        for arguments in (["L2026-999999", "--tracking", "1020304050609"], [letter]):
            self.d.run("print", "confirm", *arguments, "--by", "Lin", expect=2)
        self.assertIn("no column", self.d.run("print", "confirm", self.d.write("x.csv", "a,b\n1,2\n"), "--by", "Lin", expect=1).err)


if __name__ == "__main__":
    main()
