#!/usr/bin/env python3
"""How long another writer waits while a long command works: bench/waits.py [DEBTORS [FOLDER]].

A ledger of so many debtors (big_ledger.py), then each command once, with a
writer beside it that takes the write lock and gives it back, over and over, and tries every ten milliseconds as dunmail itself
does. Says how often it had the lock, and the median, the 99th percentile and the longest of its waits."""
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import big_ledger

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("DUNMAIL_PROGRAM") or str(ROOT / "build/release/dunmail")
DAY = big_ledger.DAY


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
        big_ledger.write(folder, count)
        print(f"{count} debtors\n| command              | took      | turns  | median ms | 99 % ms | longest ms | exit |")
        for kind in ("debtors", "contacts", "invoices", "payments"):
            beside(folder, "import", kind, f"{kind}.csv", "--as-of", DAY)
        beside(folder, "plan", "--today", DAY)
        big_ledger.write_statement(folder / "day.sta", count)
        beside(folder, "payments", "import", "day.sta", "--today", DAY)
        beside(folder, "simulate", "--from", DAY, "--days", "30")
        beside(folder, "worklist", "--today", DAY)
        beside(folder, "report", "--from", "2026-11-01", "--to", DAY)
        beside(folder, "plan", "--today", DAY)
        if count <= 20_000:
            beside(folder, "approve", "R2026-0001", "--by", "Lin Yue", "--today", DAY)
        else:
            print("approve: not measured, more than 20,000 letters would be printed")
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
