"""A folder with settings and a database, and the program run in it; every command becomes a step of the journal."""
import csv
import datetime
import hashlib
import io
import json
import os
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("DUNMAIL") or str(ROOT / "build/release/dunmail")
BEYOND = {"cn": "01-01 05-01 05-02 10-01 10-02 10-03", "tw": "01-01 02-28 04-04 05-01 09-28 10-10 10-25 12-25"}


def share():
    """Where the product's own files lie: policy and calendars are data, and the judge reads them too."""
    return pathlib.Path(os.environ.get("DUNMAIL_SHARE") or ROOT)


def spent():
    """Seconds of processor of all that was run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def chance(*words):
    """A number from 0 to 1 that hangs on the words alone: the same in every replay, whatever was left out of it."""
    return int(hashlib.sha256("/".join(map(str, words)).encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def money(minor):
    return f"{minor // 100}.{minor % 100:02}"


def csv_text(columns, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def settings(year):
    """The sample settings, and the shipped policy with the year's word on weekends."""
    text = (ROOT / "samples/dunmail.toml").read_text()
    text = re.sub(r"(?m)^engaged = .*$", "engaged = 2025-12-01", text)
    policy = (share() / "config/policy.toml").read_text()
    policy = re.sub(r"(?m)^weekends = true(.*letters of)", rf"weekends = {str(year.weekends).lower()}\1", policy)
    tables = {}
    if year.runs[-1] > "2026-10":
        # Made-up rows for what lies beyond the shipped calendars, so that no deadline is provisional.
        for name, days in BEYOND.items():
            rows = "".join(f"[[added.off]]\nfrom = 2027-{day}\n" for day in days.split())
            tables[f"data/calendars/{name}.toml"] = f"[[added]]\nfirst_year = 2027\nlast_year = 2027\n{rows}"
    return {"dunmail.toml": 'policy = "policy.toml"\n' + text, "policy.toml": policy, **tables}


class Stopped(Exception):
    """The program cannot be driven any further."""


def days_between(first, last):
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def registered(serial):
    """A number of registered mail with its check digit (UPU S10)."""
    rest = 11 - sum(int(d) * w for d, w in zip(f"{serial:08}", [8, 6, 4, 2, 3, 5, 9, 7])) % 11
    return f"RR{serial:08}{ {10: 0, 11: 5}.get(rest, rest) }DE".replace(" ", "")


def bad_rows(said, error):
    """The numbers of a file's rows that were not taken."""
    text = json.dumps(said, ensure_ascii=False) + error
    return {int(number) for number in re.findall(r"\.csv:(\d+)", text)}


class Desk:
    def __init__(self, year, keep=None):
        self.year = year
        self.folder = pathlib.Path(keep) if keep else pathlib.Path(tempfile.mkdtemp(
            prefix="dunmail-year-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        self.keep = bool(keep)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.journal, self.day, self.troubles = [], "", []
        self.cost = []  # of every command: its name, the day, seconds of processor

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *arguments, files=None, fine=(0, 3)):
        """The exit code and what `--json` gave (None when it is no JSON)."""
        arguments = [str(a) for a in arguments]
        for name, text in (files or {}).items():
            self.write(name, text)
        before = spent()
        done = subprocess.run([PROGRAM, *arguments, "--json"], cwd=self.folder, capture_output=True, timeout=120,
                              env={**os.environ, "USER": "drafter"})
        self.cost.append((arguments[0], self.day, spent() - before))
        error = done.stderr.decode("utf-8", "replace").strip()
        self.journal.append({"day": self.day, "argv": arguments, "files": files or {}, "code": done.returncode,
                             "err": error})
        if done.returncode not in fine:
            self.troubles.append({"day": self.day, "debtor": self.debtor_of(arguments),
                                            "what": f"{' '.join(arguments)}: exit code {done.returncode}: {error}"})
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError:
            return done.returncode, None

    def debtor_of(self, arguments):
        known = {row["id"] for row in self.year.debtors}
        return next((a for a in arguments if a in known), "")

    def end(self):
        (self.folder / "journal.jsonl").write_text("".join(json.dumps(step, ensure_ascii=False) + "\n"
                                                           for step in self.journal))
        if not self.keep:
            shutil.rmtree(self.folder, ignore_errors=True)
