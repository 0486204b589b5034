#!/usr/bin/env python3
"""The judge judged: it is silent on a good record, and each of its checks names what was doctored for it."""
import copy
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import judge  # noqa: E402

DEBTOR, CASE = "K001", "main/K001/EUR"


class Draft:
    """A record in the making, about one German debtor."""

    def __init__(self):
        self.record = {"weekends": False,
                       "debtors": [{"id": DEBTOR, "name": "Rheinwerk GmbH", "kind": "small-business",
                                                       "locale": "de", "country": "DE"}],
                       "entered": [], "explains": [], "runs": [], "worklists": [], "reports": [], "arrears": [],
                       "troubles": [], "letters": [], "log": [], "mails": []}

    def enter(self, day, do, hour="morning", **more):
        self.record["entered"].append({"day": day, "entered": day, "hour": hour, "debtor": DEBTOR, "do": do,
                                       "currency": "EUR", **more})

    def invoice(self, number, day, due, amount):
        self.enter(day, "invoice", number=number, due=due, amount=amount)

    def pay(self, day, amount, invoice):
        self.enter(day, "pay", reference=f"BK-{day}", amount=amount, invoice=invoice)

    def event(self, day, kind, letter="", /, **data):
        self.record["log"].append({"case": CASE, "debtor": DEBTOR, "seq": len(self.record["log"]) + 1, "day": day,
                                   "kind": kind,
                                   "letter": letter, "by": "dunmail", "data": data})

    def run(self, day, code=0, **held):
        self.record["runs"].append({"day": day, "code": code, "run": f"R-{day}", "held_back": [
            {"code": word.replace("_", "-"), "examples": [{"case": CASE}]} for word in held]})

    def letter(self, number, kind, day, amount, invoices, deadline="", left=None, by="policy standard",
               state="accepted", numbered=None):
        name, left = f"L2026-{number:06}", day if left is None else left
        self.record["letters"].append({
            "id": name, "number": f"2026-{numbered or number}", "debtor": DEBTOR, "case": CASE, "kind": kind,
                                       "channel": "email",
            "amount": amount, "day": left or day, "waiting_since": day, "deadline": deadline, "state": state,
            "approval": "auto" if by.startswith("policy") else "credit", "approved_by": by if left else "",
                                       "message_id": f"m{number}"})
        self.event(day, "drafted", name, run=f"R-{day}", kind=kind, invoices=invoices, amount=amount)
        if left:
            self.event(left, "approved", name)
            self.event(left, "accepted", name)
            self.record["mails"].append(f"m{number}")
        return name


def good():
    """One debtor up to the lawyer's letter; a broken promise, a short payment, a promise that is renewed and kept."""
    d = Draft()
    d.invoice("RE-1", "2026-01-05", "2026-01-20", 100000)
    d.letter(1, "reminder", "2026-01-26", 100000, ["RE-1"], "2026-02-05")
    d.letter(2, "reminder", "2026-02-09", 100000, ["RE-1"], "2026-02-19")
    d.letter(3, "credit-warning", "2026-02-23", 100000, ["RE-1"], "2026-03-03", left="2026-02-24", by="Lin")
    d.event("2026-02-27", "delivered", "L2026-000003", evidence="signed for")
    d.letter(4, "lawyers-letter", "2026-03-16", 100000, ["RE-1"], "2026-03-23", by="Zhou")
    d.enter("2026-03-24", "promise", on="2026-03-24", due="2026-03-27")
    d.letter(5, "promise-confirmation", "2026-03-24", 100000, ["RE-1"])
    d.event("2026-03-31", "promise-broken", due="2026-03-27", made="2026-03-24", paid=0)
    d.letter(6, "broken-promise", "2026-03-31", 100000, ["RE-1"], "2026-04-07")
    d.pay("2026-04-07", 40000, "RE-1")
    d.letter(7, "short-payment", "2026-04-08", 60000, ["RE-1"], "2026-04-15")
    d.enter("2026-04-13", "promise", on="2026-04-13", due="2026-04-20", amount=60000)
    d.enter("2026-04-21", "promise", on="2026-04-21", due="2026-04-28", amount=60000)
    d.pay("2026-04-27", 60000, "RE-1")
    d.event("2026-04-28", "promise-kept", due="2026-04-28", made="2026-04-21", paid=60000)
    d.letter(8, "thanks", "2026-04-28", 0, [])
    d.invoice("RE-2", "2026-05-04", "2026-05-20", 50000)
    d.letter(9, "reminder", "2026-05-26", 50000, ["RE-2"], "2026-06-05")
    d.letter(10, "reminder", "2026-06-08", 50000, ["RE-2"], left="", state="refused")
    d.event("2026-06-08", "refused", "L2026-000010", reason="not now")
    d.letter(11, "reminder", "2026-06-22", 50000, ["RE-2"], "2026-07-02")
    d.letter(12, "credit-warning", "2026-07-06", 50000, ["RE-2"], left="", by="", state="drafted")
    for day in sorted({l["waiting_since"] for l in d.record["letters"]} | {"2026-07-07"}):
        d.run(day)
    d.run("2026-07-09", 3, reserved=1)
    d.record["worklists"].append({"day": "2026-07-09", "code": 3})
    for day, send, kind, blocker in (("2026-05-26", True, "reminder", ""), ("2026-07-09", False, "", "reserved")):
        d.record["explains"].append({"day": day, "debtor": DEBTOR, "run": f"R-{day}", "case": {
            "case": CASE, "group": "", "send": send, "letter": kind, "blockers": [{"code": blocker}] if blocker
                                                                                               else []}})
    figures = {"open": 50000, "overdue": 50000, "disputed": 0, "credit": 0, "demand": 50000}
    d.record["arrears"].append({"day": "2026-07-09", "accounts": [{"debtor": DEBTOR, **figures}]})
    kinds = {"reminder": 4, "credit-warning": 1, "lawyers-letter": 1, "promise-confirmation": 1, "broken-promise": 1,
             "short-payment": 1, "thanks": 1}
    money = {"open": 50000, "overdue": 50000, "credit": 0, "invoiced": 150000, "received": 100000}
    d.record["reports"].append({"day": "2026-07-09", "from": "2026-01-05", "json": {"money": {"EUR": {
        **money, "by_kind": {kind: {"letters": count, "came_back": 0} for kind, count in kinds.items()}}}},
        "csv": [["money", "", "EUR", key, f"{value / 100:.2f}"] for key, value in money.items()]})
    return d


