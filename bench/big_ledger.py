"""A ledger of any size as CSV files, for the benchmarks beside it: a contact and fourteen invoices a debtor, twelve of them paid, a
fifth of these late, and two open."""
import csv

DAY = "2026-11-24"
COLUMNS = {
    "debtors": ["id", "name", "kind", "street", "postcode", "city", "country", "locale"],
    "contacts": ["debtor", "name", "position", "role", "email"],
    "invoices": ["number", "debtor", "issue_date", "due_date", "amount", "currency"],
    "payments": ["reference", "debtor", "date", "amount", "currency", "invoice"],
}
PAID, OPEN = 12, ("2026-10-20", "2026-11-20")


def write(folder, count):
    """One row after the other: the size costs no memory."""
    files = {kind: open(folder / f"{kind}.csv", "w", encoding="utf-8", newline="") for kind in COLUMNS}
    out = {kind: csv.writer(file) for kind, file in files.items()}
    for kind, columns in COLUMNS.items():
        out[kind].writerow(columns)
    for n in range(1, count + 1):
        key, amount = f"K{n:07}", f"{1000 + n % 900}.50"
        out["debtors"].writerow([key, f"杭州第{n}贸易有限公司", "small-business", f"文一西路{n}号", "311200", "杭州市", "CN", "zh-CN"])
        out["contacts"].writerow([key, "王芳", "财务部经理", "payer", f"debtor{n}@debtor{n % 97}.example"])
        for i in range(PAID):
            month = f"{2024 + (11 + i) // 12}-{(11 + i) % 12 + 1:02}"
            late = 20 if (n + i) % 5 == 0 else 10
            out["invoices"].writerow([f"RE-{n:07}-{i}", key, f"{month}-01", f"{month}-15", amount, "CNY"])
            out["payments"].writerow([f"P-{n:07}-{i}", key, f"{month}-{late:02}", amount, "CNY", f"RE-{n:07}-{i}"])
        for i, due in enumerate(OPEN, PAID):
            out["invoices"].writerow([f"RE-{n:07}-{i}", key, "2026-09-20", due, amount, "CNY"])
    for file in files.values():
        file.close()


def write_statement(path, count, every=20):
    """What one debtor in `every` pays on a day: the older of its open invoices, which the text names."""
    payers = range(every, count + 1, every)
    amounts = [1000 + n % 900 for n in payers]
    with open(path, "w", encoding="utf-8") as file:
        file.write(":20:STARTUMSE\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261122CNY0,00\n")
        for n, amount in zip(payers, amounts):
            file.write(f":61:2611231123CR{amount},50NTRFNONREF//BANK-{n}\n:86:166?00GUTSCHRIFT?20RE-{n:07}-{PAID}?32PAYER {n}\n")
        file.write(f":62F:C261123CNY{sum(amounts) + len(amounts) // 2},{'50' if len(amounts) % 2 else '00'}\n-\n")
