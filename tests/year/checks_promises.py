"""Checks of promises to pay: one promise is settled by its own day and sum."""
from facts import date, policy
from reckon import account

CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


def settled(bench, kind):
    """Each event that settles a promise, with the promise of the judge's own books as they stood that morning."""
    for case in bench.cases:
        for event in case.log:
            if event["kind"] == kind:
                books = account(bench.record, case.id, event["day"], noon=False)
                own = [p for p in books.promises if str(p.due) == event["data"]["due"]
                       and str(p.made) == event["data"].get("made", str(p.made))]
                # Of two that were made on one day for one day the second renewed the first.
                yield case, event, books, own[-1] if own else None


@check
def promise_too_early(bench, name):
    """Nothing says of a day that has not passed that it was broken; a day of grace follows it."""
    for case, event, _, own in settled(bench, "promise-broken"):
        bench.ask(name, own and date(event["day"]) > own.grace, case.id, event["day"],
                  f"promise for {event['data']['due']} is called broken on {event['day']}")


@check
def promise_renewed(bench, name):
    """A promise that another renewed in time is neither kept nor broken."""
    for kind in ("promise-broken", "promise-kept"):
        for case, event, _, own in settled(bench, kind):
            if own and not own.unsure and own.renewed:
                # What was written down later than it was said takes the break back; the event itself may stand.
                late = str(own.renewed.entered) > event["day"]
                bench.ask(name, late, case.id, event["day"],
                          f"promise for {own.due} is called {kind[8:]}, but was renewed on {own.renewed.made}")


@check
def promise_sum(bench, name):
    """Kept when its sum came by its day and grace, broken when it did not."""
    for kind in ("promise-broken", "promise-kept"):
        for case, event, books, own in settled(bench, kind):
            if own and not own.unsure and not own.renewed and not own.returned:
                fine = books.may_be_kept(own,
                                         date(event["day"])) if kind == "promise-kept" else not books.in_time(own)
                bench.ask(name, fine, case.id, event["day"],
                          f"promise of {own.amount} for {own.due} is called {kind[8:]}; {own.came} came of it")


@check
def promise_demand(bench, name):
    """No demand while a promise, or what renewed it, runs."""
    for case in bench.cases:
        # A notice before the due day asks for nothing that a promise could be about.
        for letter in [l for l in case.sent if l.demands and l.kind != "pre-due-notice"]:
            books = letter.books()
            open_ones = [p for p in books.promises if p.runs(date(letter.left)) and not books.fulfilled(p)]
            if books.promises:
                bench.ask(name, not open_ones, case.id, letter.left,
                          f"{letter} while a promise runs until {', '.join(str(p.due) for p in open_ones)}")


@check
def promise_letter(bench, name):
    """A letter about a broken promise only while what was promised is still owed, and while the break is news."""
    news = policy()[1]["broken_promise_days"]
    runs = sorted({date(run["day"]) for run in bench.record["runs"]})

    def found(promise):
        """The day of the run that found it broken: from then on it is news."""
        return next((day for day in runs if day > promise.grace), promise.grace)

    for case in bench.cases:
        for letter in [l for l in case.sent if l.kind == "broken-promise"]:
            books, day = letter.books(), date(letter.left)
            broken = [p for p in books.promises if not p.renewed and p.grace < day
                      and (books.still_owed(p) or p.unsure or p.returned)
                      and (day - found(p)).days <= news and p.invoices & set(letter.invoices)]
            bench.ask(name, broken, case.id, letter.left,
                      f"{letter}: no promise of these invoices was broken in the last {news} days and is still owed")


@check
def promise_settled(bench, name):
    """Every promise is settled once its day and grace are over and a run has been: kept, broken or renewed."""
    for case in bench.cases:
        days = [run["day"] for run in bench.record["runs"]]
        if not days:
            continue
        books = account(bench.record, case.id, days[-1])
        told = {(e["data"]["due"], e["data"].get("made")) for e in case.log
                if e["kind"] in ("promise-kept", "promise-broken")}
        for own in books.promises:
            if own.unsure or own.renewed or str(own.grace) >= days[-1] or own.amount <= 0:
                continue
            bench.ask(name, (str(own.due), str(own.made)) in told, case.id, days[-1],
                      f"promise of {own.made} for {own.due} is neither kept nor broken")
