#!/usr/bin/env python3
"""Do the layers keep to themselves?  tests/layers.py [--build BUILD-FOLDER] [--no-compile]

What a layer may include is written once, in src/CMakeLists.txt: `layer(NAME USES ...)`. Checked for every file of src:
  - it includes its own layer and the ones it USES, by the path from src;
  - a library with a home is included there only (HOMES below; tests are looked at as well, benchmarks
    not: they compare with the library itself);
  - the rooms of use cases name fields of their orders, not options of the command line;
  - a .cc file that has a header of its own includes it first, so that no header leans on what stands above it;
  - every header compiles alone, and twice in one file.
Headers that passed are remembered by content in BUILD-FOLDER/layers.cache, so that a run without changes takes a
second. Prints file:line: what; exit code 0 all keep the rules, 1 some do not, 2 cannot check.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"
HOMES = {  # GMime makes mail in wire and reads it in tracking
    r"hpdf(_\w+)?\.h": "pdf", r"hb(-\w+)?\.h": "pdf", r"(libdeflate|zlib|qrencode|png|tiffio)\.h": "pdf", r"qpdf/.*": "pdf",
    r"cmark-gfm.*\.h": "typeset", r"kainjow/.*": "letters",
    r"curl/.*": "wire", r"ares\.h": "wire", r"Poco/.*": "http", r"sqlite3\.h": "sql", r"libpq-fe\.h": "sql", r"gmime/.*": "wire tracking", r"toml\+\+/.*": "base", r"CLI/.*": "cli", r"expat\.h": "ledger"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)')
PACKAGES = ["icu-uc", "harfbuzz", "gmime-3.0", "libdeflate", "libqrencode", "libpng", "libtiff-4"]


class CannotCheck(Exception):
    pass


class Source:
    """A file and its includes: (line, path, True when in quotes)."""

    def __init__(self, path):
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        self.includes = []
        for number, line in enumerate(self.text.splitlines(), 1):
            if found := INCLUDE.match(line):
                self.includes.append((number, found[1] or found[2], found[1] is not None))

    @property
    def name(self):
        return str(self.path.relative_to(ROOT))


def read_layers():
    """Allowed layers by layer, in the file's order, which is also from the lowest to the highest."""
    text = re.sub(r"#.*", "", (SRC / "CMakeLists.txt").read_text(encoding="utf-8"))
    allowed = {}
    for name, rest in re.findall(r"^layer\(\s*(\w+)([^)]*)\)", text, re.M):
        words, uses, keyword = rest.split(), [], None
        for word in words:
            if word.isupper():
                keyword = word
            elif keyword == "USES":
                uses.append(word)
        allowed[name] = uses
    if not allowed:
        raise CannotCheck("src/CMakeLists.txt: found no layer(NAME USES ...) line")
    return allowed


def check_order(allowed):
    names = list(allowed)
    for at, name in enumerate(names):
        for used in allowed[name]:
            if used not in names[:at]:
                yield f"src/CMakeLists.txt:1: layer {name} uses {used}, which is not declared above it"


def check_layers(source, allowed):
    layer = source.path.relative_to(SRC).parts[0]
    if layer not in allowed:
        yield f"{source.name}:1: src/CMakeLists.txt declares no layer {layer}"
        return
    for line, included, quoted in source.includes:
        top = included.split("/")[0]
        if not quoted:
            if top in allowed and (SRC / included).exists():
                yield f"{source.name}:{line}: <{included}> is ours; write \"{included}\""
        elif not (SRC / included).exists():
            yield f"{source.name}:{line}: there is no src/{included}; write the path from src"
        elif top != layer and top not in allowed[layer]:
            yield f"{source.name}:{line}: {layer} may not include {top} (allowed: {' '.join(allowed[layer]) or 'nothing'})"


def check_homes(source):
    for line, included, _ in source.includes:
        for pattern, home in HOMES.items():
            if re.fullmatch(pattern, included) and source.path.parent.name not in home.split() and source.path.parent.name != "bench":
                yield f"{source.name}:{line}: {included} is for src/{home} only"


def check_own_header_first(source):
    own = source.path.with_suffix(".h")
    if source.path.suffix != ".cc" or not own.exists():
        return
    wanted = str(own.relative_to(SRC))
    line, first, _ = source.includes[0] if source.includes else (1, "nothing", True)
    if first != wanted:
        yield f"{source.name}:{line}: the first include is {first}, not its own header {wanted}"


USE_CASE_ROOMS = {"planning", "sending", "intake", "insight", "evidence", "desk"}


def check_field_names(source):
    """An Error of a use case names the field of its order; --field is how the command line spells it."""
    if source.path.relative_to(SRC).parts[0] in USE_CASE_ROOMS:
        for number, line in enumerate(source.text.splitlines(), 1):
            if found := re.search(r'"--([a-z][a-z-]*)"', line):
                yield f"{source.name}:{number}: \"--{found[1]}\" is an option of the command line; say \"{found[1]}\""


