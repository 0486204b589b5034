#!/usr/bin/env python3
"""Does every hint name a command that exists?  tests/hints.py

Looks at the string literals of src/ for "dunmail WORD ...", and asks the program for its commands: the first word must be
one, the second one of its own commands where it has any (or a verb of the sentence: "dunmail log shows"), an option must
stand in its help."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("DUNMAIL_PROGRAM", str(ROOT / "build/release/dunmail"))
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
MENTION = re.compile(r"\bdunmail ((?:--?)?[a-z][a-z-]*)((?: (?:--)?[a-z][a-z-]*| [A-Z]+| \{\d*\})*)")
OF_THE_SENTENCE = {"is", "works", "write", "that", "in", "and", "or", "which", "for", "of", "to", "on"}


def help_of(*command):
    return subprocess.run([PROGRAM, *command, "--help"], capture_output=True, text=True, check=True).stdout


def below(text):
    """Names of the commands that a help lists."""
    _, _, part = text.partition("Subcommands:")
    return {line.split()[0] for line in part.splitlines() if re.match(r"  \S", line)}


def problems(known, helps):
    for path in sorted([*(ROOT / "src").rglob("*.cc"), *(ROOT / "src").rglob("*.h")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip().startswith("//"):
                continue
            for literal in LITERAL.finditer(line):
                for found in MENTION.finditer(literal[1]):
                    for wrong in wrong_in(found[1], found[2].split(), known, helps):
                        yield f"{path.relative_to(ROOT)}:{number}: \"{found[0]}\": {wrong}"


def wrong_in(first, rest, known, helps):
    if first.startswith("-") or first in OF_THE_SENTENCE:
        return
    if first not in known:
        yield f"there is no command {first}"
        return
    text = helps(first)
    if rest and (own := below(text)) and rest[0].islower() and not rest[0].startswith("-"):
        if rest[0] in own:
            text = helps(first, rest[0])
        elif not rest[0].endswith("s") and rest[0] not in OF_THE_SENTENCE:
            yield f"{first} has no command {rest[0]}"
    for word in rest:
        if word.startswith("--") and not re.search(re.escape(word) + r"\b", text):
            yield f"there is no option {word}"


def main():
    cache = {}

    def helps(*command):
        if command not in cache:
            cache[command] = help_of(*command)
        return cache[command]

    known = below(helps())
    found = list(problems(known, helps))
    for each in found:
        print(each)
    print(f"hints: {len(known)} commands, {len(found)} hint(s) that name none")
    return 1 if found else 0


sys.exit(main())
