"""The smallest replay that still shows a violation: one debtor, then ever fewer events and days (delta debugging)."""
import shlex
import time

import world
from judge import judge
from desk import Stopped
from player import play


class Shrinker:
    def __init__(self, year, violation, limit):
        self.year, self.check, self.debtor = year, violation["check"], violation["debtor"]
        self.end = time.monotonic() + limit
        self.tries, self.best, self.log = 0, None, []

    def shows(self, year):
        """Whether this year still has a violation of that kind; remembers the last that had."""
        if time.monotonic() > self.end:
            return False
        self.tries += 1
        try:
            record, journal = play(year)
            found = [v for v in judge(record, self.check)[0] if v["check"] == self.check]
        except (Stopped, KeyError, TypeError, IndexError):
            # A subset that cannot be played shows nothing.
            return False
        if found:
            self.best, self.log = (year, found[0], journal), record["log"]
        return bool(found)

    def shrink(self):
        """The violation and the journal of the smallest year found, or None when one debtor alone does not show it."""
        alone = world.part(self.year, debtors=[self.debtor]) if self.debtor else self.year
        alone.asks *= self.check == "explain"
        alone.looks = self.check in ("report", "arrears", "approval")
        if not self.shows(alone):
            return None
        year, found, _ = self.best
        day = found["day"] or year.runs[-1]
        # Most days matter only by what happened on them: one guess takes away the others at once.
        for runs in ([r for r in year.runs if r <= day],
                     sorted({e["day"] for e in self.log if e["day"] <= day} & set(year.runs) | {day})):
            self.shows(world.part(year, events=[e["id"] for e in year.events if e["day"] <= day], runs=runs))
        if not self.debtor:
            self.less(lambda year: [row["id"] for row in year.debtors], lambda year,
                      kept: world.part(year, debtors=kept))
        for _ in range(2):
            self.less(lambda year: [e["id"] for e in year.events], lambda year, kept: world.part(year, events=kept))
            self.less(lambda year: year.runs, lambda year, kept: world.part(year, runs=kept))
        return self.best

    def less(self, parts, with_parts):
        """Leaves out halves, quarters and so on of the parts, as long as the violation stays."""
        size = max(1, len(parts(self.best[0])) // 2)
        while size and time.monotonic() < self.end:
            at = 0
            while at < len(parts(self.best[0])) and time.monotonic() < self.end:
                all_parts = parts(self.best[0])
                # From the start: what is long over matters least.
                if not self.shows(with_parts(self.best[0], all_parts[:at] + all_parts[at + size:])):
                    at += size
            size //= 2


def script(violation, journal, weekends):
    """A journal as a shell script that a person can run in an empty folder."""
    lines = [
        "#!/bin/sh",
        f"# {violation['check']}: {violation['debtor']} {violation['day']} {violation['text']}",
        "# Run it in an empty folder: SOURCE is the checkout, DUNMAIL the program. Letters are numbered as here.",
        'dunmail() { USER=drafter "${DUNMAIL:-$SOURCE/build/release/dunmail}" "$@"; }',
        "echo 'policy = \"policy.toml\"' >dunmail.toml",
        "sed 's/^engaged = .*/engaged = 2025-12-01/' \"$SOURCE/samples/dunmail.toml\" >>dunmail.toml",
        f"sed 's/^weekends = true/weekends = {str(weekends).lower()}/' \"$SOURCE/config/policy.toml\" >policy.toml",
    ]
    written = {}
    for step in journal:
        for name, text in step["files"].items():
            if name in ("dunmail.toml", "policy.toml") or written.get(name) == text:
                continue
            written[name] = text
            if "/" in name:
                lines.append(f"mkdir -p {shlex.quote(name.rsplit('/', 1)[0])}")
            lines += [f"cat >{shlex.quote(name)} <<'END'", text.rstrip("\n"), "END"]
        if step["argv"] and (step["argv"][0] not in ("outbox", "show", "log") or step is journal[-1]):
            said = f"   # {step['day']}, exit code {step['code']}" if step["code"] else ""
            lines.append(f"dunmail {shlex.join(step['argv'])}{said}")
    if violation["debtor"]:
        lines += [f"dunmail show {violation['debtor']}", f"dunmail log {violation['debtor']}"]
    return "\n".join(lines) + "\n"
