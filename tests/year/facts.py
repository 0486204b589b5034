"""What the judge reads of the product's data: calendars and the policy's numbers."""
import datetime
import functools
import tomllib

from desk import share

CALENDAR = {"CN": "cn", "DE": "de", "GB": "gb", "TW": "tw"}
LADDER = ["reminder", "credit-warning", "lawyers-letter"]
# What demands nothing: confirmations and thanks.
QUIET = {"promise-confirmation", "payment-plan", "dispute-acknowledgement", "thanks"}
DAY = datetime.timedelta(1)


def date(text):
    return datetime.date.fromisoformat(str(text))


@functools.lru_cache
def calendar(country):
    """Days off, and weekends that are worked."""
    with open(share() / f"config/calendars/{CALENDAR[country]}.toml", "rb") as file:
        table = tomllib.load(file)
    off = set()
    for row in table["off"]:
        day = row["from"]
        while day <= row.get("to", row["from"]):
            off.add(day)
            day += DAY
    return off, {row["day"] for row in table.get("work", [])}


def holiday(country, day):
    return date(day) in calendar(country)[0]


def weekend(country, day):
    day = date(day)
    return day.weekday() > 4 and day not in calendar(country)[1]


def works(country, day):
    return not holiday(country, day) and not weekend(country, day)


def working_days(country, first, last):
    """How many working days lie after `first`, up to `last`."""
    day, last, count = date(first) + DAY, date(last), 0
    while day <= last:
        count += works(country, day)
        day += DAY
    return count


def after(country, day, count):
    """The day itself, moved on by so many working days."""
    day = date(day)
    while count:
        day += DAY
        count -= works(country, day)
    return day


@functools.lru_cache
def policy():
    with open(share() / "config/policy.toml", "rb") as file:
        table = tomllib.load(file)
    kinds = {row["id"]: row for row in table["tier"]} | {row["kind"]: row for row in table["occasional"]}
    # What a policy of an earlier version does not say has the default of today's.
    cadence = {"approval_days": 2, "refused_days": 10, "broken_promise_days": 14, "max_confirmations_30_days": 8,
               **table["cadence"]}
    return kinds, cadence


def deadline_days(kind, locale, person):
    """The days that a letter of this kind gives at least."""
    row = policy()[0][kind]
    language = locale.split("-")[0]
    given = row.get("deadline_days_in", {})
    return (given.get(f"{language}.individual") if person else None) or given.get(language) or row["deadline_days"]
