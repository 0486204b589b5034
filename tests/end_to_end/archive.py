#!/usr/bin/env python3
"""Documents of what is over go into a folder that anybody can check: nothing that waits goes, nothing is in neither place
whenever the process dies, and what was archived is read and verified there.

The seed is printed; DUNMAIL_SEED repeats a run."""
import errno
import hashlib
import json
import os
import random
import resource
import signal
import sqlite3
import stat
import subprocess
import unittest

from response import Reception
from support import LEDGER_DAY, Desk, end, import_ledger, main, message_id, small_ledger

SEED = int(os.environ.get("DUNMAIL_SEED") or random.randrange(10**6))
LATER = "2040-01-01"  # later than any clock on which this runs: mails are decided at the clock's instant
MONTH = LEDGER_DAY[:7]


class Archive(unittest.TestCase):
    def desk(self, count, post=(), **more):
        desk = Desk(self, route="maildir:outbox", **{"post": "batch", **more}).init()
        ledger = small_ledger(count)
        for contact in ledger["contacts"]:
            if contact["debtor"] in post:
                contact["email"] = ""
        import_ledger(desk, ledger)
        return desk

    def sent(self, count, **more):
        desk = self.desk(count, **more)
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
        self.assertEqual(desk.json("send", "--today", LEDGER_DAY)["accepted"], count)
        return desk

    def archive(self, desk, folder="archive", before=LATER, expect=0, **more):
        return desk.json("archive", "--before", before, "--to", folder, "--by", "Mei", "--today", LATER, expect=expect, **more)

    def in_database(self, desk):
        return {name for name, in desk.sql("SELECT sha256 FROM document")}

    def archived(self, desk):
        return {name: file for name, file in desk.sql("SELECT sha256, file FROM archived_document")}

    def manifest(self, desk, folder="archive", month=MONTH):
        return [json.loads(line) for line in (desk.folder / folder / month / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]

    def letter(self, desk, debtor):
        return desk.letters(debtor)[0]

    def nothing_lost(self, desk, folder="archive"):
        """Every document that a letter or a mail names is in the database, or whole in the archive."""
        named = desk.sql("SELECT document FROM letter WHERE document <> '' UNION SELECT document FROM mail UNION SELECT upload FROM mail WHERE upload <> ''")
        kept, went = self.in_database(desk), self.archived(desk)
        for sha256, in named:
            if sha256 not in kept:
                self.assertEqual(hashlib.sha256((desk.folder / folder / went[sha256]).read_bytes()).hexdigest(), sha256)
        self.assertEqual(desk.json("verify")["broken"], [])


class Over(Archive):
    def test_what_ended_goes_and_what_waits_stays(self):
        desk = self.desk(6, post=("K0006",))
        desk.run("plan", "--today", LEDGER_DAY)
        letters = {debtor: self.letter(desk, debtor)["id"] for debtor in (f"K000{n}" for n in range(1, 7))}
        for debtor in ("K0003", "K0005"):  # drafts that a person has to approve
            desk.run("edit", letters[debtor], "--extra", "x", "--reason", "r", "--by", "Mei", "--today", LEDGER_DAY)
        for debtor in ("K0001", "K0002", "K0004", "K0006"):
            desk.run("approve", letters[debtor], "--by", "Lin", "--today", LEDGER_DAY)
        desk.run("refuse", letters["K0004"], "--reason", "r", "--by", "Mei", "--today", LEDGER_DAY)
        desk.run("send", "--today", LEDGER_DAY)
        desk.run("print", "--all", "--out", "out", "--today", LEDGER_DAY)
        desk.run("approve", letters["K0005"], "--by", "Lin", "--today", LEDGER_DAY)  # still to leave
        answered, = [mail for mail in desk.mails().values() if "debtor1@" in mail["To"]]
        desk.write("reply.eml", "From: debtor1@debtor.example\nTo: credit@yunfan.example\nSubject: Re\nMessage-ID: <1@debtor.example>\n"
                   f"In-Reply-To: <{message_id(answered)}>\nDate: Sat, 21 Nov 2026 10:00:00 +0800\n\nWe have moved house.\n")
        desk.run("track", str(desk.folder / "reply.eml"), "--today", LEDGER_DAY, expect=None)
        mail, = desk.json("inbox")
        self.assertEqual(mail["letter"], letters["K0001"])
        documents = {debtor: self.letter(desk, debtor)["document"] for debtor in letters}
        before = self.in_database(desk)
        printed = {debtor: desk.sql("SELECT bytes FROM document WHERE sha256 = ?", documents[debtor]) for debtor in ("K0002", "K0006")}
        stack = next((desk.folder / "out").rglob("B*.pdf")).read_bytes()

        # Its day is the run's: nothing is older.
        self.assertEqual(self.archive(desk, before=LEDGER_DAY)["documents"], {"letter": 0, "mail": 0, "upload": 0})
        self.assertFalse((desk.folder / "archive").exists())

        done = self.archive(desk)
        self.assertEqual(done["archive"], str(desk.folder / "archive"))
        self.assertEqual(done["documents"], {"letter": 3, "mail": 0, "upload": 0})
        gone = {documents[debtor] for debtor in ("K0002", "K0004", "K0006")}
        self.assertEqual(self.in_database(desk), before - gone)
        self.assertEqual(set(self.archived(desk)), gone)
        lines = {line["id"]: line for line in self.manifest(desk)}
        self.assertEqual(lines[letters["K0002"]], {
            "sha256": documents["K0002"], "bytes": len(printed["K0002"][0][0]), "media_type": "application/pdf", "file": documents["K0002"] + ".pdf",
            "what": "letter", "id": letters["K0002"], "case": "main/K0002/CNY", "day": LEDGER_DAY})
        self.nothing_lost(desk)

        # Everything is read as before.
        for debtor in ("K0002", "K0006"):
            desk.run("pdf", letters[debtor], "--out", "letter.pdf")
            self.assertEqual((desk.folder / "letter.pdf").read_bytes(), printed[debtor][0][0])
        desk.run("print", "--again", "B2026-0001", "--out", "again")
        self.assertEqual(next((desk.folder / "again").rglob("B*.pdf")).read_bytes(), stack)
        self.assertIn(f"archived   on {LATER} by Mei, in {desk.folder}/archive/{MONTH}/{documents['K0002']}.pdf", desk.run("show", letters["K0002"]).out)
        self.assertEqual(desk.json("show", letters["K0002"])["archived"]["archive"], str(desk.folder / "archive"))

        # A person has read the mail, and the approved letter has left.
        desk.run("inbox", "dismiss", mail["id"], "--reason", "read", "--by", "Lin")
        desk.run("send", "--today", LEDGER_DAY)
        self.assertEqual(self.archive(desk)["documents"], {"letter": 2, "mail": 1, "upload": 0})
        self.assertEqual(self.in_database(desk), set())
        self.assertIn("We have moved house.", desk.run("inbox", "show", mail["id"]).out)
        self.assertEqual((desk.folder / "archive" / self.archived(desk)[mail["document"]]).read_bytes(), (desk.folder / "reply.eml").read_bytes())
        self.nothing_lost(desk)

    def test_a_letter_in_doubt_stays(self):
        desk = self.sent(2)
        desk.sql("UPDATE letter SET state = 'unknown' WHERE debtor_id = 'K0001'")
        self.assertEqual(self.archive(desk)["documents"]["letter"], 1)
        self.assertEqual(self.in_database(desk), {self.letter(desk, "K0001")["document"]})

    def test_the_folder_is_open_to_anybody_and_its_owners_alone(self):
        desk = self.desk(3)
        old = os.umask(0)
        try:
            desk.run("plan", "--today", LEDGER_DAY)
            desk.run("approve", "R2026-0001", "--by", "Lin", "--today", LEDGER_DAY)
            desk.run("send", "--today", LEDGER_DAY)
            (desk.folder / "below").mkdir()
            self.archive(desk, "below/../deep/er/archive/")
        finally:
            os.umask(old)
        folder = desk.folder / "deep/er/archive"
        self.assertEqual(desk.sql("SELECT folder FROM archive"), [(str(folder),)])
        for path in [folder, *folder.rglob("*"), folder.parent]:
            self.assertEqual(oct(stat.S_IMODE(path.stat().st_mode)), "0o700" if path.is_dir() else "0o600", path.name)
        self.assertEqual({path.suffix for path in (folder / MONTH).iterdir()}, {".pdf", ".jsonl", ""})
        checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder / MONTH, capture_output=True, text=True)
        self.assertEqual((checked.returncode, checked.stdout.count(": OK")), (0, 3), checked.stderr)
        self.assertIn("sha256sum -c SHA256SUMS", (folder / "README.txt").read_text())
        self.assertEqual({line["sha256"] for line in self.manifest(desk, "deep/er/archive")}, set(self.archived(desk)))

    def test_twice_is_once(self):
        desk = self.sent(4)
        self.archive(desk)
        tree = {path: path.stat().st_mtime_ns for path in (desk.folder / "archive").rglob("*") if path.is_file()}
        dump = desk.dump()
        self.assertEqual(self.archive(desk)["documents"], {"letter": 0, "mail": 0, "upload": 0})
        self.assertIn("no document went to", desk.run("archive", "--before", LATER, "--to", "archive", "--today", LATER).out)
        self.assertEqual(desk.dump(), dump)
        self.assertEqual({path: path.stat().st_mtime_ns for path in (desk.folder / "archive").rglob("*") if path.is_file()}, tree)

    def test_the_file_gives_its_room_back_when_it_is_told_to(self):
        desk = self.sent(40)
        size = (desk.folder / "dunmail.db").stat().st_size
        free = self.archive(desk)["free_bytes"]
        self.assertGreater(free, 40 * 30_000)
        self.assertGreaterEqual((desk.folder / "dunmail.db").stat().st_size, size)
        told = desk.json("archive", "--shrink")
        self.assertEqual(told["after"], (desk.folder / "dunmail.db").stat().st_size)
        self.assertLess(told["after"], told["before"] - free * 0.9)
        self.nothing_lost(desk)

    def test_what_is_asked_wrongly(self):
        desk = self.sent(1)
        for words, answer in ((["--before", "2041-01-01", "--to", "a", "--today", LATER], "--before: 2041-01-01 is not here yet"),
                              (["--before", LATER, "--today", LATER], "--to: where to?"),
                              (["--to", "a"], "which documents?"),
                              (["--before", LATER, "--to", "a", "--shrink"], "one of them at a time"),
                              (["--moved", "a", "--to", "b"], "nothing was archived in"),
                              (["--before", "soon", "--to", "a"], "soon")):
            ran = desk.run("archive", *words, expect=2)
            self.assertIn(answer, ran.err)
            self.assertEqual(len(ran.err.splitlines()), 1)
        self.assertIn("nothing was archived yet", desk.run("archive").out)
        self.assertEqual(len(self.in_database(desk)), 1)


