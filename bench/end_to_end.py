#!/usr/bin/env python3
"""From ledger to accepted, with the program as its users have it: seconds and peak memory of each stage, letters a second
into Postfix's smtp-sink beside what smtp-source reaches there, and what connections are worth to a relay that is far away.

    bench/end_to_end.py [LETTERS]     10,000 when left out; the goal is measured with 100,000
"""
import asyncio
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
sys.path.insert(0, str(ROOT / "tests/end_to_end"))
from support import KINDS, LEDGER_DAY, PROGRAM, SETTINGS, end, eventually, free_port, listens  # noqa: E402

DAY = "2026-11-23"


def ledger(folder, count):
    rows = {kind: [] for kind in KINDS}
    for n in range(count):
        key = f"K{n:07}"
        rows["debtors"].append({"id": key, "name": f"杭州第{n}贸易有限公司", "kind": "small-business", "street": f"文一西路{n}号", "postcode": "311200", "city": "杭州市"})
        rows["contacts"].append({"debtor": key, "name": "王芳", "position": "财务部经理", "role": "payer", "email": f"debtor{n}@d{n}.example"})
        rows["invoices"].append({"number": f"RE-{n:07}", "debtor": key, "issue_date": "2026-09-20", "due_date": "2026-10-20", "amount": f"{1000 + n}.50", "currency": "CNY"})
    for kind in KINDS[:3]:
        with open(folder / f"{kind}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[kind][0]))
            writer.writeheader()
            writer.writerows(rows[kind])


def stage(folder, what, *arguments):
    """Runs the program; its seconds and peak memory in MB."""
    began = time.monotonic()
    process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    if process.returncode not in (0, 3):
        sys.exit(f"{what}: exit code {process.returncode}")
    if what:
        print(f"{what:<10} {seconds:8.1f} s {usage.ru_utime + usage.ru_stime:8.1f} s of processor {usage.ru_maxrss / 1024:8.0f} MB", flush=True)
    return seconds


def settings(folder, route, connections):
    (folder / "dunmail.toml").write_text(f'{SETTINGS}route = "{route}"\nconnections = {connections}\n')


def sink(connections):
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([shutil.which("smtp-sink", path="/usr/sbin:/usr/bin"), *user, f"127.0.0.1:{port}", "200"])
    if not eventually(lambda: listens(port)):
        sys.exit("smtp-sink does not listen")
    return process, port


def source(port, count, size, connections):
    """Letters a second of Postfix's own load generator, its connections kept."""
    began = time.monotonic()
    subprocess.run([shutil.which("smtp-source", path="/usr/sbin:/usr/bin"), "-d", "-s", str(connections), "-l", str(size), "-m", str(count), "-f", "a@sender.example",
                    "-t", "b@debtor.example", f"127.0.0.1:{port}"], check=True)
    return count / (time.monotonic() - began)


class FarAway:
    """A relay that answers each message after 300 ms; in a thread of its own."""

    def __init__(self):
        self.port, self.loop, self.taken = free_port(), asyncio.new_event_loop(), 0
        threading.Thread(target=self.run, daemon=True).start()
        eventually(lambda: listens(self.port))

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self.converse, "127.0.0.1", self.port, limit=1 << 20))
        self.loop.run_forever()

    async def converse(self, reader, writer):
        writer.write(b"220 far.example ESMTP\r\n")
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"EHLO":
                writer.write(b"250-far.example\r\n250-PIPELINING\r\n250 SIZE 20000000\r\n")
            elif verb == b"DATA":
                writer.write(b"354 go on\r\n")
                while await reader.readline() not in (b".\r\n", b""):
                    pass
                await asyncio.sleep(0.3)
                self.taken += 1
                writer.write(b"250 2.0.0 Ok\r\n")
            else:
                writer.write(b"250 2.0.0 Ok\r\n")
            await writer.drain()
        writer.close()


def prepared(folder, count):
    """A desk with approved letters."""
    settings(folder, "maildir:outbox", 4)
    ledger(folder, count)
    stage(folder, "", "init")
    for kind in KINDS[:3]:
        stage(folder, "", "import", kind, f"{kind}.csv", "--as-of", LEDGER_DAY)
    stage(folder, "", "plan", "--today", DAY)
    stage(folder, "", "approve", "R2026-0001", "--by", "bench", "--today", DAY)


def letter_size(folder):
    database = sqlite3.connect(folder / "dunmail.db")
    (mean,) = database.execute("SELECT avg(length(bytes)) FROM document").fetchone()
    database.close()
    return int(mean * 1.37) + 3000  # base64, text and headers


def whole_way(folder, count):
    print(f"{count} letters, {os.cpu_count()} cores, database in {folder}")
    process, port = sink(4)
    settings(folder, f"smtp://127.0.0.1:{port}", 4)
    ledger(folder, count)
    stage(folder, "", "init")
    total = sum(stage(folder, "", "import", kind, f"{kind}.csv", "--as-of", LEDGER_DAY) for kind in KINDS[:3])
    print(f"{'import':<10} {total:8.1f} s")
    total += stage(folder, "plan", "plan", "--today", DAY)
    total += stage(folder, "approve", "approve", "R2026-0001", "--by", "bench", "--today", DAY)
    total += stage(folder, "send", "send", "--today", DAY)
    print(f"{'in all':<10} {total:8.1f} s")
    end(process)


def against_smtp_source(parent, count):
    """The same letters with as many connections as smtp-source has, in turns; the best of three rounds each, since another
    tenant of the machine takes from whoever is at work."""
    desk = parent / "desk"
    desk.mkdir()
    prepared(desk, count)
    size = letter_size(desk)
    print(f"letters a second, {count} of {size} bytes, best (and worst) of three: send, smtp-source")
    for connections in (1, 2, 4, 16):
        process, port = sink(connections)
        ours, theirs = [], []
        for _ in range(3):
            theirs.append(source(port, count, size, connections))
            folder = parent / "once"
            shutil.copytree(desk, folder)
            os.sync()  # else the copy is still being written while the letters go
            settings(folder, f"smtp://127.0.0.1:{port}", connections)
            ours.append(count / stage(folder, "", "send", "--today", DAY))
            shutil.rmtree(folder)
        print(f"{connections:>3} connections: {max(ours):6.0f} ({min(ours):.0f}) {max(theirs):6.0f} ({min(theirs):.0f}) ratio {max(ours) / max(theirs):.2f}", flush=True)
        end(process)
    shutil.rmtree(desk)


def far_away(parent):
    rates = {}
    for connections, count in ((1, 20), (16, 320)):
        folder = pathlib.Path(tempfile.mkdtemp(dir=parent))
        prepared(folder, count)
        settings(folder, f"smtp://127.0.0.1:{FarAway().port}", connections)
        rates[connections] = count / stage(folder, "", "send", "--today", DAY)
    print(f"a relay that answers after 300 ms: 1 connection {rates[1]:.2f}/s, 16 connections {rates[16]:.1f}/s, {rates[16] / rates[1]:.1f} times")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("DUNMAIL_BENCH_FOLDER")) as parent:
        folder = pathlib.Path(parent, "whole")
        folder.mkdir()
        whole_way(folder, count)
        shutil.rmtree(folder)
        against_smtp_source(pathlib.Path(parent), min(count, 20_000))
        far_away(parent)


if __name__ == "__main__":
    main()
