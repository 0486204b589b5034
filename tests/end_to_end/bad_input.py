#!/usr/bin/env python3
"""What goes wrong on a real desk: bad files, bad settings, a full disk, a read-only folder. Each gets one clear line with a
hint and the right exit code, and nothing is half written."""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import stat
import subprocess
import unittest

from relay import Relay
from support import LEDGER_DAY, PROGRAM, SETTINGS, Desk, csv_text, end, eventually, import_ledger, main, pdf_of, pdf_text, small_ledger, without_blanks

INVOICE = {"number": "X-1", "debtor": "K0001", "issue_date": "2026-09-01", "due_date": "2026-10-01", "amount": "100.00", "currency": "CNY"}
PAYMENT = {"reference": "BK-1", "debtor": "K0001", "date": "2026-11-01", "amount": "1.00", "currency": "CNY", "invoice": ""}
CONTACT = {"debtor": "K0001", "name": "李强", "position": "出纳", "role": "payer", "email": "li@example.com"}
DEBTOR = {"id": "K0099", "name": "某某有限公司", "kind": "small-business", "street": "某路1号", "postcode": "200000", "city": "上海市"}
NOBODY = 65534


class Case(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(2))

    def one_line(self, ran, *words, hint=True):
        """The whole complaint is one line on stderr; with a hint in brackets."""
        self.assertEqual(len(ran.err.splitlines()), 1, str(ran))
        self.assertTrue(ran.err.startswith("dunmail: "), ran.err)
        self.assertEqual(ran.out, "")
        self.assertNotIn("should not happen", ran.err)
        if hint:
            self.assertRegex(ran.err, r"\(.+\)\n$", "no hint")
        for word in words:
            self.assertIn(word, ran.err)

    def refused(self, *arguments, words=(), code=1, hint=True, **more):
        """The command complains in one line and changes nothing."""
        before = self.desk.dump()
        self.one_line(self.desk.run(*arguments, expect=code, **more), *words, hint=hint)
        self.assertEqual(self.desk.dump(), before)

    def bad_file(self, kind, content, place, *words, hint=True, more=()):
        """One problem at `place` (":line:column"), one line that sums up, exit code 1, nothing taken, not with --skip-bad either
        when the file as a whole is bad."""
        path = self.desk.write(f"{kind}.csv", content)
        before = self.desk.dump()
        ran = self.desk.run("import", kind, path, *more, "--as-of", LEDGER_DAY, expect=1)
        lines = ran.out.splitlines()
        self.assertEqual((len(lines), ran.err), (2, ""), str(ran))
        self.assertTrue(lines[0].startswith(f"{kind}.csv{place}: "), lines[0])
        if hint:
            self.assertRegex(lines[0], r"\(.+\)$", "no hint")
        for word in words:
            self.assertIn(word, lines[0])
        self.assertIn("nothing was imported, 1 problem(s)", lines[1])
        self.assertEqual(self.desk.dump(), before)
        return path

    def bad_row(self, kind, row, place, *words, **more):
        """A good row before it and one behind it stay out with it; --skip-bad takes them."""
        base = {"invoices": INVOICE, "payments": PAYMENT, "contacts": CONTACT, "debtors": DEBTOR}[kind]
        key = {"invoices": "number", "payments": "reference", "contacts": "name", "debtors": "id"}[kind]
        rows = [{**base, key: base[key] + "-a"}, {**base, **row}, {**base, key: base[key] + "-b"}]
        path = self.bad_file(kind, csv_text(rows), place, *words, **more)
        took = self.desk.json("import", kind, path, "--skip-bad", "--as-of", LEDGER_DAY, expect=3)["files"][0]
        self.assertEqual((took["added"], len(took["problems"])), (2, 1))