class Uploads(Reception, Archive):
    def test_an_upload_goes_when_nobody_has_to_look_at_it_any_more(self):
        proof = b"%PDF-1.4 the same proof from both"
        for debtor in ("K0001", "K0002"):
            self.assertEqual(self.upload(self.path(debtor), proof, reference="BK-" + debtor)[0].status, 200)
        desk, name = self.desk, hashlib.sha256(proof).hexdigest()
        end(self.server)
        first, second = desk.json("inbox")
        desk.run("inbox", "dismiss", first["id"], "--reason", "seen", "--by", "Lin")
        done = self.archive(desk)
        self.assertEqual((done["documents"], done["needed"]), ({"letter": 1, "mail": 1, "upload": 0}, 1))
        self.assertIn(name, self.in_database(desk))
        desk.run("inbox", "dismiss", second["id"], "--reason", "seen", "--by", "Lin")
        self.assertEqual(self.archive(desk)["documents"], {"letter": 1, "mail": 1, "upload": 1})
        self.assertEqual(self.archived(desk)[name], f"{MONTH}/{name}.pdf")
        desk.run("inbox", "attachment", second["id"], "--out", "proof.pdf")
        self.assertEqual((desk.folder / "proof.pdf").read_bytes(), proof)
        self.nothing_lost(desk)


