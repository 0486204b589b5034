"""What the end-to-end tests share: a desk (a folder with settings and a database) and the program run in it.

The program is $DUNMAIL_PROGRAM, or build/release/dunmail. Nothing here knows how it works inside: it is run, its output
read, and its database looked at with sqlite3. Conditions are waited for with a bound; what is started is ended by its
pid.
"""
import csv
import email
import email.policy
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PROGRAM = os.environ.get("DUNMAIL_PROGRAM") or str(ROOT / "build/release/dunmail")
LEDGER_DAY = "2026-11-21"
# libfaketime (package faketime): a clock for the program that is not the machine's.
CLOCKS = sorted(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
KINDS = ["debtors", "contacts", "invoices", "payments"]

SETTINGS = """
[creditor.main]
name = "上海云帆供应链管理有限公司"
phone = "+86 21 5555 0100"
address = { street = "浦东新区世纪大道100号18楼", postcode = "200120", city = "上海市", country = "CN" }
bank = { holder = "上海云帆供应链管理有限公司", bank = "中国银行上海市浦东分行", account = "4345 0000 1234 5678" }

[signatory]
name = "李敏"
title = "信用管理部经理"
authority = "全权负责贵司账款的核对与付款安排"
phone = "+86 21 5555 0123"

[delivery]
from = "credit@yunfan.example"
reply_to = "li.min@yunfan.example"
bounce_address = "bounce+{token}@yunfan.example"
fax_gateway = "hylafax"
post = "folder"
"""


class Ran:
    def __init__(self, arguments, code, out, err):
        self.arguments, self.code, self.out, self.err = arguments, code, out, err

    def __str__(self):
        return f"dunmail {' '.join(self.arguments)}: exit code {self.code}\n{self.out}{self.err}"


class Desk:
    """A folder of its own, with dunmail.toml; gone when the test is."""

    def __init__(self, test, settings=SETTINGS, route=None, calendars_end=False, **delivery):
        self.test = test
        # In memory where there is such a folder: a database that syncs at every commit is slow on a busy disk.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dunmail-e2e-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        test.addCleanup(subprocess.run, ["rm", "-rf", str(self.folder)])
        self.write("dunmail.toml", settings)
        if not calendars_end:
            self.know_years()
        self.deliver(**({"route": route} if route else {}), **delivery)

    def know_years(self, last=2040):
        """Rows for the calendars that end with 2026, made up: what a test is about must not hang on the table's end (data.py
        is about that, and does without)."""
        fixed = {"cn": [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)], "tw": [(1, 1), (2, 28), (4, 4), (5, 1), (9, 28), (10, 10), (10, 25), (12, 25)]}
        (self.folder / "data" / "calendars").mkdir(parents=True)
        for name, days in fixed.items():
            rows = "".join(f"[[added.off]]\nfrom = {year}-{month:02}-{day:02}\n" for year in range(2027, last + 1) for month, day in days)
            self.write(f"data/calendars/{name}.toml", f"[[added]]\nfirst_year = 2027\nlast_year = {last}\n{rows}")

    def deliver(self, **keys):
        """Sets keys of [delivery], the last table of the settings."""
        before, table, rest = (self.folder / "dunmail.toml").read_text().partition("[delivery]\n")
        for key, value in keys.items():
            value = "{ " + ", ".join(f"{k} = {json.dumps(v)}" for k, v in value.items()) + " }" if isinstance(value, dict) else json.dumps(value)
            rest = f"{key} = {value}\n" + re.sub(rf"(?m)^{key} = .*\n", "", rest)
        self.write("dunmail.toml", before + table + rest)

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def run(self, *arguments, expect=0, env=None, prefix=(), cwd=None, timeout=120):
        """Runs the program; `expect` is the exit code that it must have, None for any."""
        arguments = [str(a) for a in arguments]
        done = subprocess.run([*prefix, PROGRAM, *arguments], cwd=cwd or self.folder, capture_output=True, timeout=timeout,
                              env={**environment(), **(env or {})})
        ran = Ran(arguments, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        if expect is not None:
            self.test.assertEqual(ran.code, expect, str(ran))
        return ran

    def start(self, *arguments, env=None, **more):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                env={**environment(), **(env or {})}, **more)

    def json(self, *arguments, expect=0, **more):
        ran = self.run(*arguments, "--json", expect=expect, **more)
        try:
            return json.loads(ran.out)
        except ValueError as error:
            self.test.fail(f"{ran}\nis not JSON: {error}")

    def init(self):
        self.run("init")
        return self

    def import_samples(self, day=LEDGER_DAY):
        return [self.json("import", kind, SAMPLES / f"{kind}.csv", "--as-of", day) for kind in KINDS]

    def import_rows(self, kind, rows, day=LEDGER_DAY, expect=0, **more):
        path = self.write(f"{kind}.csv", csv_text(rows))
        return self.run("import", kind, path, "--as-of", day, expect=expect, **more)

    def sql(self, query, *values):
        """Read-only unless the query writes; used for what no command shows, and to put a clock forward."""
        with sqlite3.connect(self.folder / "dunmail.db") as database:
            rows = database.execute(query, values).fetchall()
        database.close()
        return rows

    def dump(self):
        """The whole database as text."""
        database = sqlite3.connect(self.folder / "dunmail.db")
        text = "\n".join(database.iterdump())
        database.close()
        return text

    def letters(self, what, **wanted):
        """Of a run or a debtor, those whose fields are as wanted."""
        found = self.json("show", what)["letters"]
        return [l for l in found if all(l[key] == value for key, value in wanted.items())]

    def events(self, debtor, *kinds):
        return [e for e in self.json("log", debtor)["events"] if not kinds or e["kind"] in kinds]

    def mails(self, folder="outbox"):
        """Every mail of the maildir, by Message-ID without brackets."""
        out = {}
        for path in sorted((self.folder / folder / "new").iterdir()):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            self.test.assertNotIn(message_id(mail), out, "two mails with one Message-ID")
            out[message_id(mail)] = mail
        return out


