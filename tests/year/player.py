"""Plays a year as a department would, day by day, with the program's own commands.

What the judge is told is a record: what was entered, with day and hour ("morning" is before the day's run, "noon"
after it), and what the program said.
"""
import csv
import re

from desk import Desk, Stopped, bad_rows, chance, csv_text, days_between, money, registered, settings

CLERK, LAWYER = "林悦", "周律师"
PAYMENT_COLUMNS = ["reference", "debtor", "date", "amount", "currency", "invoice", "reverses"]
INVOICE_COLUMNS = ["number", "kind", "debtor", "issue_date", "due_date", "amount", "currency", "applies_to"]


class Player(Desk):
    def __init__(self, year, keep=None):
        super().__init__(year, keep)
        self.away, self.seen_bank, self.waiting, self.to_print = [], "", 0, 0
        self.record = {"weekends": year.weekends, "debtors": year.debtors, "entered": [], "explains": [], "runs": [],
                       "worklists": [], "reports": [], "arrears": [], "troubles": self.troubles, "letters": [],
                       "log": [], "mails": [], "cost": self.cost}

    def take(self, event, hour):
        self.record["entered"].append({**event, "entered": self.day, "hour": hour})

    # The days.

    def play(self):
        self.set_up()
        events = {}
        for event in self.year.events:
            events.setdefault(event["day"], []).append(event)
        runs = set(self.year.runs)
        for self.day in sorted(set(events) | runs):
            today = events.get(self.day, [])
            self.morning([e for e in today if not e.get("noon")])
            if self.day in runs:
                self.work()
            self.books([e for e in today if e.get("noon")], "noon")
            if self.day in runs:
                self.hand_over()
                self.look()
        self.close()
        return self.record

    def set_up(self):
        files = settings(self.year)
        for name, text in files.items():
            self.write(name, text)
        self.journal.append({"day": "", "argv": [], "files": files, "code": 0, "err": ""})
        self.day = self.year.runs[0] if self.year.runs else self.year.events[0]["day"]
        if self.run("init")[0]:
            raise Stopped(self.journal[-1]["err"])
        for kind, rows in (("debtors", self.year.debtors), ("contacts", self.year.contacts)):
            if self.run("import", kind, f"{kind}.csv", "--as-of", self.day,
                        files={f"{kind}.csv": csv_text(list(rows[0]), rows)})[0]:
                raise Stopped(self.journal[-1]["err"])

    def morning(self, today):
        self.away = [e for e in self.away if e["until"] >= self.day] + [e for e in today if e["do"] == "absent"]
        for rows in [e["rows"] for e in today if e["do"] == "contacts"]:
            self.run("import", "contacts", "contacts.csv", "--as-of", self.day,
                     files={"contacts.csv": csv_text(list(rows[0]), rows)})
        self.books(today, "morning")
        for event in today:
            self.told(event)

    def books(self, today, hour):
        """Invoices, credit notes and the bank's file; the latter also when it is empty: the ledger stays fresh."""
        entered = [e for e in today if e["do"] in ("invoice", "credit-note")]
        if entered:
            rows = [{"number": e["number"], "kind": e["do"], "debtor": e["debtor"],
                     "issue_date": e.get("issued", e["day"]),
                     "due_date": e.get("due", ""), "amount": money(e["amount"]), "currency": e["currency"],
                     "applies_to": e.get("applies_to", "")} for e in entered]
            self.file("invoices", INVOICE_COLUMNS, rows, entered, hour)
        entered = [e for e in today if e["do"] in ("pay", "return")]
        # The ledger counts as fresh for three days.
        stale = hour == "morning" and self.day in self.year.runs and (not self.seen_bank
                                                                      or days_between(self.seen_bank, self.day) > 1)
        if entered or stale:
            self.seen_bank = self.day
            rows = [{"reference": e["reference"], "debtor": e["debtor"], "date": e["day"],
                     "amount": money(e["amount"]),
                     "currency": e["currency"], "invoice": e.get("invoice", ""), "reverses": e.get("reverses", "")}
                    for e in entered]
            self.file("payments", PAYMENT_COLUMNS, rows, entered, hour)

    def file(self, kind, columns, rows, entered, hour):
        # A replay may lack an invoice that a row names: such a row is refused, the others are taken.
        name = f"{kind}.csv" if rows else f"no-{kind}.csv"
        code, said = self.run("import", kind, name, "--skip-bad", "--as-of", self.day,
                              files={name: csv_text(columns, rows)}, fine=(0, 1, 3))
        if said is None:
            return
        # The header is row 1.
        bad = {row for row in bad_rows(said, self.journal[-1]["err"])}
        for place, event in enumerate(entered):
            if place + 2 not in bad:
                self.take(event, hour)

    def told(self, event):
        """What a debtor or a colleague said. The program may say no (exit code 2): then nothing was entered."""
        do, debtor = event["do"], event["debtor"]
        on = ("--on", event.get("on", event["day"]), "--by", CLERK)
        words = {
            "promise": ["record", "promise", debtor, "--due", event.get("due")],
            "dispute": ["record", "dispute", debtor, "--invoice", event.get("invoice"), "--note", "goods damaged"],
            "settled": ["record", "settled", debtor, "--invoice", event.get("invoice")],
            "hold": ["record", "hold", debtor, "--until", event.get("until"), "--note", "talks"],
            "release": ["record", "release", debtor, "--note", "talks failed"],
            "bounced": ["record", "bounced", debtor, "--note", "550 no such user"],
            "response": ["record", "response", debtor, "--note", "will look into it"],
            "written": ["record", "response", debtor, "--written", "--note", "letter of the debtor"],
            "call": ["record", "call", debtor, "--outcome", "reached", "--note", "says the letter arrived"],
            "delivered": ["record", "delivered", debtor, "--note", "signed for"],
        }.get(do)
        if do == "tracking":
            self.track(event)
        elif words:
            amount = ["--amount", money(event["amount"])] if "amount" in event else []
            code, _ = self.run(*words, *amount, *on, fine=(0, 2, 3))
            if code in (0, 3):
                self.take(event, "morning")

    def track(self, event):
        """The post's number for the debtor's last registered letter, if it has one."""
        _, said = self.run("show", event["debtor"])
        sent = [l for l in (said or {}).get("letters", [])
                if l["channel"] == "post" and l["state"] == "accepted"
                and l["kind"] in ("credit-warning", "lawyers-letter")]
        if sent:
            number = registered(int(chance(event["id"]) * 1e8))
            code, _ = self.run("print", "confirm", sent[-1]["id"], "--tracking", number, "--by", CLERK, "--today",
                               self.day, fine=(0, 1, 2, 3))
            if code in (0, 3):
                self.take({**event, "letter": sent[-1]["id"]}, "morning")

    def work(self):
        asked = [row["id"] for row in self.year.debtors
                 if chance(self.year.seed, self.day, row["id"]) < self.year.asks]
        said = {debtor: self.run("explain", debtor, "--today", self.day)[1] for debtor in asked}
        code, run = self.run("run", "--today", self.day)
        if run is None:
            raise Stopped(self.journal[-1]["err"])
        self.record["runs"].append({"day": self.day, "code": code, "run": run["proposal"]["run"],
                                    "held_back": run["proposal"]["held_back"]})
        self.to_print = run["sent"]["to_print"]
        self.waiting += run["waiting_for_approval"] + self.to_print
        for debtor, answer in said.items():
            for case in (answer or {}).get("cases", []):
                self.record["explains"].append({"day": self.day, "debtor": debtor, "run": run["proposal"]["run"],
                                                "case": case})

    def hand_over(self):
        """The clerk's desk: approve, refuse or leave what waits, then send and print."""
        if not self.waiting or self.away and not self.to_print:
            return
        waiting = self.run("outbox")[1]["letters"]
        decided = approved = 0
        for letter in [l for l in waiting if l["state"] == "drafted" and not self.away]:
            dice = chance(self.year.seed, letter["debtor"], letter["kind"], letter["waiting_since"])
            by = LAWYER if letter["kind"] == "lawyers-letter" else CLERK
            if dice < 0.12:
                self.run("refuse", letter["id"], "--reason", "not now", "--by", by, "--today", self.day,
                         fine=(0, 2, 3))
            elif dice < 0.75 or chance(self.year.seed, self.day, letter["debtor"]) < 0.2:
                self.run("approve", letter["id"], "--by", by, "--today", self.day, fine=(0, 2, 3))
                approved += 1
            else:
                continue
            decided += 1
        sent = self.run("send", "--today", self.day)[1] if approved else None
        # What the policy approved for the post waits for the printer; so does what the clerk has just approved.
        if sent and sent["to_print"] or any(l["state"] == "approved" and l["channel"] == "post" for l in waiting):
            self.run("print", "--all", "--out", "prints", "--today", self.day)
        self.waiting = sum(l["state"] in ("drafted", "approved") for l in waiting) - decided

    def look(self):
        if not self.year.looks:
            return
        if chance(self.year.seed, self.day, "worklist") < 0.1:
            code, _ = self.run("worklist", "--today", self.day)
            self.record["worklists"].append({"day": self.day, "code": code})
        if chance(self.year.seed, self.day, "report") < 0.02:
            self.report()

    def report(self):
        first = self.year.runs[0]
        _, said = self.run("report", "--from", first, "--to", self.day, "--csv", "report.csv")
        with open(self.folder / "report.csv", encoding="utf-8-sig", newline="") as file:
            self.record["reports"].append({"day": self.day, "from": first, "json": said,
                                           "csv": list(csv.reader(file))})
        self.record["arrears"].append({"day": self.day,
                                       "accounts": self.run("arrears", "--today", self.day)[1]["accounts"]})

    def close(self):
        if self.year.runs:
            self.day = self.year.runs[-1]
            if self.year.looks:
                self.report()
        for row in self.year.debtors:
            self.record["letters"] += self.run("show", row["id"])[1]["letters"]
            log = self.run("log", row["id"], fine=(0, 2, 3))[1]
            self.record["log"] += [{**e, "debtor": row["id"]} for e in (log or {}).get("events", [])]
        self.run("verify")
        mails = self.folder / "outbox/new"
        for path in sorted(mails.iterdir()) if mails.is_dir() else []:
            found = re.search(rb"(?mi)^message-id:\s*<([^>]+)>", path.read_bytes())
            self.record["mails"].append(found.group(1).decode() if found else "")


def play(year, keep=None):
    """The record and the journal."""
    player = Player(year, keep)
    try:
        return player.play(), player.journal
    finally:
        player.end()
