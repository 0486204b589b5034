"""Checks of the letters that left: what they demand, of whom, and when."""
from facts import LADDER, date, deadline_days, holiday, policy, weekend, working_days

CHECKS = {}


def check(function):
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


def sent(bench, *, demands=True):
    for case in bench.cases:
        for letter in case.sent:
            if letter.demands or not demands:
                yield case, letter


@check
def paid(bench, name):
    """No paid invoice is demanded."""
    for case, letter in sent(bench):
        books = letter.books()
        over = [n for n in letter.invoices if n in books.invoices and books.invoices[n].open <= 0]
        bench.ask(name, not over, case.id, letter.left, f"{letter} demands {', '.join(over)}, which is paid")


@check
def zero(bench, name):
    """No demand of nothing."""
    for case, letter in sent(bench):
        bench.ask(name, letter.amount > 0, case.id, letter.left, f"{letter} demands nothing")


@check
def demand(bench, name):
    """What is demanded is open, less what is disputed, less the credit."""
    for case, letter in sent(bench):
        if letter.kind == "pre-due-notice":
            continue
        books = letter.books()
        named = [books.invoices[n] for n in letter.invoices if n in books.invoices]
        # The credit covers the oldest first, so invoices that the letter does not name may have had some of it.
        other = sum(i.open - i.disputed for n, i in books.invoices.items() if n not in letter.invoices
                    and i.due < date(letter.left))
        whole = sum(i.open - i.disputed for i in named)
        least, most = max(0, whole - books.credit), max(0, whole - max(0, books.credit - other))
        bench.ask(name, least <= letter.amount <= most, case.id, letter.left,
                  f"{letter}: own books have {whole} open and undisputed of these, {books.credit} credit")


@check
def whole(bench, name):
    """A letter of the ladder demands all that is overdue on the day of its draft."""
    # What a lawyer's letter named goes its own way from there on, and what fell due later another: not asked.
    for case, letter in sent(bench):
        before = case.sent[:case.sent.index(letter)]
        # A lawyer's letter asks for what was warned of: see below.
        if letter.kind in LADDER[:-1] and not any(l.kind == "lawyers-letter" for l in before):
            own = letter.books(letter.drafted, noon=False).demand(letter.drafted)
            later = letter.books().demand(letter.left)
            bench.ask(name, letter.amount in (own, later), case.id, letter.left,
                      f"{letter}: own books have {own} overdue on the day of its draft, {later} on the day it left")


@check
def warned(bench, name):
    """A lawyer's letter names what a letter of the tier below, or a lawyer's letter before it, named and nothing else."""
    for case, letter in sent(bench):
        if letter.kind != LADDER[-1]:
            continue
        before = [l for l in case.sent[:case.sent.index(letter)]
                  if l.kind in LADDER[-2:] and not l.came_back(letter.drafted)]
        new = set(letter.invoices) - {number for l in before for number in l.invoices}
        bench.ask(name, not new, case.id, letter.left, f"{letter} names {', '.join(sorted(new))}, which nobody warned of")


@check
def order(bench, name):
    """No tier is jumped: a tier follows the one below it, in letters about the same invoices."""
    for case, letter in sent(bench):
        if letter.kind in LADDER[1:]:
            below = LADDER[LADDER.index(letter.kind) - 1]
            came = [l for l in case.cycle(letter) if l.kind == below and not l.came_back(letter.left)]
            bench.ask(name, came, case.id, letter.left, f"{letter} follows no {below}")


@check
def deadline(bench, name):
    """No letter of the ladder inside a printed deadline of a letter of the ladder before it."""
    for case, letter in sent(bench):
        if letter.kind in LADDER:
            inside = [l for l in case.cycle(letter) if l.kind in LADDER and not l.bounced
                       and l.shown["deadline"] >= letter.left]
            bench.ask(name, not inside, case.id, letter.left,
                      f"{letter} inside the deadline {', '.join(l.shown['deadline'] + ' of ' + l.id for l in inside)}")


def pressed(case):
    """Demands that reached the debtor, or may have."""
    return [l for l in case.sent if l.demands and not l.bounced]


@check
def cap(bench, name):
    """At most so many demands in 30 days."""
    most = policy()[1]["max_letters_30_days"]
    for case in bench.cases:
        demands = pressed(case)
        for letter in demands:
            near = [l for l in demands if 0 <= (date(letter.left) - date(l.left)).days < 30]
            bench.ask(name, len(near) <= most, case.id, letter.left,
                      f"{letter} is the {len(near)}th demand in 30 days")


@check
def gap(bench, name):
    """The least days between two demands."""
    least = policy()[1]["minimum_gap_days"]
    for case in bench.cases:
        demands = pressed(case)
        for first, second in zip(demands, demands[1:]):
            days = (date(second.left) - date(first.left)).days
            bench.ask(name, days >= least, case.id, second.left, f"{second} only {days} days after {first}")


