#!/usr/bin/env python3
"""The template workbench: check and preview templates and stationery, with no database at hand; and what broken templates
do to it, which is never a crash."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from support import LEDGER_DAY, PROGRAM, ROOT, Desk, have, import_ledger, main, pdf_text, small_ledger, without_blanks

TEMPLATES = ROOT / "letter-templates"
SHARE = str(ROOT)


class Bench(unittest.TestCase):
    """A folder without settings and without a database."""

    def setUp(self):
        self.desk = Desk(self)
        (self.desk.folder / "dunmail.toml").unlink()

    def tearDown(self):
        self.assertFalse((self.desk.folder / "dunmail.db").exists(), "a database was made")

    def file(self, name):
        return self.desk.folder / name

    def refused(self, *arguments, code=2, words=(), **more):
        """One line with a hint on stderr, nothing on stdout."""
        ran = self.desk.run(*arguments, expect=code, **more)
        self.assertEqual((ran.out, len(ran.err.splitlines())), ("", 1), str(ran))
        self.assertNotIn("should not happen", ran.err)
        for word in words:
            self.assertIn(word, ran.err)
        return ran

    def templates(self):
        """A copy to break."""
        place = self.desk.folder / "templates"
        shutil.copytree(TEMPLATES, place)
        return place


class Check(Bench):
    def faults(self, place, code=1):
        return self.desk.json("template", "check", place, expect=code)["faults"]

    def broken(self, name, old, new, where, *words):
        """Replaces `old` in a template; a fault is reported in the line where it stands now."""
        place = self.templates()
        self.addCleanup(shutil.rmtree, place, True)
        path = place / name
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))
        found = [f"{f['where']}: {f['message']} ({f['hint']})" for f in self.faults(place)]
        line = text[:text.index(old)].count("\n") + 1
        wanted = f"{path}:{line}:" if where else str(path)
        fitting = [f for f in found if f.startswith(wanted) and all(word in f for word in words)]
        self.assertTrue(fitting, f"no fault {wanted} {words} in {found}")
        shutil.rmtree(place)

    def test_the_shipped_templates_have_no_fault(self):
        ran = self.desk.run("template", "check")
        self.assertRegex(ran.out, r"^.*letter-templates: no faults\n$")
        self.assertEqual(self.faults(TEMPLATES, code=0), [])

    def test_faults_are_named_with_file_line_and_column(self):
        self.broken("en/reminder.md", "{{deadline}}", "{{deadlin}}", True, "deadlin", "deadline")
        self.broken("de/reminder.md", "{{deadline}}", "{{{deadline}}}", True, "{{{")
        self.broken("zh-CN/fax-cover.md", "{{fax.pages}}", "{{total}}", True, "amount on the cover of a fax")
        self.broken("en/final-demand.md", "<!-- part: consequence -->", "", False, "consequence")
        self.broken("stationery/cn-a4.toml", "height = 297", "height = 29x", True)
        self.broken("stationery/us-10.toml", "[body]", "[bodi]", False, "body")

    def test_all_faults_at_once_and_exit_code_1(self):
        place = self.templates()
        for name in ("en/reminder.md", "de/reminder.md"):
            (place / name).write_text((place / name).read_text().replace("{{deadline}}", "{{nothing.like.it}}"))
        (place / "zh-TW/thanks.md").unlink()
        found = self.faults(place)
        self.assertTrue(any("en/reminder.md" in f["where"] for f in found))
        self.assertTrue(any("de/reminder.md" in f["where"] for f in found))
        self.assertTrue(any("thanks" in f["message"] for f in found))
        ran = self.desk.run("template", "check", place, expect=1)
        self.assertEqual(len(ran.out.splitlines()), len(found) + 1)
        self.assertIn(f"{len(found)} fault(s)", ran.out.splitlines()[-1])

    def test_a_folder_that_is_none(self):
        self.refused("template", "check", "nowhere", words=["nowhere", "is no folder"])
        self.refused("template", "check", self.desk.write("a-file", "x"), words=["is no folder"])
        (self.desk.folder / "empty").mkdir()
        self.refused("template", "check", "empty", code=1, words=["wording.toml"])

    def test_bytes_that_are_no_template(self):
        bad = {"nul": b"\0\0\0", "no UTF-8": b"+++\ntitle = \"\xff\xfe\"\n+++\n\xff", "empty": b"", "no end": b"+++\ntitle = ",
               "deep": b"+++\ntitle=\"a\"\nsubject=\"b\"\nmail=\"c\"\n+++\n" + b"> " * 5000 + b"x", "open": b"{{#" * 3000,
               "long": b"+++\ntitle=\"a\"\nsubject=\"b\"\nmail=\"c\"\n+++\n" + b"*" * 200000}
        place = self.templates()
        kept = (place / "en/reminder.md").read_bytes()
        for name, content in bad.items():
            with self.subTest(name):
                (place / "en/reminder.md").write_bytes(content)
                ran = self.desk.run("template", "check", place, expect=1)
                self.assertIn("en/reminder.md", ran.out + ran.err)
                self.assertNotIn("should not happen", ran.err)
        (place / "en/reminder.md").write_bytes(kept)
        for name in ("en/locale.toml", "wording.toml", "stationery/us-10.toml", "en/partials/" + sorted(os.listdir(place / "en/partials"))[0]):
            path = place / name
            kept = path.read_bytes()
            for content in (b"\0\xff", b"{{#a}}") + ((b"[[[[", b"") if name.endswith(".toml") and "wording" not in name else ()):
                with self.subTest(f"{name} {content}"):
                    path.write_bytes(content)
                    ran = self.desk.run("template", "check", place, expect=1)
                    self.assertIn(pathlib.Path(name).name, ran.out + ran.err)
                    self.assertNotIn("should not happen", ran.err)
            path.write_bytes(kept)

    def test_a_folder_in_a_file_s_place(self):
        place = self.templates()
        (place / "en/reminder.md").unlink()
        (place / "en/reminder.md").mkdir()
        ran = self.desk.run("template", "check", place, expect=1)
        self.assertIn("reminder.md", ran.out + ran.err)
        self.assertNotIn("should not happen", ran.err)


class Preview(Bench):
    def test_every_locale_from_sample_facts(self):
        for locale, word in {"zh-CN": "催款提示函", "zh-TW": "催款提示函", "en": "Qiming Precision", "de": "Qiming Präzisionsteile"}.items():
            data = self.desk.json("template", "preview", "reminder", "--locale", locale)
            self.assertEqual((data["file"], data["locale"], data["warnings"]), (f"reminder.{locale}.pdf", locale, []))
            pdf = self.file(data["file"]).read_bytes()
            self.assertEqual(len(pdf), data["bytes"])
            self.assertIn(without_blanks(word), without_blanks(pdf_text(pdf)))

    def test_debtor_kinds_have_their_own_wording(self):
        texts = set()
        for kind in ("large-enterprise", "small-business", "public-body", "individual"):
            self.desk.run("template", "preview", "reminder", "--locale", "zh-CN", "--debtor-kind", kind, "--out", "x.pdf")
            texts.add(pdf_text(self.file("x.pdf").read_bytes()))
        self.assertEqual(len(texts), 4)

    def test_the_same_preview_gives_the_same_bytes(self):
        for name in ("a.pdf", "b.pdf"):
            self.desk.run("template", "preview", "statement", "--locale", "en", "--out", name)
        self.assertEqual(self.file("a.pdf").read_bytes(), self.file("b.pdf").read_bytes())

    def test_a_fax_cover_names_no_amount(self):
        self.desk.run("template", "preview", "fax-cover", "--locale", "zh-CN", "--out", "cover.pdf")
        text = without_blanks(pdf_text(self.file("cover.pdf").read_bytes()))
        self.assertIn("页数：2", text)
        self.assertNotIn("215,040", text)

    @unittest.skipUnless(have("pdftoppm"), "pdftoppm is not installed")
    def test_pictures(self):
        data = self.desk.json("template", "preview", "lawyers-letter", "--locale", "en", "--png")
        names = ["lawyers-letter.en.png"] if data["pages"] == 1 else [f"lawyers-letter.en-{n + 1}.png" for n in range(data["pages"])]
        self.assertEqual(data["pictures"], names)
        for name in names:
            self.assertTrue(self.file(name).read_bytes().startswith(b"\x89PNG"))

    @unittest.skipUnless(have("pdftoppm"), "pdftoppm is not installed")
    def test_a_fax_image_with_its_cover(self):
        data = self.desk.json("template", "preview", "reminder", "--locale", "zh-CN", "--fax", "--out", "x.pdf")
        self.assertEqual((data["fax"]["file"], data["fax"]["pages"]), ("x.tif", data["pages"] + 1))
        self.assertTrue(self.file("x.tif").read_bytes().startswith(b"II*\0"))

    def test_without_poppler_the_pdf_is_there_and_the_lack_is_said(self):
        ran = self.desk.run("template", "preview", "reminder", "--locale", "de", "--png", expect=3, env={"PATH": str(self.desk.folder)})
        self.assertIn("install poppler-utils", ran.out)
        self.assertTrue(self.file("reminder.de.pdf").read_bytes().startswith(b"%PDF"))

    def test_words_that_are_none_get_a_suggestion(self):
        self.refused("template", "preview", "remnder", "--locale", "en", words=["remnder", "did you mean reminder?", "statement"])
        self.refused("template", "preview", "reminder", "--locale", "zh-CM", words=["zh-CM", "did you mean zh-CN?"])
        self.refused("template", "preview", "reminder", "--locale", "xx", words=["zh-TW"])
        self.refused("template", "preview", "reminder", "--locale", "en", "--debtor-kind", "individal", words=["did you mean individual?"])
        self.refused("template", "preview", "reminder", words=["--locale"])
        self.refused("template", "preview", "reminder", "--locale", "../../etc", words=["../../etc"])
        self.refused("template", "previw", words=["previw"])

    def test_a_place_that_cannot_be_written(self):
        self.refused("template", "preview", "reminder", "--locale", "en", "--out", "no/where.pdf", code=1, words=["no/where.pdf"])
        self.assertEqual([p.name for p in self.desk.folder.iterdir() if p.name not in ("outbox", "data")], [])

    def test_settings_that_are_named_must_be_there(self):
        self.refused("template", "preview", "reminder", "--locale", "en", "-c", "none.toml", code=1, words=["none.toml"])

    def test_the_settings_templates_are_taken(self):
        place = self.templates()
        path = place / "en/reminder.md"
        path.write_text(re.sub(r'(?m)^subject = .*$', 'subject = "A subject of our own"', path.read_text(), count=1))
        from support import SETTINGS
        self.desk.write("dunmail.toml", f'templates = "templates"\n{SETTINGS}')
        self.assertEqual(self.desk.json("template", "preview", "reminder", "--locale", "en")["subject"], "A subject of our own")


class FromAnAccount(unittest.TestCase):
    def setUp(self):
        self.desk = Desk(self).init()
        import_ledger(self.desk, small_ledger(2))

    def preview(self, *arguments, expect=0):
        data = self.desk.json("template", "preview", *arguments, "--today", LEDGER_DAY, expect=expect)
        return data, without_blanks(pdf_text((self.desk.folder / data["file"]).read_bytes()))

    def test_the_letter_that_is_due(self):
        data, text = self.preview("reminder", "--debtor", "K0001", "--out", "x.pdf")
        self.assertEqual((data["debtor"], data["locale"], data["warnings"]), ("K0001", "zh-CN", []))
        for word in ("杭州第1贸易有限公司", "RE-0001", "1,001.50", "上海云帆供应链管理有限公司"):
            self.assertIn(word, text)

    def test_a_letter_whose_turn_it_is_not(self):
        data, text = self.preview("statement", "--debtor", "K0002")
        self.assertIn("it is not this letter's turn", data["warnings"][0])
        self.assertIn("1,002.50", text)

    def test_what_the_case_lacks_is_lent_and_said(self):
        data, text = self.preview("broken-promise", "--debtor", "K0001")
        self.assertTrue(any("the promise is a sample" in w for w in data["warnings"]), data["warnings"])
        self.assertIn("RE-0001", text)

    def test_every_kind_prints_or_says_why_not(self):
        kinds = sorted({p.name.split(".")[0] for p in (TEMPLATES / "zh-CN").glob("*.md")})
        self.assertGreaterEqual(len(kinds), 12)
        for kind in kinds:
            with self.subTest(kind):
                ran = self.desk.run("template", "preview", kind, "--debtor", "K0001", "--today", LEDGER_DAY, "--out", "x.pdf", expect=None)
                self.assertIn(ran.code, (0, 1, 3), str(ran))
                self.assertNotIn("should not happen", ran.err)
                if ran.code == 1:
                    self.assertEqual(len(ran.err.splitlines()), 1)

    def test_nothing_is_planned_or_kept(self):
        before = self.desk.dump()
        self.preview("reminder", "--debtor", "K0001")
        self.assertEqual(self.desk.dump(), before)

    def test_a_debtor_that_is_not_there(self):
        ran = self.desk.run("template", "preview", "reminder", "--debtor", "K00", expect=2)
        self.assertIn("K0001", ran.err)


class Stationery(Bench):
    def test_every_sheet_is_drawn_and_its_window_checked(self):
        for path in sorted((TEMPLATES / "stationery").glob("*.toml")):
            data = self.desk.json("stationery", "preview", path.stem, "--out", "sheet.pdf")
            text = pdf_text(self.file("sheet.pdf").read_bytes())
            frames = {f["name"] for f in data["frames"]}
            self.assertLessEqual({"body", "next_body", "footer"}, frames)
            for name in frames - {"page"}:
                self.assertIn(name, text, path.stem)
            windowed = "recipient" in frames
            self.assertEqual(bool(data["addresses"]), windowed, path.stem)
            self.assertTrue(all(a["fits"] for a in data["addresses"]), data["addresses"])

    def test_an_address_that_does_not_fit(self):
        lines = [w for n in range(12) for w in ("--address", f"Line {n} of an address")]
        ran = self.desk.run("stationery", "preview", "din5008-b", "--out", "sheet.pdf", *lines, expect=1)
        self.assertIn("recipient", ran.out)
        self.desk.run("stationery", "preview", "din5008-b", "--out", "sheet.pdf", "--address", "Maschinenbau Weber GmbH", "--address", "70565 Stuttgart")

    def test_a_name_that_is_none(self):
        self.refused("stationery", "preview", "din5008b", "--out", "x.pdf", words=["did you mean din5008-b?"])
        self.refused("stationery", "preview", "none.toml", "--out", "x.pdf", code=1, words=["none.toml"])
        self.refused("stationery", "preview", "cn-a4", words=["--out"])

    def test_a_sheet_whose_frames_overlap(self):
        text = (TEMPLATES / "stationery/din5008-b.toml").read_text()
        path = self.desk.write("own.toml", text.replace("y = 98.46", "y = 60", 1))
        self.refused("stationery", "preview", path, "--out", "x.pdf", code=1, words=["own.toml:"])


class Fields(Bench):
    def test_the_table_is_the_one_in_the_manual(self):
        fields = self.desk.json("template", "fields")["fields"]
        manual = (TEMPLATES / "README.md").read_text()
        self.assertGreater(len(fields), 80)
        for field in fields:
            self.assertIn(f"| `{field['name']}` | {field['type']} |", manual)
        out = self.desk.run("template", "fields").out
        self.assertIn("letter.number", out)

    def test_a_command_with_nothing_behind_it(self):
        for name in ("template", "stationery"):
            self.desk.run(name, expect=2)


if __name__ == "__main__":
    main()
