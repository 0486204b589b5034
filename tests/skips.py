#!/usr/bin/env python3
"""What was not run, and why.  tests/skips.py BUILD-FOLDER

Reads what CTest kept of its last run (Testing/Temporary/LastTest.log): every test that says that it, or a part of it, was
skipped is counted and named. A reason that is none of tests/skips.txt is a fault: a test that silently stopped running.
Exit code 0: every skip has its reason there; 1: one has not; 2: there is no log.
"""
import pathlib
import re
import sys

LIST = pathlib.Path(__file__).resolve().with_name("skips.txt")
TEST = re.compile(r"^\d+/\d+ Test: (.*)$")
# Python's unittest names the test before its reason; ours in C++ say the word and the reason.
SAID = [re.compile(r"^(?P<part>\w+) .*\.\.\. skipped ['\"](?P<reason>.*)['\"]$"),
        re.compile(r"^\s*(?:warning: )?skipped: (?P<reason>.*)$")]


def allowed():
    """Patterns of reasons, in the list's order; `#` begins the ground on which each stands there."""
    lines = [line.split(" # ")[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines()]
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def skipped(log):
    """(test, part, reason) in the order of the log."""
    test, out = "", []
    for line in log.splitlines():
        if found := TEST.match(line):
            test = found[1]
        for pattern in SAID:
            if found := pattern.match(line):
                part = found.groupdict().get("part") or ""
                if (test, part, found["reason"]) not in out:
                    out.append((test, part, found["reason"]))
    return out


def main():
    log = pathlib.Path(sys.argv[1]) / "Testing/Temporary/LastTest.log"
    if not log.exists():
        print(f"skips: there is no {log}", file=sys.stderr)
        return 2
    patterns, bad = allowed(), 0
    found = skipped(log.read_text(encoding="utf-8", errors="replace"))
    print(f"not run: {len(found)} test(s)")
    for test, part, reason in found:
        known = any(pattern.search(reason) for pattern in patterns)
        bad += not known
        print(f"  {test}{', ' + part if part else ''}: {reason}{'' if known else '   <- none of tests/skips.txt'}")
    if bad:
        print(f"skips: {bad} without a reason in tests/skips.txt", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
