#!/usr/bin/env python3
"""Makes the sample ledger: samples/make_samples.py writes it, --check says whether the files are what it would write.

The same bytes at every run: one seed, no clock, nothing that depends on the machine. The ledger is as of TODAY. First
come the debtors of sample_cases.py, each made to show something; a crowd fills the ledger up to a few hundred.
"""
import csv
import datetime
import io
import pathlib
import random
import sys

sys.dont_write_bytecode = True  # the sources lie beside their output

import sample_words as words
from sample_cases import AUSTRIAN, CASES, FOREIGN

HERE = pathlib.Path(__file__).resolve().parent
TODAY = datetime.date(2026, 11, 21)
CHINESE = 300  # debtors, those of sample_cases.py included
COLUMNS = {
    "debtors": "id name kind locale street postcode city region country segment risk_class calendar time_zone pay_days blocked".split(),
    "contacts": "debtor name position role honorific email fax phone locale".split(),
    "invoices": "number debtor contract issue_date due_date amount currency blocked".split(),
    "payments": "reference debtor date amount currency invoice".split(),
}
DIGITS = {"CNY": 2, "TWD": 2, "EUR": 2, "USD": 2, "GBP": 2}
TERMS = [30, 30, 30, 45, 60, 90]


class Dice:
    """Only random(), whose sequence Python keeps from version to version."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def pick(self, items):
        return items[int(self.random() * len(items))]

    def between(self, low, high):
        return low + int(self.random() * (high - low + 1))

    def chance(self, share):
        return self.random() < share

    def weighted(self, table):
        at = self.random() * sum(weight for _, weight in table)
        for item, weight in table:
            at -= weight
            if at < 0:
                return item
        return table[-1][0]

    def amount(self, low, high):
        """Between low and high units, small ones as often as large ones; in minor units."""
        value = low * (high / low) ** self.random()
        return self.weighted([(int(value) * 100, 3), (int(value / 10) * 1000 or 1000, 3), (int(value * 100), 4)])


def minor(text):
    whole, _, cents = text.partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def plain(value):
    return f"{value // 100}.{value % 100:02}"


def grouped(value, group, mark):
    return f"{value // 100:,}".replace(",", group) + f"{mark}{value % 100:02}"


def working(day):
    """The day, or the Friday before a weekend."""
    return day - datetime.timedelta(max(0, day.weekday() - 4))


class Ledger:
    def __init__(self):
        self.debtors, self.contacts, self.invoices, self.payments = [], [], [], []

    def invoice(self, debtor, overdue, amount, currency="CNY", term=30, contract="", blocked="", issued_by=TODAY):
        due = TODAY - datetime.timedelta(overdue)
        issued = min(working(due - datetime.timedelta(term)), working(issued_by))
        out = dict(debtor=debtor, contract=contract, issue_date=issued, due_date=due, amount=amount, currency=currency, blocked=blocked)
        self.invoices.append(out)
        return out

    def payment(self, invoice, amount, day, named=True, debtor=None, currency=None):
        day = working(min(day, TODAY - datetime.timedelta(1)))
        self.payments.append(dict(debtor=debtor or invoice["debtor"], date=day, amount=amount, currency=currency or invoice["currency"], target=invoice, named=named))

    def number(self):
        """Numbers in the order of issue and of receipt, as an ERP gives them."""
        counts = {}
        for row in sorted(self.invoices, key=lambda r: r["issue_date"]):
            year = row["issue_date"].year
            counts[year] = counts.get(year, 0) + 1
            row["number"] = f"INV-{year}-{counts[year]:04}"
        self.invoices.sort(key=lambda r: r["number"])
        self.payments.sort(key=lambda r: r["date"])
        for number, row in enumerate(self.payments, 1):
            row["reference"] = f"BK-{row['date']:%Y%m}-{number:04}"

    def allocate(self):
        """As the importer does: to the named invoice, else to the oldest due.  A payment without a name goes astray
        unless its invoice is the oldest; then the name is put in.  Returns what is open, and the credit by account."""
        accounts, credit = {}, {}
        for row in sorted(self.invoices, key=lambda r: (r["due_date"], r["number"])):
            row["open"] = row["amount"]
            accounts.setdefault((row["debtor"], row["currency"]), []).append(row)
        for payment in self.payments:
            account = (payment["debtor"], payment["currency"])
            target, rest = payment["target"], payment["amount"]
            oldest = next((row for row in accounts[account] if row["open"]), None)
            if target and not payment["named"] and target is not oldest:
                payment["named"] = True
            payment["invoice"] = target["number"] if target and payment["named"] else ""
            for row in accounts[account]:
                if payment["invoice"] in ("", row["number"]):
                    part = min(rest, row["open"])
                    row["open"] -= part
                    rest -= part
            if rest:
                credit[account] = credit.get(account, 0) + rest
        return accounts, credit


class Maker:
    def __init__(self):
        self.dice = Dice(20261121)
        self.ledger = Ledger()
        self.brands = [(a + b, pa + pb) for a, pa in words.pairs(words.BRAND_FIRST) for b, pb in words.pairs(words.BRAND_SECOND)]
        self.used_names = set()
        self.people = set()

    # Names and places

    def company(self, kind, city, district):
        """A name that was not given out yet, and its brand for e-mail addresses."""
        dice = self.dice
        while True:
            brand, pinyin = dice.pick(self.brands)
            place, full, province = city[0], city[1], city[2]
            if kind == "public-body":
                name = f"{full}{district[0]}{brand}{dice.pick(words.PUBLIC_BODIES)}"
            elif kind == "individual":
                name = f"{full}{district[0]}{brand}{dice.pick(words.SHOPS)}"
            elif kind == "large-enterprise":
                trade = dice.pick(words.TRADES_LARGE)
                name = dice.weighted([(f"{place}{brand}{trade}股份有限公司", 5), (f"{brand}({place}){trade}有限公司", 3), (f"{province.removesuffix('省')}{brand}{trade}集团有限公司", 2)])
            else:
                trade = dice.pick(words.TRADES_SMALL)
                name = dice.weighted([(f"{place}{brand}{trade}有限公司", 8), (f"{full}{brand}{trade}有限责任公司", 2), (f"{place}市{brand}{trade}厂(普通合伙)" if full == place + "市" else f"{place}{brand}{trade}有限公司", 1)])
            if name not in self.used_names:
                self.used_names.add(name)
                return name, pinyin

    def chinese_person(self, brand):
        dice = self.dice
        surname, sur_pinyin = dice.weighted([(pair, 44 - at) for at, pair in enumerate(words.pairs(words.SURNAMES))])
        man = dice.chance(0.5)
        given, given_pinyin = dice.pick(words.pairs(words.GIVEN_MEN if man else words.GIVEN_WOMEN))
        email = f"{sur_pinyin}{given_pinyin}.{brand}@example.{dice.weighted([('com', 6), ('net', 2), ('org', 1)])}"
        return dict(name=surname + given, honorific="先生" if man else "女士", email=email)

    # Rows

    def debtor(self, **fields):
        self.ledger.debtors.append({name: fields.get(name, "") for name in COLUMNS["debtors"]})

    def contact(self, **fields):
        self.ledger.contacts.append({name: fields.get(name, "") for name in COLUMNS["contacts"]})

    def chinese_contact(self, debtor, kind, brand, city, role, what):
        dice = self.dice
        person = self.chinese_person(brand)
        while (debtor, person["name"]) in self.people:  # the name is the key
            person = self.chinese_person(brand)
        self.people.add((debtor, person["name"]))
        positions = words.POSITIONS_PUBLIC if kind == "public-body" else words.POSITIONS_SHOP if kind == "individual" else words.POSITIONS_CN
        position = dice.pick(positions.get(role) or words.POSITIONS_CN[role])
        fields = dict(debtor=debtor, position=position, role=role, phone=f"+86 {city[3]} 5555 {dice.between(1000, 8999)}", **person)
        fax = f"+86 {city[3]} 5555 {dice.between(9000, 9999)}"
        if isinstance(what, dict):
            fields.update(what)
        else:
            if "email" not in what and what != "no-position":
                fields["email"] = ""
            if "fax" in what:
                fields["fax"] = fax
            if what == "no-position":
                fields["position"] = ""
        self.contact(**fields)

    def chinese_address(self, city, district):
        dice = self.dice
        district, postcode = district
        number = dice.between(8, 1999)
        inside = dice.weighted([("", 5), (f"{dice.between(1, 9)}号楼{dice.between(2, 26)}层", 3), (f"{dice.pick('ABC')}座{dice.between(201, 2808)}室", 2)])
        return dict(street=f"{district}{dice.pick(city[5])}{number}号{inside}", postcode=postcode, city=city[1], region=city[2], country="CN")

    # The debtors that show something

    def chinese_case(self, case):
        dice, kind = self.dice, case["kind"]
        city = dice.pick(words.CITIES)
        place = case.get("street") or case.get("name")
        if place:
            near = [c for c in words.CITIES if place.startswith(c[0]) or c[1] in place or place.startswith(c[2].removesuffix("省")) or place.startswith(c[4][0][0])]
            city = near[0] if near else city
        district = next((d for d in city[4] if place and d[0] in place), dice.pick(city[4]))
        if name := case.get("name"):
            brand = "caiwu"
            self.used_names.add(name)
        else:
            name, brand = self.company(kind, city, district)
        address = self.chinese_address(city, district)
        if "street" in case:
            address["street"] = case["street"]
        if "address" in case and case["address"] is None:
            address = dict(country="CN")
        self.debtor(id=case["id"], name=name, kind=kind, locale=case.get("locale", "zh-CN"), segment="showcase", risk_class=case.get("risk", dice.pick(["low", "medium"])),
                    pay_days=case.get("pay_days", ""), blocked=case.get("blocked", ""), **address)
        default = [("owner", "email")] if kind == "individual" else [("payer", "email"), ("owner" if kind != "public-body" else "decision-maker", "email")]
        for role, what in case.get("contacts", default):
            self.chinese_contact(case["id"], kind, brand, city, role, what)
        self.case_items(case, "CNY")

    def case_items(self, case, currency):
        dice = self.dice
        lines = case.get("invoices") or [(overdue, plain(dice.amount(900, 60000))) for overdue in sorted((dice.between(4, 120) for _ in range(case["many"])), reverse=True)]
        rows = []
        for line in lines:
            options = dict(line[2]) if len(line) > 2 else {}
            options.setdefault("currency", currency)
            # An invoice that is due in 50 days was issued before today, so its term is longer than 50 days.
            term = next(t for t in (30, 60, 90) if t > -line[0] + 3)
            rows.append(self.ledger.invoice(case["id"], line[0], minor(line[1]), term=term, contract=self.contract(line[0]), **options))
        for at, amount, days_ago in case.get("payments", []):
            day = TODAY - datetime.timedelta(days_ago)
            if at is None:
                self.ledger.payment(None, minor(amount), day, named=False, debtor=case["id"], currency=currency)
            else:
                self.ledger.payment(rows[at], minor(amount), day)

    def contract(self, overdue=0):
        year = (TODAY - datetime.timedelta(overdue + 60)).year
        return f"{self.dice.pick(words.CONTRACTS_CN)}-{year}-{self.dice.between(1, 1899):04}"

    # The crowd

    def crowd_contacts(self, debtor, kind, brand, city):
        dice = self.dice
        if dice.chance(0.02):
            return
        if kind == "individual":
            roles = ["owner"]
        elif kind == "public-body":
            roles = ["payer"] + ["finance"] * dice.chance(0.6) + ["decision-maker"] * dice.chance(0.3)
        else:
            large = kind == "large-enterprise"
            roles = ["payer"] * dice.chance(0.9 if large else 0.6) + ["finance"] * dice.chance(0.5) + ["owner"] * dice.chance(0.3 if large else 0.8)
            roles += ["decision-maker"] * dice.chance(0.25) + ["legal"] * (large and dice.chance(0.3)) + ["gatekeeper"] * dice.chance(0.05)
        for role in roles or ["finance"]:
            self.chinese_contact(debtor, kind, brand, city, role, dice.weighted([("email", 80), ("email+fax", 10), ("fax", 4), ("none", 3), ("no-position", 3)]))

    def crowd_chinese(self, number):
        dice = self.dice
        debtor = f"D{number:04}"
        kind = dice.weighted([("small-business", 56), ("large-enterprise", 26), ("public-body", 8), ("individual", 10)])
        city = dice.pick(words.CITIES)
        district = dice.pick(city[4])
        name, brand = self.company(kind, city, district)
        address = dict(country="CN") if dice.chance(0.03) else self.chinese_address(city, district)
        habit = dice.weighted([("prompt", 22), ("coming", 10), ("late", 34), ("very-late", 16), ("just-late", 4), ("part", 8), ("small", 3), ("credit", 3)])
        risk = {"prompt": "low", "coming": "low", "very-late": "high"}.get(habit, dice.pick(["low", "medium", "medium", "high", ""]))
        segment = {"public-body": "public", "individual": "retail"}.get(kind, dice.pick(["manufacturing", "trade", "construction", "services"]))
        self.debtor(id=debtor, name=name, kind=kind, locale="zh-CN", segment=segment, risk_class=risk,
                    pay_days=dice.weighted([("", 85), ("10 25", 5), ("15", 4), ("5 20", 3), ("31", 3)]),
                    blocked=dice.pick(words.CUSTOMER_BLOCKS) if dice.chance(0.015) else "", **address)
        self.crowd_contacts(debtor, kind, brand, city)
        low, high = {"small-business": (800, 180000), "large-enterprise": (12000, 3200000), "public-body": (3000, 420000), "individual": (150, 18000)}[kind]
        self.crowd_items(debtor, habit, "CNY", low, high, self.contract)

    def crowd_items(self, debtor, habit, currency, low, high, contract, blocks=words.INVOICE_BLOCKS):
        dice, ledger = self.dice, self.ledger
        terms = dice.pick(TERMS)

        def invoice(overdue, amount=None, blocked=""):
            term = next(t for t in (terms, 60, 90) if t > -overdue + 2)
            return ledger.invoice(debtor, overdue, amount or dice.amount(low, high), currency, term, contract(overdue) if dice.chance(0.8) else "", blocked)

        if habit != "small":
            for _ in range(dice.between(1, 5) if habit in ("prompt", "coming") else dice.between(0, 3)):
                paid = invoice(dice.between(35, 390))
                late = dice.between(-4, 6) if habit in ("prompt", "coming", "just-late") else dice.between(2, 32)
                ledger.payment(paid, paid["amount"], paid["due_date"] + datetime.timedelta(late), named=dice.chance(0.65))
        if habit == "coming":
            for _ in range(dice.between(1, 2)):
                invoice(-dice.between(17, 20))
        for _ in range(dice.between(0, 2)):
            invoice(-dice.weighted([(dice.between(1, 14), 1), (dice.between(21, 70), 2)]))
        if habit in ("late", "very-late", "part"):
            for _ in range(dice.weighted([(1, 35), (2, 30), (3, 18), (5, 12), (9, 5)])):
                row = invoice(dice.between(30, 400) if habit == "very-late" else dice.between(3, 62), blocked=dice.pick(blocks) if dice.chance(0.03) else "")
                if habit == "part":
                    ledger.payment(row, max(100, int(row["amount"] * dice.pick([0.3, 0.5, 0.5, 0.8]))), row["due_date"] + datetime.timedelta(dice.between(1, 20)))
        elif habit == "just-late":
            invoice(dice.pick([0, 1, 2]))
        elif habit == "small":
            invoice(dice.between(5, 90), amount=dice.between(1200, 9800))
        elif habit == "credit":
            first = invoice(dice.between(40, 90))
            second = invoice(dice.between(5, 30), amount=max(100, first["amount"] // 2))
            ledger.payment(first, first["amount"], first["due_date"] + datetime.timedelta(9))
            # Paid a second time by mistake.
            ledger.payment(first, first["amount"] if dice.chance(0.6) else second["amount"] // 2, first["due_date"] + datetime.timedelta(18))

    # Elsewhere

    def taiwanese(self):
        dice, people = self.dice, words.pairs(words.TW_NAMES)
        for number, (brand, pinyin) in enumerate(words.pairs(words.TW_BRANDS), 1):
            debtor, trade = f"D{1000 + number}", words.TW_TRADES[number % len(words.TW_TRADES)]
            city, postcode, district, road, area = dice.pick(words.TW_PLACES)
            kind = "large-enterprise" if number % 4 == 0 else "small-business"
            self.debtor(id=debtor, name=f"{brand}{trade}股份有限公司" if kind == "large-enterprise" else f"{brand}{trade}有限公司", kind=kind, locale="zh-TW",
                        street=f"{district}{road}{dice.between(5, 480)}號{dice.between(2, 18)}樓", postcode=postcode, city=city, country="TW", segment="trade", risk_class=dice.pick(["low", "medium"]),
                        calendar="cn", time_zone="Asia/Taipei")
            at = dice.between(0, len(people) - 1)
            for role in ["payer", "owner"] if number % 3 else ["finance"]:
                name, address = people[at % len(people)]
                at += 1
                self.contact(debtor=debtor, name=name, position=dice.pick(words.TW_POSITIONS[role]), role=role, honorific=dice.pick(["先生", "小姐"]), email=f"{address}.{pinyin}@example.net",
                             phone=f"+886 {area} 5555 {dice.between(1000, 8999)}")
            self.crowd_items(debtor, dice.weighted([("prompt", 2), ("coming", 2), ("late", 6), ("very-late", 2)]), "TWD", 5000, 900000, lambda overdue: f"PO-{dice.between(10000, 99999)}")

    def european(self, first, companies, people, positions, row):
        dice = self.dice
        for number, company in enumerate(companies, first):
            debtor = f"D{number}"
            fields, area, digits, kind, currency = row(company)
            self.debtor(id=debtor, kind=kind, segment={"public-body": "public", "individual": "retail"}.get(kind, "trade"), risk_class=dice.pick(["low", "medium", "high"]), **fields)
            roles = ["owner"] if kind == "individual" else ["payer"] + ["finance"] * dice.chance(0.6) + ["owner"] * dice.chance(0.5 if kind == "small-business" else 0)
            at = dice.between(0, len(people) - 1)
            for role in roles:
                name, honorific = words.OWNERS.get(company[0]) or people[at % len(people)]
                at += 1
                local = "".join(c for c in name.lower().replace("dr. ", "").replace("prof. ", "").replace("dr ", "").translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "á": "a", " ": "."})) if c.isascii() and (c.isalnum() or c == "."))
                self.contact(debtor=debtor, name=name, position=dice.pick(positions[role]), role=role, honorific=honorific, email=f"{local}.{debtor.lower()}@example.{dice.pick(['com', 'org'])}",
                             phone=area + str(dice.between(*digits)), fax=area + str(dice.between(*digits)) if dice.chance(0.2) else "")
            low, high = {"large-enterprise": (4000, 380000), "small-business": (90, 24000), "public-body": (300, 40000), "individual": (40, 3000)}[kind]
            habit = "late" if number in (2001, 3001, 3002, 3011) else dice.weighted([("prompt", 3), ("coming", 3), ("late", 8), ("very-late", 3), ("part", 2), ("credit", 1)])
            self.crowd_items(debtor, habit, currency, low, high, lambda overdue: f"PO-{dice.between(10000, 99999)}", ["credit note pending", "quality claim"])

    def everyone(self):
        for case in CASES:
            self.chinese_case(case)
        for number in range(len(CASES) + 1, CHINESE + 1):
            self.crowd_chinese(number)
        self.taiwanese()
        self.european(2001, words.DE_COMPANIES, words.DE_PEOPLE, words.POSITIONS_DE,
                      lambda c: (dict(name=c[0], street=c[1], postcode=c[2], city=c[3], country="DE", locale="de"), f"+49 {c[4]}", (100, 999), c[5], "EUR"))
        self.austrian()
        self.european(3001, words.EN_COMPANIES, words.EN_PEOPLE, words.POSITIONS_EN,
                      lambda c: (dict(name=c[0], street=c[1], postcode=c[2], city=c[3], region=c[4], country=c[5], locale="en"), f"+{'44' if c[5] == 'GB' else '1'} {c[6]}",
                                 (100, 999) if c[5] == "GB" else (100, 199), c[7], "GBP" if c[5] == "GB" else "USD"))
        self.ledger.number()
        return self.ledger

    def austrian(self):
        case = AUSTRIAN
        self.debtor(**{name: case.get(name, "") for name in COLUMNS["debtors"]})
        for role, fields in case["contacts"]:
            self.contact(debtor=case["id"], role=role, **fields)
        self.case_items(case, case["currency"])


# Files


def sheet(kind, rows, delimiter=","):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS[kind])
    for row in rows:
        writer.writerow([plain(row[c]) if c == "amount" else row[c].isoformat() if isinstance(row[c], datetime.date) else row[c] for c in COLUMNS[kind]])
    return out.getvalue().encode()


def foreign_sheet(rows, delimiter, encoding):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def erp_chinese(maker):
    """What an ERP in China exports: GB18030, a title above the header, 20-digit invoice numbers kept as text by a tab."""
    dice, names = maker.dice, {d["id"]: d["name"] for d in maker.ledger.debtors}
    rows = [["应收账款未清项明细表  截至2026/11/21"], "发票号码 客户编号 客户名称 合同号 开票日期 到期日 税率 价税合计 币种 冻结原因".split()]
    for at in range(30):
        debtor = "D0031" if at == 0 else f"D{dice.between(60, 290):04}"
        due = TODAY - datetime.timedelta(dice.between(-30, 75))
        issued = working(due - datetime.timedelta(35))
        amount = dice.amount(2000, 2400000)
        rows.append([f"\t2632{dice.between(10**7, 10**8 - 1):08}{at:08}", debtor, names[debtor], maker.contract(), f"{issued.year}/{issued.month}/{issued.day}", f"{due.year}/{due.month}/{due.day}", "13%",
                     grouped(amount, ",", "."), "美元" if at % 10 == 7 else "人民币", "质量异议处理中" if at == 11 else ""])
    return foreign_sheet(rows, ",", "gb18030")


def erp_german(maker):
    dice, names = maker.dice, {d["id"]: d["name"] for d in maker.ledger.debtors}
    rows = ["Belegnummer Debitor Firma Bestellung Belegdatum Fälligkeit Bruttobetrag Währung Mahnsperre".split()]
    for at in range(18):
        debtor = f"D{dice.between(2001, 2020)}"
        due = TODAY - datetime.timedelta(dice.between(-25, 60))
        issued = working(due - datetime.timedelta(30))
        rows.append([f"RE-2026-{4100 + at}", debtor, names[debtor], f"PO-{dice.between(10000, 99999)}", f"{issued:%d.%m.%Y}", f"{due:%d.%m.%Y}", grouped(dice.amount(120, 90000), ".", ","), "EUR", "Gutschrift folgt" if at == 6 else ""])
    return foreign_sheet(rows, ";", "utf-8-sig")


def later(day, payments):
    return sheet("payments", [dict(reference=f"BK-LATER-{debtor}", debtor=debtor, date=day, amount=minor(amount), currency="CNY", invoice="") for debtor, amount in payments])


def story(ledger):
    numbers = {}
    for row in ledger.invoices:
        numbers.setdefault(row["debtor"], []).append(row["number"])
    lines = [line.format(debtors=len(ledger.debtors), contacts=len(ledger.contacts), invoices=len(ledger.invoices), payments=len(ledger.payments)) for line in STORY_HEAD]
    lines += ["", "| debtor | shows | its invoices |", "|---|---|---|"]
    for case in CASES + [AUSTRIAN]:
        own = numbers[case["id"]]
        lines.append(f"| {case['id']} | {case['shows']} | {', '.join(own) if len(own) < 4 else f'{own[0]} and {len(own) - 1} more'} |")
    lines += ["", "Elsewhere:", "", "| debtor | shows |", "|---|---|"]
    lines += [f"| {debtor} | {shows} |" for debtor, shows in sorted(FOREIGN.items())]
    return ("\n".join(lines) + "\n").encode()


STORY_HEAD = """\
# What the sample ledger shows

