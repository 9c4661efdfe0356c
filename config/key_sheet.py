"""The sheet for the safe: the keys without which nothing sealed opens, as text and as a square code, to be printed.

SECRET_KEY is not on it: a lost one is replaced by a new one and everybody signs in again.
Tests: tests/config/test_key_sheet.py.
"""

import io
import os
from pathlib import Path
from xml.sax.saxutils import escape

import segno
from django.conf import settings
from django.utils import timezone

from members import keys

PAGE = (210, 297)  # millimetres
MARGIN, LINE, CODE = 20, 6, 80
HEAD = (
    "Liangdi 两地: the keys of this office",
    "Keep this sheet in a safe, apart from the server and from its backups:",
    "whoever holds sheet and backup reads every identity number.",
    "To come back from it: type the two lines, or scan the square, into .env; add a",
    "new SECRET_KEY; then run manage.py keys --check. The fingerprints tell whether",
    "they are the right ones.",
)


def lines() -> list[str]:
    """The two lines of `.env` that must never be lost."""
    sealing = ",".join(f"{name}:{key}" for name, key in settings.FIELD_KEYS.items())
    return [f"FIELD_KEYS={sealing}", f"INDEX_KEY={settings.INDEX_KEY}"]


def marks() -> list[str]:
    """A line a key: variable, id, fingerprint."""
    return [f"{' '.join(filter(None, named))}: fingerprint {mark}" for named, mark in keys.present().items()]


def square() -> segno.QRCode:
    """The two lines as a QR code."""
    return segno.make("\n".join(lines()), error="m", micro=False)


def text() -> str:
    """The sheet for a terminal."""
    drawn = io.StringIO()
    square().terminal(drawn, compact=True)
    return "\n".join([*HEAD, "", *lines(), "", *marks(), "", drawn.getvalue()])


def page() -> str:
    """The sheet as an SVG of the size A4, for any browser to print."""
    y, written = MARGIN, []
    for line in [*HEAD, "", f"{timezone.localdate():%Y-%m-%d}", *marks(), ""]:
        written.append(_text(line, y, 3.6))
        y += LINE
    for line in (piece for whole in lines() for piece in _pieces(whole)):
        written.append(_text(line, y, 3.9, family="monospace"))
        y += LINE
    code = square().svg_inline(border=2, omitsize=True)
    placed = code.replace("<svg", f'<svg x="{MARGIN}" y="{y}" width="{CODE}" height="{CODE}"', 1)
    width, height = PAGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(written)}{placed}</svg>\n'
    )


def _text(line: str, y: float, size: float, family: str = "sans-serif") -> str:
    return f'<text x="{MARGIN}" y="{y}" font-family="{family}" font-size="{size}">{escape(line)}</text>'


def _pieces(line: str, length: int = 68) -> list[str]:
    """`line` cut to the width of the page; what is typed again is one line."""
    return [line[at : at + length] for at in range(0, len(line), length)]


def write_page(path: Path) -> None:
    """Write the page for its owner alone. Raises FileExistsError: a sheet is never written over another."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(page())