class Elsewhere(Archive):
    """The archive is moved, not mounted, or not what it was."""

    def setUp(self):
        self.here = self.sent(3)
        self.archive(self.here)
        self.id, self.name = self.letter(self.here, "K0001")["id"], self.letter(self.here, "K0001")["document"]
        self.file = self.here.folder / "archive" / MONTH / (self.name + ".pdf")

    def refused(self, *words):
        ran = self.here.run("pdf", self.id, "--out", "x.pdf", expect=1)
        self.assertEqual(len(ran.err.splitlines()), 1)
        for each in (str(self.file), *words):
            self.assertIn(each, ran.err)

    def test_one_that_is_not_mounted_is_one_finding_and_can_be_given_its_new_place(self):
        desk = self.here
        (desk.folder / "archive").rename(desk.folder / "vault")
        for mount_point in (False, True):
            if mount_point:
                (desk.folder / "archive").mkdir()
            self.refused("went to the archive", f"dunmail archive --moved {desk.folder}/archive --to FOLDER")
            finding, = desk.json("verify", expect=1)["broken"]
            self.assertEqual(finding["where"], f"archive {desk.folder}/archive")
            self.assertIn("3 documents went to it", finding["what"])
        self.assertEqual([a["there"] for a in desk.json("archive")["archives"]], [False])
        (desk.folder / "empty" / MONTH).mkdir(parents=True)
        wrong = desk.run("archive", "--moved", "archive", "--to", "empty", expect=2)
        self.assertIn(f"{desk.folder}/empty does not hold {MONTH}/", wrong.err)
        desk.run("archive", "--moved", "archive", "--to", "vault")
        desk.run("pdf", self.id, "--out", "x.pdf")
        self.assertEqual(hashlib.sha256((desk.folder / "x.pdf").read_bytes()).hexdigest(), self.name)
        self.assertEqual(desk.json("archive")["archives"], [{"archive": f"{desk.folder}/vault", "documents": 3, "there": True,
                                                            "bytes": sum(f.stat().st_size for f in (desk.folder / "vault").rglob("*.pdf"))}])
        whole = desk.run("verify")
        self.assertIn("0 documents (3 more in archives) checked: all whole", whole.out)

    def test_two_archives_become_one(self):
        desk = self.here
        desk.run("plan", "--today", "2026-12-21", expect=None)
        desk.run("approve", "R2026-0002", "--by", "Lin", "--today", "2026-12-21", expect=None)
        desk.run("import", "payments", desk.write("none.csv", "reference,debtor,date,amount,currency,invoice\n"), "--as-of", "2026-12-21")
        desk.run("send", "--today", "2026-12-21", expect=None)
        more = self.archive(desk, "second")["documents"]["letter"]
        self.assertGreater(more, 0)
        self.assertEqual(len(desk.json("archive")["archives"]), 2)
        subprocess.run(["cp", "-r", *map(str, (desk.folder / "second").glob("20*")), str(desk.folder / "archive")], check=True)
        subprocess.run(["rm", "-r", str(desk.folder / "second")], check=True)
        desk.run("archive", "--moved", "second", "--to", "archive")
        one, = desk.json("archive")["archives"]
        self.assertEqual(one["documents"], 3 + more)
        desk.run("verify")

    def test_a_file_that_was_changed_or_is_gone_is_found_and_named(self):
        bytes = self.file.read_bytes()
        for what, change in (("one bit", lambda: self.file.write_bytes(bytes[:100] + b"X" + bytes[101:])), ("cut off", lambda: self.file.write_bytes(bytes[:-1])),
                             ("empty", lambda: self.file.write_bytes(b"")), ("gone", self.file.unlink)):
            with self.subTest(what):
                change()
                self.refused("cannot be read there" if what == "gone" else "is not what was archived")
                finding, = self.here.json("verify", expect=1)["broken"]
                self.assertEqual(finding["where"], self.id)
                self.assertIn(str(self.file), finding["what"])
        self.file.write_bytes(bytes)
        self.assertEqual(self.here.json("verify")["broken"], [])

    def test_what_the_database_says_of_it_is_held_against_it(self):
        self.here.sql("UPDATE archived_document SET bytes = bytes + 1 WHERE sha256 = ?", self.name)
        finding, = self.here.json("verify", expect=1)["broken"]
        self.assertIn("bytes in the archive", finding["what"])
        self.here.sql("DELETE FROM archived_document WHERE sha256 = ?", self.name)
        finding, = self.here.json("verify", expect=1)["broken"]
        self.assertEqual(finding, {"where": self.id, "what": "its document is gone"})


