#!/usr/bin/env python3
"""An installation on PostgreSQL: the same commands, several machines' worth of processes at once, a server that dies, and the
way over from SQLite and back. The server is Debian's, the test's own, on a socket."""
import os
import signal
import sqlite3
import subprocess
import time
import unittest

from postgres_server import Server, programs
from support import LEDGER_DAY, PROGRAM, Desk, end, environment, eventually, import_ledger, main, small_ledger

CLERK = "李敏"


@unittest.skipUnless(programs(), "PostgreSQL's server is not installed")
class OnServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.databases = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def fresh(self):
        """The address of an empty database."""
        type(self).databases += 1
        name = f"d{self.databases}"
        self.server.sql(f"CREATE DATABASE {name}", database="postgres")
        self.name = name
        return self.server.url(name)

    def desk(self, url=None, **delivery):
        desk = Desk(self, **delivery)
        settings = (desk.folder / "dunmail.toml").read_text()
        desk.write("dunmail.toml", f'database = "{url or self.fresh()}"\n{settings}')
        return desk

    def approved(self, letters, url=None):
        """A desk with so many letters that may leave."""
        desk = self.desk(url)
        desk.run("init")
        import_ledger(desk, small_ledger(letters))
        desk.run("plan", "--today", LEDGER_DAY)
        desk.run("approve", "R2026-0001", "--by", CLERK, "--today", LEDGER_DAY)
        return desk

    def sql(self, text):
        return self.server.sql(text, database=self.name)


