#!/usr/bin/env python3
"""The link in a letter leads to a page, and what a debtor says there changes the next plan. `dunmail serve` on loopback."""
import http.client
import json
import re
import signal
import unittest
import urllib.parse

from support import LEDGER_DAY, SETTINGS, Desk, end, import_ledger, main, pdf_of, pdf_text, small_ledger, without_blanks

RESPONSE = '[response]\nbase_url = "https://pay.example"\nlisten = "127.0.0.1:0"\nupload_bytes = 1000000\n'


class Reception(unittest.TestCase):
    """Two debtors with a letter each, and the page open; waiting.py stands there as well."""

    def setUp(self):
        self.desk = Desk(self, SETTINGS.replace("[delivery]", RESPONSE + "\n[delivery]")).init()
        import_ledger(self.desk, small_ledger(2))
        self.desk.run("run", "--today", LEDGER_DAY)
        self.server = self.desk.start("serve", "--today", LEDGER_DAY)
        self.addCleanup(end, self.server)
        line = self.server.stderr.readline().decode()
        self.port = int(re.match(r"listening on http://127\.0\.0\.1:(\d+) for https://pay\.example$", line)[1])

    def path(self, debtor):
        """As the letter prints it."""
        [[facts]] = self.desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id WHERE debtor_id = ? ORDER BY id LIMIT 1", debtor)
        return urllib.parse.urlparse(json.loads(facts)["response_url"]).path

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read().decode()

    def form(self, path, name):
        page = self.ask("GET", path)[1]
        return {"do": name, "seal": re.search(rf'value="{name}">\n<input type="hidden" name="seal" value="(\w+)"', page)[1]}

    def post(self, path, name, **fields):
        body = urllib.parse.urlencode({**self.form(path, name), **fields})
        return self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded", X_Forwarded_For="203.0.113.9")

    def upload(self, path, data, reference="BK-77"):
        fields = {**self.form(path, "paid"), "reference": reference}
        parts = [f'--XX\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields.items()]
        parts.append(b'--XX\r\nContent-Disposition: form-data; name="proof"; filename="../../x.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + data + b"\r\n--XX--\r\n")
        return self.ask("POST", path, b"".join(parts), Content_Type="multipart/form-data; boundary=XX")


class Response(Reception):
    def test_a_promise_stops_the_ladder_and_is_confirmed(self):
        answer, page = self.post(self.path("K0001"), "promise", day="2026-12-20")
        self.assertEqual(answer.status, 200, page)
        [event] = self.desk.events("K0001", "promised")
        self.assertEqual((event["data"]["due"], event["data"]["amount"], event["data"]["page"]["source"]), ("2026-12-20", 100150, "203.0.113.9"))
        later = "2026-12-15"
        self.desk.json("import", "payments", self.desk.write("none.csv", "reference,debtor,date,amount,currency,invoice\n"), "--as-of", later, expect=None)
        self.assertIn("promise", self.desk.run("explain", "K0001", "--today", later).out)
        self.assertNotIn("a payment is promised", self.desk.run("explain", "K0002", "--today", later).out)
        self.desk.run("verify")

    def test_a_promise_and_a_dispute_are_confirmed_in_writing_the_same_day(self):
        self.assertEqual(self.post(self.path("K0001"), "promise", day="2026-12-20")[0].status, 200)
        self.assertEqual(self.post(self.path("K0002"), "dispute", invoice="RE-0002", type="quality", amount="100.00", text="3 pallets were damaged")[0].status, 200)
        self.desk.run("run", "--today", LEDGER_DAY)
        for debtor, kind, words in [("K0001", "promise-confirmation", "2026年12月20日"), ("K0002", "dispute-acknowledgement", "RE-0002")]:
            [letter] = self.desk.letters(debtor, kind=kind)
            self.assertEqual((letter["state"], letter["day"]), ("accepted", LEDGER_DAY))
            mail = self.desk.mails()[letter["message_id"].strip("<>")]
            self.assertIn(words, without_blanks(pdf_text(pdf_of(mail)[0])))
        # The dispute keeps its own part back, and no more: 1,002.50 less 100.00.
        self.assertIn("902.50", self.desk.run("explain", "K0002", "--today", LEDGER_DAY).out)

    def test_the_link_can_be_clicked_in_the_mail_and_in_the_letter(self):
        [[facts]] = self.desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id WHERE debtor_id = 'K0001'")
        url = json.loads(facts)["response_url"]
        self.assertRegex(url, r"^https://pay\.example/r/[A-Za-z0-9_-]+$")
        [mail] = [m for m in self.desk.mails().values() if "debtor1@" in str(m["To"])]
        # On a line of its own: no full stop behind it that a mail program takes for a part.
        self.assertIn(url, [line.strip() for line in mail.get_body(("plain",)).get_content().splitlines()])
        [pdf] = pdf_of(mail)
        self.assertIn(url, without_blanks(pdf_text(pdf)))
        self.assertTrue(b"/URI(" + url.encode() + b")" in pdf, "no link annotation")

    def test_headers_and_a_look_that_changes_nothing(self):
        before = self.desk.dump()
        answer, page = self.ask("GET", self.path("K0001"))
        self.assertEqual(answer.status, 200)
        self.assertIn("RE-0001", page)
        self.assertNotIn("RE-0002", page)
        self.assertEqual((answer.getheader("Cache-Control"), answer.getheader("Referrer-Policy")), ("no-store", "no-referrer"))
        self.assertIn("default-src 'none'", answer.getheader("Content-Security-Policy"))
        self.assertIsNone(answer.getheader("Set-Cookie"))
        self.assertEqual(self.ask("GET", "/r/style.css")[0].getheader("Content-Type"), "text/css; charset=utf-8")
        self.assertEqual(self.ask("HEAD", self.path("K0001"))[1], "")
        for method, path, status in [("GET", "/", 404), ("GET", "/r/nonsense", 404), ("DELETE", self.path("K0001"), 405), ("GET", "/r/..%2f..%2fdunmail.key", 404)]:
            self.assertEqual(self.ask(method, path)[0].status, status, path)
        self.assertEqual(self.desk.dump(), before)

    def test_a_proof_of_payment_waits_in_the_inbox(self):
        path = self.path("K0002")
        self.assertEqual(self.upload(path, b"%PDF-1.4\n\x00\xff proof\r\n")[0].status, 200)
        [waiting] = self.desk.json("inbox")
        self.assertEqual(waiting["suggestions"][0]["reference"], "BK-77")
        [[stored]] = self.desk.sql("SELECT bytes FROM document WHERE sha256 = ?", waiting["suggestions"][0]["upload"])
        self.assertEqual(bytes(stored), b"%PDF-1.4\n\x00\xff proof\r\n")
        # A person takes it out by the name of the mail; nothing that the debtor sent names a file, and none is overwritten.
        out = self.desk.json("inbox", "attachment", waiting["id"])
        self.assertEqual((out["file"], out["media_type"]), (waiting["id"] + ".pdf", "application/pdf"))
        self.assertEqual((self.desk.folder / out["file"]).read_bytes(), b"%PDF-1.4\n\x00\xff proof\r\n")
        self.assertIn("is there already", self.desk.run("inbox", "attachment", waiting["id"], expect=2).err)
        self.desk.run("inbox", "attachment", waiting["id"], "--out", "proof.bin")
        self.assertEqual((self.desk.folder / "proof.bin").stat().st_mode & 0o111, 0)
        self.desk.run("inbox", "confirm", waiting["id"], "--by", "李敏", "--today", LEDGER_DAY)
        self.assertEqual(self.desk.events("K0002", "decided")[-1]["data"]["what"], "paid")
        self.assertIn("BK-77", self.desk.events("K0002", "held")[-1]["data"]["reason"])
        before = self.desk.dump()
        self.assertEqual(self.upload(path, b"MZ program", "BK-78")[0].status, 422)
        self.assertEqual(self.upload(path, b"%PDF-" + b"x" * 1_100_000, "BK-79")[0].status, 413)
        self.assertEqual(self.ask("POST", path, "do=received&seal=aaaaaaaaaaaaaaaaa", Content_Type="application/x-www-form-urlencoded")[0].status, 403)
        self.assertEqual(self.desk.dump(), before)

    def test_sigterm_ends_it(self):
        self.server.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(30), 0)


class Settings(unittest.TestCase):
    def test_without_an_address_nothing_is_served_and_no_letter_has_a_link(self):
        desk = Desk(self).init()
        import_ledger(desk, small_ledger(1))
        self.assertIn("base_url", desk.run("serve", expect=1).err)
        desk.run("run", "--today", LEDGER_DAY)
        [[facts]] = desk.sql("SELECT facts FROM letter_text JOIN letter ON id = letter_id")
        self.assertEqual(json.loads(facts)["response_url"], "")


if __name__ == "__main__":
    main()
