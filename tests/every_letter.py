#!/usr/bin/env python3
"""Every letter as a file:  tests/every_letter.py TEST_LETTERS

Has TEST_LETTERS print each template in each locale to each kind of debtor ("[.look]"), checks all PDFs with
tests/pdfa.py, and that pdftotext reads the text that was meant, paragraph by paragraph in its order (NAME.words).
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def squeezed(text):
    return "".join(text.split())


def misread(pdf):
    """The first paragraph that is not read back behind the one before it. A page's end may fall into a paragraph."""
    done = subprocess.run(["pdftotext", "-raw", "-enc", "UTF-8", str(pdf), "-"], capture_output=True, text=True)
    text, at = squeezed(done.stdout), 0
    for paragraph in pdf.with_suffix(".words").read_text(encoding="utf-8").splitlines():
        rest = squeezed(paragraph)
        while rest:
            n = len(rest)
            while n and text.find(rest[:n], at) < 0:
                n -= 1
            if n == 0 or (n < len(rest) and n < 4):
                return f"{pdf.name}: pdftotext does not read: {paragraph}"
            at = text.find(rest[:n], at) + n
            rest = rest[n:]
    return None


def main(program):
    with tempfile.TemporaryDirectory(prefix="letters-") as folder:
        subprocess.run([program, "[.look]"], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DUNMAIL_LOOK": folder})
        pdfs = sorted(pathlib.Path(folder).glob("*.pdf"))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            bad = [reason for reason in pool.map(misread, pdfs) if reason]
        print(*bad, sep="\n")
        for other in list(pathlib.Path(folder).glob("*.txt")) + list(pathlib.Path(folder).glob("*.words")):
            other.unlink()
        checked = subprocess.run([sys.executable, "-B", str(HERE / "pdfa.py"), folder])
        print(f"every_letter: {len(pdfs)} letters, {len(bad)} misread", file=sys.stderr)
        return 1 if bad or checked.returncode or len(pdfs) < 190 else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
