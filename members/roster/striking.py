"""What of an .xlsx is struck out: formats of cells, and shared strings whose every run is.

A cell is struck out by its format, or within its text; a text of which only a part is struck is none.
Tests: tests/members/test_roster_workbook.py.
"""

from __future__ import annotations

import zipfile
from typing import IO

from .parts import Struck, is_on, read_elements

STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
MARK = b"<strike"
CHUNK = 2**20


def struck(archive: zipfile.ZipFile) -> Struck:
    return Struck(_formats(archive), _strings(archive))


def _formats(archive: zipfile.ZipFile) -> frozenset[str]:
    """The cell formats, by their index as text, whose font is struck out."""
    if STYLES not in archive.namelist():
        return frozenset()
    fonts: list[bool] = []
    formats: list[str] = []
    inside = ""

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag in {"fonts", "cellXfs", "cellStyleXfs", "fills", "dxfs", "cellStyles"}:
            inside = tag
        elif tag == "font" and inside == "fonts":
            fonts.append(False)
        elif tag == "strike" and inside == "fonts" and fonts:
            fonts[-1] = is_on(attributes)
        elif tag == "xf" and inside == "cellXfs":
            formats.append(attributes.get("fontId", "0"))

    with archive.open(STYLES) as part:
        read_elements(part, element)
    struck = {str(index) for index, through in enumerate(fonts) if through}
    return frozenset(str(index) for index, font in enumerate(formats) if font in struck)


def _strings(archive: zipfile.ZipFile) -> frozenset[str]:
    """The shared strings, by their index as text, of which every run is struck out."""
    if STRINGS not in archive.namelist():
        return frozenset()
    with archive.open(STRINGS) as part:
        if not _holds(part, MARK):
            return frozenset()
    runs: list[list[bool]] = []  # of each string

    def element(tag: str, attributes: dict[str, str]) -> None:
        if tag == "si":
            runs.append([])
        elif tag == "r" and runs:
            runs[-1].append(False)
        elif tag == "strike" and runs and runs[-1] and is_on(attributes):
            runs[-1][-1] = True

    with archive.open(STRINGS) as part:
        read_elements(part, element)
    return frozenset(str(index) for index, through in enumerate(runs) if through and all(through))


def _holds(part: IO[bytes], mark: bytes) -> bool:
    """Whether a part holds `mark`, read in pieces: most have none, and parsing costs more than looking."""
    tail = b""
    while piece := part.read(CHUNK):
        if mark in tail + piece:
            return True
        tail = piece[-len(mark) :]
    return False
