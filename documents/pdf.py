"""Snapshot → HTML → PDF/A-3a: a pure function, the same bytes in every process (R-P1, R-P6, R-P8).

Own fonts through an own fontconfig file, no network, no clock. Fast because stylesheets and the font configuration
are kept, the page is well-formed XML, and the square code is a one-bit image. Tests: tests/documents/test_pdf.py.
"""

import base64
import gc
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC
from functools import cache, lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from django.template.loader import get_template, render_to_string
from PIL import Image

from members.rulebook import declare

from . import fonts, snapshots
from .marks import Marks

declare("R-P1", "公文用纸A4，版心156×225毫米，正文三号仿宋，标题二号小标宋居中", "GB/T 9704-2012")
declare("R-P2", "发文字号：机关代字、六角括号括入四位年份、顺序号：长镇组〔2025〕12号", "GB/T 9704-2012")
declare("R-P6", "软件不绘制印章、党徽和签名，只留“（盖章）”“（签名）”的空位", "本系统规定")

ATTACHMENT = "snapshot.json"
QR = "qr:"
DOTS = "dots:"
EXTENDS = re.compile(r'{%\s*extends\s+"([^"]+)"')

# What of our own program decides how a page looks, beside its templates.
PROGRAM = [
    Path(__file__).parent / name
    for name in (
        "pdf.py",
        "snapshots.py",
        "snapshot_words.py",
        "press.py",
        "shortcuts.py",
        "fitting.py",
        "numerals.py",
        "templatetags/paper.py",
    )
]

# One configuration and one font map serve every page; neither may be used by two threads at once.
_press = threading.Lock()


def render(template: str, snapshot: Mapping[str, Any], marks: Marks) -> bytes:
    """The finished file. `template` is a template name; it sees `s` (the snapshot) and `marks`.

    Raises ParseError when the template is not well-formed XML, LookupError when it asks for any address.
    """
    page = markup(template, snapshot, marks)
    with _press:
        engine = _engine()
        with _no_collector():
            return engine.press(page, stylesheets(template), snapshots.explained(snapshot, marks), marks)


def markup(template: str, snapshot: Mapping[str, Any], marks: Marks) -> str:
    """The page as XHTML. Values are escaped: `<b>` in a name prints as `<b>`."""
    return render_to_string(template, {"s": snapshot, "marks": marks, "qr": QR + marks.qr_text})


@cache
def stylesheets(template: str) -> list[str]:
    """Texts of the stylesheets beside the template and those it extends, its own last (`letter.html`: `letter.css`)."""
    return [path.read_text(encoding="utf-8") for path in _parts(template) if path.suffix == ".css"]


@cache
def recipe(template: str) -> str:
    """A short name for everything but the snapshot that a page depends on: program, fonts, templates, stylesheets.

    Two papers with one recipe and one snapshot have the same bytes; after an upgrade the recipe differs.
    """
    from importlib.metadata import version  # deferred: only the worker and the archive's proof ask

    packages = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "segno"))
    whole = sha256(f"{packages} {_engine().versions()} {sorted(fonts.typefaces().items())}".encode())
    for path in [*_parts(template), *PROGRAM, *fonts.files()]:
        whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def _parts(template: str) -> list[Path]:
    """The files of the template and of those it extends: `letter.*` and `_letter*` beside each."""
    found: list[Path] = []
    for path in _lineage(template):
        found += [*sorted(path.parent.glob(f"{path.stem}.*")), *sorted(path.parent.glob(f"_{path.stem}*"))]
    return found


def _lineage(template: str) -> list[Path]:
    """The template's file after those it extends: the frame of all papers, a layout, the paper itself."""
    path = Path(get_template(template).origin.name)  # type: ignore[attr-defined]  # Django's backend has it
    above = EXTENDS.search(path.read_text(encoding="utf-8"))
    return [*(_lineage(above[1]) if above else []), path]


def standalone(template: str, snapshot: Mapping[str, Any], marks: Marks) -> str:
    """The same page as one file that needs nothing of ours, styles and images inlined: to measure other ways with."""
    page = markup(template, snapshot, marks).replace(
        "</head>", f"<style>{''.join(stylesheets(template))}</style></head>"
    )
    for address in {QR + marks.qr_text, DOTS}:
        page = page.replace(address, f"data:image/png;base64,{base64.b64encode(image(address)).decode()}")
    return page


def image(address: str) -> bytes:
    """A PNG of our own by its address. Raises LookupError for any other: no file, no network, ever."""
    if address == DOTS:
        return dots()
    if address.startswith(QR):
        return square(address.removeprefix(QR))
    raise LookupError("a paper may not fetch anything")


@cache
def dots() -> bytes:
    """One black dot and the gap after it, for cut lines: as a border each dot would be drawn as a path of its own."""
    picture = BytesIO()
    tile = Image.new("1", (3, 1), 1)
    tile.putpixel((0, 0), 0)
    tile.save(picture, "png")
    return picture.getvalue()


@lru_cache(maxsize=256)
def square(text: str) -> bytes:
    """A QR code as a one-bit PNG; the mask is fixed, which spares seven trials and keeps the bytes fixed."""
    picture = BytesIO()
    segno.make(text, error="m", mask=2, micro=False).save(picture, kind="png", scale=4, border=0)
    return picture.getvalue()


@contextmanager
def _no_collector() -> Iterator[None]:
    """A page makes some hundred thousand small objects that all die together: collecting in between only costs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@cache
def _engine() -> Any:
    from . import press  # deferred: needs the system's Pango, which web processes may lack

    return press


def utc_naive(marks: Marks) -> Any:
    """The time of making as WeasyPrint wants it for attachments: it appends a Z without converting."""
    return marks.issued_at.astimezone(UTC).replace(tzinfo=None)
