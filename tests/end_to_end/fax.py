#!/usr/bin/env python3
"""Letters by fax: what the gateway gets is one document, cover first, as the PDF or the one-bit TIFF that its profile asks
for; and what happens when it cannot be made."""
import struct
import unittest

from support import CLOCKS, LEDGER_DAY, Desk, at, have, message_id, import_ledger, main, pdf_of, pdf_text, small_ledger, without_blanks


def directories(tiff):
    """The tags of each page: {tag: value}, values that stand elsewhere as their place."""
    out, at = [], struct.unpack("<I", tiff[4:8])[0]
    while at:
        count, = struct.unpack("<H", tiff[at:at + 2])
        entries = [struct.unpack("<HHII", tiff[at + 2 + 12 * n:at + 14 + 12 * n]) for n in range(count)]
        out.append({tag: value for tag, _, _, value in entries})
        at, = struct.unpack("<I", tiff[at + 2 + 12 * count:at + 6 + 12 * count])
    return out


class Fax(unittest.TestCase):
    def desk(self, gateway, invoices=1, **more):
        desk = Desk(self, fax_gateway=gateway, route="maildir:outbox", **more).init()
        ledger = small_ledger(1)
        ledger["contacts"][0].update(email="", fax="+86 571 5555 0001")
        first = ledger["invoices"][0]
        ledger["invoices"] += [{**first, "number": f"RE-1{n:03}"} for n in range(invoices - 1)]
        import_ledger(desk, ledger)
        return desk

    def sent(self, desk, **more):
        desk.run("run", "--today", LEDGER_DAY, **more)
        mail, = desk.mails().values()
        letter, = desk.letters("K0001", channel="fax")
        self.assertEqual(letter["state"], "accepted")
        return letter, mail

    def test_a_pdf_gateway_gets_one_document_and_the_cover_counts_its_pages(self):
        letter, mail = self.sent(self.desk("hylafax", invoices=80))
        fax, = pdf_of(mail)
        pages = pdf_text(fax).split("\f")[:-1]
        self.assertGreaterEqual(len(pages), 3)
        cover = without_blanks(pages[0])
        self.assertIn(f"页数：{len(pages)}（", cover)
        self.assertNotIn(f"{letter['amount'] // 100:,}", cover)
        self.assertIn(f"{letter['amount'] // 100:,}", without_blanks("".join(pages[1:])))

    @unittest.skipUnless(have("pdftoppm"), "pdftoppm is not installed")
    def test_a_tiff_gateway_gets_a_one_bit_tiff(self):
        _, mail = self.sent(self.desk("t37"))
        self.assertEqual(mail["To"], "FAX=+8657155550001@fax-gateway.example")
        document, = mail.iter_attachments()
        self.assertEqual((document.get_content_type(), document.get_filename()), ("image/tiff", "fax.tif"))
        tiff = document.get_content()
        self.assertTrue(tiff.startswith(b"II*\0\x08\0\0\0"))
        pages = directories(tiff)
        self.assertEqual(len(pages), 2)
        for number, tags in enumerate(pages):
            self.assertEqual([tags[t] for t in (254, 256, 258, 259, 262, 266, 296)], [2, 1728, 1, 3, 0, 2, 2])
            self.assertEqual(tags[297], number | 2 << 16)

    def test_without_poppler_the_letter_is_held_and_the_next_plan_tries_again(self):
        desk = self.desk("t37")
        ran = desk.run("run", "--today", LEDGER_DAY, expect=None, env={"PATH": str(desk.folder)})
        self.assertIn("install poppler-utils", ran.out + ran.err)
        letter, = desk.letters("K0001")
        self.assertEqual(letter["state"], "held")
        if have("pdftoppm"):
            desk.run("run", "--today", LEDGER_DAY)
            self.assertEqual(len(desk.mails()), 1)

    def test_a_fax_larger_than_the_gateway_takes_is_held(self):
        desk = self.desk("small")
        self.assertIn("there is no fax gateway", desk.run("run", "--today", LEDGER_DAY, expect=None).out)
        desk = Desk(self, fax_gateway="small", route="maildir:outbox")
        settings = (desk.folder / "dunmail.toml").read_text()
        desk.write("gateways.toml", '[gateway.small]\nrecipient = "{number}@fax.example"\nmax_bytes = 20000\n')
        desk.write("dunmail.toml", 'fax_gateways = "gateways.toml"\n' + settings)
        desk.init()
        ledger = small_ledger(1)
        ledger["contacts"][0].update(email="", fax="+86 571 5555 0001")
        import_ledger(desk, ledger)
        self.assertIn("the gateway takes 20000", desk.run("run", "--today", LEDGER_DAY, expect=None).out)
        self.assertEqual(desk.letters("K0001")[0]["state"], "held")

    @unittest.skipUnless(CLOCKS, "libfaketime is not installed (package faketime)")
    def test_a_fax_that_is_never_confirmed_goes_by_post_when_its_time_is_over(self):
        desk = Desk(self, fax_gateway="hylafax", route="maildir:outbox").init()  # whose give_up_hours are 12
        for name in ("cur", "new", "tmp"):
            (desk.folder / "in" / name).mkdir(parents=True)
        desk.write("dunmail.toml", (desk.folder / "dunmail.toml").read_text().replace("[delivery]\n", '[mailbox]\naddress = "maildir:in"\n[delivery]\n'))
        ledger = small_ledger(3)
        for contact in ledger["contacts"]:
            contact.update(email="", fax=f"+86 571 5555 000{contact['debtor'][-1]}")
        import_ledger(desk, ledger)
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 3)
        faxes = {mail["To"].addresses[0].username: message_id(mail) for mail in desk.mails().values()}

        def report(number, text):
            desk.write(f"in/new/{number}", f"From: fax@fax.example\nTo: credit@yunfan.example\nIn-Reply-To: <{faxes[number]}>\nSubject: Your facsimile job\n\n{text}\n")

        report("008657155550002", "Your facsimile job 17 to 0086 571 5555 0002 was completed successfully.")
        self.assertEqual(desk.json("track", "--today", LEDGER_DAY, env=at(11))["given_up"], [])
        first, third = (desk.letters(debtor)[0]["id"] for debtor in ("K0001", "K0003"))
        ran = desk.json("track", "--today", LEDGER_DAY, env=at(13))
        self.assertEqual(ran["given_up"], [first, third])
        self.assertEqual(desk.json("track", "--today", LEDGER_DAY, env=at(14))["given_up"], [])
        event, = desk.events("K0001", "bounced")
        self.assertEqual((event["data"]["text"], event["data"]["hard"]), ("the fax gateway has confirmed nothing within 12 hours", False))
        desk.run("run", "--today", LEDGER_DAY, expect=None, env=at(14))
        self.assertEqual([(l["channel"], l["state"]) for l in desk.letters("K0001")], [("fax", "bounced"), ("post", "accepted")])
        self.assertEqual([(l["channel"], l["state"]) for l in desk.letters("K0002")], [("fax", "accepted")])
        # A report that comes after all moves nobody: a person looks at it.
        report("008657155550003", "Your facsimile job 18 to 0086 571 5555 0003 was completed successfully.")
        late, = desk.json("track", "--today", LEDGER_DAY, env=at(15))["mails"]
        self.assertEqual((late["letter"], late["state"]), (third, "open"))
        self.assertEqual(desk.events("K0003", "delivered"), [])
        self.assertEqual(desk.json("verify")["broken"], [])

    def test_a_gateway_with_a_broken_pattern_is_named_by_file_and_line_before_anything_is_sent(self):
        desk = Desk(self, fax_gateway="mine", route="maildir:outbox").init()
        desk.write("dunmail.toml", 'fax_gateways = "gateways.toml"\n' + (desk.folder / "dunmail.toml").read_text())
        desk.write("gateways.toml", "# ours\n[gateway.mine]\nrecipient = \"{number}@fax.example\"\nconfirmed = ['sent (ok']\n")
        ledger = small_ledger(2)
        ledger["contacts"][0].update(email="", fax="+86 571 5555 0001")
        import_ledger(desk, ledger)
        ran = desk.run("run", "--today", LEDGER_DAY, expect=1)
        self.assertEqual(len(ran.err.splitlines()), 1, ran)
        self.assertIn("gateways.toml:4", ran.err)
        self.assertIn('"sent (ok" is not a pattern (it is an ECMAScript regular expression)', ran.err)
        self.assertFalse((desk.folder / "outbox").exists() and list((desk.folder / "outbox/new").iterdir()))
        self.assertEqual(desk.events("K0001", "attempted") + desk.events("K0002", "attempted"), [])
        desk.write("gateways.toml", "[gateway.mine]\nrecipient = \"{number}@fax.example\"\nconfirmed = ['sent [(]ok']\n")
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY)["sent"]["accepted"], 2)


if __name__ == "__main__":
    main()