@check
def hold(bench, name):
    """No demand while the case is on hold."""
    for case, letter in sent(bench):
        bench.ask(name, not letter.books().on_hold(letter.left), case.id, letter.left, f"{letter} on hold")


@check
def free_day(bench, name):
    """Nothing leaves on a public holiday of the debtor's calendar, nor on a weekend unless the policy allows it."""
    for case, letter in sent(bench, demands=False):
        land, day = case.row["country"], letter.left
        off = holiday(land, day) or weekend(land, day) and not bench.record["weekends"]
        bench.ask(name, not off, case.id, day, f"{letter} left on {day}, a day off in {land}")


@check
def dated(bench, name):
    """A letter bears the day on which it leaves."""
    for case, letter in sent(bench, demands=False):
        bench.ask(name, letter.shown["day"] == letter.left, case.id, letter.left,
                  f"{letter} is dated {letter.shown['day']} and left on {letter.left}")


@check
def days_given(bench, name):
    """A letter never gives fewer days than its policy says, from the day it leaves."""
    for case, letter in sent(bench):
        needed = deadline_days(letter.kind, case.row["locale"], case.row["kind"] == "individual")
        if needed:
            given = (date(letter.shown["deadline"]) - date(letter.left)).days
            bench.ask(name, given >= needed, case.id, letter.left,
                      f"{letter} gives {given} days, {needed} are its policy's")


@check
def proof(bench, name):
    """A lawyer's letter only where delivery of the warning is proven: by a person's record, a registered number, a
    read receipt or a written answer; never by a note about a call."""
    for case in bench.cases:
        for letter in case.letters:
            if letter.kind != "lawyers-letter":
                continue
            warnings = [l for l in case.sent if l.kind == "credit-warning" and l.left <= letter.drafted]
            ids = {l.id for l in warnings}
            proofs = [e for e in case.log if e["letter"] in ids and e["day"] <= letter.drafted and (
                e["kind"] in ("delivered", "read") or e["data"].get("written") or e["data"].get("mail")
                or e["kind"] == "accepted" and e["data"].get("stage") == "post")]
            written = [e for e in case.entered if e["do"] in ("written", "tracking") and warnings
                       and warnings[0].left <= e["entered"] <= letter.drafted]
            bench.ask(name, proofs or written, case.id, letter.drafted,
                      f"{letter} without a proof that the warning arrived")


@check
def short_payment(bench, name):
    """Only when money came for an invoice that a letter asked for, and fell short of it. A full invoice is no rest."""
    for case, letter in sent(bench):
        if letter.kind != "short-payment":
            continue
        books = letter.books()
        asked = [l for l in case.sent[:case.sent.index(letter)] if l.demands]
        short = [n for n in letter.invoices if n in books.invoices and books.invoices[n].open > 0 and any(
            number == n and any(n in l.invoices and date(l.left) <= day <= date(letter.left) for l in asked)
            for day, number in books.parts)]
        full = [n for n in letter.invoices if n in books.invoices
                and books.invoices[n].paid + books.invoices[n].credited == 0]
        bench.ask(name, short and not full, case.id, letter.left,
                  f"{letter}: paid in part {', '.join(short) or 'none'}, not at all {', '.join(full) or 'none'}")


@check
def refused(bench, name):
    """What a person refused is not proposed again before the policy's days are over, unless its figures changed or a
    person released the case."""
    days = policy()[1]["refused_days"]
    released = [(e["case"], e["day"]) for e in bench.record["log"] if e["kind"] == "released"]
    for case in bench.cases:
        for no in [l for l in case.letters if l.first("refused")]:
            when = no.first("refused")["day"]
            for again in [l for l in case.letters if l.kind == no.kind and l.drafted >= when and l.id != no.id]:
                early = working_days(case.row["country"], when, again.drafted) < days
                same = (again.amount, set(again.invoices)) == (no.amount, set(no.invoices))
                let_go = any(case.id in key.split("/") + [key] and when <= day <= again.drafted for key, day in released)
                bench.ask(name, not (early and same) or let_go, case.id, again.drafted,
                          f"{again} though {no.id} was refused on {when}")


@check
def redraft(bench, name):
    """One letter is not drafted and held anew each day under a new number."""
    for case in bench.cases:
        for letter in case.letters:
            same = {l.number for l in case.letters if l.kind == letter.kind
                    and set(l.invoices) == set(letter.invoices)
                    and l.amount == letter.amount and 0 <= (date(letter.drafted) - date(l.drafted)).days <= 10
                    and not l.left and not l.first("refused")}
            bench.ask(name, len(same) < 3, case.id, letter.drafted,
                      f"{letter} under {len(same)} numbers: {', '.join(sorted(same))}")
