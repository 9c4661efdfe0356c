"""The words in Latin letters on a rendered page, for the test that no English stands on a Chinese page."""

import re
from html.parser import HTMLParser

SILENT = {"script", "style", "code", "kbd", "samp", "svg", "template", "noscript"}
SPOKEN = {"title", "aria-label", "placeholder", "alt"}  # attributes that are read out or shown
LATIN = re.compile(r"[A-Za-z][A-Za-z’'-]*[A-Za-z]")
# Names of things that have no other name in an office, and what is shown as it is typed.
SAID_SO = {
    *("PDF", "PNG", "JPG", "JPEG", "CSV", "TSV", "Excel", "WPS", "Word", "ODS", "GB", "MB", "KB", "GBK", "UTF", "XML"),
    *("SHA", "TOTP", "QR", "ID", "IP", "URL", "OFD", "xlsx", "xls", "xlsm", "ods", "csv", "tsv", "txt"),
}
CODES = re.compile(
    r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}|(?:\b[A-Z2-7]{4}\b\s*){4,}"  # check codes, secrets of a second factor
    r"|R-[A-Z]\d+|F-\d+|[A-Z]{2,4}\d{4}-\d+|[A-Z]{1,3}-?\d+|\d+[A-Z]"  # rules, forms, cases
    r"|[\w.+-]+@[\w.-]+|https?://\S+|manage\.py \w+|[\w.]*\.\w{2,4}\b|[0-9a-f]{12,}"  # addresses, commands, files
)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        about = dict(attrs)
        said = [about[name] or "" for name in SPOKEN if name in about]
        if tag == "input" and about.get("type") in ("submit", "button"):
            said.append(about.get("value") or "")
        self.found += said if not self.silent else []

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def english_of(page: str) -> set[str]:
    """Words in Latin letters of a page's text and labels, without codes and names that office people write so."""
    parser = _Words()
    parser.feed(page)
    text = CODES.sub(" ", "\n".join(parser.found))
    return {word for word in LATIN.findall(text) if word not in SAID_SO}
