"""A year of a small ledger, made up from a seed: debtors, contacts, and what happens on each day.

Each debtor's year has dice of its own, so that a year with fewer debtors has the same events for those that are left.
Sums are whole minor units. An event is a dict: id, day, debtor, do, and what the deed needs.
"""
import dataclasses
import datetime
import random

# Calendars of cn and tw have rows for 2026 alone.
FIRST = datetime.date(2026, 1, 5)

LANDS = [
    {"country": "CN", "locale": "zh-CN", "currency": "CNY", "city": "杭州市", "postcode": "311200", "street": "文一西路{}号",
     "name": "杭州第{}贸易有限公司", "sums": (150000, 9000000)},
    {"country": "DE", "locale": "de", "currency": "EUR", "city": "Köln", "postcode": "50667",
     "street": "Hohe Straße {}",
     "name": "Rheinwerk {} GmbH", "sums": (15000, 900000)},
    {"country": "GB", "locale": "en", "currency": "GBP", "city": "Leeds", "postcode": "LS1 4AP",
     "street": "{} Park Row",
     "name": "Aire Valley {} Ltd", "sums": (15000, 900000)},
    {"country": "TW", "locale": "zh-TW", "currency": "TWD", "city": "台北市", "postcode": "110", "street": "信義路五段{}號",
     "name": "台北第{}股份有限公司", "sums": (1500000, 40000000)},
]
PEOPLE = {
    "zh-CN": ["王芳", "李伟", "张敏、刘洋", "欧阳娜娜"],
    "de": ["Anna und Peter Schulz", "Anna Schulz", "Jürgen Groß", "Dr. Eva von der Au"],
    "en": ["Mary O'Brien", "John Smith & Sons", "J. Smith", "Ann Lee-Jones"],
    "zh-TW": ["陳怡君", "林志明", "黃淑芬、吳建宏", "張雅婷"],
}
POSITIONS = {"zh-CN": "财务部经理", "de": "Leiter Buchhaltung", "en": "Finance Manager", "zh-TW": "財務部經理"}
WAYS = ["email", "email", "email", "both", "post", "fax", "none"]


@dataclasses.dataclass
class Year:
    seed: int
    weekends: bool                 # what the year's policy says of weekends
    asks: float                    # the share of debtors for whom `explain` is asked each day
    debtors: list
    contacts: list
    events: list
    runs: list                     # the days on which the department works, as text
    looks: bool = True             # whether it looks at reports and the worklist now and then


def weekday(day):
    """The day itself, or the Monday after it."""
    return day + datetime.timedelta({5: 2, 6: 1}.get(day.weekday(), 0))


