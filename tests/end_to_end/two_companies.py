#!/usr/bin/env python3
"""Two companies on one desk (samples/two-companies): whose name, phone, bank and address a letter bears, in the PDF, in the
headers and the envelope of its mail, and on the page where the debtor answers; and that a company that lacks its own waits."""
import http.client
import json
import re
import unittest
import urllib.parse

from support import LEDGER_DAY, KINDS, SAMPLES, Desk, end, main, message_id, pdf_of, pdf_text, without_blanks

FOLDER = SAMPLES / "two-companies"
SETTINGS = (FOLDER / "dunmail.toml").read_text().replace("[response]\n", '[response]\nlisten = "127.0.0.1:0"\n')

# What only the one company's letters may say.
FIRST = ["yunfan", "Yunfan", "云帆", "李敏", "MinLi", "555501", "4345000012345678", "DE89370400440532013000"]
SECOND = ["Rheinsegel", "rheinsegel", "JanaVogt", "2115550", "DE07300501100001802057", "87654321", "HRB98765"]

BOUNCE = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
Date: Sat, 21 Nov 2026 10:00:00 +0100
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

user unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--b--
"""


def imported(test, settings=SETTINGS):
    desk = Desk(test, settings).init()
    for kind in KINDS:
        desk.run("import", kind, FOLDER / f"{kind}.csv", "--as-of", LEDGER_DAY)
    return desk


def without(*tables):
    """The settings without some tables of [creditor.rhein], or keys in it."""
    text = SETTINGS
    for name in tables:
        changed = re.sub(rf"(?m)^{name} = .*\n", "", text, count=1) if name.isidentifier() and name != "signatory" else \
            re.sub(rf"(?ms)^\[creditor\.rhein\.{name}(\.[\w.]+)?\]\n.*?(?=^\[|^#)", "", text)
        assert changed != text, name
        text = changed
    return text


class Letters(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.desk = imported(unittest.TestCase())
        cls.addClassCleanup(cls.desk.test.doCleanups)
        cls.desk.test.assertEqual(cls.desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 6)
        cls.mails = {}
        for letter in cls.desk.json("show", "R2026-0001")["letters"]:
            cls.mails[letter["case"]] = cls.desk.mails()[letter["message_id"].strip("<>")]

    def of(self, creditor):
        return [(case, mail) for case, mail in self.mails.items() if case.startswith(creditor + "/")]

    def test_each_company_has_its_letters(self):
        self.assertEqual({case: len([c for c, _ in self.of(case)]) for case in ("main", "rhein")}, {"main": 2, "rhein": 4})

    def test_nothing_in_a_letter_is_the_other_companys(self):
        for creditor, own, others in (("main", FIRST, SECOND), ("rhein", SECOND, FIRST)):
            for case, mail in self.of(creditor):
                with self.subTest(case):
                    [pdf] = pdf_of(mail)
                    [[facts]] = self.desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id WHERE case_id = ?", case)
                    link = json.loads(facts)["response_url"]  # the page is one for both
                    text = without_blanks(pdf_text(pdf) + mail.get_body(("plain",)).get_content())
                    headers = " ".join(str(value) for name, value in mail.items() if name != "To")
                    said = text.replace(link, "") + without_blanks(headers)
                    self.assertEqual([word for word in others if word in said], [])
                    self.assertGreaterEqual(len([word for word in own if word in said]), 4)

    def test_signatory_and_account_are_the_companys_in_language_and_currency(self):
        wanted = {
            "main/T0001/CNY": ["上海云帆供应链管理有限公司", "李敏", "4345000012345678"],
            "main/T0004/EUR": ["MinLi", "LeiterinKreditmanagement", "DE89370400440532013000"],
            "rhein/T0002/EUR": ["JanaVogt", "LeiterinDebitorenbuchhaltung", "+492115550123", "DE07300501100001802057", "AmtsgerichtDüsseldorf"],
            "rhein/T0003/GBP": ["HeadofAccountsReceivable", "account87654321", "LocalCourtofDüsseldorf"],
            "rhein/T0003/EUR": ["HeadofAccountsReceivable", "StadtsparkasseDüsseldorf(Germany)", "DE07300501100001802057"],
            "rhein/T0004/EUR": ["JanaVogt", "DE07300501100001802057"],
        }
        self.assertEqual(set(wanted), set(self.mails))
        for case, words in wanted.items():
            text = without_blanks(pdf_text(pdf_of(self.mails[case])[0]))
            for word in words:
                self.assertIn(word, text, case)

    def test_the_mail_is_the_companys_from_its_header_to_its_envelope(self):
        for creditor, name, sender, reply, domain in (
                ("main", None, "credit@yunfan.example", "li.min@yunfan.example", "yunfan.example"),
                ("rhein", "Rheinsegel Handels GmbH", "mahnung@rheinsegel.example", "jana.vogt@rheinsegel.example", "rheinsegel.example")):
            for case, mail in self.of(creditor):
                with self.subTest(case):
                    [address] = mail["From"].addresses
                    self.assertEqual(address.addr_spec, sender)
                    if name:
                        self.assertEqual(address.display_name, name)
                    self.assertEqual([a.addr_spec for a in mail["Reply-To"].addresses], [reply])
                    self.assertRegex(str(mail["Return-Path"]), rf"^<bounce\+\w{{20,}}@{re.escape(domain)}>$")
                    self.assertTrue(message_id(mail).endswith("@" + domain))

    def test_a_report_to_either_bounce_address_finds_its_letter(self):
        for case in ("main/T0004/EUR", "rhein/T0004/EUR"):
            mail = self.mails[case]
            path = self.desk.write("bounce.eml", BOUNCE.format(to=str(mail["Return-Path"]).strip("<>"), recipient="h.brandt@elbtor.example"))
            [report] = json.loads("[" + self.desk.run("mail", "classify", path, "--json").out + "]")
            [[letter]] = self.desk.sql("SELECT id FROM letter WHERE case_id = ?", case)
            self.assertEqual((report["letter"], report["matched_by"]), (letter, "verp"))

    def test_the_page_shows_the_letters_own_company(self):
        server = self.desk.start("serve", "--today", LEDGER_DAY)
        self.addCleanup(end, server)
        port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+) ", server.stderr.readline().decode())[1])
        for case, own, others in (("main/T0004/EUR", ["Shanghai Yunfan", "Min Li", "+86 21 5555 0123", "DE89 3704 0044 0532 0130 00"], SECOND),
                                  ("rhein/T0004/EUR", ["Rheinsegel Handels GmbH", "Jana Vogt", "+49 211 5550 123", "DE07 3005 0110 0001 8020 57"], FIRST)):
            [[facts]] = self.desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id WHERE case_id = ?", case)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            self.addCleanup(connection.close)
            connection.request("GET", urllib.parse.urlparse(json.loads(facts)["response_url"]).path)
            answer = connection.getresponse()
            page = answer.read().decode()
            self.assertEqual(answer.status, 200)
            for word in own:
                self.assertIn(word, page)
            self.assertEqual([word for word in others if word in without_blanks(page)], [])

    def test_a_lawyers_letter_is_by_the_companys_firm_in_the_debtors_country(self):
        # T0004 is in Germany, too, but its first account is the first company's.
        for debtor, firm, other in (("T0001", "上海正衡律师事务所", "Hafen&Partner"), ("T0002", "Hafen&Partner", "上海正衡律师事务所"),
                                    ("T0004", "上海正衡律师事务所", "Hafen&Partner")):
            pdf = self.desk.folder / f"{debtor}.pdf"
            self.desk.run("template", "preview", "lawyers-letter", "--debtor", debtor, "--today", LEDGER_DAY, "--out", pdf, expect=None)
            text = without_blanks(pdf_text(pdf.read_bytes()))
            self.assertIn(firm, text, debtor)
            self.assertNotIn(other, text, debtor)


class Incomplete(unittest.TestCase):
    def test_a_company_without_its_own_waits_and_says_what_it_lacks(self):
        desk = imported(self, without("signatory", "from"))
        ran = desk.json("run", "--today", LEDGER_DAY, expect=3)
        self.assertEqual(ran["sent"]["accepted"], 2)
        [held] = [h for h in ran["proposal"]["held_back"] if h["code"] == "creditor-incomplete"]
        self.assertEqual((held["count"], held["demand"]), (4, {"EUR": 473040, "GBP": 197500}))
        for word in ("dunmail.toml: [creditor.rhein] has no signatory and no from", "[creditor.rhein.signatory]", "[creditor.main]"):
            self.assertIn(word, held["examples"][0]["text"])
        for mail in desk.mails().values():
            self.assertEqual(mail["From"].addresses[0].addr_spec, "credit@yunfan.example")
        self.assertIn("[creditor.rhein] has no signatory", desk.run("explain", "T0002", "--today", LEDGER_DAY).out)
        self.assertIn("[creditor.rhein] has no signatory", desk.run("show", "R2026-0001").out)

        # Once it is written, the letters go.
        desk.write("dunmail.toml", SETTINGS)
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 4)

    def test_what_was_approved_does_not_leave_in_another_companys_name(self):
        desk = imported(self)
        desk.run("plan", "--today", LEDGER_DAY)
        desk.json("approve", "R2026-0001", "--by", "Lin", expect=None)
        desk.write("dunmail.toml", without("from"))
        sent = desk.json("send", "--today", LEDGER_DAY, expect=3)
        self.assertEqual((sent["accepted"], sent["cancelled"]), (2, 4))
        [letter] = desk.letters("T0002")
        self.assertEqual(letter["state"], "cancelled")
        self.assertIn("[creditor.rhein] has no from", letter["reason"])

    def test_a_wrong_key_is_named_with_its_place(self):
        for old, new, says in (("mahnung@rheinsegel.example", "mahnung", "is not an e-mail address"),
                               ("din5008-a", "din5008-c", 'there is no stationery "din5008-c"'),
                               ("law_firm.GB", "law_firm.UK", "UK: is not a country of ISO 3166-1"),
                               ("creditor.rhein.signatory.in.en", "creditor.rhein.signatory.in.fr", "is not one of: zh-CN")):
            desk = Desk(self, SETTINGS.replace(old, new))
            ran = desk.run("init", expect=1)
            self.assertRegex(ran.err, r"dunmail\.toml:\d+:\d+")
            self.assertRegex(ran.err, says)


if __name__ == "__main__":
    main()