def at(hours):
    """The program's environment with a clock so many hours ahead (or behind); its waits stay as long as they are. Not by
    the command `faketime`, which stands between us and the program when we kill it."""
    return {"LD_PRELOAD": str(CLOCKS[0]), "FAKETIME": f"{hours:+}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}


def environment():
    return {**os.environ, "USER": "drafter"}


def message_id(mail):
    return str(mail["Message-ID"]).strip("<>")


def csv_text(rows):
    """Rows as dicts to CSV."""
    import io
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sample_rows(kind):
    with open(SAMPLES / f"{kind}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def small_ledger(count, first=1, domain="debtor.example", days_overdue_due="2026-10-20"):
    """`count` debtors with one contact and one overdue invoice each: rows by kind."""
    debtors, contacts, invoices = [], [], []
    for n in range(first, first + count):
        key = f"K{n:04}"
        debtors.append({"id": key, "name": f"杭州第{n}贸易有限公司", "kind": "small-business", "street": f"文一西路{n}号", "postcode": "311200", "city": "杭州市"})
        contacts.append({"debtor": key, "name": "王芳", "position": "财务部经理", "role": "payer", "email": f"debtor{n}@{domain}"})
        invoices.append({"number": f"RE-{n:04}", "debtor": key, "issue_date": "2026-09-20", "due_date": days_overdue_due, "amount": f"{1000 + n}.50", "currency": "CNY"})
    return {"debtors": debtors, "contacts": contacts, "invoices": invoices}


def import_ledger(desk, ledger, day=LEDGER_DAY):
    for kind in KINDS:
        if ledger.get(kind):
            desk.import_rows(kind, ledger[kind], day=day)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(condition, seconds=20):
    """Asks until the condition is true, every 20 ms; its last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.02)


def listens(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def end(process, how=signal.SIGTERM):
    """Ends a child by its pid and waits for it."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()


def pdf_of(mail):
    return [part.get_content() for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]


def pdf_text(pdf):
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def without_blanks(text):
    return "".join(text.split())


def have(program):
    import shutil
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/bin:/bin")


def main():
    """Runs the file's tests; names every test, and why one was skipped."""
    if not os.access(PROGRAM, os.X_OK):
        sys.exit(f"{PROGRAM} is not there: build it, or name it by DUNMAIL_PROGRAM")
    if scans := os.environ.get("DUNMAIL_SCANS"):  # for tests/scans.py: of this run alone
        pathlib.Path(scans).write_text("", encoding="utf-8")
    unittest.main(verbosity=2)