class Rows(Case):
    def test_unknown_currency(self):
        self.bad_row("invoices", {"currency": "XYZ"}, ":3:6", '"XYZ"', "ISO 4217")

    def test_amounts_below_zero_zero_too_large_or_not_a_number(self):
        for amount, word in [("-5.00", "above zero"), ("(5.00)", "above zero"), ("0.00", "above zero"), ("99999999999999999999", "too large"), ("90000000000000000.00", "larger than 10,000,000,000,000.00"), ("12.345", "decimals"),
                             ("1O0.00", "amount"), ("1,23,456", "amount"), ("NaN", "amount"), ("1e5", "amount"), ("", "empty")]:
            with self.subTest(amount):
                self.setUp()
                self.bad_row("invoices", {"amount": amount}, ":3:5", word)
                self.setUp()
                self.bad_row("payments", {"amount": amount}, ":3:4", word)

    def test_due_before_issue(self):
        self.bad_row("invoices", {"due_date": "2026-08-31"}, ":3:4", "2026-08-31 is before the issue date 2026-09-01")

    def test_dates_that_do_not_exist(self):
        for date in ("2026-02-30", "01.09.2026", "20260901", "2026-9-1x", "soon", ""):
            with self.subTest(date):
                self.setUp()
                self.bad_row("invoices", {"issue_date": date}, ":3:3")

    def test_one_number_with_two_amounts_in_a_file(self):
        self.bad_row("invoices", {"number": "X-1-a", "amount": "101.00"}, ":3:1", "X-1-a stands on line 2 with another amount")

    def test_one_number_with_another_amount_in_the_database(self):
        self.bad_row("invoices", {"number": "RE-0001", "amount": "7.00"}, ":3:5", "is known with the amount 1001.50", "--update")

    def test_one_number_of_another_debtor_in_the_database(self):
        self.bad_row("invoices", {"number": "RE-0002", "amount": "1002.50"}, ":3:1", "is known as one of K0002")

    def test_one_payment_with_another_amount(self):
        self.desk.import_rows("payments", [PAYMENT])
        self.bad_row("payments", {"amount": "2.00"}, ":3:1", "is known as CNY 1.00")

    def test_a_payment_for_an_invoice_that_is_not_there(self):
        self.bad_row("payments", {"invoice": "RE-9999"}, ":3:6", 'no invoice "RE-9999"', "import the invoices first")

    def test_a_payment_for_an_invoice_of_another(self):
        self.bad_row("payments", {"invoice": "RE-0002"}, ":3:6", "belongs to K0002")

    def test_a_debtor_that_is_not_there(self):
        self.bad_row("invoices", {"debtor": "NOBODY"}, ":3:2", "NOBODY", "import the debtors first")
        self.setUp()
        self.bad_row("contacts", {"debtor": "NOBODY"}, ":3:1", "NOBODY", "import the debtors first")

    def test_addresses_that_would_inject(self):
        for address in ("a@b.example\nBcc: x@y.example", "a@b.example\r\nRCPT TO:<x@y.example>", "a@b.example, c@d.example", "A <a@b.example>", "a b@c.example", "ab.example",
                        "a@b", "@b.example", "a@b@c.example", '"wang.fang"@b.example', '"a b"@c.example', "<a@b.example>"):
            with self.subTest(address):
                self.setUp()
                self.bad_row("contacts", {"email": address}, ":3:5", "control character" if "\r" in address or "\n" in address else "is not an e-mail address")

    def test_a_field_too_many_or_too_few(self):
        text = csv_text([INVOICE, {**INVOICE, "number": "X-2"}])
        lines = text.splitlines()
        self.bad_file("invoices", "\n".join([lines[0], lines[1] + ",extra", lines[2], ""]), ":2", "7 fields, the header 6")
        self.bad_file("invoices", "\n".join([lines[0], lines[1].rsplit(",", 1)[0], lines[2], ""]), ":2", "5 fields, the header 6")


    def test_fax_numbers_that_are_none(self):
        for number in ("+86 571 FAX", "0571 5555 0001", "+86 571 5555 0001 ext 5", "+1", "+8657155550001@x.example"):
            with self.subTest(number):
                self.setUp()
                base = {**CONTACT, "fax": ""}
                rows = [{**base, "name": "a"}, {**base, "name": "b", "fax": number}]
                ran = self.desk.import_rows("contacts", rows, expect=1)
                self.assertIn("contacts.csv:3:6: ", ran.out)
                self.assertIn("is not a fax number in international form (write +86", ran.out)


