"""The judge: knows what README promises, the books of reckon.py, and what the program said in CSV and JSON.

Each promise is a check with a name. A check is asked as often as there was occasion for it; every "no" is a violation.
"""
import collections
import re

import checks_desk
import checks_letters
import checks_promises
from facts import QUIET, date
from reckon import account

CHECKS = {**checks_letters.CHECKS, **checks_promises.CHECKS, **checks_desk.CHECKS}


class Letter:
    """A letter as `show` and the case file tell it."""

    def __init__(self, shown, events, record):
        self.shown, self.events = shown, events
        self.id, self.kind, self.channel, self.debtor = shown["id"], shown["kind"], shown["channel"], shown["debtor"]
        self.amount, self.state, self.number = shown["amount"], shown["state"], shown["number"]
        drafted = self.first("drafted")
        self.drafted = drafted["day"] if drafted else shown["day"]
        self.run = (drafted or {"data": {}})["data"].get("run", "")
        self.invoices = (drafted or {"data": {}})["data"].get("invoices", [])
        self.replaces = (drafted or {"data": {}})["data"].get("replaces", "")
        left = self.first("accepted")
        self.left = left["day"] if left else ""
        bounced = self.first("bounced")
        self.bounced = bounced["day"] if bounced else ""
        # What its policy approves by itself leaves with the morning's run, anything else behind the clerk's desk.
        self.noon = not shown["approved_by"].startswith("policy") or self.channel == "post"
        self.demands = self.kind not in QUIET
        self.record = record

    def first(self, kind):
        return next((e for e in self.events if e["kind"] == kind), None)

    def came_back(self, day):
        """By then, and nobody has proven meanwhile that it arrived after all."""
        return bool(self.bounced) and self.bounced <= day and not any(
            e["kind"] in ("delivered", "read") and e["day"] <= day for e in self.events)

    def books(self, day=None, noon=None):
        return account(self.record, self.debtor, day or self.left, self.noon if noon is None else noon)

    @property
    def serial(self):
        return int(re.findall(r"\d+", self.number)[-1])

    @property
    def root(self):
        """The id without what marks a draft that took another's place."""
        return "-".join(self.id.split("-")[:2])

    def __str__(self):
        return f"{self.kind} {self.id} of {money(self.amount)} over {', '.join(self.invoices)}"


def money(minor):
    return f"{minor / 100:,.2f}"


class Case:
    """All that is known of one debtor."""

    def __init__(self, record, row):
        self.id, self.row, self.record = row["id"], row, record
        self.log = [e for e in record["log"] if e["debtor"] == self.id]
        self.letters = [Letter(shown, [e for e in self.log if e["letter"] == shown["id"]], record)
                        for shown in record["letters"] if shown["debtor"] == self.id]
        order = {e["letter"]: (e["day"], e["seq"]) for e in reversed(self.log) if e["kind"] == "accepted"}
        self.sent = sorted((l for l in self.letters if l.left), key=lambda l: order[l.id])
        self.entered = [e for e in record["entered"] if e["debtor"] == self.id]

    def cycle(self, letter):
        """The letters before this one that share an invoice with it, and those that share one with them."""
        before, about, found = self.sent[:self.sent.index(letter)], set(letter.invoices), []
        for other in reversed([l for l in before if l.demands]):
            if about & set(other.invoices):
                about |= set(other.invoices)
                found.insert(0, other)
        return found


class Bench:
    """What is asked and answered."""

    def __init__(self, record, only=None):
        self.record, self.only = record, only
        self.asked, self.violations = collections.Counter(), []
        self.cases = [Case(record, row) for row in record["debtors"]]

    def ask(self, check, fine, debtor, day, text):
        self.asked[check] += 1
        if not fine:
            self.violations.append({"check": check, "debtor": debtor, "day": str(day), "text": str(text)})


def judge(record, only=None):
    """The violations and how often each check was asked."""
    bench = Bench(record)
    for name, check in CHECKS.items():
        if only is None or name == only:
            check(bench, name)
    bench.violations.sort(key=lambda v: (v["day"], v["debtor"]))
    return bench.violations, bench.asked


def by_kind(record):
    """How many letters left, by kind."""
    left = {e["letter"] for e in record["log"] if e["kind"] == "accepted"}
    return collections.Counter(l["kind"] for l in record["letters"] if l["id"] in left)


__all__ = ["CHECKS", "Letter", "by_kind", "date", "judge", "money"]
