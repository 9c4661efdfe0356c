"""What a program may send in the place of what a page asks for: values, addresses, cookies, headers, files (S7)."""

import io
import re
import zipfile
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes

from django.core.files.uploadedfile import SimpleUploadedFile

VALUES = [
    b"a\x00b",
    b"9" * 5000,
    b"9" * 19,
    b"9223372036854775808",
    b"-1",
    b"0",
    "٣".encode(),
    "²".encode(),
    b"1e309",
    b"NaN",
    b"Infinity",
    b"9999-12-31",
    b"0001-01-01",
    b"0000-00-00",
    b"9999-12",
    b"\xed\xa0\x80",  # a lone surrogate
    b"\xff\xfe\x80",  # no UTF-8
    b"<script>'\"\\;--%s%n{}${7*7}",
    "\u202e\u200b\ufeff\U000e0001\U0001f600".encode(),
    b"..\\../../etc/passwd",
    b" \r\n\r\n\t ",
    b"[]",
    b"null",
    b"x" * 1_000_000,
]
# Names that views read without a form.
QUERY = [
    "after", "q", "form", "due", "kind", "state", "only", "year", "act", "next", "show", "org", "as", "under",
    "about", "agreement", "origin", "page", "code", "size", "person", "do", "all", "expired", "download",
    "seen", "appointment", "account", "language", "count", "text", "last", "go", "shown", "case", "pair",
    "evidence", "reason", "words", "username", "typed",
]  # fmt: skip
SEGMENTS = [
    b"\x00", b"9" * 5000, b"9" * 19, b"-1", "٣".encode(), b"\xed\xa0\x80", b"\xff", b"x" * 5000, b"%00", b"' OR 1=1",
]  # fmt: skip
HEADERS = [
    {"HTTP_COOKIE": r'sessionid="\000\000\000\000\000\000\000\000"'},
    {"HTTP_COOKIE": "sessionid=" + "9" * 5000},
    {"HTTP_COOKIE": r'csrftoken="\000"; django_language="\000x"; messages="\000:\000"'},
    {"HTTP_COOKIE": "messages=[[broken; django_language=../../x; csrftoken=%ff%fe; ;;==,"},
    {"HTTP_ACCEPT_LANGUAGE": "en;q=" + "9" * 5000 + ", \xff, x" * 50},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[broken/\x00", "HTTP_HX_TARGET": "\xff"},
    {"HTTP_REFERER": "http://[::1/\xff"},
    {"HTTP_HOST": "a\x00b"},
    {"HTTP_USER_AGENT": "\xff" * 5000, "HTTP_X_FORWARDED_FOR": "'\x00, 9" * 99, "HTTP_X_REQUEST_ID": "\xff" * 5000},
    {"HTTP_RANGE": "bytes=9-1", "HTTP_IF_NONE_MATCH": "\xff", "HTTP_IF_MODIFIED_SINCE": "never"},
]


def part(said: bytes) -> bytes:
    """A multipart body with one field."""
    return b"--x\r\nContent-Disposition: form-data; " + said + b"\r\n\r\n%%%\r\n--x--"


BODIES = [
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=", b"--\r\n"),
    ("multipart/form-data; boundary=x", part(b'name="text"')[:-9]),
    ("multipart/form-data; boundary=x", part(b'name="a"; filename="\x00/../\xff"')),
    ("multipart/form-data; boundary=x", part(b"name=q\r\nContent-Transfer-Encoding: base64")),
    ("multipart/form-data; boundary=x", part(b'name="q"\r\n' + b"X: y\r\n" * 5000)),
    ("multipart/form-data; boundary=x; charset=rot13", part(b'name="q"')),
    ("application/x-www-form-urlencoded; charset=utf-7", b"q=+AGE-&text=%00"),
    ("application/x-www-form-urlencoded; charset=none-such", b"q=1"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(3000))),
    ("application/x-www-form-urlencoded", b"text=" + b"x" * (4 * 2**20 + 1)),
    ("application/json", b"{" * 10_000),
    ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
]  # fmt: skip