class Recipients(unittest.TestCase):
    """What the import lets through is refused before anything is sent."""

    def sent(self, email, **relay):
        self.relay = Relay(self, **relay)
        self.desk = Desk(self, route=self.relay.route).init()
        ledger = small_ledger(2)
        ledger["contacts"][0]["email"] = email
        import_ledger(self.desk, ledger)
        self.desk.run("run", "--today", LEDGER_DAY, expect=None)
        letter, = self.desk.letters("K0001")
        return letter

    def held(self, email, word):
        letter = self.sent(email)
        self.assertEqual(letter["state"], "held", letter)
        self.assertIn(word, letter["reason"])
        # The other letter goes; of this one the relay hears nothing.
        self.assertEqual([t.recipient for t in self.relay.taken], ["debtor2@debtor.example"])
        self.assertEqual(self.desk.events("K0001", "attempted"), [])

    def test_too_long(self):
        self.held("a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 63 + ".example", "longer than 254 bytes")

    def test_a_local_part_too_long(self):
        self.held("a" * 65 + "@debtor.example", "longer than 64 bytes")

    def test_a_local_part_beyond_ascii(self):
        self.held("王芳@debtor.example", "beyond ASCII")

    def test_refused_for_its_size_by_the_relays_own_word(self):
        letter = self.sent("wang@debtor.example", replies={".": "552 5.3.4 message too big"})
        self.assertEqual(letter["state"], "held", letter)
        self.assertIn("message too big", letter["reason"])

    def test_a_dot_where_none_may_be(self):
        self.held(".wang@debtor.example", "a dot stands where none may")

    def test_an_international_domain_travels_in_ascii(self):
        letter = self.sent("info@中国.example")
        self.assertEqual(letter["state"], "accepted", letter)
        self.assertIn("info@xn--fiqs8s.example", [t.recipient for t in self.relay.taken])

    def test_a_letter_beyond_the_relays_size_is_held_and_no_byte_of_it_leaves(self):
        letter = self.sent("wang@debtor.example", replies={"EHLO": "250-relay.example\r\n250 SIZE 20000"})
        self.assertEqual(letter["state"], "held", letter)
        self.assertEqual(self.relay.taken, [])
        self.assertFalse([c for c in self.relay.commands if c.upper().startswith("DATA")])


class Files(Case):
    def test_empty(self):
        for content in ("", "\n\n", "\ufeff"):
            self.bad_file("invoices", content, "", "the file is empty")

    def test_header_only_is_an_empty_ledger(self):
        for kind, row in [("invoices", INVOICE), ("payments", PAYMENT)]:
            took = self.desk.json("import", kind, self.desk.write("x.csv", ",".join(row) + "\n"), "--as-of", LEDGER_DAY)["files"][0]
            self.assertEqual((took["kept"], took["added"], took["problems"]), (True, 0, []))

    def test_a_header_that_lacks_or_doubles_a_column(self):
        self.bad_file("invoices", csv_text([INVOICE]).replace("due_date", "duedate"), ":1", 'no column "due_date"', "did you mean duedate?")
        self.bad_file("invoices", csv_text([INVOICE]).replace("currency", "amount"), ":1", "twice", hint=False)

    def test_cut_off_at_every_byte_of_the_last_row(self):
        rows = csv_text([INVOICE, {**INVOICE, "number": 'X-"2"'}]).encode().rstrip()
        begin = rows.rindex(b"\n") + 1
        last_comma = rows.rindex(b",")
        whole = self.desk.dump()
        for length in range(begin + 1, len(rows)):
            path = self.desk.write("invoices.csv", rows[:length])
            # Once the last field has begun, the row is complete but for its currency.
            skip = [] if length > last_comma else ["--skip-bad"]
            ran = self.desk.run("import", "invoices", path, *skip, "--as-of", LEDGER_DAY, expect=1)
            self.assertEqual(len(ran.out.splitlines()), 2, ran.out)
            self.assertRegex(ran.out, "cut off|currency")
            self.assertEqual(self.desk.dump(), whole)

    def test_cut_off_inside_quotes_names_the_line_where_they_open(self):
        text = csv_text([INVOICE, {**INVOICE, "number": 'X-"2"'}])
        self.bad_file("invoices", text[:text.index('""2') + 2], ":3", "never closed")

    def test_text_behind_a_quote(self):
        self.bad_file("invoices", csv_text([INVOICE]).replace("X-1", '"X"-1'), ":2", "closing quote")

    def test_bytes_of_no_encoding(self):
        text = csv_text([{**INVOICE, "number": "发票1"}]).encode()
        self.bad_file("invoices", text.replace("发".encode(), b"\xff\xfe\x80"), ":2", "neither UTF-8 nor GB18030")
        profile = self.desk.write("p.toml", 'encoding = "utf-8"\n')
        self.bad_file("invoices", text.decode().encode("gb18030"), ":2", "not valid UTF-8", more=["--profile", profile])
        profile = self.desk.write("p.toml", 'encoding = "gb18030"\n')
        self.bad_file("invoices", csv_text([INVOICE]).encode() + b"X-2,K0001,\x81\n", ":3", "GB18030", more=["--profile", profile])

    def test_gb18030_and_bom_are_read(self):
        text = csv_text([{**INVOICE, "number": "发票1"}])
        self.assertEqual(self.desk.json("import", "invoices", self.desk.write("g.csv", text.encode("gb18030")))["files"][0]["added"], 1)
        self.assertEqual(self.desk.json("import", "invoices", self.desk.write("b.csv", text.encode("utf-8-sig")))["files"][0]["same"], 1)
        self.assertEqual(self.desk.json("arrears", "K0001")["accounts"][0]["items"][0]["invoice"], "发票1")

    def test_no_file_a_folder_a_picture(self):
        self.refused("import", "invoices", "nowhere.csv", words=["nowhere.csv: No such file or directory"])
        self.refused("import", "invoices", ".", words=["this is a folder"])
        self.bad_file("invoices", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", ":1", "none of the columns of invoices", "is it the right file?")

    def test_a_file_that_is_too_long_or_has_no_end(self):
        path = self.desk.write("big.csv", "")
        os.truncate(path, 20 << 30)  # a hole: it takes no room
        for kind in (["import", "invoices"], ["payments", "import"]):
            self.refused(*kind, path, words=["big.csv: is too long (20.0 GiB)", "divide it into several"])
        os.truncate(path, 2 << 30)
        if os.statvfs("/tmp").f_bavail * os.statvfs("/tmp").f_frsize > 8 << 30:
            self.refused("import", "invoices", path, words=["big.csv: is too long (2.0 GiB): there is not enough memory"], prefix=["prlimit", "--as=1500000000"])
        os.unlink(path)

    def test_a_pipe_that_nobody_writes_into(self):
        os.mkfifo(self.desk.folder / "pipe")
        self.refused("import", "invoices", "pipe", words=["pipe: this is a pipe, and nobody writes into it"], timeout=60)
        reader = self.desk.start("import", "invoices", "pipe", "--as-of", LEDGER_DAY, "--json")
        self.addCleanup(end, reader)
        # Refused until somebody reads: who reads has found no writer.
        writer = eventually(self.writer_of_the_pipe)
        os.write(writer, csv_text([INVOICE]).encode())
        os.close(writer)
        self.assertEqual(json.loads(reader.communicate(timeout=60)[0])["files"][0]["added"], 1)

    def writer_of_the_pipe(self):
        try:
            return os.open(self.desk.folder / "pipe", os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            return None

    def test_mail_out_of_a_device(self):
        ran = self.desk.run("track", "/dev/zero", expect=3)
        self.assertIn("/dev/zero: is a device or a pipe, not a message", ran.out)

    def test_one_bad_file_of_several_keeps_the_good_ones(self):
        good = self.desk.write("good.csv", csv_text([INVOICE]))
        bad = self.desk.write("bad.csv", csv_text([{**INVOICE, "number": "X-2", "currency": "XYZ"}]))
        took = self.desk.json("import", "invoices", bad, good, expect=1)["files"]
        self.assertEqual([f["kept"] for f in took], [False, True])


class Names(Case):
    TRAPS = ["**粗** _斜_ `码` # 题 [链](http://x.example) ![图](a.png) <b>x</b> | 表 |", "{{debtor.name}} {{{raw}}} {{#each}} {{> partial}} {{!注}}",
             r"(括)号 \(反斜\) \n \\ %PDF-1.4 endstream >> /Type", "../../etc/passwd 公司", "1. 数 - 列 + 表 > 引 ~~删~~ &amp; &lt; &#65; A&B", "“引” 'q' \"q\" ; -- ' OR 1=1"]

    def test_are_printed_as_they_stand(self):
        ledger = small_ledger(len(self.TRAPS), first=11)
        for row, name in zip(ledger["debtors"], self.TRAPS):
            row["name"] = name
        for row in ledger["contacts"]:
            row["name"], row["position"] = "王*芳*{{x}}", "财务部_经理_(总)\\"
        for number, row in enumerate(ledger["invoices"]):
            row["number"] = f"../*{number}*_{{{{x}}}}_(a)\\"
        import_ledger(self.desk, ledger)
        self.desk.json("run", "--today", LEDGER_DAY)
        mails = self.desk.mails()
        seen = 0
        for letter in self.desk.json("show", "R2026-0001")["letters"]:
            if letter["debtor"] < "K0011":
                continue
            number = int(letter["debtor"][1:]) - 11
            mail = mails[letter["message_id"]]
            text = without_blanks(pdf_text(pdf_of(mail)[0]))
            for wanted in (self.TRAPS[number], "王*芳*{{x}}", "财务部_经理_(总)\\", f"../*{number}*_{{{{x}}}}_(a)\\"):
                self.assertIn(without_blanks(wanted), text, letter["id"])
            self.assertEqual(mail["To"].addresses[0].display_name, "王*芳*{{x}}")
            self.assertIn(self.TRAPS[number].split()[0], mail.get_body().get_content())
            seen += 1
        self.assertEqual(seen, len(self.TRAPS))

    def test_no_name_leaves_its_folder(self):
        for row in (["../../etc", "K0001"], ["..", "K0002"], ["/etc/x\0"[:6], "K0003"]):
            self.desk.sql("UPDATE debtor SET postcode = ? WHERE id = ?", *row)
        self.desk.sql("UPDATE contact SET email = ''")
        self.desk.json("run", "--today", LEDGER_DAY)
        laid = list((self.desk.folder / "print").rglob("*.pdf"))
        self.assertEqual(len(laid), 2)
        self.assertEqual(len(list(self.desk.folder.rglob("*.pdf"))), 2)
        self.assertEqual(list(self.desk.folder.parent.glob("*.pdf")), [])

    def test_a_line_break_in_a_name_adds_no_header(self):
        self.bad_row("contacts", {"name": "王芳\r\nBcc: spy@evil.example"}, ":3:2", "control character U+000D")
        self.desk.sql("DELETE FROM contact")
        self.bad_row("contacts", {"name": "王芳\nBcc: spy@evil.example"}, ":3:2", "control character U+000A")
        # And should one stand in the database all the same, it is held before anything is composed.
        self.desk.sql("DELETE FROM contact")
        self.desk.import_rows("contacts", [CONTACT])
        self.desk.sql("UPDATE contact SET name = '王芳' || char(10) || 'Bcc: spy@evil.example'")
        sent = self.desk.json("run", "--today", LEDGER_DAY, expect=3)["sent"]
        self.assertEqual((sent["accepted"], sent["held"]), (0, 1))
        self.assertIn("line break", sent["remarks"][0]["message"])


class CommandLine(Case):
    def test_slips_get_a_suggestion(self):
        for arguments, words in [(["palns"], ['"palns"', "did you mean plan?"]), (["frobnicate"], ["see dunmail --help"]), ([], ["see dunmail --help"]),
                                 (["plan", "--tody", LEDGER_DAY], ["did you mean --today?"]), (["outbox", "setle"], ["setle"]),
                                 (["import", "invoces", "x.csv"], ["did you mean invoices?"]), (["record", "promis", "K0001"], ["did you mean promise?"]),
                                 (["arrears", "0001"], ["there are: K0001"]), (["explain", "K9"], ["dunmail arrears lists"]), (["log", "k000"], ["K0001, K0002"]),
                                 (["show", "R2026-9999"], ["dunmail show"]), (["send", "R2026-9999"], ["dunmail show"]),
                                 (["approve", "R2026-9999", "--by", "Lin"], ["dunmail show"]), (["pdf", "L2026-999999", "--out", "x.pdf"], ["dunmail show RUN"]),
                                 (["plan", "--today", "2026-02-30"], ["write 2026-11-21"]), (["plan", "--today", "tomorrow"], ["write 2026-11-21"]),
                                 (["record", "hold", "K0001"], ["add --note"]), (["record", "delivered", "K0001"], ["--note"]), (["approve", "R2026-0001"], ["--by"]),
                                 (["outbox", "settle", "L2026-000001", "perhaps", "--by", "Lin"], ["sent"])]:
            with self.subTest(" ".join(arguments)):
                self.refused(*arguments, words=words, code=2)

    def test_a_variable_that_is_not_set_is_not_the_clocks_day_and_not_all(self):
        for arguments in (["plan", "--today", ""], ["run", "--today", " "], ["plan", ""], ["print", ""], ["approve", "", "--by", "Lin"], ["approve", "R2026-0001", "--by", ""],
                          ["send", ""], ["import", "invoices", "x.csv", "--as-of", ""], ["record", "hold", "K0001", "--note", "x", "--until", ""], ["payments", "list", "--state", ""],
                          ["arrears", ""], ["deadlines", ""], ["calls", "list", ""], ["charges", "list", ""], ["show", ""], ["tasks", "--debtor", ""], ["report", "--from", ""],
                          ["inbox", "dismiss", "M2026-000001", "--reason", "", "--by", "Lin"], ["plan", "--today="], ["send", "--stale-ledger-by=", "R2026-0001"]):
            with self.subTest(" ".join(arguments)):
                self.refused(*arguments, words=["is given without a text"], code=2)

    def test_a_command_below_another_is_named_whole(self):
        for command in (["inbox", "dismiss"], ["outbox", "settle"], ["payments", "assign"], ["calls", "log"], ["restore", "confirm"]):
            self.refused(*command, words=[f"dunmail: {' '.join(command)}: ", f"see dunmail {' '.join(command)} --help"], code=2)

    def test_a_tier_that_no_policy_has(self):
        self.desk.run("plan", "--today", LEDGER_DAY)
        self.refused("approve", "R2026-0001", "--tier", "remindr", "--by", "Lin", words=["--tier", "did you mean reminder?"], code=2)

    def test_control_characters_do_not_reach_the_terminal(self):
        ran = self.desk.run("show", "\x1b[31mX\a", expect=2)
        self.assertNotIn("\x1b", ran.err)
        self.assertNotIn("\a", ran.err)


class Settings(Case):
    def check(self, old, new, *words, hint=True):
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.assertIn(old, text)
        self.desk.write("dunmail.toml", text.replace(old, new, 1))
        self.refused("plan", "--today", LEDGER_DAY, words=["dunmail.toml", *words], hint=hint)
        self.desk.write("dunmail.toml", text)

    def test_typos(self):
        self.check("reply_to =", "replyto =", "dunmail.toml:16:11", "did you mean reply_to?")
        self.check("from =", "form =", '"form"', '"from"')
        self.check("[signatory]", "[signatroy]", "signatory")
        self.check('authority = ', 'autority = ', "did you mean authority?")
        self.check('title = "信用管理部经理"', "title = 7", "must be text in quotes", hint=False)
        self.check('from = "credit@yunfan.example"', 'from = "credit"', "not an e-mail address", hint=False)
        self.check("bounce+{token}@", "bounce@", "{token}")
        self.check("[delivery]\n", '[delivery]\ntls = "maybe"\n', "tls", hint=False)
        self.check("[delivery]\n", "[delivery]\ntimeout_seconds = 0\n", "timeout_seconds", hint=False)
        self.check("[delivery]\n", "[delivery\n", "not valid TOML")

    def test_the_programs_own_files_are_not_there(self):
        bare = Desk(self)
        for share in ("/nowhere", "nowhere"):
            ran = bare.run("init", env={"DUNMAIL_SHARE": share}, expect=1)
            self.one_line(ran, f"{share}/config/policy.toml", "DUNMAIL_SHARE")
            self.assertFalse((bare.folder / "dunmail.db").exists())
        bare.run("init", env={"DUNMAIL_SHARE": ""})  # not set

    def test_files_that_are_not_there(self):
        self.refused("plan", "-c", "nowhere.toml", words=["nowhere.toml: No such file or directory"])
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.desk.write("dunmail.toml", 'policy = "nowhere-policy.toml"\n' + text)
        self.refused("plan", "--today", LEDGER_DAY, words=["nowhere-policy.toml: No such file or directory"])

    def test_a_route_that_makes_no_sense(self):
        for route in ("ftp://x.example", "smtp://", "relay.example", "smtp://user:pw@relay.example", "smtp://relay.example:99999"):
            with self.subTest(route):
                self.desk.deliver(route=route)
                self.refused("send", "--today", LEDGER_DAY, hint=False)

    def test_a_policy_with_a_slip(self):
        import support
        share = pathlib.Path(os.environ.get("DUNMAIL_SHARE") or support.ROOT)
        policy = (share / "config/policy.toml").read_text()
        text = (self.desk.folder / "dunmail.toml").read_text()
        self.desk.write("dunmail.toml", 'policy = "own.toml"\n' + text)
        for old, new, word in [("deadline_days", "deadlin_days", "did you mean deadline_days?"), ('approval = "legal"', 'approval = "auto"', 'approval = "legal"'),
                               ('below = "reminder"', 'below = "remindr"', "did you mean reminder?")]:
            self.desk.write("own.toml", policy.replace(old, new, 1))
            self.refused("plan", "--today", LEDGER_DAY, words=["own.toml:", word], hint="did you mean" in word)


class Databases(Case):
    def test_of_a_newer_version(self):
        self.desk.sql("PRAGMA user_version = 99")
        for command in (["arrears"], ["plan", "--today", LEDGER_DAY], ["init"]):
            self.refused(*command, words=["newer dunmail (schema 99", "install the newer version"])

    def test_no_database_there(self):
        (self.desk.folder / "dunmail.db").unlink()
        self.one_line(self.desk.run("arrears", expect=1), "dunmail init")
        self.assertFalse((self.desk.folder / "dunmail.db").exists())

    def test_a_file_that_is_none(self):
        path = self.desk.folder / "dunmail.db"
        for content in (b"", b"hello\n" * 1000, b"SQLite format 3\0" + b"\xaa" * 5000):
            with self.subTest(content[:16]):
                path.write_bytes(content)
                self.one_line(self.desk.run("arrears", expect=1), "not a database of dunmail")
                self.assertEqual(path.read_bytes(), content)
        self.one_line(self.desk.run("init", expect=1), "not a database of dunmail")

    def test_a_folder(self):
        (self.desk.folder / "dunmail.db").unlink()
        (self.desk.folder / "dunmail.db").mkdir()
        self.one_line(self.desk.run("arrears", expect=1))
        self.one_line(self.desk.run("init", expect=1))

    def test_of_another_program(self):
        path = self.desk.folder / "dunmail.db"
        path.unlink()
        self.desk.sql("CREATE TABLE song (title TEXT)")
        before = self.desk.dump()
        for command in (["arrears"], ["init"]):
            self.one_line(self.desk.run(*command, expect=1), "not a database of dunmail")
        self.assertEqual(self.desk.dump(), before)


class StaleLedger(Case):
    def test_is_refused_unless_somebody_takes_it_upon_themselves(self):
        self.desk.import_rows("payments", [PAYMENT])
        self.desk.run("plan", "--today", "2026-11-26")
        self.refused("send", "--today", "2026-11-26", words=["last imported as of 2026-11-21, 5 days ago", "--stale-ledger-by"])
        self.assertFalse((self.desk.folder / "outbox").exists())
        self.assertEqual(self.desk.json("send", "--today", "2026-11-26", "--stale-ledger-by", "Lin Yue")["accepted"], 2)
        self.assertIn("Lin Yue", str(self.desk.events("K0001", "attempted")), "it is recorded who took it upon themselves")


class FullDisk(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self)
        self.disk = self.desk.folder / "disk"
        self.disk.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "dunmail-test", self.disk], capture_output=True, text=True) if os.geteuid() == 0 else None
        if not done or done.returncode:
            self.skipTest("a small tmpfs cannot be mounted: " + (done.stderr.strip() if done else "not root"))
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)

    def fill(self, leave=0):
        file = os.open(self.disk / "filler", os.O_WRONLY | os.O_CREAT)
        try:
            while True:
                os.write(file, b"\0" * 4096)
        except OSError:
            os.close(file)
        if leave:
            os.truncate(self.disk / "filler", max(0, (self.disk / "filler").stat().st_size - leave))

    def database_on_disk(self, letters):
        self.desk.write("dunmail.toml", 'database = "disk/dunmail.db"\n' + SETTINGS)
        self.desk.init()
        import_ledger(self.desk, small_ledger(letters))

    def sql(self, query):
        database = sqlite3.connect(self.disk / "dunmail.db")
        rows = database.execute(query).fetchall()
        database.close()
        return rows

    def dump(self):
        database = sqlite3.connect(self.disk / "dunmail.db")
        text = "\n".join(database.iterdump())
        database.close()
        return text

    def full(self, ran):
        self.assertEqual(len(ran.err.splitlines()), 1, str(ran))
        self.assertRegex(ran.err, r"(?i)disk is full|no space left|is the disk full")
        self.assertNotIn("should not happen", ran.err)

    def test_import_keeps_nothing_of_the_file(self):
        self.database_on_disk(2)
        before = self.dump()
        self.fill(leave=96 * 1024)
        many = [{**INVOICE, "number": f"X-{n:05}"} for n in range(3000)]
        self.full(self.desk.import_rows("invoices", many, expect=1))
        (self.disk / "filler").unlink()
        self.assertEqual(self.dump(), before)
        self.desk.run("verify")

    def test_plan_and_approve_keep_nothing(self):
        self.database_on_disk(40)
        before = self.dump()
        self.fill(leave=32 * 1024)
        self.full(self.desk.run("plan", "--today", LEDGER_DAY, expect=1))
        (self.disk / "filler").unlink()
        self.assertEqual(self.dump(), before)
        self.desk.run("plan", "--today", LEDGER_DAY)
        before = self.dump()
        self.fill(leave=64 * 1024)
        self.full(self.desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY, expect=1))
        (self.disk / "filler").unlink()
        self.assertEqual(self.dump(), before)
        self.desk.run("verify")

    def test_init(self):
        self.fill()
        (self.disk / "dunmail.toml").write_text("")
        self.full(self.desk.run("init", "-c", self.disk / "new.toml", expect=1))
        self.assertFalse((self.disk / "new.toml").exists())
        self.assertEqual(list(self.disk.glob("*.part*")), [])

    def test_pdf_leaves_no_half_file(self):
        self.desk.write("dunmail.toml", SETTINGS)
        self.desk.init()
        import_ledger(self.desk, small_ledger(1))
        self.desk.run("run", "--today", LEDGER_DAY)
        self.fill()
        self.full(self.desk.run("pdf", "L2026-000001", "--out", self.disk / "x.pdf", expect=1))
        self.assertEqual([p.name for p in self.disk.iterdir()], ["filler"])

    def test_send_into_a_full_maildir_waits_and_sends_once_there_is_room(self):
        self.desk.write("dunmail.toml", SETTINGS)
        self.desk.deliver(route="maildir:disk/outbox")
        self.desk.init()
        import_ledger(self.desk, small_ledger(5))
        self.fill(leave=40 * 1024)
        ran = self.desk.run("run", "--today", LEDGER_DAY, expect=1)
        self.assertIn("stopped: maildir:", ran.out)
        self.assertIn("No space left on device", ran.out)
        states = [l["state"] for l in self.desk.json("show", "R2026-0001")["letters"]]
        self.assertEqual(set(states) - {"accepted"}, {"approved"})
        (self.disk / "filler").unlink()
        sent = self.desk.json("send", "--today", LEDGER_DAY)
        self.assertEqual(sent["accepted"], states.count("approved"))
        self.assertEqual(len(self.desk.mails("disk/outbox")), 5)
        self.assertEqual(list((self.disk / "outbox/tmp").iterdir()), [])

    def test_the_database_fills_up_while_letters_go_out(self):
        relay = Relay(self)
        self.database_on_disk(10)
        self.desk.deliver(route=relay.route)
        self.desk.run("plan", "--today", LEDGER_DAY)
        self.desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        self.fill(leave=48 * 1024)
        ran = self.desk.run("send", "--today", LEDGER_DAY, expect=None)
        if ran.code == 1:
            self.full(ran)
        (self.disk / "filler").unlink()
        self.desk.run("send", "--today", LEDGER_DAY, expect=None)
        self.assertEqual(len(relay.ids()), len(set(relay.ids())), "sent twice")
        rows = dict(self.sql("SELECT message_id, state FROM letter"))
        self.assertEqual({i for i, s in rows.items() if s == "accepted"} - set(relay.ids()), set())
        self.assertLessEqual(sum(s == "unknown" for s in rows.values()), 1)
        self.assertLessEqual(set(relay.ids()), set(rows))
        self.desk.run("verify")


