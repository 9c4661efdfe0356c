"""The only module that asks WeasyPrint for anything. Importing it starts Pango, so the fonts are configured first."""

# ruff: noqa: E402  the fonts must be configured before WeasyPrint is imported

import ctypes
import logging
import re
import zlib
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree

from . import fonts

fonts.configure()

import cssselect2
import pydyf
from weasyprint import CSS, HTML, Attachment
from weasyprint.css import ColorProfile
from weasyprint.document import Document
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

from . import pdf, shortcuts
from .marks import Marks

FONTS = FontConfiguration()
USUAL, CLOSER = 'class="usual"', ('class="closer"', 'class="closest"')  # of official papers: official.css
KEPT_TOGETHER = re.compile(r"(break-(?:inside|before|after):\s*)avoid")

log = logging.getLogger(__name__)


class OwnNames:
    """Answers for our own images (`pdf.image`) and for nothing else."""

    _fail_on_errors = True

    def __call__(self, url: str) -> URLFetcherResponse:
        return URLFetcherResponse(url, pdf.image(unquote(url)), {"Content-Type": "image/png"})


FETCHER = OwnNames()


class KeptProfile(ColorProfile):
    """The colour profile WeasyPrint brings for PDF/A, read once: it opens the file anew, and leaves it open, each time.

    `content` is the file as it is; written out by the colour library it differs from the second time on.
    """

    def __init__(self) -> None:
        self.content_read = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
        super().__init__(BytesIO(self.content_read), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))

    @property
    def content(self) -> bytes:
        return self.content_read


SRGB = KeptProfile()


class Page(HTML):
    """A page that is already well-formed: parsed by the C parser of the standard library, several times faster."""

    def __init__(self, markup: str):
        root = ElementTree.fromstring(markup)  # noqa: S314  our own template, every value escaped
        self.base_url = None
        self.url_fetcher = FETCHER
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms=False):
        return [shortcuts.BROWSER_STYLES]


@cache
def stylesheet(text: str) -> CSS:
    return CSS(string=text, font_config=FONTS, url_fetcher=FETCHER)


def press(markup: str, styles: list[str], record: str, marks: Marks) -> bytes:
    """Set, draw and write the page with `record` attached. Raises LookupError when the page asks for an address.

    WeasyPrint ends with an AssertionError where blocks that are to stay together fill a page of a table. No text is
    refused for that: the page is set once more with every such block breakable, which is the same bytes each time.
    """
    try:
        return _write(markup, styles, record, marks)
    except AssertionError:
        log.warning("%s: no page break found, set again with all blocks breakable", marks.form)
        return _write(markup, [KEPT_TOGETHER.sub(r"\1auto", text) for text in styles], record, marks)


def _write(markup: str, styles: list[str], record: str, marks: Marks) -> bytes:
    made = pdf.utc_naive(marks)
    attachment = Attachment(
        string=record.encode(),
        name=pdf.ATTACHMENT,
        description=marks.keyword,
        created=made,
        modified=made,
        relationship="Data",
        url_fetcher=FETCHER,
    )
    try:
        with shortcuts.taken():
            return _set(markup, styles, attachment, marks)
    except FatalURLFetchingError as error:
        raise LookupError("a paper may not fetch anything") from error.__cause__


def _set(markup: str, styles: list[str], attachment: Attachment, marks: Marks) -> bytes:
    """Lay the page out and write it. An official paper of two pages that closer spacing brings onto one is set so:
    its standard wants spacing adjusted before a page with little more than a seal (R-P3)."""
    options = {
        "stylesheets": [stylesheet(text) for text in styles],
        "pdf_variant": "pdf/a-3a",
        "output_intent": "kept-srgb",
        "pdf_identifier": marks.keyword.encode(),
        "attachments": [attachment],
        "cache": {},
    }

    def laid_out(page: str) -> Document:
        return Page(page).render(FONTS, None, {"kept-srgb": SRGB}, **options)

    document = laid_out(markup)
    if len(document.pages) == 2 and USUAL in markup:
        tighter = (laid_out(markup.replace(USUAL, spacing, 1)) for spacing in CLOSER)
        document = next((pages for pages in tighter if len(pages.pages) == 1), document)
    return document.write_pdf(finisher=finish, **options)


class Finished(pydyf.Stream):
    """A stream nothing more is added to. It is packed once, not once for the file and again for its checksum.

    At zlib's usual level: the highest takes twice as long and saves one part in two hundred.
    """

    @cached_property
    def data(self) -> bytes:
        if not self.compress:
            return super().data
        packed = zlib.compress(b"\n".join(map(pydyf._to_bytes, self.stream)))
        return pydyf.Stream([packed], {**self.extra, "Filter": "/FlateDecode"}).data


def finish(_document, written: pydyf.PDF) -> None:
    """Before writing: name each attachment once in /AF, where WeasyPrint lists it twice; pack each stream once."""
    if "AF" in written.catalog:
        written.catalog["AF"][:] = list(dict.fromkeys(written.catalog["AF"]))
    for part in written.objects:
        if isinstance(part, pydyf.Stream):
            part.__class__ = Finished


def versions() -> str:
    """Of the libraries that decide which bytes a page becomes, beside the Python packages."""
    shaper = ctypes.CDLL("libharfbuzz.so.0").hb_version_string
    shaper.restype = ctypes.c_char_p
    return f"pango {pango.pango_version()} harfbuzz {shaper().decode()} zlib {zlib.ZLIB_RUNTIME_VERSION}"