Written by make_samples.py, as are the CSV files; change sample_cases.py and run it again. Every company and person is
invented, every e-mail address is at example.com, .net or .org, every telephone number is one that nobody has.

The ledger is as of Saturday 2026-11-21: {debtors} debtors, {contacts} contacts, {invoices} invoices, {payments} payments.
Letters of the ladder may leave on a weekend, never on a public holiday; `./dev demo` plays from Monday 2026-11-23 on. Nobody
was ever written to: whatever is overdue,
the first letter is a reminder, and a debtor climbs only as the days are played.

- debtors.csv, contacts.csv, invoices.csv, payments.csv: import them in this order.
- later/payments-2026-11-23.csv: D0007 pays between approval and hand-off. later/payments-2026-11-30.csv: D0006 pays half.
- erp-export/invoices-gb18030.csv with profile.toml: GB18030, Chinese headers below a title row, 2026/8/1, 12,345.60.
- erp-export/offene-posten.csv with profile-de.toml: semicolons, 01.08.2026, 12.345,60.
- bank/, written by make_bank.py: statements to import with `dunmail payments import`, in this order.
  - cny-2026-11-23.csv (GB18030, 贷方 is money in): D0001 pays two invoices in one sum; D0003 names its invoice in
    full-width letters; D0002 pays a part; D0005 pays 9,500.00 too much; 张伟 is unknown; a fee is passed over.
  - eur-2026-11-23.camt053.xml: D2001 pays with the creditor reference; somebody else pays the exact sum of an invoice of
    D2002; D2004, its name cut off, is known by name and sum.
  - eur-2026-11-24.sta (MT940): D2001 pays a part, the number broken over two subfields; D2002 pays an invoice without a
    word; D2001's first payment comes back, and its invoice is open again.