class Life:
    """One debtor's year."""

    def __init__(self, seed, number, last):
        self.dice = random.Random(f"{seed}/{number}")
        self.id, self.land, self.last = f"K{number:03}", LANDS[number % len(LANDS)], last
        self.events, self.invoices, self.references = [], 0, 0
        # Some pay badly all year, so that the upper tiers are reached.
        self.bad = self.dice.random() < 0.4
        self.way = self.dice.choice(WAYS)

    def add(self, day, do, **more):
        day = max(weekday(day), FIRST)
        if day <= self.last:
            self.events.append({"day": day.isoformat(), "debtor": self.id, "do": do, **more})

    def days(self, low, high):
        return datetime.timedelta(self.dice.randint(low, high))

    def debtor(self):
        land, number = self.land, int(self.id[1:])
        kind = "individual" if number % 11 == 3 else self.dice.choice(["small-business", "large-enterprise"])
        address = self.way != "none"
        return {"id": self.id, "name": land["name"].format(number), "kind": kind, "locale": land["locale"],
                "street": land["street"].format(number) if address else "", "postcode": land["postcode"] if address
                else "",
                "city": land["city"] if address else "", "country": land["country"],
                "pay_days": "10 25" if number % 9 == 5 else ""}

    def contacts(self):
        locale, number = self.land["locale"], int(self.id[1:])
        names = self.dice.sample(PEOPLE[locale], self.dice.randint(1, 3))
        out = []
        for place, name in enumerate(names):
            mail = self.way in ("email", "both") or (self.way == "none" and number % 2)
            out.append({"debtor": self.id, "name": name, "position": POSITIONS[locale],
                        "role": ["payer", "finance", "owner"][place],
                        "email": f"c{place}.{self.id.lower()}@debtor.example" if mail else "",
                        "fax": f"+49 221 555 {number:04}" if self.way in ("fax", "both") and not place else "",
                        "phone": f"+49 221 444 {number:04}"})
        if number % 10 == 7:
            # Nobody can be written to until somebody asks for the position: the letter is held every day.
            for row in out:
                row["position"] = ""
            self.add(FIRST + self.days(60, 120), "contacts",
                     rows=[{**row, "position": POSITIONS[locale]} for row in out])
        return out

    def money(self):
        low, high = self.land["sums"]
        return self.dice.randint(low, high) // 100 * 100 + (0 if self.land["currency"] == "TWD"
                                                            else self.dice.randint(0, 99))

    def pay(self, day, amount, invoice="", **more):
        self.references += 1
        reference = f"BK-{self.id}-{self.references:03}"
        self.add(day, "pay", reference=reference, amount=amount, invoice=invoice, currency=self.land["currency"],
                 **more)
        return reference

    def live(self):
        day = FIRST + self.days(-10, 20)
        while day < self.last:
            self.invoices += 1
            number, amount = f"RE-{self.id}-{self.invoices:02}", self.money()
            due = day + datetime.timedelta(self.dice.choice([14, 30, 30, 45]))
            self.add(day, "invoice", number=number, issued=day.isoformat(), due=due.isoformat(), amount=amount,
                     currency=self.land["currency"])
            fates = ["late", "short", "never", "promise", "promise", "dispute", "never"] if self.bad else [
                "on_time", "on_time", "early", "late", "late", "short", "promise", "dispute", "returned", "double",
                                                                                                           "lump"]
            getattr(self, self.dice.choice(fates))(number, due, amount)
            day += self.days(12, 60)
        self.talk()
        self.events.sort(key=lambda event: event["day"])
        for place, event in enumerate(self.events):
            event["id"] = f"{self.id}.{place}"
        return self.events

    # What becomes of one invoice.

    def on_time(self, number, due, amount):
        self.pay(due - self.days(0, 3), amount, number)

    def early(self, number, due, amount):
        self.pay(due - self.days(8, 14), amount, self.dice.choice([number, ""]))

    def late(self, number, due, amount):
        self.pay(due + self.days(4, 75), amount, self.dice.choice([number, number, ""]),
                 noon=self.dice.random() < 0.3)

    def short(self, number, due, amount):
        part = amount * self.dice.randint(30, 95) // 10000 * 100
        self.pay(due + self.days(5, 30), part, number)
        if self.dice.random() < 0.6:
            self.pay(due + self.days(45, 90), amount - part, number)

    def never(self, number, due, amount):
        if self.dice.random() < 0.5:
            self.pay(due + self.days(100, 170), amount, number)

    def returned(self, number, due, amount):
        day = due + self.days(5, 20)
        reference = self.pay(day, amount, number)
        self.add(day + self.days(3, 9), "return", reference=f"{reference}-R", reverses=reference, amount=amount,
                 currency=self.land["currency"])
        self.pay(day + self.days(40, 60), amount, number)

    def double(self, number, due, amount):
        """Paid twice: the second is a credit."""
        self.pay(due - self.days(0, 3), amount, number)
        self.pay(due + self.days(5, 20), amount, number)

    def lump(self, number, due, amount):
        """More than is owed, without a name."""
        self.pay(due + self.days(1, 20), amount + self.money() // 3, "")

    def promise(self, number, due, amount):
        made = weekday(due + self.days(6, 35))
        until = weekday(made + self.days(3, 12))
        whole = self.dice.random() < 0.6
        more = {} if whole else {"amount": amount}
        self.add(made, "promise", due=until.isoformat(), on=made.isoformat(), **more)
        end = self.dice.choice(["kept", "broken", "renewed", "renewed", "short", "broken"])
        if end == "kept":
            self.pay(until - self.days(0, 2), amount, number)
        elif end == "renewed":
            # On its day, the day before, or in its grace; sometimes written down a day late.
            again = weekday(until + self.days(-1, 1))
            later = weekday(again + self.days(4, 12))
            entered = again + datetime.timedelta(1) if self.dice.random() < 0.3 else again
            self.add(entered, "promise", due=later.isoformat(), on=again.isoformat(), **more)
            self.pay(later - self.days(-9, 2), amount, number)
        elif end == "short":
            self.pay(until, amount // 200 * 100, number)
            self.pay(until + self.days(20, 60), amount - amount // 200 * 100, number)
        else:
            self.pay(until + self.days(5, 70), amount, number)

    def dispute(self, number, due, amount):
        day = weekday(due + self.days(4, 25))
        part = {} if self.dice.random() < 0.6 else {"amount": amount // 300 * 100}
        self.add(day, "dispute", invoice=number, **part)
        end = day + self.days(10, 40)
        if self.dice.random() < 0.5:
            self.add(end, "credit-note", number=f"CN-{number[3:]}", amount=amount // 400 * 100,
                     applies_to=self.dice.choice([number, number, ""]), currency=self.land["currency"])
        self.add(end, "settled", invoice=number)
        if self.dice.random() < 0.7:
            self.pay(end + self.days(5, 40), amount * 3 // 4, number)

    def talk(self):
        """Calls, answers, holds, bounces, and proofs of delivery: not about one invoice."""
        months = max(1, (self.last - FIRST).days // 30)
        for month in range(months):
            day = FIRST + datetime.timedelta(30 * month) + self.days(0, 29)
            what = self.dice.choice(["", "", "call", "response", "written", "bounced", "hold", "delivered"])
            if self.bad and month % 2:
                what = self.dice.choice(["delivered", "tracking", "call", what])
            if what == "hold":
                until = weekday(day + self.days(5, 20))
                self.add(day, "hold", until=until.isoformat())
                if self.dice.random() < 0.4:
                    self.add(day + self.days(2, 4), "release")
            elif what:
                self.add(day, what)


def make(seed, days, debtors):
    """The year of that seed: so many calendar days and debtors."""
    last = FIRST + datetime.timedelta(days - 1)
    lives = [Life(seed, number, last) for number in range(1, debtors + 1)]
    rows, contacts, events = [], [], []
    for life in lives:
        rows.append(life.debtor())
        contacts += life.contacts()
        events += life.live()
    dice = random.Random(f"{seed}/clerk")
    day, absences = FIRST + datetime.timedelta(dice.randint(20, 60)), 0
    while day < last:
        until = day + datetime.timedelta(dice.randint(4, 16))
        events.append({"id": f"clerk.{absences}", "day": day.isoformat(), "debtor": "", "do": "absent",
                       "until": until.isoformat()})
        absences, day = absences + 1, until + datetime.timedelta(dice.randint(40, 90))
    runs = []
    for n in range(days):
        day = FIRST + datetime.timedelta(n)
        # The scheduler knows no holidays; now and then somebody works on a weekend.
        if day.weekday() < 5 or dice.random() < 0.15:
            runs.append(day.isoformat())
    events.sort(key=lambda event: (event["day"], event["debtor"]))
    return Year(seed, seed % 2 == 0, min(1.0, 0.7 / debtors), rows, contacts, events, runs)


def part(year, debtors=None, events=None, runs=None):
    """The same year with fewer debtors, events (by id) or days."""
    keep = {row["id"] for row in year.debtors} if debtors is None else set(debtors)
    return dataclasses.replace(
        year,
        debtors=[row for row in year.debtors if row["id"] in keep],
        contacts=[row for row in year.contacts if row["debtor"] in keep],
        events=[e for e in year.events if (not e["debtor"] or e["debtor"] in keep)
                and (events is None or e["id"] in events)],
        runs=year.runs if runs is None else [day for day in year.runs if day in runs])
