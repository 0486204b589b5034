#!/usr/bin/env python3
"""All letters on one sheet, to be looked at:  ./dev letters  (tests/contact_sheet.py FOLDER-OF-PDFS [DOCS])

Writes docs/letters.png, three letters side by side for the README, and docs/contact-sheet.png: a column for each kind
of letter, a row for each language, first pages only. The PDFs are those that test_letters "[.look]" prints.
"""
import pathlib
import sys

from letters_png import Picture, beside, pages

LOCALES = ["zh-CN", "zh-TW", "en", "de"]
KINDS = ["pre-due-notice", "reminder", "credit-warning", "final-demand", "lawyers-letter", "short-payment", "broken-promise",
         "promise-confirmation", "payment-plan", "dispute-acknowledgement", "thanks", "charges", "statement", "fax-cover"]
SHOWN = ["reminder", "credit-warning", "lawyers-letter"]
DEBTOR = "small-business"


def main(folder, docs):
    def letter(locale, kind):
        return folder / f"{locale}-{kind}-{DEBTOR}.pdf"

    beside([pages(letter("zh-CN", kind), width=484, last=1)[0] for kind in SHOWN]).save(docs / "letters.png")
    width, gap = 230, 8
    sheet = None
    for row, locale in enumerate(LOCALES):
        for column, kind in enumerate(KINDS):
            page = pages(letter(locale, kind), width=width, last=1)[0]
            height = round(width * 297 / 210)
            if sheet is None:
                sheet = Picture(gap + (width + gap) * len(KINDS), gap + (height + gap) * len(LOCALES), b"\xec\xec\xec")
            x, y = gap + (width + gap) * column, gap + (height + gap) * row
            page.height = min(page.height, height)
            page.rows = page.rows[:page.height]
            sheet.paste(page, x, y)
            sheet.frame(x - 1, y - 1, width + 2, page.height + 2)
    sheet.save(docs / "contact-sheet.png")
    for name in ("letters.png", "contact-sheet.png"):
        print(f"{docs / name}: {(docs / name).stat().st_size // 1000} KB")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    root = pathlib.Path(__file__).resolve().parent.parent
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else root / "docs")
