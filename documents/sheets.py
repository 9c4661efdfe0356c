"""Sheets that are no papers: a blank form, a printer's test. Nobody issues them; they have no number and no check code.

The worker draws a sheet the first time somebody wants it (the web process may lack Pango); it is kept beside the page
pictures, under a name that changes with its words and its form. Tests: tests/documents/test_sheets.py.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.core.files.storage import default_storage
from django_tasks import task

from . import archive, pdf
from .marks import Marks

ASK_AGAIN = 60  # seconds until a sheet that has not come is asked for once more
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # one sheet, one file: nothing of the day it was drawn


@dataclass(frozen=True)
class Sheet:
    """`says` is plain JSON without personal data: it stands in the worker's table."""

    template: str
    title: str
    says: Mapping[str, Any]

    @property
    def marks(self) -> Marks:
        return Marks(form="", title=self.title, number="", version=0, check_code="", issued_at=UNDATED, qr_text="")

    @property
    def name(self) -> str:
        """Where it is kept: `sheets/1f….pdf`."""
        whole = pdf.markup(self.template, self.says, self.marks) + "".join(pdf.stylesheets(self.template))
        return f"sheets/{sha256(whole.encode()).hexdigest()}.pdf"


def find(sheet: Sheet) -> bytes | None:
    """The file; None while it has not been drawn, which a worker is then asked to do."""
    with suppress(FileNotFoundError), default_storage.open(sheet.name, "rb") as kept:
        return kept.read()
    if cache.add(f"sheet:{sheet.name}", True, ASK_AGAIN):
        draw.enqueue(sheet.template, sheet.title, dict(sheet.says))
    return None


@task()
def draw(template: str, title: str, says: dict[str, Any]) -> None:
    """Draw a sheet and keep it. Safe to run twice."""
    sheet = Sheet(template, title, says)
    archive.write(sheet.name, pdf.render(template, says, sheet.marks))