def shown(d, number):
    return next(l for l in d.record["letters"] if l["id"] == f"L2026-{number:06}")


def leaves(d, number, day):
    for event in d.record["log"]:
        if event["letter"] == f"L2026-{number:06}" and event["kind"] in ("approved", "accepted"):
            event["day"] = day
    shown(d, number)["day"] = day


def drop(d, *kinds):
    d.record["log"] = [e for e in d.record["log"] if e["kind"] not in kinds]


def more_letters(d):
    for number in range(5):
        d.letter(13 + number, "pre-due-notice", f"2026-06-{12 + 4 * number}", 1, ["RE-2"])


def drafted_anew(d):
    for number in range(3):
        d.letter(13 + number, "reminder", f"2026-07-{13 + number}", 50000, ["RE-2"], left="", state="held")


# What is done to the good record for each check.
DOCTORED = {
    "paid": lambda d: d.record["entered"].insert(1, {**d.record["entered"][0], "do": "pay", "reference": "X",
                                                     "invoice": "RE-1"}),
    "zero": lambda d: shown(d, 1).update(amount=0),
    "demand": lambda d: shown(d, 7).update(amount=60001),
    "whole": lambda d: d.record["entered"].insert(1, {**d.record["entered"][0], "number": "RE-0"}),
    "order": lambda d: [shown(d, n).update(kind="pre-due-notice") for n in (1, 2)],
    "warned": lambda d: next(e for e in d.record["log"] if e["letter"] == "L2026-000004")["data"].update(
        invoices=["RE-1", "RE-9"]),
    "deadline": lambda d: shown(d, 1).update(deadline="2026-02-09"),
    "cap": more_letters,
    "gap": lambda d: leaves(d, 7, "2026-04-02"),
    "hold": lambda d: d.enter("2026-05-25", "hold", until="2026-05-28"),
    "free-day": lambda d: leaves(d, 7, "2026-04-06"),
    "dated": lambda d: shown(d, 3).update(day="2026-02-23"),
    "days-given": lambda d: shown(d, 3).update(deadline="2026-03-02"),
    "proof": lambda d: drop(d, "delivered"),
    "short-payment": lambda d: next(e for e in d.record["entered"] if e["do"] == "pay").update(invoice="RE-2"),
    "refused": lambda d: next(e for e in d.record["log"] if e["kind"] == "refused").update(day="2026-06-10"),
    "redraft": drafted_anew,
    "promise-too-early": lambda d: d.event("2026-03-27", "promise-broken", due="2026-03-27", made="2026-03-24"),
    "promise-renewed": lambda d: d.event("2026-04-22", "promise-broken", due="2026-04-20", made="2026-04-13"),
    "promise-sum": lambda d: next(e for e in d.record["log"]
                                  if e["kind"] == "promise-broken").update(kind="promise-kept"),
    "promise-demand": lambda d: d.letter(13, "reminder", "2026-04-24", 60000, ["RE-1"], "2026-05-04"),
    "promise-letter": lambda d: leaves(d, 6, "2026-04-20"),
    "promise-settled": lambda d: drop(d, "promise-broken"),
    "trouble": lambda d: d.record["troubles"].append({"debtor": DEBTOR, "day": "2026-05-05", "what": "exit code 1"}),
    "numbers": lambda d: shown(d, 9).update(number="2026-8"),
    "once": lambda d: d.record["mails"].append("m3"),
    "explain": lambda d: d.record["explains"][0]["case"].update(send=False, blockers=[{"code": "interval"}]),
    "approval": lambda d: d.record["runs"][-1].update(code=0),
    "arrears": lambda d: d.record["arrears"][0]["accounts"][0].update(credit=1),
    "report": lambda d: d.record["reports"][0]["json"]["money"]["EUR"]["by_kind"]["reminder"].update(letters=5),
}


class Judge(unittest.TestCase):
    def test_it_is_silent_on_a_good_record_and_asks_every_check(self):
        found, asked = judge.judge(good().record)
        self.assertEqual(found, [])
        # A promise that was renewed is settled by no event of a good record.
        self.assertEqual(sorted(check for check in judge.CHECKS if not asked[check]), ["promise-renewed"])

    def test_each_check_can_fail(self):
        self.assertEqual(set(DOCTORED), set(judge.CHECKS), "a check without a doctored record")
        for check, doctor in DOCTORED.items():
            with self.subTest(check):
                doctored = copy.deepcopy(good())
                doctor(doctored)
                found, _ = judge.judge(doctored.record, check)
                self.assertEqual({v["check"] for v in found}, {check})

    def test_a_gap_in_the_numbers(self):
        d = good()
        d.record["letters"] = [l for l in d.record["letters"] if not l["id"].endswith("10")]
        self.assertEqual([v["text"] for v in judge.judge(d.record, "numbers")[0]], ["number 10 was given to nobody"])


if __name__ == "__main__":
    unittest.main()
