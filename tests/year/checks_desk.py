"""Checks of the desk: numbers, what `explain` says beforehand, reports, and who is told that a letter waits."""
import collections

from facts import date, policy, working_days
from reckon import account

CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


@check
def trouble(bench, name):
    """No command fails that a department may give."""
    bench.asked[name] += len(bench.record["runs"])
    for trouble in bench.record["troubles"]:
        bench.ask(name, False, trouble["debtor"], trouble["day"], trouble["what"])


@check
def numbers(bench, name):
    """The numbers of documents have no gap, and none is given twice."""
    given = collections.defaultdict(set)
    for case in bench.cases:
        for letter in case.letters:
            given[letter.serial].add(letter.root)
    for serial in range(1, max(given, default=0) + 1):
        bench.ask(name, len(given[serial]) == 1, "", "",
                  f"number {serial} was given to {', '.join(sorted(given[serial])) or 'nobody'}")


@check
def once(bench, name):
    """Each letter by e-mail or fax is one message."""
    left = collections.Counter(l.shown["message_id"] for case in bench.cases for l in case.sent
                               if l.channel != "post")
    mails = collections.Counter(bench.record["mails"])
    for message in left | mails:
        bench.ask(name, left[message] == mails[message] == 1, "", "",
                  f"message {message}: {left[message]} letters, {mails[message]} mails")


@check
def explain(bench, name):
    """`explain` before a run says what the run then does."""
    runs = {run["run"]: run for run in bench.record["runs"]}
    for said in bench.record["explains"]:
        run, case = runs[said["run"]], said["case"]
        drafted = [e for e in bench.record["log"] if e["case"] == case["case"] and e["kind"] == "drafted"
                   and e["data"]["run"] == said["run"] and e["data"].get("group", "") == case["group"]]
        # A draft that gives way is looked through: what is said is what the run writes in its place.
        gives_way = bool(case.get("gives_way"))
        kinds = [e["data"]["kind"] for e in drafted if gives_way or not e["data"].get("replaces")]
        codes = [h["code"] for h in run["held_back"] if any(x["case"] == case["case"] for x in h["examples"])]
        first = case["blockers"][0]["code"] if case["blockers"] else ""
        if case["send"]:
            fine, what = case["letter"] in kinds, f"explain said {case['letter']}"
        else:
            fine, what = not kinds and (first in codes or not codes), f"explain said no letter ({first})"
        bench.ask(name, fine, said["debtor"], said["day"],
                  f"{what}; the run drafted {kinds or 'nothing'} and held back {codes or 'nothing'}")


def waits(letter, day, case):
    """Whether it waited for a person during that day's run, and how many working days by then, in either calendar."""
    ends = [e["day"] for e in letter.events if e["kind"] in ("approved", "refused", "cancelled", "accepted")]
    if letter.shown["approval"] == "auto" or letter.drafted > day or any(end <= day
                                                                         for end in ends) or letter.state == "held":
        return 0
    since = letter.shown["waiting_since"] or letter.drafted
    return min(working_days(land, since, day) for land in {case.row["country"], "CN"})


@check
def approval(bench, name):
    """`run` ends with 3 while a letter waits longer for its approval than the policy says."""
    days = policy()[1]["approval_days"]
    for row in bench.record["runs"]:
        late = [(case.id, l) for case in bench.cases for l in case.letters
                if waits(l, row["day"], case) > days
                and not account(bench.record, case.id, row["day"]).on_hold(row["day"])]
        if late:
            debtor, letter = late[0]
            bench.ask(name, row["code"] == 3, debtor, row["day"],
                      f"run ends with {row['code']} while {letter} waits since {letter.shown['waiting_since']}")


@check
def arrears(bench, name):
    """`arrears` is what the judge's own books say."""
    for row in bench.record["arrears"]:
        for given in row["accounts"]:
            books, day = account(bench.record, given["debtor"], row["day"]), date(row["day"])
            own = {"open": books.open(), "overdue": books.overdue(day), "disputed": books.disputed(day),
                   "credit": books.credit,
                   "demand": books.demand(day)}
            wrong = {key: (given[key], value) for key, value in own.items() if given[key] != value}
            bench.ask(name, not wrong, given["debtor"], row["day"], f"arrears and own books differ: {wrong}")


@check
def report(bench, name):
    """The figures of `report` are those of what was imported and sent, and its CSV says what its JSON says."""
    for row in bench.record["reports"]:
        table = {tuple(line[:4]): line[4] for line in row["csv"]}
        for currency, said in row["json"]["money"].items():
            for key, own in own_figures(bench, row, currency).items():
                given = said[key] if isinstance(key, str) else said[key[0]].get(key[1], {}).get(key[2], 0)
                bench.ask(name, given == own, "", row["day"],
                          f"report of {currency}: {key} is {given}, own books have {own}")
            for key in ("open", "overdue", "credit", "invoiced", "received"):
                given = table[("money", "", currency, key)]
                bench.ask(name, round(float(given) * 100) == said[key], "", row["day"],
                          f"report of {currency}: {key} is {given} in CSV, {said[key]} in JSON")


def own_figures(bench, row, currency):
    day, first = row["day"], row["from"]
    out = collections.Counter({"open": 0, "overdue": 0, "credit": 0})
    for case in bench.cases:
        if not any(e.get("currency") == currency for e in case.entered):
            continue
        books = account(bench.record, case.id, day)
        out["open"] += books.open()
        out["overdue"] += books.overdue(day)
        out["credit"] += books.credit
        for letter in case.sent:
            if first <= letter.left <= day:
                # A report or a person's word that it arrived takes a bounce back; an answer counts before it.
                arrived = any(e["kind"] in ("delivered", "read") and e["day"] <= day
                              or e["data"].get("written") and e["day"] <= letter.bounced for e in letter.events)
                out[("by_kind", letter.kind, "letters")] += 1
                out[("by_kind", letter.kind, "came_back")] += "" < letter.bounced <= day and not arrived
    return out