def check_test_names():
    """CTest takes a list of names that is divided by semicolons: a test with one in its name is never run."""
    for path in sorted((ROOT / "tests").rglob("*_test.cc")):
        text = path.read_text(encoding="utf-8")
        for found in re.finditer(r'TEST_CASE\(\s*"([^"]*)"', text):
            if ";" in found[1]:
                yield f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: a test's name with a semicolon is not run by ctest"


# Headers that compile alone


def flags_by_layer(build, allowed):
    """Include flags as CMake gave them.  A layer's tests see what its headers may show and no HIDDEN library."""
    out = {}
    commands = build / "compile_commands.json"
    entries = json.loads(commands.read_text(encoding="utf-8")) if commands.exists() else []
    for kind in ("src", "tests"):
        for entry in entries:
            parts = pathlib.Path(entry["file"]).parts[len(ROOT.parts):]
            if len(parts) == 3 and parts[0] == kind and parts[1] in allowed:
                out[parts[1]] = pick_flags(shlex.split(entry["command"]))
    missing = [layer for layer in allowed if layer not in out]
    if missing:
        found = subprocess.run(["pkg-config", "--cflags-only-I", *PACKAGES], capture_output=True, text=True)
        common = ["-std=c++20", f"-I{SRC}", *shlex.split(found.stdout)]
        out.update({layer: common for layer in missing})
    return out


def pick_flags(words):
    out, words = [], iter(words)
    for word in words:
        if word in ("-I", "-isystem", "-D"):
            out += [word, next(words)]
        elif word.startswith(("-I", "-D", "-std=")):
            out.append(word)
    return out


def closure(source, sources):
    """The header and every header of ours below it, by path."""
    seen, todo = {}, [source]
    while todo:
        at = todo.pop()
        if at.name in seen:
            continue
        seen[at.name] = at
        todo += [sources[SRC / path] for _, path, quoted in at.includes if quoted and SRC / path in sources]
    return [seen[name] for name in sorted(seen)]


def compile_alone(compiler, header, flags):
    included = header.path.relative_to(SRC)
    done = subprocess.run([*compiler, *flags, "-fsyntax-only", "-Wall", "-Wextra", "-x", "c++", "-"], text=True, errors="replace",
                          input=f'#include "{included}"\n#include "{included}"\n', capture_output=True)
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if ": error:" in line or ": fatal error:" in line]
    first = (errors or done.stderr.splitlines() or ["the compiler failed"])[0].replace(f"{ROOT}/", "")
    return f"{header.name}:1: does not compile alone: {first}"


def check_headers(build, sources, allowed):
    compiler = shlex.split(os.environ.get("CXX", "g++"))
    try:
        version = subprocess.run([*compiler, "--version"], capture_output=True, text=True).stdout
    except FileNotFoundError:
        raise CannotCheck(f"{compiler[0]} is not installed; ./dev setup installs it")
    cache = build / "layers.cache"
    passed = set(cache.read_text().split()) if cache.exists() else set()
    flags = flags_by_layer(build, allowed)
    keys, todo = {}, []
    for header in (s for s in sources.values() if s.path.suffix == ".h"):
        layer = header.path.relative_to(SRC).parts[0]
        if layer not in allowed:
            continue
        parts = [version, *flags[layer], *(f"{s.name}\n{s.text}" for s in closure(header, sources))]
        keys[header] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        if keys[header] not in passed:
            todo.append((header, flags[layer]))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda job: compile_alone(compiler, *job), todo))
    bad = {header: problem for (header, _), problem in zip(todo, results) if problem}
    if build.is_dir():
        cache.write_text("".join(f"{key}\n" for header, key in keys.items() if header not in bad))
    return list(bad.values()), len(keys), len(todo)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release", help="a configured build folder")
    parser.add_argument("--no-compile", action="store_true", help="leave out the headers' own compilation")
    options = parser.parse_args()

    allowed = read_layers()
    sources = {path: Source(path) for path in sorted(SRC.rglob("*")) if path.suffix in (".h", ".cc")}
    others = [Source(path) for folder in ("tests", "bench") for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".h", ".cc")]
    problems = list(check_order(allowed)) + list(check_test_names())
    for source in sources.values():
        problems += [*check_layers(source, allowed), *check_homes(source), *check_own_header_first(source), *check_field_names(source)]
    for source in others:
        problems += check_homes(source)
    compiled = "headers not compiled"
    if not options.no_compile:
        bad, headers, fresh = check_headers(options.build, sources, allowed)
        problems += bad
        compiled = f"{headers} headers, {fresh} compiled now"
    for problem in problems:
        print(problem)
    print(f"layers: {len(allowed)} layers, {len(sources)} files, {compiled}: {len(problems)} problem(s)", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotCheck as problem:
        print(f"layers: {problem}", file=sys.stderr)
        sys.exit(2)
