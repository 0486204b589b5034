#!/usr/bin/env python3
"""Runs the README's walk-through in an empty folder: every `$` line must succeed (exit code 0, or 3: done with something to
look at), and every output line that the README shows must come out."""
import os, re, subprocess, sys, tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
program = os.environ.get("DUNMAIL_PROGRAM", os.path.join(root, "build/release/dunmail"))


def steps(text):
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        command, shown = None, []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)
        if command:
            yield command, shown


def main():
    with open(os.path.join(root, "README.md"), encoding="utf-8") as f:
        all_steps = list(steps(f.read()))
    bad = 0
    with tempfile.TemporaryDirectory(prefix="dunmail-readme-") as folder:
        env = dict(os.environ, DUNMAIL_SOURCE=root, PATH=os.path.dirname(program) + ":" + os.environ["PATH"])
        for command, shown in all_steps:
            done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True)
            if done.returncode not in (0, 3):
                print(f"README: $ {command}\n  exit code {done.returncode}: {done.stdout}{done.stderr}")
                bad += 1
                continue
            lines = [line.strip() for line in done.stdout.splitlines()]
            for line in shown:
                if line.strip() != "..." and line.strip() not in lines:
                    print(f"README: $ {command}\n  does not print: {line}")
                    bad += 1
            if "-v" in sys.argv:
                print(f"$ {command}\n{done.stdout}")
    print(f"{len(all_steps)} commands of the README run, {bad} wrong")
    return 1 if bad or not all_steps else 0


sys.exit(main())