Not in the ledger, since they come of what people record: promise, dispute, hold, response, proof of delivery.

Playing every working day by config/policy.toml as it stands, payments imported again each day:

- D0001, never answering: reminder 2026-11-23, second reminder 12-04, credit warning 12-17 (approved by credit); once its
  delivery is recorded, the lawyer's letter from 12-28 (approved by legal). Its deadline lies in 2027, whose holidays
  config/calendars/cn.toml does not have yet: it is a provisional day, later by a margin, and the letter's rule says so.
- D0002, promising on 11-24 to pay on 11-26: broken-promise letter 11-30, credit warning 12-08, lawyer's letter from
  12-21, all within the rows of 2026.
""".splitlines()


def everything():
    maker = Maker()
    ledger = maker.everyone()
    ledger.allocate()
    return {
        "debtors.csv": sheet("debtors", ledger.debtors),
        "contacts.csv": sheet("contacts", ledger.contacts),
        "invoices.csv": sheet("invoices", ledger.invoices),
        "payments.csv": sheet("payments", ledger.payments),
        "later/payments-2026-11-23.csv": later(datetime.date(2026, 11, 23), [("D0007", "36900.00")]),
        "later/payments-2026-11-30.csv": later(datetime.date(2026, 11, 30), [("D0006", "29400.00")]),
        "erp-export/invoices-gb18030.csv": erp_chinese(maker),
        "erp-export/offene-posten.csv": erp_german(maker),
        "story.md": story(ledger),
    }


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__.splitlines()[0], file=sys.stderr)
        return 2
    other = 0
    for name, content in everything().items():
        path = HERE / name
        if arguments:
            if not path.exists() or path.read_bytes() != content:
                print(f"samples/{name}:1: is not what make_samples.py writes; run it, or undo the change")
                other += 1
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return 1 if other else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
