"""Draws a letter for each line that comes in and answers with the seconds it took, and those of processor time.

Used by bench/letter.py alone.
"""

import gc
import re
import sys
import time
from base64 import b64encode
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import django

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEMPLATE = "transfer/letter.html"
LETTER = {
    "mode": "reference",
    "number": "000123",
    "replaces": "",
    "marked": True,
    "person_name": "李喆玥",
    "receipt_addressee_org_name": "中共青石县长田镇委员会",
    "receipt_handler": "",
    "receipt_phone": "",
    "receipt_received_on": "",
    "receipt_date": "",
    "addressee_org_name": "中共临港区朝晖街道工作委员会",
    "gender": "male",
    "age_on_issue": 34,
    "nationality": "汉族",
    "party_status": "full_member",
    "id_number": "11010519491231002X",
    "from_org_name": "中共青石县长田镇东山村支部委员会",
    "to_org_name": "中共临港区朝晖街道第一社区支部委员会",
    "dues_until": "2025-03",
    "valid_days": 90,
    "issued_on": "2025-03-08",
    "contact": "13800000000",
    "committee_address": "青石县长田镇人民路1号",
    "committee_phone": "0518-82441955",
    "fax": "0518-82441956",
    "postcode": "222500",
}


def _marks():
    from documents.marks import Marks

    return Marks(
        form="F-01",
        title="中国共产党党员组织关系介绍信",
        number="000123",
        version=1,
        check_code="7K2M00XD3HVA",
        issued_at=datetime(2025, 3, 8, 9, 33, tzinfo=SHANGHAI),
        qr_text="7K2M-00XD-3HVA",
    )


def documents() -> bytes:
    """As the office's worker draws it."""
    from documents import pdf

    return pdf.render(TEMPLATE, LETTER, _marks())


def naive() -> bytes:
    """The same page as one would draw it after reading WeasyPrint's first page of help."""
    import segno
    from weasyprint import HTML, Attachment

    from documents import pdf, snapshots

    marks = _marks()
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
