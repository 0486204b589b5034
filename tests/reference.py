#!/usr/bin/env python3
"""docs/reference.md is what the program says of itself: commands, settings, columns; and the tables of docs/dunning.md are
what config/meetings.toml says. Checked by the tests; --write renews them."""
import json, os, re, subprocess, sys, tomllib

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


def listed(value):
    return value if isinstance(value, list) else [value]


def means(step, words):
    """In words, also of a letter with its suffix."""
    if step in words:
        return words[step]
    if step == "person":
        return "no letter by itself: a person decides"
    for suffix, when in (("-by-post", "by post"), ("-after-absence", "on the day of the return"), ("-later", "later than without it")):
        if step.endswith(suffix):
            return f"the letter `{step.removesuffix(suffix)}`, {when}"
    return f"the letter `{step}`"


def meetings():
    """What wins when two signals meet, for docs/dunning.md."""
    with open(os.path.join(root, "config/meetings.toml"), "rb") as f:
        known = tomllib.load(f)
    signals = {s["id"]: s for s in known["signal"]}
    words = {s["word"]: s["means"] for s in known["step"]}
    rows = [(n + 1, id, signals[id]["means"], means(signals[id]["step"], words)) for n, id in enumerate(known["order"])]
    text = table(["", "signal", "what it is", "next step"], rows)
    days = {"same": "same day", "next": "next day"}
    rows = [(", ".join(listed(m["first"])), ", ".join(listed(m["second"])), days.get(m.get("days"), "either"), means(m["step"], words),
             m["because"] + (f"; the desk says: {m['refused']}" if "refused" in m else "")) for m in known["meeting"]]
    text += "\nWhere it is otherwise:\n\n" + table(["first", "then", "on", "next step", "because"], rows)
    faults = [f"- {' or '.join(listed(m['first']))}, then {' or '.join(listed(m['second']))}: {m['fault']}.\n" for m in known["meeting"] if "fault" in m]
    faults += [f"- {f['what']}; right: {f['right']}.\n" for f in known.get("fault", [])]
    return text + ("\nWhat is known to be wrong:\n\n" + "".join(faults) if faults else "")


def with_meetings(text):
    """The page with what stands between its marks written anew."""
    return re.sub(r"(<!-- meetings:[^>]*-->\n).*?(<!-- /meetings -->)", lambda m: m[1] + "\n" + meetings() + "\n" + m[2], text, flags=re.S)


def keep(path, text):
    """0 where the file says so; with --write it does afterwards."""
    name = os.path.relpath(path, root)
    if "--write" in sys.argv:
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return 0
    with open(path, encoding="utf-8") as f:
        if f.read() == text:
            print(f"{name} is what it should be")
            return 0
    print(f"{name} is out of date: python3 tests/reference.py --write")
    return 1


def main():
    settings = json.loads(run("settings", "--json"))["settings"]
    text = "# Reference\n\nWritten by `tests/reference.py --write` from the program itself.\n\n## Commands\n\n" + "\n".join(commands())
    text += "\n## Settings (dunmail.toml)\n\n" + table(["key", "default", "meaning"], [(f"`{s['key']}`", s["default"], s["meaning"]) for s in settings])
    for kind in ("debtors", "contacts", "invoices", "payments"):
        columns = json.loads(run("columns", kind, "--json"))["columns"]
        text += f"\n## Columns of {kind}\n\n" + table(["column", "needed", "example", "meaning"], [(f"`{c['name']}`", "yes" if c["required"] else "", c["example"], c["meaning"]) for c in columns])
    page = os.path.join(root, "docs/dunning.md")
    with open(page, encoding="utf-8") as f:
        both = [keep(path, text), keep(page, with_meetings(f.read()))]
    return max(both)


sys.exit(main())
