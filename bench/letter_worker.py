"""Draws a letter for each line that comes in and answers with the seconds it took, and those of processor time.

Used by bench/letter.py alone.
"""

import gc
import itertools
import re
import sys
import time
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from typing import Any

import django

drawn = itertools.count()


def next_marks() -> Any:
    """Each letter has a check code of its own, so that no square code is drawn once for all."""
    from bench.sample_letter import MARKS
    from documents import check_codes

    code = check_codes.derive("letter", next(drawn))
    return replace(MARKS, check_code=code, qr_text=check_codes.grouped(code))


def documents() -> bytes:
    """As the office's worker draws it."""
    from bench.sample_letter import LETTER, TEMPLATE
    from documents import pdf

    return pdf.render(TEMPLATE, LETTER, next_marks())


def naive() -> bytes:
    """The same page as one would draw it after reading WeasyPrint's first page of help."""
    import segno
    from weasyprint import HTML, Attachment

    from bench.sample_letter import LETTER, TEMPLATE
    from documents import pdf, snapshots

    marks = next_marks()

    page = pdf.markup(TEMPLATE, LETTER, marks)
    page = page.replace(pdf.QR + marks.qr_text, segno.make(marks.qr_text, error="m").png_data_uri(scale=4))
    page = page.replace("</head>", f"<style>{''.join(pdf.stylesheets(TEMPLATE))}</style></head>")
    page = page.replace(pdf.DOTS, f"data:image/png;base64,{b64encode(pdf.dots()).decode()}")
    # The system's fonts are asked for by the names the system knows.
    page = re.sub(r'"Liangdi (\w+)"', lambda found: "sans-serif" if found[1] == "Hei" else "serif", page)
    made = pdf.utc_naive(marks)
    record = Attachment(
        string=snapshots.canonical(LETTER).encode(),
        name=pdf.ATTACHMENT,
        created=made,
        modified=made,
        relationship="Data",
    )
    return HTML(string=page).write_pdf(pdf_variant="pdf/a-3a", attachments=[record])


def main(name: str) -> None:
    draw = {"documents": documents, "naive-weasyprint": naive}[name]
    django.setup()
    _same_kind_of_file(draw())
    for _line in sys.stdin:
        started, started_working = time.perf_counter(), time.process_time()
        draw()
        seconds, working = time.perf_counter() - started, time.process_time() - started_working
        gc.collect()  # before the answer: the other side's turn begins with it
        print(seconds, working, flush=True)


def _same_kind_of_file(data: bytes) -> None:
    """Raise ValueError unless the file is one page, declares PDF/A-3a and carries the snapshot."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as file:
        with file.open_metadata() as about:
            kind = about.get("pdfaid:part"), (about.get("pdfaid:conformance") or "").upper()
        if (len(file.pages), kind, list(file.attachments)) != (1, ("3", "A"), ["snapshot.json"]):
            raise ValueError(f"not one page of PDF/A-3a with its snapshot: {len(file.pages)}, {kind}")


if __name__ == "__main__":
    main(sys.argv[1])
