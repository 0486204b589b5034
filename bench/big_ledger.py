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
