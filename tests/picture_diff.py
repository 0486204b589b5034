#!/usr/bin/env python3
"""What changed in the letters:  tests/picture_diff.py OLD-FOLDER NEW-FOLDER [OUT]   or   --git [REVISION] [OUT]

Renders the PDFs that are in both folders and differ, and writes OUT/NAME.png for each whose picture differs: old, new,
and where they differ in red. With --git the old letters are printed by building REVISION (HEAD) in a worktree under
build/picture-diff, the new ones by build/release; both by test_letters "[.look]". OUT is build/picture-diff/pictures.
Exit code: 0 no picture differs, 1 some do.
"""
import os
import pathlib
import subprocess
import sys

from letters_png import Picture, beside, pages

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "picture-diff"


def printed(program, folder, source):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.pdf"):
        old.unlink()
    subprocess.run([program, "[.look]"], cwd=source, check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "DUNMAIL_LOOK": str(folder)})
    return folder


def from_git(revision):
    tree = WORK / "tree"
    if not tree.exists():
        subprocess.run(["git", "worktree", "add", "--detach", str(tree), revision], cwd=ROOT, check=True)
    subprocess.run(["git", "checkout", "--quiet", "--detach", revision], cwd=tree, check=True)
    subprocess.run(["cmake", "--preset", "release"], cwd=tree, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "build/release", "--target", "test_letters"], cwd=tree, check=True)
    return (printed(tree / "build/release/tests/test_letters", WORK / "old", tree),
            printed(ROOT / "build/release/tests/test_letters", WORK / "new", ROOT))


def difference(old, new):
    """Grey where both are alike, red where they are not; None when they are alike throughout."""
    out = Picture(max(old.width, new.width), max(old.height, new.height))
    differs = (old.width, old.height) != (new.width, new.height)
    for y in range(min(old.height, new.height)):
        a, b = old.rows[y], new.rows[y]
        if a == b:
            out.rows[y][:len(a)] = bytes(128 + v // 2 for v in a)
            continue
        for k in range(0, min(len(a), len(b)), 3):
            off = max(abs(a[k + c] - b[k + c]) for c in range(3))
            differs = differs or off > 48
            out.rows[y][k:k + 3] = bytes((220, 0, 0)) if off > 48 else bytes(128 + v // 2 for v in b[k:k + 3])
    return out if differs else None


def main(arguments):
    if arguments and arguments[0] == "--git":
        old, new = from_git(arguments[1] if len(arguments) > 1 else "HEAD")
        rest = arguments[2:]
    elif len(arguments) >= 2:
        old, new, rest = pathlib.Path(arguments[0]), pathlib.Path(arguments[1]), arguments[2:]
    else:
        sys.exit(__doc__)
    out = pathlib.Path(rest[0]) if rest else WORK / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    bytes_differ = pictures_differ = 0
    for after in sorted(new.glob("*.pdf")):
        before = old / after.name
        if not before.exists():
            print(f"{after.stem}: new")
            continue
        if before.read_bytes() == after.read_bytes():
            continue
        bytes_differ += 1
        a, b = pages(before, dpi=80), pages(after, dpi=80)
        shown = []
        for k in range(max(len(a), len(b))):
            blank = Picture((a + b)[0].width, (a + b)[0].height)
            one, two = a[k] if k < len(a) else blank, b[k] if k < len(b) else blank
            marked = difference(one, two)
            if marked:
                shown += [one, two, marked]
        if shown:
            pictures_differ += 1
            beside(shown).save(out / f"{after.stem}.png")
            print(f"{after.stem}: {out / (after.stem + '.png')}")
    print(f"picture_diff: {bytes_differ} letters have other bytes, {pictures_differ} look different", file=sys.stderr)
    return 1 if pictures_differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
