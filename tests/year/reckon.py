"""The judge's own books: one debtor's account and promises, reckoned from what was entered and nothing else."""
from facts import DAY, after, date, policy


class Invoice:
    def __init__(self, due, amount):
        self.due, self.amount, self.paid, self.credited, self.contested = date(due), amount, 0, 0, 0

    @property
    def open(self):
        return self.amount - self.paid - self.credited

    @property
    def disputed(self):
        return min(self.open, self.contested)


class Promise:
    def __init__(self, made, due, amount, country, entered, invoices):
        self.made, self.due, self.amount, self.entered = date(made), date(due), amount, date(entered)
        self.grace = after(country, self.due, policy()[1]["promise_grace_working_days"])
        self.invoices = invoices       # what it is about
        self.came, self.renewed, self.unsure, self.returned = 0, None, False, False
        self.too_much = False
        self.most = 0                  # what came while it ran, whoever else it may have been for
        self.late = 0                  # what came when its day and grace were over

    def runs(self, day):
        return self.made <= day <= self.grace and not self.renewed and self.came < self.amount


class Account:
    def __init__(self, country):
        self.country, self.invoices, self.payments, self.credit = country, {}, {}, 0
        self.promises, self.holds, self.parts = [], [], []

    def enter(self, event):
        getattr(self, event["do"].replace("-", "_"), lambda event: None)(event)

    # What was entered.

    def invoice(self, event):
        self.invoices[event["number"]] = Invoice(event["due"], event["amount"])

    def credit_note(self, event):
        target = self.invoices.get(event["applies_to"])
        taken = min(target.open, event["amount"]) if target else 0
        if target:
            target.credited += taken
        self.credit += event["amount"] - taken

    def pay(self, event):
        """A payment that names an invoice pays that one; one that names none pays the oldest. The rest is a credit."""
        rest, went, day = event["amount"], {}, date(event["day"])
        named = event["invoice"]
        order = [named] if named else sorted(self.invoices, key=lambda n: (self.invoices[n].due, n))
        for number in order:
            if number in self.invoices and rest > 0:
                taken = min(self.invoices[number].open, rest)
                if taken > 0:
                    self.invoices[number].paid += taken
                    went[number] = taken
                    rest -= taken
                    self.parts.append((day, number))
        self.credit += rest
        self.payments[event["reference"]] = (went, rest)
        self.credit_promises(day, event["amount"])

    def return_(self, event):
        went, rest = self.payments.pop(event["reverses"], ({}, 0))
        for number, taken in went.items():
            self.invoices[number].paid -= taken
        self.credit -= rest
        for promise in self.promises:
            # Whether a promise that was kept is broken by a return is not told by its day and sum alone.
            promise.returned = True

    def dispute(self, event):
        invoice = self.invoices.get(event["invoice"])
        if invoice:
            invoice.contested = event.get("amount") or invoice.open

    def settled(self, event):
        if event["invoice"] in self.invoices:
            self.invoices[event["invoice"]].contested = 0

    def hold(self, event):
        self.holds.append([date(event["day"]), date(event["until"])])

    def release(self, event):
        for hold in self.holds:
            hold[1] = min(hold[1], date(event["day"]) - DAY)

    def promise(self, event):
        made, owed = date(event["on"]), self.open()
        # A promise without a sum is of what is overdue on the day it is given.
        whole = self.demand(made)
        open_now = {n for n, i in self.invoices.items() if i.open > 0 and ("amount" in event or i.due < made)}
        new = Promise(made, event["due"], event.get("amount") or whole, self.country, event["entered"], open_now)
        for old in self.promises:
            if old.renewed or not old.made <= made <= old.grace or old.came >= old.amount:
                continue
            left = old.amount - old.came
            if left + new.amount > owed:
                old.renewed = new
            elif left + new.amount > whole or old.amount == new.amount or made >= old.due:
                # They fit beside each other; but whether one sum twice, or a word on the very day, is a new promise
                # or the old one is nobody's clear word.
                old.unsure = True
        # More than is owed can only be kept by paying what is due.
        new.too_much = new.amount > owed - self.credit
        self.promises.append(new)

    def credit_promises(self, day, amount):
        for promise in self.promises:
            promise.most += amount if promise.made <= day <= promise.grace else 0
            promise.late += amount if day > promise.grace else 0
        for promise in sorted((p for p in self.promises if p.runs(day)), key=lambda p: (p.due, p.made)):
            taken = min(amount, promise.amount - promise.came)
            promise.came += taken
            amount -= taken

    # What it comes to.

    def open(self):
        return sum(i.open for i in self.invoices.values())

    def overdue(self, day):
        return sum(i.open for i in self.invoices.values() if i.due < date(day))

    def disputed(self, day):
        return sum(i.disputed for i in self.invoices.values() if i.due < date(day))

    def demand(self, day):
        return max(0, self.overdue(day) - self.disputed(day) - self.credit)

    def on_hold(self, day):
        return any(first <= date(day) <= last for first, last in self.holds)

    def fulfilled(self, promise):
        """All of it came, or nothing is open any more of what was open when it was made."""
        return promise.came >= promise.amount or all(self.invoices[n].open <= 0 for n in promise.invoices)

    def in_time(self, promise):
        """Fulfilled, and not by money that came too late."""
        return promise.came >= promise.amount or self.fulfilled(promise) and not promise.late

    def may_be_kept(self, promise, day):
        """The lenient reading, where another promise may be about the same money or too much was promised."""
        shared = any(p.unsure for p in self.promises) and promise.most >= promise.amount
        return self.fulfilled(promise) or shared or promise.too_much and self.demand(day) == 0

    def still_owed(self, promise):
        return not self.fulfilled(promise) and any(self.invoices[n].open > 0 for n in promise.invoices)


# `return` is a word of Python's.
setattr(Account, "return", Account.return_)


def account(record, debtor, day, noon=True):
    """The debtor's account on the evening of a day, or before what came at noon."""
    row = next(row for row in record["debtors"] if row["id"] == debtor)
    books = Account(row["country"])
    for event in record["entered"]:
        if event["debtor"] == debtor and (event["entered"] < day or event["entered"] == day
                                          and (noon or event["hour"] == "morning")):
            books.enter(event)
    return books
