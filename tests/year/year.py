#!/usr/bin/env python3
"""Plays years of a department and judges them: see README.md beside this file.

Exit code 0: nothing was violated; 1: something was, and the smallest replay is printed; 2: it could not be run.
"""
import argparse
import collections
import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import desk  # noqa: E402
import judge  # noqa: E402
import player  # noqa: E402
import shrink  # noqa: E402
import world  # noqa: E402

# Checks that a short year may have no occasion for; any other that was never asked means that the year was empty.
RARE = {"trouble", "approval", "proof", "refused", "promise-renewed", "promise-letter", "promise-settled",
        "short-payment",
        "promise-sum", "promise-too-early"}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", help="several, as 1-20")
    parser.add_argument("--debtors", type=int, default=16)
    parser.add_argument("--days", type=int, default=220, help="calendar days, from 5 January 2026; 355 at most")
    parser.add_argument("--time-limit", type=float, default=120,
                        help="seconds to look for the smallest replay of each kind; 0: none")
    parser.add_argument("--only", choices=sorted(judge.CHECKS), help="one check")
    parser.add_argument("--keep", help="leave the desk and its journal in this empty folder (one seed)")
    parser.add_argument("--replays", help="also write the replays into this folder")
    return parser.parse_args()


def one_year(options, seed):
    """Whether the year passed."""
    year = world.make(seed, options.days, options.debtors)
    started = time.monotonic()
    record, journal = player.play(year, options.keep)
    violations, asked = judge.judge(record, options.only)
    letters = judge.by_kind(record)
    print(f"seed {seed}: {options.debtors} debtors, {options.days} days, {len(year.events)} events, "
          f"{len(journal)} commands, {time.monotonic() - started:.0f} s")
    print(f"  letters: {sum(letters.values())} ({', '.join(f'{n} {kind}' for kind, n in letters.most_common())})")
    print(f"  asked: {sum(asked.values())} ({', '.join(f'{n} {check}' for check, n in sorted(asked.items()))})",
          flush=True)
    print(f"  processor a command, by thirds of the year: {cost(record)}", flush=True)
    empty = too_empty(options, letters, asked)
    for text in empty:
        print(f"  {text}")
    counts = collections.Counter(v["check"] for v in violations)
    for check, count in sorted(counts.items()):
        first = next(v for v in violations if v["check"] == check)
        print(f"  VIOLATED {check}: {count} times, first {first['debtor']} {first['day']}: {first['text']}")
    sys.stdout.flush()
    for check in counts if options.time_limit else []:
        replay(options, year, [v for v in violations if v["check"] == check])
    return not violations and not empty


def cost(record):
    """What the commands that look at all cases took: it follows what is open, and not what once was."""
    days = sorted({day for _, day, _ in record["cost"]})
    third = {day: 3 * n // len(days) for n, day in enumerate(days)}
    out = []
    for name in ("run", "worklist", "report"):
        means = []
        for part in range(3):
            some = [seconds for command, day, seconds in record["cost"] if command == name and third[day] == part]
            means.append(f"{1000 * sum(some) / len(some):.0f}" if some else "-")
        out.append(f"{name} {' '.join(means)} ms")
    return ", ".join(out)


def too_empty(options, letters, asked):
    """A year in which nothing happened passes nothing."""
    if options.only:
        return [] if asked[options.only] else [f"{options.only} was never asked"]
    out = [f"{check} was never asked" for check in judge.CHECKS if not asked[check] and check not in RARE]
    least = options.debtors * options.days // 100
    if sum(letters.values()) < least:
        out.append(f"only {sum(letters.values())} letters left, {least} at least were expected")
    return out


def replay(options, year, violations):
    """The smallest of the first violations of a kind, as a script."""
    for violation in violations[:2]:
        shrinker = shrink.Shrinker(year, violation, options.time_limit)
        small = shrinker.shrink()
        if small:
            kept, found, journal = small
            text = shrink.script(found, journal, year.weekends)
            print(f"\n  {violation['check']}: {len(kept.events)} events and {len(kept.runs)} days "
                  f"after {shrinker.tries} replays:\n")
            print(text, flush=True)
            if options.replays:
                os.makedirs(options.replays, exist_ok=True)
                pathlib.Path(options.replays, f"{violation['check']}-{year.seed}.sh").write_text(text)
            return
    first = violations[0]
    print(f"\n  {first['check']}: not seen when {first['debtor'] or 'the year'} is played again alone\n", flush=True)


def main():
    options = arguments()
    if not os.access(desk.PROGRAM, os.X_OK):
        print(f"{desk.PROGRAM} is not there: build it, or name it by DUNMAIL", file=sys.stderr)
        return 2
    if not 1 <= options.days <= 355 or options.debtors < 1:
        print("a year has 1 to 355 days and at least one debtor", file=sys.stderr)
        return 2
    first, _, last = (options.seeds or str(options.seed)).partition("-")
    fine = True
    for seed in range(int(first), int(last or first) + 1):
        try:
            fine = one_year(options, seed) and fine
        except (desk.Stopped, OSError, json.JSONDecodeError) as error:
            print(f"seed {seed}: cannot be played: {error}", file=sys.stderr)
            return 2
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
