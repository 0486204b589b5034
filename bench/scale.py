#!/usr/bin/env python3
"""What each command costs by the size of the ledger: bench/scale.py SIZE... [--folder FOLDER].

For each size a ledger (big_ledger.py) and every command once: processor seconds, most memory, seconds by the clock. At the end the
table, with the exponent of processor and memory between the smallest and the largest size: 1.0 is in proportion, 0.0 is flat.
The processor of a start, which every command pays, is taken off before."""
import argparse
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import big_ledger

ROOT = pathlib.Path(__file__).resolve().parents[1]
PROGRAM = os.environ.get("DUNMAIL_PROGRAM") or str(ROOT / "build/release/dunmail")
DAY = big_ledger.DAY
STATEMENT = """:20:STARTUMSE
:25:DE89370400440532013000
:28C:1/1
:60F:C261122CNY0,00
:61:2611231123CR1001,50NTRFNONREF//BANK-1
:86:166?00GUTSCHRIFT?20RE-0000001-12?32SHANGHAI PAYER
:62F:C261123CNY1001,50
-
"""
COMMANDS = [
    ("import debtors", ("import", "debtors", "debtors.csv", "--as-of", DAY)),
    ("import contacts", ("import", "contacts", "contacts.csv", "--as-of", DAY)),
    ("import invoices", ("import", "invoices", "invoices.csv", "--as-of", DAY)),
    ("import payments", ("import", "payments", "payments.csv", "--as-of", DAY)),
    ("arrears", ("arrears", "--today", DAY)),
    ("plan", ("plan", "--today", DAY)),
    ("plan again", ("plan", "--today", DAY)),
    ("show R2026-0001", ("show", "R2026-0001")),
    ("worklist", ("worklist", "--today", DAY)),
    ("tasks", ("tasks", "--today", DAY)),
    ("deadlines", ("deadlines", "--today", DAY)),
    ("report", ("report", "--from", "2026-11-01", "--to", DAY)),
    ("simulate", ("simulate", "--from", DAY, "--days", "30")),
    ("explain, of one", ("explain", "K0000007", "--today", DAY)),
    ("record, of one", ("record", "hold", "K0000007", "--note", "talks", "--by", "Lin", "--on", DAY)),
    ("approve, one letter", ("approve", "L2026-000002", "--by", "Lin Yue", "--today", DAY)),
    ("payments import, one entry", ("payments", "import", "statement.sta", "--today", DAY)),
    ("payments import, of one debtor in twenty", ("payments", "import", "day.sta", "--today", DAY)),
    ("verify", ("verify",)),
]


def cost(folder, arguments):
    """Seconds of processor, MB, seconds, and the exit code; None where the command does not know its arguments."""
    began = time.monotonic()
    process = subprocess.Popen([PROGRAM, *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read().decode("utf-8", "replace")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in (0, 3):
        print(f"{' '.join(arguments)}: exit code {process.returncode}: {said.strip()}", file=sys.stderr)
        return None
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, time.monotonic() - began


def measure(size, folder):
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "samples/dunmail.toml", folder)
    (folder / "statement.sta").write_text(STATEMENT, encoding="utf-8")
    subprocess.run([PROGRAM, "init"], cwd=folder, check=True, capture_output=True)
    big_ledger.write(folder, size)
    big_ledger.write_statement(folder / "day.sta", size)
    start = cost(folder, ("--version",))
    out = {"start": start}
    for name, arguments in COMMANDS:
        out[name] = cost(folder, arguments)
        print(f"{size:9} {name:28} " + ("failed" if out[name] is None else "{:8.2f} s {:7.0f} MB {:8.2f} s".format(*out[name])),
              file=sys.stderr, flush=True)
    out["database"] = (folder / "dunmail.db").stat().st_size
    return out


def exponent(small, large, sizes, floor):
    """Nothing where the figures are too small to say anything."""
    if large < floor:
        return "-"
    return f"{math.log(large / max(small, floor / 100)) / math.log(sizes[1] / sizes[0]):.2f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--folder", help="keep the databases here")
    options = parser.parse_args()
    root = pathlib.Path(options.folder or tempfile.mkdtemp(prefix="dunmail-scale-"))
    sizes = sorted(options.sizes)
    figures = {}
    try:
        for size in sizes:
            figures[size] = measure(size, root / str(size))
    finally:
        if not options.folder:
            shutil.rmtree(root)
    small, large = sizes[0], sizes[-1]
    print("| command | " + " | ".join(f"{size:,}" for size in sizes) + " | processor | memory |")
    print("|---|" + "---|" * (len(sizes) + 2))
    for name, _ in COMMANDS:
        some = [figures[size][name] for size in sizes]
        cells = [f"{f[0]:.2f} s, {f[1]:.0f} MB" if f else "failed" for f in some]
        growth = ["", ""]
        if some[0] and some[-1] and small != large:
            net = [max(f[0] - figures[size]["start"][0], 0.001) for f, size in ((some[0], small), (some[-1], large))]
            growth = [exponent(*net, (small, large), 0.2), exponent(some[0][1], some[-1][1], (small, large), 1)]
        print(f"| {name} | " + " | ".join(cells) + f" | {growth[0]} | {growth[1]} |")
    print("| the database | " + " | ".join(f"{figures[size]['database'] / 1e6:.0f} MB" for size in sizes) + " | | |")


if __name__ == "__main__":
    main()