def workbook(**parts: bytes) -> bytes:
    """A zip with the parts of a workbook, each as given or as it should be."""
    sheet = (
        b'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>'
    )
    rels = b'<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    book = b'<workbook xmlns:r="http://x"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    whole = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rels, "xl/worksheets/sheet1.xml": sheet}
    names = {"book": "xl/workbook.xml", "rels": "xl/_rels/workbook.xml.rels", "sheet": "xl/worksheets/sheet1.xml"}
    whole |= {names[key]: body for key, body in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, body in whole.items():
            archive.writestr(name, body)
    return made.getvalue()


ROW = b'<worksheet><sheetData><row r="%s"><c r="%s"><v>%s</v></c></row></sheetData></worksheet>'
FILES = {
    "nothing": b"",
    "half a workbook": workbook()[:200],
    "a zip of other things": workbook(book=b"hello"),
    "a row named abc": workbook(sheet=ROW % (b"abc", b"A1", b"1")),
    "a row named ٣": workbook(sheet=ROW % ("٣".encode(), b"A1", b"1")),
    "a row of 5,000 digits": workbook(sheet=ROW % (b"9" * 5000, b"A1", b"1")),
    "a row below zero": workbook(sheet=ROW % (b"-5", b"A1", b"1")),
    "a cell far away": workbook(sheet=ROW % (b"1", b"ZZZZZZZZZZZZ1", b"1")),
    "a sheet without a name": workbook(book=b'<workbook xmlns:r="x"><sheets><sheet r:id="rId1"/></sheets></workbook>'),
    "a sheet without a part": workbook(book=b'<workbook><sheets><sheet name="a"/></sheets></workbook>'),
    "a relation to nowhere": workbook(rels=b'<Relationships><Relationship Type="x/worksheet"/></Relationships>'),
    "broken XML": workbook(sheet=b"<worksheet><sheetData><row"),
    "a binary table": b"\x00\x01,\xff\xfe,\r\n" * 99,
    "a picture that lies": b"\x89PNG\r\n\x1a\n" + b"\x00" * 99,
    "half a photograph": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "a damaged PDF": b"%PDF-1.7\n1 0 obj <</Length 999999999999>> stream\n\xff\xff",
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
}  # fmt: skip
FILE_NAMES = ["a.xlsx", "a\x00b.pdf", "x" * 5000 + ".png", "..", "\u202efdp.exe"]


class Upload(io.BytesIO):
    """A file under a name that no file system would take."""

    def __init__(self, what: str, name: str = "a.xlsx"):
        super().__init__(FILES[what])
        self.name = name


def scan() -> SimpleUploadedFile:
    """One that would be taken."""
    return SimpleUploadedFile("a.pdf", FILES["a damaged PDF"])


def query(names: list[str], value: bytes) -> bytes:
    """All fields with one value, as a browser would encode it."""
    said = quote_from_bytes(value).encode()
    return b"&".join(quote_from_bytes(name.encode()).encode() + b"=" + said for name in names)


def with_segment(path: str, at: int, segment: bytes) -> str:
    """The address with the last but `at`-th part replaced."""
    parts = path.split("/")
    filled = [number for number, part in enumerate(parts) if re.search(r"\d|[a-z]_|^[A-Z]", part)] or [len(parts) - 1]
    parts[filled[at % len(filled)]] = quote_from_bytes(segment, safe="%")
    return "/".join(parts)


class Forms(HTMLParser):
    """The fields of each form of a page by where it is sent: {address: {name: value}}; files are in `uploads`."""

    def __init__(self, page: str, address: str):
        super().__init__()
        self.found: dict[str, dict[str, str]] = {}
        self.uploads: dict[str, set[str]] = {}
        self.address, self.open = address, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = (said.get("action") or self.address).partition("?")[0] if said.get("method") == "post" else ""
        elif self.open and tag in {"input", "select", "textarea", "button"} and (name := said.get("name")):
            self.found.setdefault(self.open, {})[name] = said.get("value", "")
            if said.get("type") == "file":
                self.uploads.setdefault(self.open, set()).add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = ""