class ReadOnly(Case):
    def setUp(self):
        super().setUp()
        folder = self.desk.folder
        self.desk.run("plan", "--today", LEDGER_DAY)
        self.before = self.desk.dump()
        if os.geteuid() == 0:
            if not shutil.which("setpriv"):
                self.skipTest("as root nothing is read-only, and setpriv is not there")
            folder.chmod(0o755)
            self.prefix = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
            if subprocess.run([*self.prefix, PROGRAM, "--version"], capture_output=True).returncode:
                self.skipTest("the user nobody may not run the program where it was built")
        else:
            self.prefix = []
            folder.chmod(0o555)
            (folder / "dunmail.db").chmod(0o444)
            self.addCleanup((folder / "dunmail.db").chmod, 0o644)
            self.addCleanup(folder.chmod, 0o755)

    def test_every_writing_command_says_so(self):
        payment = "/dev/null"
        names = sorted(p.name for p in self.desk.folder.iterdir())
        for arguments in (["import", "payments", payment], ["plan", "--today", LEDGER_DAY], ["approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY], ["send", "--today", LEDGER_DAY],
                          ["run", "--today", LEDGER_DAY], ["record", "response", "K0001"], ["pdf", "L2026-000001", "--out", "x.pdf"], ["init", "-c", "new.toml"]):
            with self.subTest(arguments[0]):
                ran = self.desk.run(*arguments, expect=1, prefix=self.prefix)
                self.one_line(ran, hint=False)
                self.assertRegex(ran.err, r"read-only|may you write|Permission denied|rights")
        self.assertEqual(sorted(p.name for p in self.desk.folder.iterdir()), names)
        self.desk.folder.chmod(0o755)
        self.assertEqual(self.desk.dump(), self.before)

    def test_a_maildir_that_may_not_be_written_stops_the_route(self):
        if not self.prefix:
            self.skipTest("needs root, to run as another user")
        for path in [self.desk.folder, *self.desk.folder.iterdir()]:
            os.chown(path, NOBODY, NOBODY)
        box = self.desk.folder / "box"
        box.mkdir()
        self.desk.deliver(route="maildir:box")
        ran = self.desk.run("send", "--today", LEDGER_DAY, expect=1, prefix=self.prefix)
        self.assertIn("stopped: maildir:", ran.out)
        self.assertIn("Permission denied", ran.out)
        self.assertEqual({l["state"] for l in self.desk.json("show", "R2026-0001")["letters"]}, {"approved"})
        self.assertEqual(stat.S_IMODE(box.stat().st_mode) & 0o002, 0)


if __name__ == "__main__":
    main()
