#!/usr/bin/env python3
"""docs/reference.md is what the program says of itself: commands, settings, columns. Checked by the tests; --write renews
it."""
import json, os, subprocess, sys

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.environ.get("DUNMAIL_PROGRAM", os.path.join(root, "build/release/dunmail"))
path = os.path.join(root, "docs/reference.md")


def run(*args):
    return subprocess.run([program, *args], check=True, capture_output=True, text=True).stdout


def table(head, rows):
    cell = lambda text: str(text).replace("|", "\\|")
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, row)) + " |" for row in rows]) + "\n"


def commands(*above):
    """Each command, and those below it."""
    _, _, below = run(*above, "--help").partition("Subcommands:")
    out = []
    for name in (line.split()[0] for line in below.splitlines() if line.startswith("  ") and not line.startswith("   ")):
        text = run(*above, name, "--help").strip()
        out += [f"### dunmail {' '.join([*above, name])}\n\n```\n{text}\n```\n", *commands(*above, name)]
    return out


def main():
    settings = json.loads(run("settings", "--json"))["settings"]
    text = "# Reference\n\nWritten by `tests/reference.py --write` from the program itself.\n\n## Commands\n\n" + "\n".join(commands())
    text += "\n## Settings (dunmail.toml)\n\n" + table(["key", "default", "meaning"], [(f"`{s['key']}`", s["default"], s["meaning"]) for s in settings])
    for kind in ("debtors", "contacts", "invoices", "payments"):
        columns = json.loads(run("columns", kind, "--json"))["columns"]
        text += f"\n## Columns of {kind}\n\n" + table(["column", "needed", "example", "meaning"], [(f"`{c['name']}`", "yes" if c["required"] else "", c["example"], c["meaning"]) for c in columns])
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return 0
    with open(path, encoding="utf-8") as f:
        if f.read() == text:
            print("docs/reference.md is what the program says")
            return 0
    print("docs/reference.md is out of date: python3 tests/reference.py --write")
    return 1


sys.exit(main())