class Department(OnServer):
    def test_the_work_of_some_days(self):
        desk = self.desk()
        self.assertIn("created", desk.run("init").out)
        self.assertIn("is there already", desk.run("init").out)
        desk.import_samples()
        desk.run("arrears", "--today", LEDGER_DAY)
        proposal = desk.json("plan", "--today", LEDGER_DAY)
        run = proposal["run"]
        letters = desk.letters(run)
        self.assertGreater(len(letters), 150)
        desk.run("show", run)
        desk.run("explain", "D0001", "--today", LEDGER_DAY)
        desk.run("approve", run, "--tier", "reminder", "--by", CLERK, "--today", LEDGER_DAY, expect=None)
        desk.run("send", "--today", LEDGER_DAY, expect=None)
        accepted = desk.letters(run, state="accepted")
        self.assertGreater(len(accepted), 100)
        self.assertEqual(len(desk.mails()), sum(l["channel"] != "post" for l in accepted))
        again = desk.json("run", "--today", LEDGER_DAY, expect=None)
        self.assertEqual(again["sent"]["accepted"], 0, "nothing is sent twice")
        desk.run("record", "promise", "D0001", "--due", "2026-11-26", "--on", "2026-11-23", "--by", CLERK)
        desk.run("print", "--all", "--out", "print", "--today", LEDGER_DAY, expect=None)
        for command in ("worklist", "tasks", "deadlines", "report", "outbox", "show", "inbox", "payments suggest", "charges list", "calls list", "print show"):
            desk.run(*command.split(), *(["--today", LEDGER_DAY] if command in ("worklist", "tasks", "deadlines", "report") else []), expect=None)
        self.assertIn("all whole", desk.run("verify").out)

    def test_the_same_days_end_alike_on_both_engines(self):
        def play(desk):
            desk.run("init")
            desk.import_samples()
            desk.run("run", "--today", LEDGER_DAY, expect=None)
            desk.run("record", "promise", "D0001", "--due", "2026-11-26", "--on", "2026-11-23", "--by", CLERK)
            desk.run("import", "payments", "samples/later/payments-2026-11-30.csv", "--as-of", "2026-11-30", expect=None, cwd=desk.folder)
            desk.run("run", "--today", "2026-11-30", expect=None)
            figures = desk.json("arrears", "--today", "2026-11-30", expect=None)
            runs = desk.json("show")["runs"]
            letters = [[l[key] for key in ("id", "number", "case", "kind", "channel", "recipient", "amount", "day", "deadline", "state")] for run in runs for l in desk.letters(run["id"])]
            return figures["accounts"], letters

        there, here = self.desk(), Desk(self)
        for desk in (there, here):
            os.symlink(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../samples"), desk.folder / "samples")
        self.assertEqual(play(there), play(here))


class Several(OnServer):
    def test_senders_share_the_work_and_one_that_dies_leaves_it(self):
        desk = self.approved(300)
        senders = [desk.start("send", "--today", LEDGER_DAY) for _ in range(3)]
        for each in senders:
            self.addCleanup(end, each)
        eventually(lambda: int(self.sql("SELECT count(*) FROM letter WHERE state IN ('accepted', 'sending')")[0][0]) > 10)
        senders[0].kill()
        for each in senders:
            each.communicate(timeout=120)
        rest = desk.json("send", "--today", LEDGER_DAY, expect=None)
        states = dict(self.sql("SELECT state, count(*) FROM letter GROUP BY state"))
        in_doubt = int(states.pop("unknown", 0))
        self.assertEqual(int(states.pop("accepted")) + in_doubt, 300, (states, rest))
        self.assertEqual(states, {})
        mails = len(desk.mails())
        self.assertLessEqual(300 - in_doubt, mails)
        self.assertLessEqual(mails, 300, "no letter left twice")
        self.assertIn("all whole", desk.run("verify", expect=None).out)

    def test_one_writes_at_a_time_and_is_named(self):
        desk = self.desk()
        desk.run("init")
        import_ledger(desk, small_ledger(2))
        holder = subprocess.Popen(["psql", self.server.url(self.name), "-X", "-q"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        self.addCleanup(end, holder)
        holder.stdin.write("BEGIN; SELECT pg_advisory_xact_lock(1685417581, 1);\n")
        holder.stdin.flush()
        eventually(lambda: self.sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"))
        desk.run("arrears", "--today", LEDGER_DAY)  # who reads waits for nobody
        clerk = desk.start("record", "hold", "K0001", "--note", "talks", "--by", CLERK, "--on", LEDGER_DAY)
        self.addCleanup(end, clerk)
        self.assertIn("waiting for the database: psql", clerk.stderr.readline().decode())
        holder.stdin.write("COMMIT;\n")
        holder.stdin.flush()
        self.assertEqual(clerk.wait(30), 0)

    def test_a_sender_of_another_role_lives_and_another_database_is_no_matter(self):
        desk = self.approved(40)
        self.sql("CREATE ROLE worker LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO worker")
        # It sends, and hangs: its letters are its own while it is there.
        desk.deliver(route="command:" + desk.write("hang.sh", "#!/bin/sh\ncat >/dev/null; while kill -0 $PPID; do sleep 0.1; done\n"), connections=1)
        os.chmod(desk.folder / "hang.sh", 0o755)
        hanging = desk.start("send", "--today", LEDGER_DAY)
        self.addCleanup(end, hanging)
        self.assertTrue(eventually(lambda: self.sql("SELECT 1 FROM letter WHERE state = 'sending'")))
        desk.deliver(route="maildir:outbox")
        desk.json("send", "--today", LEDGER_DAY, expect=None, env={"DUNMAIL_DATABASE": self.server.url(self.name).replace("user=dunmail", "user=worker")})
        states = dict(self.sql("SELECT state, count(*) FROM letter GROUP BY state"))
        self.assertNotIn("unknown", states, "who is there is not taken for dead")
        self.assertEqual(states["sending"], "1")
        self.assertGreater(int(states["accepted"]), 0, "the others are shared")
        hanging.kill()
        hanging.wait()
        desk.json("send", "--today", LEDGER_DAY, expect=None)
        self.assertEqual(dict(self.sql("SELECT state, count(*) FROM letter GROUP BY state")), {"accepted": "39", "unknown": "1"})
        elsewhere = self.desk()
        elsewhere.run("init")
        import_ledger(elsewhere, small_ledger(1))  # nobody waits for the writer of another database

    def test_numbers_have_no_gaps_and_chains_hold_where_clerks_write_at_once(self):
        desk = self.desk()
        desk.run("init")
        import_ledger(desk, small_ledger(4))
        desk.run("run", "--today", LEDGER_DAY, expect=None)
        clerks = [desk.start("record", "response", "K0001", "--note", f"call {i}", "--by", CLERK, "--on", LEDGER_DAY) for i in range(8)]
        for each in clerks:
            self.addCleanup(end, each)
            self.assertEqual(each.wait(60), 0, each.stderr.read())
        self.assertEqual(len(desk.events("K0001", "replied")), 8)
        self.assertIn("all whole", desk.run("verify").out)


class Over(OnServer):
    def test_there_and_back(self):
        desk = Desk(self).init()
        desk.import_samples()
        desk.run("run", "--today", LEDGER_DAY, expect=None)
        desk.run("record", "hold", "D0005", "--until", "2026-12-31", "--note", "talks", "--by", CLERK, "--on", LEDGER_DAY)
        before = desk.dump()
        url = self.fresh()
        copied = desk.json("store", "copy", "dunmail.db", url)
        rows = {table["table"]: table["rows"] for table in copied["tables"]}
        self.assertGreater(rows["letter"], 100)
        self.assertEqual(rows["event"], int(self.sql("SELECT count(*) FROM event")[0][0]))
        settings = (desk.folder / "dunmail.toml").read_text()
        desk.write("dunmail.toml", f'database = "{url}"\n{settings}')
        self.assertIn("all whole", desk.run("verify").out)
        self.assertEqual(desk.json("run", "--today", LEDGER_DAY, expect=None)["sent"]["accepted"], 0)
        # Into a database that holds something: nothing is touched.
        full = desk.run("store", "copy", "dunmail.db", url, expect=2)
        self.assertRegex(full.err, "is there already|holds a ledger")
        (desk.folder / "back").mkdir()
        again = desk.run("store", "copy", url, "back/dunmail.db")
        self.assertIn("the same", again.out)
        with sqlite3.connect(desk.folder / "back" / "dunmail.db") as back:
            self.assertEqual(back.execute("SELECT count(*) FROM event").fetchone()[0], int(self.sql("SELECT count(*) FROM event")[0][0]))
        back.close()
        self.assertEqual(desk.dump(), before, "the old database is as it was")


class Refused(OnServer):
    def refusal(self, url, *more, code=1, env=None):
        ran = self.desk(url).run(*(more or ["init"]), expect=code, env=env)
        self.assertNotIn("should not happen", ran.err)
        return ran.err

    def test_addresses_and_servers_that_cannot_be(self):
        url = self.fresh()
        self.assertIn("a password stands in the address", self.refusal("postgresql://lin:geheim@db.example/dunmail"))
        for secret in ("lin:geheim@db.example/dunmail", "lin:ge/geheim@db.example/dunmail", "lin:x?geheim@db.example/d", "[lin:geheim@db.example/d", "db.example/d?password=geheim"):
            self.assertNotIn("geheim", self.refusal("postgresql://" + secret), secret)
        self.assertIn("is no address of PostgreSQL", self.refusal("postgresql://h/d?nonsense=1"))
        self.assertIn("cannot be reached", self.refusal("postgresql://127.0.0.1:1/dunmail"))
        self.assertIn("does not exist", self.refusal(self.server.url("nowhere")))
        self.assertIn("there are no tables of dunmail", self.refusal(url, "arrears"))
        self.assertIn("SQL_ASCII", self.refusal(self.other_encoding()))
        self.server.sql("CREATE TABLE debtor (id INT)", database=self.name)
        self.assertIn("not a database of dunmail", self.refusal(url))

    def other_encoding(self):
        self.server.sql("CREATE DATABASE ascii ENCODING 'SQL_ASCII' TEMPLATE template0", database="postgres")
        return self.server.url("ascii")

    def test_rights_and_a_standby(self):
        url = self.fresh()
        desk = self.desk(url)
        desk.run("init")
        import_ledger(desk, small_ledger(1))
        self.sql("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader; ALTER ROLE reader SET default_transaction_read_only = off")
        reader = self.desk(url.replace("user=dunmail", "user=reader"))
        reader.run("arrears", "--today", LEDGER_DAY)
        self.assertIn("this user may not do that", reader.run("record", "hold", "K0001", "--note", "x", "--by", CLERK, "--on", LEDGER_DAY, expect=1).err)
        self.sql(f"ALTER DATABASE {self.name} SET default_transaction_read_only = on")
        self.assertIn("read-only", desk.run("record", "hold", "K0001", "--note", "x", "--by", CLERK, "--on", LEDGER_DAY, expect=1).err)

    def test_a_newer_program_was_here(self):
        url = self.fresh()
        desk = self.desk(url)
        desk.run("init")
        self.sql("UPDATE schema_version SET version = version + 1")
        self.assertIn("written by a newer dunmail", desk.run("arrears", expect=1).err)

    def test_the_server_ends_in_the_middle(self):
        server = Server()
        self.addCleanup(server.close)
        desk = self.approved(200, server.url())
        sender = desk.start("send", "--today", LEDGER_DAY)
        self.addCleanup(end, sender)
        eventually(lambda: int(server.sql("SELECT count(*) FROM letter WHERE state = 'accepted'")[0][0]) > 5)
        server.stop(signal.SIGQUIT)
        out, err = sender.communicate(timeout=60)
        self.assertEqual(sender.returncode, 1, out)
        self.assertIn("the connection to the server is lost", err.decode())
        server.start()
        desk.run("send", "--today", LEDGER_DAY, expect=None)
        states = dict(server.sql("SELECT state, count(*) FROM letter GROUP BY state"))
        in_doubt = int(states.pop("unknown", 0))
        self.assertEqual(int(states.pop("accepted")) + in_doubt, 200, states)
        self.assertLessEqual(len(desk.mails()), 200, "no letter left twice")
        self.assertGreaterEqual(len(desk.mails()), 200 - in_doubt)


if __name__ == "__main__":
    main()
