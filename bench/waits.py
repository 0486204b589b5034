#!/usr/bin/env python3
"""How long another writer waits while a long command works: bench/waits.py [DEBTORS [FOLDER]].

A ledger of so many debtors (one contact, five invoices of which two are open, twelve payments), then each command once, with a
writer beside it that takes the write lock and gives it back, over and over, and tries every ten milliseconds as dunmail itself
does. Says how often it had the lock, and the median, the 99th percentile and the longest of its waits."""
import csv
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("DUNMAIL_PROGRAM") or str(ROOT / "build/release/dunmail")
DAY = "2026-11-24"


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def ledger(folder, count):
    debtors, contacts, invoices, payments = [], [], [], []
    for n in range(1, count + 1):
        key = f"K{n:07}"
        debtors.append({"id": key, "name": f"杭州第{n}贸易有限公司", "kind": "small-business", "street": f"文一西路{n}号",
                        "postcode": "311200", "city": "杭州市", "country": "CN", "locale": "zh-CN"})
        contacts.append({"debtor": key, "name": "王芳", "position": "财务部经理", "role": "payer",
                         "email": f"debtor{n}@debtor{n % 97}.example"})
        for i in range(14):
            month = 1 + i % 12
            year = 2025 if i < 12 else 2026
            due = f"{year}-{month:02}-15" if i < 12 else ("2026-10-20", "2026-11-20")[i - 12]
            invoices.append({"number": f"RE-{n:07}-{i}", "debtor": key, "issue_date": f"{year}-{month:02}-01",
                             "due_date": due, "amount": f"{1000 + n % 900}.50", "currency": "CNY"})
            if i < 12:
                payments.append({"reference": f"P-{n:07}-{i}", "debtor": key, "date": f"{year}-{month:02}-{15 + i % 10}",
                                 "amount": f"{1000 + n % 900}.50", "currency": "CNY", "invoice": f"RE-{n:07}-{i}"})
    for kind, rows in (("debtors", debtors), ("contacts", contacts), ("invoices", invoices), ("payments", payments)):
        write(folder / f"{kind}.csv", rows)


class Writer(threading.Thread):
    """Takes the lock, gives it back, rests for five milliseconds."""

    def __init__(self, database):
        super().__init__()
        self.database, self.waits, self.over = database, [], threading.Event()

    def run(self):
        connection = sqlite3.connect(self.database, timeout=0, isolation_level=None)
        while not self.over.is_set():
            began = time.monotonic()
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError:
                    if self.over.is_set():
                        break
                    time.sleep(0.01)
            self.waits.append(time.monotonic() - began)
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            time.sleep(0.005)
        connection.close()


def beside(folder, *command):
    writer = Writer(folder / "dunmail.db")
    writer.start()
    began = time.monotonic()
    done = subprocess.run([PROGRAM, *command], cwd=folder, capture_output=True)
    took = time.monotonic() - began
    writer.over.set()
    writer.join()
    waits = sorted(writer.waits)
    print(f"| {' '.join(command[:2]):20} | {took:7.1f} s | {len(waits):6} | {waits[len(waits) // 2] * 1000:7.0f} | "
          f"{waits[int(len(waits) * 0.99)] * 1000:7.0f} | {waits[-1] * 1000:7.0f} | {done.returncode} |", flush=True)
    if done.returncode not in (0, 3):
        sys.exit(done.stderr.decode())


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="dunmail-waits-"))
    folder.mkdir(exist_ok=True)
    try:
        shutil.copy(ROOT / "samples/dunmail.toml", folder)
        subprocess.run([PROGRAM, "init"], cwd=folder, check=True, capture_output=True)
        ledger(folder, count)
        print(f"{count} debtors\n| command              | took      | turns  | median ms | 99 % ms | longest ms | exit |")
        for kind in ("debtors", "contacts", "invoices", "payments"):
            beside(folder, "import", kind, f"{kind}.csv", "--as-of", DAY)
        beside(folder, "plan", "--today", DAY)
        for command in (("worklist",), ("report",), ("simulate",)):
            beside(folder, *command, *(("--today", DAY) if command != ("report",) else ("--from", "2026-11-01", "--to", DAY)))
        beside(folder, "plan", "--today", DAY)
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