class Broken(Archive):
    """The process is killed, the disk is full, something is in the way."""

    def test_killed_between_the_files_and_the_database(self):
        desk = self.sent(5)
        names = self.in_database(desk)
        holder = sqlite3.connect(desk.folder / "dunmail.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        process = desk.start("archive", "--before", LATER, "--to", "archive", "--today", LATER)
        self.addCleanup(end, process)
        self.assertIn(b"waiting for the database", process.stderr.readline())  # the files are written by then
        self.assertEqual({path.stem for path in (desk.folder / "archive" / MONTH).glob("*.pdf")}, names)
        end(process, signal.SIGKILL)
        holder.execute("ROLLBACK")
        holder.close()
        self.assertEqual((self.in_database(desk), self.archived(desk)), (names, {}))
        self.nothing_lost(desk)
        self.assertEqual(self.archive(desk)["documents"]["letter"], 5)
        self.assertEqual(len(self.manifest(desk)), 5, "a line a document, although it was written twice")
        self.nothing_lost(desk)

    def test_killed_at_any_moment(self):
        desk, rng = self.sent(320), random.Random(SEED)
        month = desk.folder / "archive" / MONTH
        kills = 0
        for _ in range(8):
            goal = (len(list(month.iterdir())) if month.exists() else 0) + rng.randint(1, 45)
            process = desk.start("archive", "--before", LATER, "--to", "archive", "--today", LATER)
            while process.poll() is None and not (month.exists() and len(os.listdir(month)) >= goal):
                pass  # a file takes less than a sleep
            kills += process.poll() is None
            end(process, signal.SIGKILL)
            self.nothing_lost(desk)
        self.assertGreater(kills, 3, f"seed {SEED}: it was done too soon")
        self.archive(desk)
        self.assertEqual(self.in_database(desk), set())
        self.assertEqual(len(self.manifest(desk)), 320)
        self.assertEqual([path.name for path in month.iterdir() if ".part-" in path.name], [])
        checked = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=month, capture_output=True, text=True)
        self.assertEqual((checked.returncode, checked.stdout), (0, ""), checked.stderr)
        self.nothing_lost(desk)

    def test_a_file_in_the_way_with_other_bytes_is_refused(self):
        desk = self.sent(3)
        name = self.letter(desk, "K0002")["document"]
        month = desk.folder / "archive" / MONTH
        month.mkdir(parents=True)
        for what in ("other", "link"):
            with self.subTest(what):
                path = month / (name + ".pdf")
                path.unlink(missing_ok=True)
                if what == "other":
                    path.write_bytes(b"another's")
                else:
                    target = desk.write("elsewhere.pdf", desk.sql("SELECT bytes FROM document WHERE sha256 = ?", name)[0][0])
                    path.symlink_to(target)
                ran = desk.run("archive", "--before", LATER, "--to", "archive", "--today", LATER, expect=1)
                self.assertEqual(len(ran.err.splitlines()), 1)
                self.assertIn(f"{path}: is there already and holds something else", ran.err)
                self.assertEqual(len(self.in_database(desk)), 3)
        path.unlink()
        self.assertEqual(self.archive(desk)["documents"]["letter"], 3)
        self.nothing_lost(desk)

    def one_line(self, desk, folder, words, **more):
        ran = desk.run("archive", "--before", LATER, "--to", folder, "--today", LATER, expect=1, **more)
        self.assertEqual(len(ran.err.splitlines()), 1, ran)
        self.assertIn(words, ran.err)
        return ran

    def test_a_folder_that_cannot_be_written(self):
        desk = self.sent(2)
        self.one_line(desk, "dunmail.toml/archive", "dunmail.toml: is not a folder")
        self.one_line(desk, "/proc/archive", "/proc/archive")
        self.assertEqual(len(self.in_database(desk)), 2)
        self.nothing_lost(desk)

    def test_a_disk_that_is_full(self):
        desk = self.sent(60)
        vault = desk.folder / "vault"
        vault.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(vault)], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest("no file system can be mounted here: " + mounted.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", str(vault)], check=True)
        ran = self.one_line(desk, "vault", "free some space")
        self.assertIn(os.strerror(errno.ENOSPC), ran.err)
        self.assertEqual(len(self.in_database(desk)), 60)
        subprocess.run(["mount", "-o", "remount,size=20m", str(vault)], check=True)
        self.assertEqual(self.archive(desk, "vault")["documents"]["letter"], 60)
        self.nothing_lost(desk, "vault")

    def test_a_list_that_cannot_grow(self):
        # The files fit, the month's manifest does not: what was appended is taken back, and nothing is forgotten.
        desk = self.sent(12)
        largest = max(size for size, in desk.sql("SELECT length(bytes) FROM document"))
        (desk.folder / "archive" / MONTH).mkdir(parents=True)
        manifest = desk.folder / "archive" / MONTH / "manifest.jsonl"
        manifest.write_bytes(b"{}\n" * (largest // 3))

        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 1000, largest + 1000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        process = desk.start("archive", "--before", LATER, "--to", "archive", "--today", LATER, preexec_fn=limited)
        _, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, len(err.splitlines())), (1, 1), err)
        self.assertIn(b"manifest.jsonl", err)
        self.assertEqual(manifest.read_bytes(), b"{}\n" * (largest // 3))
        self.assertEqual(len(self.in_database(desk)), 12)
        self.assertEqual(self.archive(desk)["documents"]["letter"], 12)
        self.nothing_lost(desk)

    def test_two_at_once_take_turns(self):
        desk = self.sent(60)
        both = [desk.start("archive", "--before", LATER, "--to", "archive", "--today", LATER, "--json") for _ in range(2)]
        went = 0
        for process in both:
            out, err = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, err)
            went += json.loads(out)["documents"]["letter"]
        self.assertEqual((went, len(self.manifest(desk))), (60, 60))
        self.nothing_lost(desk)

    def test_a_backup_of_before_is_archived_once_more(self):
        desk = self.sent(4)
        kept = {name: (desk.folder / name).read_bytes() for name in ("dunmail.db",)}
        self.archive(desk)
        for name in ("dunmail.db-wal", "dunmail.db-shm"):
            (desk.folder / name).unlink(missing_ok=True)
        for name, bytes in kept.items():
            (desk.folder / name).write_bytes(bytes)
        self.assertEqual(len(self.in_database(desk)), 4)
        self.assertEqual(self.archive(desk)["documents"]["letter"], 4)
        self.assertEqual(len(self.manifest(desk)), 4)
        self.nothing_lost(desk)


if __name__ == "__main__":
    print(f"seed {SEED}")
    main()
