#!/usr/bin/env python3
"""Are these PDFs fit for an archive and a court file?  tests/pdfa.py [-v] [--text WORD]... FILE-OR-FOLDER...

For every file: PDF/A-1b by Apache preflight (all files in one JVM, about 40 ms each), `qpdf --check`, every font
embedded and searchable (pdffonts), text that can be read back without replacement characters (pdftotext), and each
WORD in it. One line a bad file on stdout, the sum on stderr; exit code 0 all good, 1 some are not, 2 cannot check.
A folder stands for every *.pdf below it. Packages: see packages.txt, tests.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

JARS = ["preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api"]
JAVA_FOLDER = pathlib.Path("/usr/share/java")
SHOWN = 4  # reasons a file; a broken one has hundreds


class CannotCheck(Exception):
    pass


def run(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, errors="replace")
    except FileNotFoundError:
        raise CannotCheck(f"{command[0]} is not installed; ./dev setup installs it")


def preflight(files):
    """Reasons by file, from one JVM.  The files go in as links with plain names: the report names base names only."""
    classpath = [JAVA_FOLDER / f"{jar}.jar" for jar in JARS]
    for jar in classpath:
        if not jar.exists():
            raise CannotCheck(f"{jar} is missing; ./dev setup installs it")
    reasons = {}
    with tempfile.TemporaryDirectory(prefix="pdfa-") as folder:
        links = {}
        for number, file in enumerate(files):
            link = pathlib.Path(folder, f"{number:06}.pdf")
            link.symlink_to(file.resolve())
            links[link.name] = file
        listing = pathlib.Path(folder, "files")
        listing.write_text("".join(f"{folder}/{name}\n" for name in links))
        done = run("java", "-Djava.awt.headless=true", "-cp", ":".join(map(str, classpath)),
                   "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", str(listing))
        report = pathlib.Path(f"{listing}.preflight.xml")
        verdicts = xml.parse(report).getroot().findall("preflight") if report.exists() else []
        for verdict in verdicts:
            file = links.pop(verdict.get("name"))
            if verdict.findtext("isValid") != "true":
                errors = [f"{e.findtext('code')} {(e.findtext('details') or '').strip()}" for e in verdict.iter("error")]
                reasons[file] = ["PDF/A-1b: " + e for e in errors or [verdict.findtext("exceptionThrown/message") or "not valid"]]
        for file in links.values():  # the JVM fell over: nothing counts as checked that was not
            reasons[file] = ["PDF/A-1b: no verdict from preflight: " + (done.stderr.strip().splitlines() or ["no output"])[-1]]
    return reasons


def bad_fonts(file):
    done = run("pdffonts", str(file))
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) < 2:
        return ["pdffonts: " + (done.stderr.strip().splitlines() or ["no answer"])[-1]]
    if len(lines) == 2:
        return ["pdffonts: no font at all"]
    out = []
    for line in lines[2:]:
        # The columns from the right: emb sub uni object-number generation; name and type may hold blanks.
        embedded, _, unicode = line.split()[-5:-2]
        name = line.split()[0]
        if embedded != "yes":
            out.append(f"pdffonts: {name} is not embedded")
        if unicode != "yes":
            out.append(f"pdffonts: {name} has no ToUnicode, its text cannot be searched")
    return out


def bad_text(file, words):
    done = run("pdftotext", "-enc", "UTF-8", str(file), "-")
    if done.returncode:
        return ["pdftotext: " + (done.stderr.strip().splitlines() or ["no answer"])[-1]]
    text = done.stdout
    if not text.strip():
        return ["pdftotext: no text"]
    out = ["pdftotext: unreadable characters (U+FFFD)"] if "\ufffd" in text else []
    # A word may be broken over two lines of the page.
    joined = "".join(text.split())
    return out + [f"pdftotext: \"{word}\" is not in the text" for word in words if "".join(word.split()) not in joined]


def bad_structure(file):
    done = run("qpdf", "--check", str(file))
    if done.returncode == 0:
        return []
    lines = [l for l in (done.stderr or done.stdout).strip().splitlines() if l] or ["failed"]
    return ["qpdf: " + lines[0].removeprefix(f"WARNING: {file}").removeprefix(str(file)).strip(" :")]


def found(arguments):
    files = []
    for argument in map(pathlib.Path, arguments):
        if argument.is_dir():
            files += sorted(argument.rglob("*.pdf"))
        elif argument.is_file():
            files.append(argument)
        else:
            raise CannotCheck(f"{argument}: no such file or folder")
    if not files:
        raise CannotCheck("no PDF found in " + " ".join(arguments))
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE-OR-FOLDER")
    parser.add_argument("--text", action="append", default=[], metavar="WORD", help="every file's text must hold it")
    parser.add_argument("-v", "--verbose", action="store_true", help="every reason, and the good files too")
    options = parser.parse_args()
    files = found(options.files)

    def others(file):
        return bad_structure(file) + bad_fonts(file) + bad_text(file, options.text)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        archive = pool.submit(preflight, files)
        rest = list(pool.map(others, files))
        invalid = archive.result()
    bad = 0
    for file, reasons in zip(files, rest):
        reasons = invalid.get(file, []) + reasons
        bad += bool(reasons)
        shown = reasons if options.verbose else reasons[:SHOWN]
        more = f"; and {len(reasons) - len(shown)} more" if len(reasons) > len(shown) else ""
        if reasons or options.verbose:
            print(f"{file}: " + ("; ".join(shown) + more if reasons else "good"))
    print(f"pdfa: {len(files) - bad} of {len(files)} files are good PDF/A-1b", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotCheck as problem:
        print(f"pdfa: {problem}", file=sys.stderr)
        sys.exit(2)
