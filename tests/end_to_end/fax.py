#!/usr/bin/env python3
"""Letters by fax: what the gateway gets is one document, cover first, as the PDF or the one-bit TIFF that its profile asks
for; and what happens when it cannot be made."""
import struct
import unittest

from support import LEDGER_DAY, Desk, have, import_ledger, main, pdf_of, pdf_text, small_ledger, without_blanks


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


if __name__ == "__main__":
    main()
