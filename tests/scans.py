#!/usr/bin/env python3
"""No statement reads a large table from end to end.  tests/scans.py FOLDER

The end-to-end tests leave in FOLDER what the engine said of every statement that they made it prepare (DUNMAIL_SCANS,
src/sql/db.cc): a line each for a scan. A scan of a large table, or of one of its indexes, has to stand in tests/scans.txt
with its reason ("…" in it stands for any words); a line there that no scan needs any more has to go. Exit code 0: so it is; 1: it is not.
"""
import pathlib
import re
import sys

LIST = pathlib.Path(__file__).resolve().with_name("scans.txt")
SMALL = {"archive", "half_import", "run", "counter", "batch", "mail_host", "bank_statement", "import_log", "sent_mark", "sqlite_master", "pragma_foreign_key_check",
         "credits", "sums"}  # names of subqueries
SCAN = re.compile(r"^SCAN (?P<table>\w+)")


def real_table(name, sql):
    """What an alias stands for."""
    found = re.search(rf"\b(?:FROM|JOIN|UPDATE)\s+(\w+)\s+(?:AS\s+)?{re.escape(name)}\b", sql)
    return found[1] if found and found[1].lower() not in ("select",) else name


def allowed():
    lines = [line.split(" # ")[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def main():
    seen, files = set(), sorted(pathlib.Path(sys.argv[1]).glob("*.txt"))
    for file in files:
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            how, _, sql = line.partition("\t")
            if (found := SCAN.match(how)) and sql:
                table = real_table(found["table"], sql)
                if table not in SMALL:
                    seen.add((table, how, sql))
    if len(files) < 10:
        print(f"skipped: {len(files)} of the end-to-end tests have run before this one; it looks at what all of them left")
        return 0
    begins, used, bad = allowed(), set(), 0
    for table, how, sql in sorted(seen):
        known = [begin for begin in begins if re.match(".*?".join(map(re.escape, begin.split("…"))), sql)]
        used.update(known)
        if not known:
            bad += 1
            print(f"{how}: {sql}")
    for begin in begins:
        if begin not in used:
            bad += 1
            print(f"tests/scans.txt: nothing is read whole any more by: {begin}")
    print(f"scans: {len(files)} tests, {len(seen)} scans of large tables, {bad} without a reason")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
