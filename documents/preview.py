"""Pages as pictures, for phones and for pages without JavaScript. Kept in the storage under the file's hash."""

import threading
from contextlib import suppress
from io import BytesIO

from django.core.files.storage import default_storage

from . import archive
from .papers import Paper

WIDTHS = {"phone": 780, "desktop": 1240}  # pixels: 390 at double density; A4 at 150 dots an inch

_pdfium = threading.Lock()  # not safe in two threads at once


def page(paper: Paper, number: int = 1, size: str = "desktop") -> bytes:
    """Page `number` (from 1) of a filed paper as PNG. Raises LookupError when there is no such page or size."""
    if not paper.is_filed or not 1 <= number <= (paper.page_count or 0) or size not in WIDTHS:
        raise LookupError("no such page")
    name = archive.place(paper.sha256, f"-{number}-{size}.png").replace("papers/", "previews/", 1)
    with suppress(OSError), default_storage.open(name, "rb") as kept:
        return kept.read()
    picture = _draw(archive.fetch(paper.sha256), number - 1, WIDTHS[size])
    with suppress(archive.StorageUnavailable):  # only a cache: a full disk must not hide a paper that is filed
        archive.write(name, picture)
    return picture


def _draw(data: bytes, index: int, width: int) -> bytes:
    import pypdfium2  # deferred: loads a library of 8 MB that most requests do not need

    with _pdfium:
        document = pypdfium2.PdfDocument(data)
        try:
            sheet = document[index]
            image = sheet.render(scale=width / sheet.get_width(), grayscale=True).to_pil()
        finally:
            document.close()
    out = BytesIO()
    image.quantize(16).save(out, "png", optimize=True)
    return out.getvalue()
